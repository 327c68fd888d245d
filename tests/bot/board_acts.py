"""What people do with boards on a stage, and what they see there."""

from datetime import timedelta
from typing import Any

from tests.bot.stage import STAFF, VIEWER, Stage


async def answers(stage: Stage, *scores: int, first: int = 1000) -> None:
    """Let as many customers as there are scores answer."""
    people = range(first, first + len(scores))
    await asked(stage, people)
    for user, score in zip(people, scores, strict=True):
        tap(stage, user, score)
    await stage.settle()


async def asked(stage: Stage, people: range) -> None:
    for user in people:
        stage.join(user, name=f"Customer {user}")
        stage.telegram.chats[user].started = True
        body = stage.interaction(f"T-{user}", customer={"telegram_id": user})
        assert (await stage.post("/v1/interactions", body))[0] == 202
    await stage.settle()


def tap(stage: Stage, user: int, score: int) -> None:
    data = stage.button(user, f":{score}", kind="a:")
    stage.press(user, data, message=stage.question(user)["message_id"])


async def board(stage: Stage, what: str = "csat week", *, user: int = VIEWER) -> int:
    """Post a board and give the number of its message."""
    await stage.says(user, f"/board {what}", chat_id=STAFF)
    return int(stage.from_bot(STAFF)[-1]["message_id"])


def shown(stage: Stage, message: int, chat: int = STAFF) -> str:
    body = stage.telegram.chats[chat].messages[message].body
    return str(body.get("text") or body.get("caption"))


def stop_of(stage: Stage, message: int, chat: int = STAFF) -> str:
    markup = stage.telegram.chats[chat].messages[message].body["reply_markup"]
    return str(markup["inline_keyboard"][0][0]["callback_data"])


def edits(stage: Stage) -> list[Any]:
    """Every call that edits, accepted or not."""
    return [call for call in stage.telegram.calls if call.method.startswith("editMessage")]


def edits_in_staff(stage: Stage) -> list[Any]:
    return [call for call in edits(stage) if int(call.parameters["chat_id"]) == STAFF]


def reasons(stage: Stage) -> list[str]:
    """Why boards have ended."""
    found = stage.rows("SELECT json_extract(detail, '$.reason') AS why FROM audit ORDER BY id")
    return [str(row["why"]) for row in found]


async def turns(stage: Stage, seconds: float) -> None:
    await stage.pass_time(timedelta(seconds=seconds))

"""Cases through the whole bot: opened by an unhappy answer, taken, noted on, closed, reopened."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.bot import stage as stages
from tests.bot.people import WALL
from tests.bot.stage import ADMIN, BOB, CHARLIE, STAFF, VIEWER, Stage, stage_of

ANN, BEN = 902, 903
ALERTS = -100902
STEPS = "SELECT actor, action FROM audit WHERE action LIKE 'case %' ORDER BY id"
AGENTS = stages.BASE.replace("admins = [{admin}]", f"admins = [{{admin}}]\nagents = [{ANN}, {BEN}]")


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    """Bob is unhappy; Ann and Ben are agents."""
    async with stage_of(tmp_path, base=AGENTS) as stage:
        await staffed(stage)
        await unhappy(stage)
        yield stage


async def staffed(stage: Stage, chat: int = STAFF) -> None:
    for user, name in ((ANN, "Ann"), (BEN, "Ben")):
        stage.join(user, name=name)
        stage.telegram.chats[chat].members[user] = "member"


async def unhappy(stage: Stage, user: int = BOB, name: str = "Bob") -> None:
    await stage.starts(user, name=name)
    await stage.ended(customer={"telegram_id": user})
    await stage.score(1, user=user)


def data_of(message: dict[str, Any], label: str) -> str:
    keyboard = message["reply_markup"]["inline_keyboard"]
    return next(str(b["callback_data"]) for row in keyboard for b in row if b["text"] == label)


def labels(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [b["text"] for row in rows for b in row]


def alert(stage: Stage, chat: int = STAFF) -> dict[str, Any]:
    return stage.from_bot(chat)[0]


def steps(stage: Stage) -> list[tuple[str, str]]:
    return [(row["actor"], row["action"]) for row in stage.rows(STEPS)]


async def press(
    stage: Stage, user: int, label: str, message: dict[str, Any], chat: int = STAFF
) -> str | None:
    data = data_of(message, label)
    return await stage.taps(user, data, message=message["message_id"], chat=chat)


async def says(stage: Stage, text: str, user: int = ANN, **more: Any) -> str:
    await stage.says(user, text, chat_id=STAFF, **more)
    return str(stage.from_bot(STAFF)[-1]["text"])


async def test_the_first_who_takes_a_case_has_it(office: Stage) -> None:
    first = alert(office)
    assert first["text"].splitlines()[:2] == [
        "🔴 after-chat: 1 of 5",
        "⚪ Case #1: nobody has it yet",
    ]
    assert labels(first) == ["Take", "Close", "Answer", "Not a case", "History"]
    assert (await press(office, VIEWER, "Take", first) or "").startswith("This needs")
    assert steps(office) == [("bot", "case open")]
    taken = [office.press(user, data_of(first, "Take"), message=first["message_id"], chat=STAFF)
             for user in (ANN, BEN)]  # fmt: skip
    await office.settle()
    assert office.toast(taken[0]) == "Case #1 is yours"
    said = office.toast(taken[1]) or ""
    assert re.fullmatch(
        r"Ann has case #1 since 16 Nov \d\d:\d\d\. To free it: /case 1 reopen", said
    )
    assert await press(office, ANN, "Close", alert(office)) is not None
    assert "✅ Case #1: closed by Ann" in alert(office)["text"]
    assert labels(alert(office)) == ["Open again", "History"]
    bot, ann = "bot", f"telegram:{ANN}"
    assert steps(office) == [(bot, "case open"), (ann, "case take"), (ann, "case close")]


async def test_a_reply_to_the_alert_is_a_note_and_an_edit_of_it_replaces_it(office: Stage) -> None:
    number = alert(office)["message_id"]
    said = await office.says(ANN, "called\nhim <b>", chat_id=STAFF, reply_to=number)
    await office.says(VIEWER, "poor Bob", chat_id=STAFF, reply_to=number)
    await office.until(lambda: "📝 Ann: called him <b>" in alert(office)["text"])
    office.telegram.edit(ANN, said["message_id"], "he is fine", chat_id=STAFF, now=WALL())
    await office.until(lambda: "📝 Ann: he is fine" in alert(office)["text"])
    shown = await says(office, "/case close sent flowers", reply_to=number)
    assert shown.endswith("Ann closed it: sent flowers")
    assert "poor Bob" not in shown
    assert "called" not in shown
    await office.until(lambda: "📝 Ann: sent flowers" in alert(office)["text"])
    closed = await says(office, "/case 1 close and a card", BEN)
    assert closed.endswith("Ben: and a card")  # it was closed before, but no word is lost
    assert "✅ Case #1: closed by Ann" in closed


async def test_the_list_leads_to_a_case_and_the_case_to_the_customer(office: Stage) -> None:
    await unhappy(office, CHARLIE, "Charlie & Co")
    await office.pass_time(timedelta(hours=3))
    await says(office, "/case 2 take", BEN)
    listed = await says(office, "/case")
    assert listed.splitlines()[:3] == [
        "Open cases: 2",
        "#1 - after-chat 1/5 - 3 h - nobody yet",
        "#2 - after-chat 1/5 - 3 h - Ben",
    ]
    before = len(office.from_bot(STAFF))
    await press(office, ANN, "case #2", office.from_bot(STAFF)[-1])
    assert len(office.from_bot(STAFF)) == before + 1
    shown = office.from_bot(STAFF)[-1]
    lines = shown["text"].splitlines()
    assert lines[:2] == ["Case #2 - after-chat", "Score: 1 of 5"]
    assert {"Customer: Charlie & Co", "Agent: anna", "About: support"} <= set(lines)
    links = [each.get("url", each.get("user")) for each in shown["entities"]]
    assert any(str(CHARLIE) in str(link) for link in links)
    await press(office, ANN, "Close", shown)
    again = office.from_bot(STAFF)[-1]
    assert again["message_id"] == shown["message_id"]
    assert "closed by Ann" in again["text"]
    assert (await says(office, "/case")).startswith("Open cases: 1\n#1")


async def test_a_changed_score_and_words_are_shown_on_the_case(office: Stage) -> None:
    await office.does("change")
    await office.score(5)
    await office.says(BOB, "all well <now>", reply_to=office.question()["message_id"])
    shown = await says(office, "/case 1")
    assert "Score: 1 of 5, changed to 5" in shown
    assert "all well <now>" in shown
    assert alert(office)["text"].startswith("🟢 after-chat: 5 of 5 now")
    listed = await says(office, "/comments")
    assert "all well <now>" in listed
    page = office.from_bot(STAFF)[-1]
    assert labels(page)[0] == "case #1"
    assert "low scores" in labels(page)
    await press(office, ANN, "case #1", page)
    assert office.from_bot(STAFF)[-1]["text"].startswith("Case #1")
    assert office.from_bot(STAFF)[-2]["message_id"] == page["message_id"]
    refused = await press(office, VIEWER, "case #1", page)
    assert refused is not None
    assert refused.startswith("This needs")


async def test_what_is_wrong_gets_one_sentence_and_an_example_that_works(office: Stage) -> None:
    for typed, said in (
        ("/case 17", "There is no case #17, the newest is #1. For example: /case 1"),
        ("/case seven", '"seven" is not the number of a case. For example: /case 17'),
        ("/case 1 reopen", "Case #1 is open and nobody has it. To take it: /case 1 take"),
        (
            "/case 1 burn",
            (
                'I do not know "burn": a case can be given take, close, reopen, note, '
                "answer, give or no. "
                "For example: /case 1 close called back"
            ),
        ),
    ):
        assert await says(office, typed) == said
    await says(office, "/case #1 взять")
    await says(office, "/case 1 close")
    assert re.fullmatch(
        r"Case #1 was closed by Ann, 16 Nov \d\d:\d\d\. To open it again: /case 1 reopen",
        await says(office, "/case 1 close", BEN),
    )
    assert "nobody has it yet" in await says(office, "/case 1 reopen", BEN)
    assert (await says(office, "/case", VIEWER)).startswith("This needs")


async def test_agents_press_in_a_group_that_is_for_alerts_alone(
    tmp_path: Path,
) -> None:
    own = AGENTS.replace("chats = [{staff}]", f"chats = [{{staff}}]\nalerts = {ALERTS}")
    async with stage_of(tmp_path, base=own) as stage:
        stage.telegram.create_group("Alerts", chat_id=ALERTS, members=(ADMIN, VIEWER), now=WALL())
        await staffed(stage, ALERTS)
        await unhappy(stage)
        assert await press(stage, VIEWER, "Take", alert(stage, ALERTS), ALERTS) is not None
        assert "nobody has it yet" in alert(stage, ALERTS)["text"]
        assert await press(stage, ANN, "Take", alert(stage, ALERTS), ALERTS) == "Case #1 is yours"
        assert await press(stage, ANN, "Close", alert(stage, ALERTS), ALERTS) is not None
        assert "closed by Ann" in alert(stage, ALERTS)["text"]

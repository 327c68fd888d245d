"""Whoever sets up what is there already makes no second one, and reads who did and when."""

import re
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database
from storage.transaction import Transaction
from tests.bot.board_acts import shown
from tests.bot.stage import ADMIN, STAFF, VIEWER, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, staffed
from tests.bot.waiting import now_s

MONDAYS = (
    "/digest weekly monday 09:00",
    "/digest weekly monday 9am",
    "/digest weekly monday 9",
    "/digest 每周一 9点",
    "/digest понедельник в 9",
    "/digest monday 09:00 overall",
)


def newest(stage: Stage) -> str:
    return stage.texts(STAFF)[-1]


def labels(message: dict[str, Any]) -> list[str]:
    return [each["text"] for row in message["reply_markup"]["inline_keyboard"] for each in row]


async def test_three_people_make_one_digest_and_read_that_it_comes(tmp_path: Path) -> None:
    async with stage_of(tmp_path, base=AGENTS) as stage:
        await staffed(stage)
        for user, text in zip((VIEWER, ANN, ADMIN), MONDAYS, strict=False):
            stage.telegram.say(user, text, chat_id=STAFF, now=now_s())  # perhaps all in one batch
        await stage.settle()
        for text in MONDAYS[3:]:
            await stage.says(ANN, text, chat_id=STAFF)
        assert len(stage.rows("SELECT 1 FROM digests")) == 1
        made, *others = stage.texts(STAFF)
        assert made.startswith("/overall comes here on Mondays at 09:00 (Europe/Berlin), first on")
        assert len(others) == len(MONDAYS) - 1
        for said in others:
            assert re.fullmatch(
                r"/overall comes here already, on Mondays at 09:00 \(Europe/Berlin\): Vera set it"
                r" up on 16 Nov \d\d:\d\d\. Next 23 Nov 09:00\. /digest lists it\.",
                said,
            ), said
        await stage.says(VIEWER, MONDAYS[1], chat_id=STAFF)
        assert "you set it up on 16 Nov" in newest(stage)


@pytest.mark.parametrize(
    "other",
    [
        "/digest weekly monday 09:01 csat",
        "/digest weekly tuesday 09:00 csat",
        "/digest monthly 1 09:00 csat",
        "/digest weekly monday 09:00 csat month",
        "/digest weekly monday 09:00 csat by agent",
        "/digest weekly monday 09:00 csat lang=ru",
        "/digest weekly monday 09:00 nps",
    ],
)
async def test_another_digest_is_another(stage: Stage, other: str) -> None:
    await stage.says(VIEWER, "/digest weekly monday 09:00 csat", chat_id=STAFF)
    await stage.says(ADMIN, other, chat_id=STAFF)
    assert len(stage.rows("SELECT 1 FROM digests")) == 2, newest(stage)


async def test_a_digest_with_the_words_that_it_stands_for_is_the_same(stage: Stage) -> None:
    """The digest of a Monday without a period is about the last calendar week."""
    await stage.says(VIEWER, "/digest weekly monday 09:00 csat", chat_id=STAFF)
    await stage.says(ADMIN, "/digest weekly monday 09:00 csat last week", chat_id=STAFF)
    assert "comes here already" in newest(stage)
    await stage.says(ADMIN, "/digest weekly monday 09:00 csat", chat_id=ADMIN)
    assert len(stage.rows("SELECT 1 FROM digests")) == 2, "in private it is one of their own"


BOARDS = ("csat week", "csat 7d", "csat", "/CSAT неделя", "csat 周", "csat@acme 7d")


async def test_equal_boards_are_one_and_the_reply_leads_to_it(tmp_path: Path) -> None:
    async with stage_of(tmp_path, base=AGENTS) as stage:
        await staffed(stage)
        for user in (VIEWER, ADMIN):
            stage.telegram.say(user, "/board csat week", chat_id=STAFF, now=now_s())
        await stage.settle()
        for what in BOARDS[1:5]:
            await stage.says(ANN, f"/board {what}", chat_id=STAFF)
            assert newest(stage).startswith("/csat week stands here already: Vera posted it on 16")
        (kept,) = stage.rows("SELECT token, message_id FROM boards")
        reply = stage.from_bot(STAFF)[-1]
        assert labels(reply) == ["Go to it", "Stop"]
        go, stop = reply["reply_markup"]["inline_keyboard"][0]
        assert go["url"] == f"https://t.me/c/{str(STAFF)[4:]}/{kept['message_id']}"
        await stage.taps(ANN, stop["callback_data"], message=reply["message_id"], chat=STAFF)
        assert stage.rows("SELECT 1 FROM boards") == []
        await stage.says(ANN, "/board csat week", chat_id=STAFF)
        assert "Live board" in shown(stage, stage.from_bot(STAFF)[-1]["message_id"])


@pytest.mark.parametrize(
    "other", ["csat this week", "csat month", "csat week by agent", "nps week", "csat week text"]
)
async def test_another_board_is_another(stage: Stage, other: str) -> None:
    await stage.says(VIEWER, "/board csat week", chat_id=STAFF)
    await stage.says(ADMIN, f"/board {other}", chat_id=STAFF)
    assert len(stage.rows("SELECT 1 FROM boards")) == 2, newest(stage)


async def test_the_button_live_makes_no_second_board(stage: Stage) -> None:
    await stage.says(VIEWER, "/csat week", chat_id=STAFF)
    reply = stage.from_bot(STAFF)[-1]
    rows = reply["reply_markup"]["inline_keyboard"]
    (data,) = [each["callback_data"] for row in rows for each in row if each["text"] == "live"]
    pressed = [
        stage.press(user, data, message=reply["message_id"], chat=STAFF) for user in (VIEWER, ADMIN)
    ]
    await stage.settle()
    assert len(stage.rows("SELECT 1 FROM boards")) == 1
    assert (stage.toast(pressed[1]) or "").startswith("/csat week stands here already: Vera")


async def test_doubles_from_before_stay_and_are_listed(stage: Stage) -> None:
    await stage.says(VIEWER, "/digest weekly monday 09:00 csat", chat_id=STAFF)
    await stage.stop()
    database = await Database.open(stage.config.database_path)

    async def double(tx: Transaction) -> None:
        (row,) = await tx.rows("SELECT * FROM digests")
        names = [name for name in row if name != "id"]
        listed = ", ".join(names)
        await tx.run(f"INSERT INTO digests ({listed}) SELECT {listed} FROM digests", {})

    await database.write(double)
    await database.close()
    await stage.start()
    await stage.says(ADMIN, "/digest weekly monday 09:00 csat", chat_id=STAFF)
    assert "comes here already" in newest(stage)
    await stage.says(ADMIN, "/digest", chat_id=STAFF)
    assert [line[:2] for line in newest(stage).splitlines()[1:3]] == ["1.", "2."]

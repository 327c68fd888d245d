"""A digest comes on time, once, about the right days, and only where there is something to say."""

import os
import signal
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playground.faults import Fault
from storage.database import Database
from tests.bot.board_acts import answers
from tests.bot.process import process_of
from tests.bot.stage import ADMIN, BOB, STAFF, VIEWER, Stage, stage_of
from tests.bot.waiting import now_s, until

BERLIN = ZoneInfo("Europe/Berlin")


def newest(stage: Stage, chat: int = STAFF) -> str:
    return stage.texts(chat)[-1]


def digests(stage: Stage) -> list[str]:
    return [
        text for text in stage.texts(STAFF) if text.startswith(("Daily digest", "Weekly digest"))
    ]


async def week(stage: Stage) -> None:
    """Let a week pass, and the bot plan what has become due."""
    await stage.pass_time(timedelta(days=7))
    now = stage.clock().timestamp() * 1e6
    await stage.until(lambda: not stage.rows("SELECT 1 FROM digests WHERE next_at <= ?", now))
    await stage.settle()


async def test_a_digest_comes_on_monday_about_the_week_before(stage: Stage) -> None:
    await stage.says(VIEWER, "/digest weekly monday 09:00 csat", chat_id=STAFF)
    assert newest(stage) == (
        "/csat comes here on Mondays at 09:00 (Europe/Berlin), first on 23 Nov 09:00. "
        "/digest lists it, /digest stop ends it."
    )
    await answers(stage, 5, 4, 5, 5, 3)
    await stage.pass_time(timedelta(days=6, hours=21, minutes=59))
    assert len(stage.from_bot(STAFF)) == 1
    await stage.pass_time(timedelta(minutes=2))
    await stage.until(lambda: newest(stage).startswith("Weekly digest\n"))
    assert "5 answers" in newest(stage)
    assert "16-22 Nov 2026" in newest(stage)
    await stage.restart()
    await stage.settle()
    assert len(digests(stage)) == 1


async def test_what_was_missed_is_sent_once_and_says_when_it_was_due(stage: Stage) -> None:
    await stage.says(VIEWER, "/digest daily 09:00 csat week", chat_id=STAFF)
    await stage.says(VIEWER, "/digest weekly wednesday 09:00 csat", chat_id=STAFF)
    await answers(stage, 5, 4, 5, 5, 4)
    await stage.stop()
    stage.clock.advance(timedelta(days=4))
    await stage.start()
    await stage.until(lambda: len(digests(stage)) == 2)
    await stage.settle()
    weekly, daily = sorted(digests(stage), reverse=True)
    assert daily.startswith("Daily digest, late: it was due 20 Nov 09:00\n")
    assert "14-20 Nov 2026" in daily
    assert weekly.startswith("Weekly digest, late: it was due 18 Nov 09:00\n")
    assert "11-17 Nov 2026" in weekly
    await stage.restart()
    await stage.settle()
    assert len(digests(stage)) == 2


async def test_silence_pauses_it_and_an_answer_wakes_it(stage: Stage) -> None:
    await stage.says(VIEWER, "/digest weekly monday 09:00 nps", chat_id=STAFF)
    for _ in range(7):
        await week(stage)
    (said,) = stage.texts(STAFF)[1:]
    assert said == (
        "/nps had nothing to say 4 times in a row: no asks, no answers. The digest pauses, and "
        "goes on by itself when there are answers."
    )
    await stage.says(VIEWER, "/digest", chat_id=STAFF)
    assert "1. /nps, on Mondays at 09:00; pauses until there are answers" in newest(stage)
    stage.join(BOB)
    stage.telegram.chats[BOB].started = True
    await stage.ended(touchpoint="delivery")
    await stage.score(9)
    await week(stage)
    await stage.until(lambda: digests(stage) != [])
    await stage.says(VIEWER, "/digest", chat_id=STAFF)
    assert "pauses" not in newest(stage)


async def test_it_is_listed_and_stopped_by_its_maker_or_an_agent(stage: Stage) -> None:
    stage.join(902, name="Walter")
    stage.telegram.chats[STAFF].members[902] = "member"
    await stage.says(VIEWER, "/digest stop", chat_id=STAFF)
    assert newest(stage) == (
        "No digest comes to this chat. For example: /digest weekly monday 09:00"
    )
    await stage.says(VIEWER, "/digest daily 09:00 nps week", chat_id=STAFF)
    await stage.says(902, "/digest stop", chat_id=STAFF)
    assert newest(stage) == "Only Vera, who made it, and agents or above can stop it (900)."
    await stage.says(VIEWER, "/digest monthly 1 09:00 csat", chat_id=STAFF)
    await stage.says(VIEWER, "/digest stop", chat_id=STAFF)
    listed = stage.from_bot(STAFF)[-1]
    assert listed["text"].splitlines()[1:3] == [
        "1. /nps week, every day at 09:00; next 17 Nov 09:00",
        "2. /csat, on day 1 of each month at 09:00; next 1 Dec 09:00",
    ]
    data = listed["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await stage.taps(ADMIN, data, message=listed["message_id"], chat=STAFF)
    assert "/nps" not in newest(stage)
    await stage.says(VIEWER, "/digest stop", chat_id=STAFF)
    assert newest(stage) == "Stopped: no more digests come here."
    assert stage.rows("SELECT 1 FROM digests") == []


async def test_two_digests_asked_for_at_once_do_not_become_seven(stage: Stage) -> None:
    for hour in range(5):
        await stage.says(VIEWER, f"/digest daily 0{hour}:00 csat", chat_id=STAFF)
    for user, hour in ((ADMIN, 9), (VIEWER, 10)):
        stage.telegram.say(user, f"/digest daily {hour}:00 csat", chat_id=STAFF, now=now_s())
    await stage.settle()
    assert len(stage.rows("SELECT 1 FROM digests")) == 6
    assert "6 digests" in newest(stage)


REFUSED = {
    "/digest weekly monday 25:00": '"25:00" is no time of day. For example: /digest weekly ',
    "/digest weekly mnday 09:00": 'I do not know "mnday": did you mean "monday"?',
    "/digest daily 09:00 health": '"health" is not a report; there are ',
    "/digest daily 09:00 nps wek": 'I do not know "wek": did you mean "week"?',
    "/digest daily 09:00 enps": 'This needs the role "analyst"',
}


async def test_what_is_wrong_is_said_in_one_sentence(stage: Stage) -> None:
    for typed, reply in REFUSED.items():
        await stage.says(VIEWER, typed, chat_id=STAFF)
        assert newest(stage).startswith(reply)
    stage.join(BOB)
    await stage.says(BOB, "/digest daily 09:00")
    assert newest(stage, BOB).startswith("Sorry, this is for staff")
    assert stage.rows("SELECT 1 FROM digests") == []


async def test_without_a_report_it_is_the_usual_one_and_other_languages_are_spoken(
    stage: Stage,
) -> None:
    await stage.says(VIEWER, "/digest weekly monday 09:00", chat_id=STAFF)
    assert newest(stage).split()[0] in {"/overall", "/nps"}
    for person, (language, typed) in enumerate(SPOKEN.items(), start=910):
        stage.join(person, name="Colleague", language=language)
        stage.telegram.chats[STAFF].members[person] = "member"
        await stage.says(person, typed, chat_id=STAFF)
        await stage.says(person, "/digest", chat_id=STAFF)
        assert typed.split()[-1] in newest(stage).splitlines()[-2], newest(stage)
    commands = [row["command"] for row in stage.rows("SELECT command FROM digests")]
    assert commands[1:] == ["/nps week", "/nps week"]


SPOKEN = {
    "ru": "/digest каждый понедельник в 9:00 nps неделя",
    "zh-hans": "/digest 每周二 09:00 nps 周",
}


async def test_a_digest_ends_with_its_chat_and_with_the_right_to_ask(stage: Stage) -> None:
    await stage.says(VIEWER, "/digest daily 09:00 csat", chat_id=STAFF)
    await answers(stage, 5)
    stage.telegram.chats[STAFF].bot_status = "kicked"
    await stage.pass_time(timedelta(days=1))
    await stage.until(lambda: stage.rows("SELECT 1 FROM digests") == [])
    (row,) = stage.rows("SELECT action FROM audit")
    assert row["action"] == "end_digest"


async def test_a_digest_follows_a_group_that_became_a_supergroup(stage: Stage) -> None:
    await stage.says(VIEWER, "/digest daily 09:00 csat", chat_id=STAFF)
    await answers(stage, 5)
    stage.telegram.chats[STAFF].kind = "group"
    new = stage.telegram.migrate(STAFF, now=now_s())
    stage.telegram.updates.clear()
    await stage.pass_time(timedelta(days=1))
    await stage.until(lambda: stage.from_bot(new.id) != [])
    await stage.pass_time(timedelta(days=1))
    assert len(stage.from_bot(new.id)) == 1, "nothing was asked that day"
    await stage.says(VIEWER, "/digest stop", chat_id=new.id)
    assert stage.rows("SELECT 1 FROM digests") == []


async def test_a_digest_is_a_picture_where_its_report_is(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        text = stage.config_file.read_text("utf-8")
        stage.config_file.write_text(text.replace("pictures = false", "pictures = true"), "utf-8")
        await stage.restart()
        await stage.says(VIEWER, "/digest daily 09:00 csat", chat_id=STAFF)
        await answers(stage, 5, 4, 5, 5, 4)
        await stage.pass_time(timedelta(days=1))
        await stage.until(lambda: "photo" in stage.from_bot(STAFF)[-1])
        caption = stage.from_bot(STAFF)[-1]["caption"]
        assert caption.startswith("Daily digest")
        assert "5 answers" in caption


async def test_a_digest_whose_picture_is_refused_comes_in_words(tmp_path: Path) -> None:
    async with stage_of(tmp_path) as stage:
        text = stage.config_file.read_text("utf-8")
        stage.config_file.write_text(text.replace("pictures = false", "pictures = true"), "utf-8")
        await stage.restart()
        await stage.says(VIEWER, "/digest daily 09:00 csat", chat_id=STAFF)
        await answers(stage, 5, 4, 5, 5, 4)
        before = len(stage.from_bot(STAFF))
        stage.telegram.faults.add(Fault("error", "sendPhoto", status=400))
        await stage.pass_time(timedelta(days=1))
        await stage.until(lambda: len(stage.from_bot(STAFF)) > before)
        await stage.settle()
        (digest,) = stage.from_bot(STAFF)[before:]
        assert digest["text"].startswith("Daily digest")
        states = stage.rows("SELECT state, repeats FROM deliveries WHERE kind = 'digest'")
        assert states == [{"state": "sent", "repeats": 0}]


async def test_a_kill_between_sending_and_noting_repeats_it_and_it_says_so(tmp_path: Path) -> None:
    async with process_of(tmp_path) as process:
        database = await Database.open(process.config.database_path)
        await database.close()
        _make_due(process.config.database_path)

        def kill(event: dict[str, Any]) -> None:
            if event["kind"] == "message":
                os.kill(process.pid, signal.SIGKILL)

        process.telegram.listeners.append(kill)
        await process.begin()
        await process.ended()
        process.telegram.listeners.remove(kill)
        assert len(process.from_bot(STAFF)) == 1
        await process.start()
        await until(lambda: len(process.from_bot(STAFF)) == 2)
        await process.settle()
        first, second = (str(each["text"]) for each in process.from_bot(STAFF))
        assert second == f"♻️ This may be a repeat: nobody knows whether it came before.\n{first}"
        states = process.rows("SELECT state, repeats FROM deliveries WHERE kind = 'digest'")
        assert states == [{"state": "sent", "repeats": 1}]
        assert process.rows("SELECT 1 FROM digests WHERE next_at <= ?", now_s() * 1e6) == []


def _make_due(path: Path) -> None:
    """Store a daily digest that is due, and that somebody was asked every day."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(
            "INSERT INTO digests (chat_id, command, every, at, language, made_by, made_at, next_at)"
            " VALUES (?, '/csat', 'daily', '00:00', 'en', ?, 0, ?)",
            (STAFF, ADMIN, int(now_s() * 1e6) - 1_000_000),
        )
        today = datetime.fromtimestamp(now_s(), BERLIN).date()
        connection.executemany(
            "INSERT INTO tally_asks (survey, dimension, value, day, version, asked)"
            " VALUES ('after-chat', 'total', '', ?, 1, 1)",
            [((today - timedelta(days=back)).isoformat(),) for back in range(3)],
        )
    connection.close()

"""From the help desk's post to the question in the chat, or to the reason why there is none."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bot.stage import ADMIN, BOB, CHARLIE, Stage, stage_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SETTINGS = """\
[cadence]
quiet_hours = {{ from = "{quiet[0]}", to = "{quiet[1]}" }}
{cadence}
[surveys.recommend]
metric = "nps"
about = "relationship"
delay = "{delay}"
[surveys.after-chat]
metric = "csat"
touchpoints = ["support"]
delay = "{delay}"
"""


def settings(
    *, cadence: str = "", delay: str = "0s", quiet: tuple[str, str] = ("00:00", "00:00")
) -> str:
    return SETTINGS.format(cadence=cadence, delay=delay, quiet=quiet)


def skipped(survey: str, gate: str, until: datetime | None = None) -> dict[str, Any]:
    moment = until.isoformat().replace("+00:00", "Z") if until else None
    return {"survey": survey, "decision": "skip", "gate": gate, "until": moment}


def untraced(decisions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: each[key] for key in each if key != "trace"} for each in decisions]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_three_posts_ask_once_and_are_answered_alike(stage: Stage) -> None:
    """The same id again gets the first reply, whatever the body says by then."""
    await stage.starts()
    first = await stage.ended("T-1")
    assert [await stage.ended("T-1"), await stage.ended("T-1", agent="eve")] == [first, first]
    assert len(stage.questions()) == 1
    assert len(stage.rows("SELECT * FROM interactions")) == 1


async def test_a_question_that_is_due_leaves_within_a_second(stage: Stage) -> None:
    """From the post to the message in the chat."""
    await stage.starts()
    began = time.monotonic()
    await stage.ended()
    assert len(stage.questions()) == 1
    assert time.monotonic() - began < 1


async def test_the_first_survey_that_may_ask_does(tmp_path: Path) -> None:
    """The order of the file decides, and the next in line steps in for one that must wait."""
    async with stage_of(tmp_path, settings(cadence='floor = "0s"\ngap = "0s"')) as stage:
        await stage.starts()
        first, second = untraced((await stage.ended())["decisions"])
        assert (first["survey"], first["decision"]) == ("recommend", "ask")
        assert untraced([second]) == [skipped("after-chat", "order")]
        first, second = (await stage.ended())["decisions"]
        assert (first["gate"], second["decision"]) == ("clock", "ask")
        assert len(stage.questions()) == 2


async def test_a_refusal_names_the_gate_and_the_next_possible_moment(tmp_path: Path) -> None:
    """Floor first, then the survey's own clock, then the gap between surveys."""
    async with stage_of(tmp_path, settings()) as stage:
        await stage.starts()
        reply = await stage.ended(touchpoint="checkout")
        assert [each["survey"] for each in reply["decisions"]] == ["recommend"]
        [sent] = stage.rows("SELECT counted_at FROM deliveries")
        asked = datetime.fromtimestamp(sent["counted_at"] / 1e6, UTC)
        floor = skipped("recommend", "floor", asked + DAY)
        assert untraced((await stage.ended(touchpoint="checkout"))["decisions"]) == [floor]
        await stage.pass_time(2 * DAY)
        assert untraced((await stage.ended())["decisions"]) == [
            skipped("recommend", "clock", asked + 30 * DAY),
            skipped("after-chat", "gap", asked + 7 * DAY),
        ]
        gates = stage.rows("SELECT gate FROM invitations WHERE state = 'skipped' ORDER BY id")
        assert [row["gate"] for row in gates] == ["floor", "clock", "gap"]


async def test_the_delay_is_waited_for(tmp_path: Path) -> None:
    """The reply says when; until then there is nothing in the chat, and no second question."""
    async with stage_of(tmp_path, settings(delay="10m")) as stage:
        await stage.starts()
        closed = stage.clock()
        first = (await stage.ended(closed_at=closed.isoformat()))["decisions"][0]
        assert moment(first["at"]) == closed + timedelta(minutes=10)
        assert (await stage.ended())["decisions"][0]["gate"] == "floor"
        await stage.pass_time(timedelta(minutes=9))
        assert stage.questions() == []
        await stage.pass_time(timedelta(minutes=1))
        assert len(stage.questions()) == 1


async def test_quiet_hours_postpone_to_their_end(tmp_path: Path) -> None:
    """What is decided at 11:00 in Berlin, with quiet hours until 12:00, is asked at 12:00."""
    async with stage_of(tmp_path, settings(quiet=("10:00", "12:00"))) as stage:
        await stage.starts()
        first = (await stage.ended())["decisions"][0]
        assert moment(first["at"]) == datetime(2026, 11, 16, 11, 0, tzinfo=UTC)
        await stage.pass_time(timedelta(minutes=59))
        assert stage.questions() == []
        await stage.pass_time(timedelta(minutes=1))
        assert len(stage.questions()) == 1


async def test_a_bot_that_was_down_asks_no_later_than_drop_after(tmp_path: Path) -> None:
    """The gates run again when the message would leave: too late is dropped."""
    async with stage_of(tmp_path, settings(delay="10m")) as stage:
        await stage.starts()
        await stage.ended()
        await stage.stop()
        stage.clock.advance(DAY + HOUR)
        await stage.start()
        await stage.settle()
        assert stage.questions() == []
        [row] = stage.rows("SELECT state, gate FROM invitations WHERE survey = 'recommend'")
        assert row == {"state": "skipped", "gate": "expired"}


async def test_an_interaction_that_is_told_too_late_is_dropped(stage: Stage) -> None:
    """Closed longer ago than drop_after."""
    await stage.starts()
    reply = await stage.ended(closed_at=(stage.clock() - DAY - HOUR).isoformat())
    assert untraced(reply["decisions"]) == [skipped("after-chat", "expired")]


async def test_reopened_before_sending_it_was_never_asked(tmp_path: Path) -> None:
    """The planned question is withdrawn and does not count: the next end is asked about."""
    async with stage_of(tmp_path, settings(delay="10m")) as stage:
        await stage.starts()
        await stage.ended("T-1")
        status, reply = await stage.post("/v1/interactions/T-1/reopened")
        assert (status, reply["withdrawn"]) == (202, ["recommend"])
        await stage.pass_time(HOUR)
        assert stage.questions() == []
        [row] = stage.rows("SELECT state, gate FROM invitations WHERE survey = 'recommend'")
        assert row == {"state": "skipped", "gate": "live_talk"}
        assert (await stage.ended())["decisions"][0]["decision"] == "ask"


async def test_reopened_after_sending_the_message_closes(stage: Stage) -> None:
    """Sent, it is edited; a tap then changes nothing, and the next end is asked about anew."""
    await stage.starts()
    await stage.ended("T-1")
    button = stage.button(BOB, ":5")
    message = stage.question()["message_id"]
    await stage.post("/v1/interactions/T-1/reopened")
    await stage.settle()
    assert "has been withdrawn" in stage.texts()[-1]
    assert stage.questions() == []
    toast = await stage.taps(BOB, button, message=message)
    assert toast == "This question is not open any more. Thank you all the same!"
    assert stage.rows("SELECT * FROM answers") == []
    assert (await stage.ended("T-2"))["decisions"][0]["decision"] == "ask"


async def test_reopened_after_the_answer_nothing_is_withdrawn(stage: Stage) -> None:
    """An answer stands."""
    await stage.starts()
    await stage.ended("T-1")
    await stage.score(5)
    status, reply = await stage.post("/v1/interactions/T-1/reopened")
    assert (status, reply["withdrawn"]) == (202, [])
    assert "You chose" in stage.question()["text"]


async def test_an_unanswered_question_expires(stage: Stage) -> None:
    """A day after its time the message says so, has no buttons, and takes no score."""
    await stage.starts()
    await stage.ended()
    button = stage.button(BOB, ":5")
    message = stage.question()["message_id"]
    await stage.pass_time(15 * DAY)
    assert "This question is closed now" in stage.texts()[-1]
    assert stage.questions() == []
    assert "not open any more" in str(await stage.taps(BOB, button, message=message))
    assert stage.rows("SELECT * FROM answers") == []


async def test_staff_are_customers_like_everybody(stage: Stage) -> None:
    """An admin who was served is asked, and may stop."""
    await stage.says(ADMIN, "/start")
    await stage.ended(customer={"telegram_id": ADMIN})
    assert len(stage.questions(ADMIN)) == 1
    await stage.says(ADMIN, "/stop")
    assert stage.questions(ADMIN)[0]["text"].endswith("You will not be asked again.")


async def test_what_was_true_at_the_end_is_frozen(stage: Stage) -> None:
    """Agent, touchpoint, channel, language, version and visit stand on the invitation."""
    await stage.starts(language="de")
    await stage.ended()
    await stage.ended(agent="eve", channel="mail")
    visits = stage.rows("SELECT agent, channel, visit, touchpoint FROM invitations ORDER BY id")
    assert [tuple(row.values()) for row in visits] == [
        ("anna", "chat", 1, "support"),
        ("eve", "mail", 2, "support"),
    ]


async def test_nobody_else_is_asked(stage: Stage) -> None:
    """Two people, two chats."""
    await stage.starts()
    await stage.starts(CHARLIE, name="Charlie")
    await stage.ended()
    assert (len(stage.questions(BOB)), len(stage.questions(CHARLIE))) == (1, 0)

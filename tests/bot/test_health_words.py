"""/health speaks to people: is the bot well, what waits, what to do; the rest behind a button."""

from typing import Any

import pytest

from bot.operating.condition import POLLING_IS_DEAD_S
from bot.operating.health_words import details_page, health_page
from bot.words.catalogues import Words
from bot.words.voice import Voice
from tests.bot.board_acts import answers
from tests.bot.stage import ADMIN, STAFF, VIEWER, Stage
from tests.bot.test_what_is_measured import buttons
from tests.bot.town import VOICE

WORDS = Words.load()
WELL = {
    "status": "ok",
    "database": {"writable": True},
    "last_poll_age_s": 1.0,
    "clock": {"believed": True},
    "due": {"asks": 0, "alerts": 0, "edits": 0, "claimed": 0, "replies": 1, "total": 1},
    "scheduled": 0,
    "unknown": 0,
    "failed_updates": 0,
}
ILL: dict[str, dict[str, Any]] = {
    "database": {"status": "failing", "database": {"writable": False, "problem": "disk is full"}},
    "silent": {"status": "failing", "last_poll_age_s": POLLING_IS_DEAD_S + 1},
    "clock": {"status": "degraded", "clock": {"believed": False, "why": "jumped", "ahead_s": 9}},
    "failed_updates": {"status": "degraded", "failed_updates": 2},
    **{
        each: {"status": "degraded", "waits": {each: "Bad Request: why"}}
        for each in ("name", "webhook", "menus", "updates", "undelivered", "backup", "jobs")
    },
}


def lines(document: dict[str, Any], language: str = "en") -> list[str]:
    return health_page(Voice(WORDS, language), document).text.split("\n")


def test_three_lines_when_all_is_well_and_when_something_waits() -> None:
    assert lines(WELL) == ["✅ The bot is well.", "Nothing waits to be sent.", "Nothing to do."]
    busy = WELL | {"due": {"asks": 2, "alerts": 1, "edits": 0}, "scheduled": 7}
    assert lines(busy)[1] == (
        "Waiting to be sent: 2 questions, 1 alert or digest. 7 messages are planned for later."
    )


@pytest.mark.parametrize("language", WORDS.languages)
@pytest.mark.parametrize("cause", ILL)
def test_whatever_is_wrong_is_named_with_what_to_do(cause: str, language: str) -> None:
    voice, said = Voice(WORDS, language), lines(WELL | ILL[cause], language)
    assert len(said) == 3
    assert voice.plain(f"health.cause.{cause}") in said[0]
    assert said[0][0] in "⚠❌"
    assert said[2] != voice.plain("health.do.nothing")
    assert details_page(voice, WELL | ILL[cause]).text.count("\n") > 6


def test_the_worst_comes_first() -> None:
    said = lines(WELL | ILL["menus"] | ILL["database"])
    assert said[0].startswith("❌ The bot cannot do its work: nothing can be kept, the menus")
    assert "disk is full" in said[2]
    assert VOICE.language == "en"


async def test_the_figures_are_behind_a_button_and_there_is_a_way_back(stage: Stage) -> None:
    await answers(stage, 5)
    await stage.says(VIEWER, "/health", chat_id=STAFF)
    reply = stage.from_bot(STAFF)[-1]
    assert len(str(reply["text"]).splitlines()) == 3
    for label, begins in (("details", "Health: ok"), ("back", "✅ The bot is well.")):
        shown = dict(stage.telegram.chats[STAFF].messages[reply["message_id"]].body)
        data = buttons(shown)[label]
        await stage.taps(ADMIN, data, message=reply["message_id"], chat=STAFF)
        shown = dict(stage.telegram.chats[STAFF].messages[reply["message_id"]].body)
        assert str(shown["text"]).startswith(begins)

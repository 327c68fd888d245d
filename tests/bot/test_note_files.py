"""A note on a case may come with its photo, voice message or file, typed as a caption."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.stage import STAFF, VIEWER, Stage, stage_of
from tests.bot.test_cases import AGENTS, ANN, alert, labels, press, staffed, unhappy
from tests.bot.test_enclosures import HEAR, SEE, sent

FILES = "SELECT media, note FROM case_steps WHERE file_id IS NOT NULL ORDER BY id"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Stage]:
    """Bob is unhappy; Ann is an agent."""
    async with stage_of(tmp_path, base=AGENTS) as stage:
        await staffed(stage)
        await unhappy(stage)
        yield stage


async def shows(stage: Stage, kind: str, text: str, user: int = ANN, **more: int) -> str:
    await stage.says(user, text, chat_id=STAFF, attachment=kind, **more)
    return stage.texts(STAFF)[-1]


@pytest.mark.parametrize(
    ("kind", "label", "named"),
    [("photo", SEE, "[photo]"), ("voice", HEAR, "[voice message]"), ("document", SEE, "[file]")],
)
async def test_a_caption_is_a_note_with_its_file(
    office: Stage, kind: str, label: str, named: str
) -> None:
    said = await shows(office, kind, "/case 1 note broken on arrival")
    assert said.endswith(f"Ann: {named} broken on arrival")
    assert office.rows(FILES) == [{"media": kind, "note": "broken on arrival"}]
    assert labels(office.from_bot(STAFF)[-1])[-1] == label
    await office.until(lambda: f"📝 Ann: {named} broken on arrival" in alert(office)["text"])
    assert labels(alert(office))[-1] == label
    await press(office, ANN, label, alert(office))
    assert len(sent(office, kind)) == 1


async def test_a_file_alone_is_a_note_and_closing_keeps_it_too(office: Stage) -> None:
    assert (await shows(office, "photo", "/case 1 note")).endswith("Ann: [photo]")
    said = await shows(office, "voice", "/case 1 done")
    assert "✅ Case #1: closed by Ann" in said
    assert said.endswith("Ann closed it: [voice message]")
    again = await shows(office, "photo", "/case 1 close")
    assert again.endswith("Ann: [photo]"), "it was closed before, but no file is lost"


async def test_a_photo_in_reply_to_an_alert_is_a_note(office: Stage) -> None:
    await shows(office, "photo", "", reply_to=alert(office)["message_id"])
    await shows(office, "photo", "", VIEWER, reply_to=alert(office)["message_id"])
    assert office.rows(FILES) == [{"media": "photo", "note": None}]
    await office.until(lambda: "📝 Ann: [photo]" in alert(office)["text"])


@pytest.mark.parametrize("word", ["done", "закрыто", "完成", "Solved"])
async def test_words_for_done_close_a_case(office: Stage, word: str) -> None:
    await office.says(ANN, f"/case 1 {word}", chat_id=STAFF)
    assert "✅ Case #1: closed by Ann" in office.texts(STAFF)[-1]

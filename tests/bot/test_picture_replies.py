"""Replies with a picture, from the command in a chat to the photo that everybody sees there."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.pictures.drawer import Pictures
from bot.pictures.page import Choice, Page, Picture
from bot.pictures.paper import Drawing, Part, framed
from bot.reports import pages
from bot.services import Services
from bot.text.query import Query
from bot.words.voice import Voice
from playground.faults import Fault
from tests.bot import stage as stages
from tests.bot.people import WALL
from tests.bot.stage import ADMIN, STAFF, Stage, stage_of

PNG = b"\x89PNG"
LONG = "<b>" + "Ж&amp;😀" * 500 + "</b>"
WORST = Drawing([Part(-999, [])])  # of less than no height
FORUM, TOPIC = -100901, 7
DRAWING = stages.BASE.replace("pictures = false", "pictures = true").replace(
    "chats = [{staff}]", f"chats = [{{staff}}, {FORUM}]"
)


async def nothing(services: Services, query: Query) -> Query:
    """What these reports find."""
    return query


def drawn_page(voice: Voice, query: Query, today: date) -> Page:
    """A report of two periods, of which `today` cannot be drawn and `yesterday` is long."""
    code = query.period.name
    draw = partial(framed, [], title=code, subtitle=(), footer=())
    caption = LONG if code == "yesterday" else f"<b>Picture</b> of {code}"
    rows = [
        [Choice(each, f"/nps {each}") for each in ("week", "month", "yesterday", "today")],
        [Choice("words", "/responses week")],
    ]
    picture = Picture((lambda: WORST) if code == "today" else draw, caption)
    return Page(f"Words of {code}", rows, picture)


def worded_page(voice: Voice, query: Query, today: date) -> Page:
    """A report that is never drawn."""
    return Page("Only words", [[Choice("picture", "/nps week")]])


@dataclass
class Theatre:
    """A stage whose bot draws, and whose pictures can be looked at."""

    stage: Stage
    pictures: Pictures

    def photos(self, chat: int = STAFF) -> list[dict[str, Any]]:
        return [each for each in self.stage.from_bot(chat) if "photo" in each]

    def png(self, message: dict[str, Any]) -> bytes:
        found = self.stage.telegram.files.get(message["photo"][-1]["file_id"])
        assert found is not None
        return found.content

    async def asks(self, text: str, **more: Any) -> dict[str, Any]:
        """Let the admin write in the group, and give the reply."""
        said = await self.stage.says(ADMIN, text, chat_id=STAFF, **more)
        await self.replied(said["message_id"])
        return self.stage.from_bot(STAFF)[-1]

    async def replied(self, number: int) -> None:
        await self.stage.until(
            lambda: any(
                each.get("reply_to_message", {}).get("message_id") == number
                for each in self.stage.from_bot(STAFF)
            )
        )

    async def press(self, message: dict[str, Any], label: str) -> None:
        """Press a button, and wait for the call that follows the toast."""
        keyboard = message["reply_markup"]["inline_keyboard"]
        (data,) = (b["callback_data"] for row in keyboard for b in row if b["text"] == label)
        before = len(self.changes())
        self.stage.press(ADMIN, data, message=message["message_id"], chat=STAFF)
        await self.stage.until(lambda: len(self.changes()) > before)

    def changes(self) -> list[str]:
        """The calls that put something into a chat."""
        methods = {"sendPhoto", "sendMessage", "editMessageMedia", "editMessageText"}
        return self.calls(*methods)

    def calls(self, *methods: str) -> list[str]:
        return [each.method for each in self.stage.telegram.calls if each.method in methods]


@asynccontextmanager
async def theatre(folder: Path, *, draws: bool = True) -> AsyncIterator[Theatre]:
    pictures = Pictures()
    own = {"nps": drawn_page, "responses": worded_page}
    reports = [
        replace(each, read=nothing, write=own[each.name]) if each.name in own else each
        for each in app.REPORTS
    ]
    plan, base = replace(app.PLAN, reports=reports), DRAWING if draws else stages.BASE
    async with stage_of(folder, base=base, plan=plan, pictures=pictures) as stage:
        if draws:  # warm before anybody asks
            await stage.until(lambda: pictures._kept)
        yield Theatre(stage, pictures)


@pytest.fixture(name="world")
async def theatre_that_draws(
    tmp_path: Path,
) -> AsyncIterator[Theatre]:
    async with theatre(tmp_path) as opened:
        yield opened


async def test_a_command_is_answered_with_exactly_one_photo_in_reply(
    world: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SOON_S", 20.0)  # this machine may have other things to do
    before = len(world.stage.from_bot(STAFF))
    reply = await world.asks("/nps week")
    assert len(world.stage.from_bot(STAFF)) == before + 1
    assert world.png(reply).startswith(PNG)
    assert (reply["caption"], reply["caption_entities"][0]["type"]) == ("Picture of week", "bold")
    assert reply["reply_to_message"]["text"] == "/nps week"
    assert [b["text"] for b in reply["reply_markup"]["inline_keyboard"][1]] == ["words"]
    assert world.calls("sendChatAction") == []


async def test_buttons_turn_the_picture_and_words_are_a_message_of_their_own(
    world: Theatre,
) -> None:
    first = await world.asks("/nps week")
    await world.press(first, "month")
    (turned,) = world.photos()
    assert turned["message_id"] == first["message_id"]
    assert turned["caption"] == "Picture of month"
    assert world.png(turned) != world.png(first)
    await world.press(turned, "words")
    assert world.stage.from_bot(STAFF)[-1]["text"] == "Only words"
    await world.press(turned, "today")  # cannot be drawn
    assert world.stage.from_bot(STAFF)[-1]["text"] == "Words of today"
    assert world.photos() == [turned]
    await world.press(world.stage.from_bot(STAFF)[-2], "picture")  # words stay words
    assert world.stage.from_bot(STAFF)[-2]["text"] == "Words of week"


async def test_who_wants_words_gets_words(world: Theatre) -> None:
    assert (await world.asks("/nps week text"))["text"] == "Words of week"
    assert (await world.asks("/nps today"))["text"] == "Words of today"
    assert world.photos() == []


async def test_a_caption_is_never_too_long(world: Theatre) -> None:
    caption = (await world.asks("/nps yesterday"))["caption"]
    assert len(caption.encode("utf-16-le")) // 2 in range(1020, 1025)
    assert caption.startswith("Ж&😀Ж")
    assert caption.endswith("…")


async def test_a_process_that_dies_gives_words_and_the_next_one_draws(world: Theatre) -> None:
    await world.asks("/nps week")
    worker = world.pictures.worker
    assert worker is not None
    os.kill(worker, signal.SIGSTOP)
    told = len(world.calls("sendChatAction"))
    said = world.stage.telegram.say(ADMIN, "/nps month", chat_id=STAFF, now=WALL())
    await world.stage.until(lambda: len(world.calls("sendChatAction")) > told)  # it takes its time
    assert world.stage.telegram.calls[-1].parameters["action"] == "upload_photo"
    os.kill(worker, signal.SIGKILL)
    await world.replied(said["message_id"])
    assert world.stage.from_bot(STAFF)[-1]["text"] == "Words of month"
    assert (await world.asks("/nps month"))["caption"] == "Picture of month"


async def test_telegram_may_ask_to_wait_refuse_or_lose_the_reply(world: Theatre) -> None:
    faults = world.stage.telegram.faults
    faults.add(Fault("flood", "sendPhoto", retry_after=1))
    first = await world.asks("/nps week")
    assert first["caption"] == "Picture of week"
    faults.add(Fault("flood", "editMessageMedia", retry_after=1))
    await world.press(first, "month")
    await world.stage.until(lambda: world.photos()[0]["caption"] == "Picture of month")
    assert world.png(world.photos()[0]).startswith(PNG)
    faults.add(Fault("lose_reply", "sendPhoto"))
    await world.asks("/nps month")
    assert len(world.changes()) == 5  # two of them told to wait
    faults.add(Fault("error", "sendPhoto", status=400))  # a group where photos are not allowed
    assert (await world.asks("/nps week"))["text"] == "Words of week"
    assert len(world.changes()) == 7  # the picture refused and its words, but no lost one again
    assert len(world.photos()) == 2


async def test_a_photo_stays_in_its_topic(world: Theatre) -> None:
    telegram = world.stage.telegram
    telegram.create_group("Forum", chat_id=FORUM, members=(ADMIN,), now=WALL(), is_forum=True)
    await world.stage.says(ADMIN, "/nps week", chat_id=FORUM, thread=TOPIC)
    await world.stage.until(lambda: world.photos(FORUM))
    (photo,) = world.photos(FORUM)
    assert (photo["message_thread_id"], photo["is_topic_message"]) == (TOPIC, True)
    assert photo["reply_to_message"]["text"] == "/nps week"


async def test_without_pictures_there_is_no_process(
    tmp_path: Path,
) -> None:
    async with theatre(tmp_path, draws=False) as world:
        assert (await world.asks("/nps week"))["text"] == "Words of week"
        assert world.pictures.worker is None


async def test_the_process_is_there_before_anybody_asks_and_gone_with_the_bot(
    world: Theatre,
) -> None:
    worker = world.pictures.worker
    assert worker is not None
    await world.stage.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


NO_PICTURE = (
    (403, "Forbidden: CHAT_SEND_PHOTOS_FORBIDDEN"),
    (400, "Bad Request: not enough rights to send photos to the chat"),
    (413, "Request Entity Too Large"),
)


async def test_where_no_picture_may_go_the_words_do(world: Theatre) -> None:
    """To a reply, to the page that a press turns to, and in the message of a board."""
    faults = world.stage.telegram.faults
    for status, words in NO_PICTURE:
        faults.add(Fault("error", "sendPhoto", status=status, words=words))
        assert (await world.asks("/nps week"))["text"] == "Words of week"
        first = await world.asks("/nps week")
        faults.add(Fault("error", "editMessageMedia", status=status, words=words))
        await world.press(first, "month")
        await world.stage.until(lambda: _last(world).get("text") == "Words of month")
    faults.add(Fault("error", "sendPhoto", status=NO_PICTURE[0][0], words=NO_PICTURE[0][1]))
    await world.stage.says(ADMIN, "/board nps week", chat_id=STAFF)
    await world.stage.until(lambda: world.stage.rows("SELECT 1 FROM boards WHERE message_id > 0"))
    assert _last(world)["text"].startswith("Words of week")


async def test_a_page_whose_message_is_gone_is_a_message_of_its_own(world: Theatre) -> None:
    first = await world.asks("/nps week")
    gone = "Bad Request: message to edit not found"
    world.stage.telegram.faults.add(Fault("error", "editMessageMedia", status=400, words=gone))
    await world.press(first, "month")
    await world.stage.until(lambda: len(world.photos()) == 2)
    assert _last(world)["caption"] == "Picture of month"


@pytest.mark.parametrize("said", ["message thread not found", "TOPIC_CLOSED"])
async def test_a_reply_to_a_topic_that_is_closed_comes_without_the_thread(
    world: Theatre, said: str
) -> None:
    telegram = world.stage.telegram
    telegram.create_group("Forum", chat_id=FORUM, members=(ADMIN,), now=WALL(), is_forum=True)
    telegram.faults.add(Fault("error", "sendPhoto", status=400, words=f"Bad Request: {said}"))
    await world.stage.says(ADMIN, "/nps week", chat_id=FORUM, thread=TOPIC)
    await world.stage.until(lambda: world.photos(FORUM))
    calls = [each.parameters for each in telegram.calls if each.method == "sendPhoto"]
    assert ["message_thread_id" in each for each in calls] == [True, False]


def _last(world: Theatre) -> dict[str, Any]:
    return world.stage.from_bot(STAFF)[-1]

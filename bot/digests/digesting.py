"""What a digest says, whether there is anything to say, and how one ends."""

import json
import logging
from datetime import date, datetime

from bot.boards.boarding import chats_of
from bot.boards.sameness import meaning_on
from bot.boards.words import with_heading
from bot.digests.words import schedule_of
from bot.effects import Scene
from bot.errors import Refusal
from bot.messages.drawing import DrawnMessage, repeat_line
from bot.pictures.page import Page
from bot.reports import reading as reports_reading
from bot.reports.pages import drawn, keyboard, page_behind
from bot.reports.understanding import query_of, surveys_of
from bot.services import Services
from bot.surveys.question import Screen
from bot.text.query import command_of
from bot.wire.incoming import Asker
from bot.words import dates
from bot.words.clipping import CAPTION, MESSAGE
from bot.words.vocabulary import Spoken
from bot.words.voice import Voice
from storage import audit, digests
from storage.deliveries import Delivery
from storage.digests import Digest, Draft
from storage.errors import TooMuchError
from storage.transaction import Transaction

_COMPARED = 6  # times ahead: a report with a period of its own may agree on some of them

_log = logging.getLogger(__name__)


def canonical(services: Services, text: str) -> str:
    """Write a report's command in one way, in English, with a period only if it has its own."""
    query = query_of(services, text)
    name, *rest = text.split(maxsplit=1)
    try:
        query_of(services, " ".join([name, "yesterday", *rest]))
    except Refusal:
        return query.lasting()  # two periods are one too many
    return query.lasting(dated=False)


def command_for(services: Services, digest: Draft, day: date) -> str:
    """Write the report of one day of the schedule, so that it means the same when it is late.

    Without a period of its own it stands for the days since the time before.
    """
    text = digest.command
    if command_of(text) not in services.reports:
        return text
    name, *rest = text.split(maxsplit=1)
    covered = schedule_of(digest).covered(day)
    for each in (" ".join([name, covered, *rest]), text):
        try:
            return meaning_on(services, each, day)
        except Refusal:
            continue  # it has a period of its own, or is wrong: then it is refused in words
    return text


def is_same(services: Services, one: Draft, other: Draft) -> bool:
    """Tell whether two digests of a chat bring the same at the same times, to the same topic."""
    schedule = schedule_of(one)
    if one.thread_id != other.thread_id or schedule != schedule_of(other):
        return False
    at, texts = services.clock(), (one.command, other.command)
    for _ in range(_COMPARED if texts[0] != texts[1] else 0):
        at = schedule.following(at, services.zone)
        day = at.astimezone(services.zone).date()
        if command_for(services, one, day) != command_for(services, other, day):
            return False
    return True


async def is_empty(services: Services, command: str) -> bool:
    """Tell whether nobody was asked and nobody answered in the period of a report."""
    report = services.reports.get(command_of(command))
    if report is None:
        return False
    try:
        query = query_of(services, command)
    except Refusal:
        return False
    names = report.shows(services, query) or surveys_of(services)
    asked = {key: value for key, value in query.filters.items() if key != "reason"}

    async def read(tx: Transaction) -> bool:
        for name in names:
            period = query.period
            if await reports_reading.scores(tx, name, period=period, filters=query.filters):
                return False
            rows = await reports_reading.asks(tx, name, period=period, filters=asked)
            if any(row.asked for row in rows):
                return False
        return True

    try:
        return await services.database.study(read)
    except TooMuchError:
        return False  # of so much something is there


async def draw_ahead(services: Services, command: str, language: str) -> None:
    """Draw the picture before the message is due: then it is there when it is wanted."""
    try:
        await drawn(services, await page_of(services, command, services.voice(language)))
    except Refusal:
        return


async def page_of(services: Services, command: str, voice: Voice) -> Page:
    """Write the page of a report; a Refusal if there is none of that name any more."""
    if command_of(command) not in services.reports:
        raise Refusal("staff.stale_button")
    return await page_behind(services, command, voice)


async def draw_nothing(
    _services: Services, _tx: Transaction, _delivery: Delivery, _now: datetime
) -> Screen:
    """Leave a digest undrawn: it is written in full just before it leaves."""
    return Screen("")


async def written(services: Services, delivery: Delivery) -> DrawnMessage:
    """Write the message of a delivery that is due, with its picture if it has one."""
    body = delivery.body
    voice = services.voice(str(body["language"]))
    command = str(body["command"])
    repeat = f"{repeat_line(services, voice.language)}\n" if delivery.repeats else ""
    if body.get("pauses"):
        words = voice.say("digest.pauses", command=Spoken(command), times=body["pauses"])
        return DrawnMessage(delivery, Screen(repeat + words))
    heading = repeat + _heading(services, voice, delivery)
    try:
        page = await page_of(services, command, voice)
    except Refusal as refusal:
        refused = voice.say(refusal.key, **refusal.values)
        return DrawnMessage(delivery, Screen(f"{heading}\n{refused}"))
    buttons = await keyboard(services, page.rows)
    png = await drawn(services, page)
    below = page.picture if png is not None else None
    said, most = (below.caption, CAPTION) if below else (page.text, MESSAGE)
    return DrawnMessage(delivery, Screen(with_heading(heading, said, most=most), buttons), png)


def _heading(services: Services, voice: Voice, delivery: Delivery) -> str:
    heading = voice.plain(f"digest.heading.{delivery.body['every']}")
    late = delivery.body.get("late")
    if late is None:
        return voice.say("digest.on_time", heading=heading)
    at = dates.moment(voice, datetime.fromisoformat(str(late)), services.zone)
    return voice.say("digest.late", heading=heading, at=at)


async def digests_of(scene: Scene, asker: Asker) -> list[Digest]:
    """Read the digests of a chat, those that have yet to follow it to its new id among them."""
    chats = chats_of(scene, asker)
    return [digest for chat in chats for digest in await digests.of_chat(scene.tx, chat)]


async def end(tx: Transaction, digest: Digest, *, actor: str, reason: str, at: datetime) -> None:
    """End a digest with what is planned of it, and note who or what did, unless it had ended."""
    if await digests.remove(tx, digest.id):
        await digests.withdraw(tx, digest.id)
        await _note_end(tx, digest, actor=actor, reason=reason, now=at)


async def end_with_chat(tx: Transaction, delivery: Delivery, reason: str, now: datetime) -> None:
    """End a digest whose chat cannot be written to any more."""
    digest = await digests.find(tx, int(delivery.body["digest"]))
    if digest is not None and await digests.remove(tx, digest.id):
        await _note_end(tx, digest, actor="bot", reason=reason, now=now)


async def _note_end(
    tx: Transaction, digest: Digest, *, actor: str, reason: str, now: datetime
) -> None:
    detail = {"command": digest.command, "chat": digest.chat_id, "reason": reason}
    _log.info("a digest has ended command=%r reason=%s", digest.command, json.dumps(reason))
    await audit.record(tx, at=now, actor=actor, action="end_digest", detail=detail)

"""How boards and digests read: what stands around a report, and the lists of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.pictures.page import Page
from bot.words import dates
from bot.words.clipping import CAPTION, clipped
from bot.words.vocabulary import Spoken
from bot.words.voice import Voice


@dataclass(frozen=True)
class BoardLine:
    """One board or digest of a list."""

    command: str
    since: date
    schedule: str = ""
    next_at: datetime | None = None
    paused: bool = False


def _units(text: str) -> int:
    """Count as Telegram does; markup is counted, too, which is on the safe side."""
    return len(text.encode("utf-16-le")) // 2


def with_footer(voice: Voice, body: str, *, at: str, most: int) -> str:
    """Add that the message keeps itself true."""
    footer = voice.say("board.live", at=at)
    return f"{clipped(body, most - _units(footer) - 1)}\n{footer}"


def with_heading(heading: str, body: str, *, most: int) -> str:
    """Put a line above a report."""
    return f"{heading}\n{clipped(body, most - _units(heading) - 1)}"


def beneath_old_picture(voice: Voice, page: Page) -> str:
    """Write what holds now below a picture that could not be drawn anew."""
    body = page.picture.caption if page.picture else page.text
    return with_heading(voice.say("board.old_picture"), body, most=CAPTION)


def boards_text(voice: Voice, lines: Sequence[BoardLine], *, example: str) -> str:
    """List the boards of a chat."""
    if not lines:
        return voice.say("board.none", example=example)
    listed = [
        voice.say(
            "board.line",
            number=number,
            command=Spoken(line.command),
            since=dates.day(voice, line.since),
        )
        for number, line in enumerate(lines, start=1)
    ]
    more = voice.say("board.another", example=example)
    return "\n".join([voice.say("board.list"), *listed, more])


def digests_text(voice: Voice, lines: Sequence[BoardLine], *, zone: ZoneInfo, example: str) -> str:
    """List the digests of a chat."""
    if not lines:
        return voice.say("digest.none", example=example)
    listed = [_digest(voice, number, line, zone) for number, line in enumerate(lines, start=1)]
    more = voice.say("digest.another", example=example)
    return "\n".join([voice.say("digest.list", zone=zone.key), *listed, more])


def _digest(voice: Voice, number: int, line: BoardLine, zone: ZoneInfo) -> str:
    key = "digest.line_paused" if line.paused else "digest.line"
    following = dates.moment(voice, line.next_at, zone) if line.next_at else ""
    return voice.say(
        key, number=number, command=Spoken(line.command), schedule=line.schedule, next=following
    )


def schedule_text(voice: Voice, *, every: str, weekday: str, day: int | None, at: str) -> str:
    """Say how often and when: "Mondays at 09:00"; `weekday` is its English name or empty."""
    on = voice.plain(f"digest.on.{weekday}") if weekday else ""
    return voice.plain(f"digest.every.{every}", on=on, day=day, time=at)

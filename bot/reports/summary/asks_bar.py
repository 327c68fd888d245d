"""What became of the asks delivered in a period: a bar, and each part of it in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.frame import ACCENT, BAND, EARLIER, GRID, LINE, MIDDLE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width
from bot.pictures.paper import Bar, Facts, Mark, Part, Text, note
from bot.reports.points import Asks
from bot.words import figures
from bot.words.voice import Voice
from metrics.small_numbers import level

_THICK = 12
_KEY = 12  # the square before each word, and the air around it
_AIR = 20
_COLORS = {
    "answered": ACCENT,
    "cannot_say": MIDDLE,
    "open": BAND,
    "expired": EARLIER,
    "withdrawn": GRID,
}


@dataclass(frozen=True)
class _Share:
    """One part of the asks."""

    name: str
    people: int
    color: str
    said: str


def asks_bar(voice: Voice, asks: Asks, *, why_none: Sequence[str] = ()) -> Part:
    """Draw how many of the asks are answered, how many are closed and how many still open.

    `why_none` says how there can be answers without any.
    """
    if not asks.delivered:
        return note(voice.joined([voice.plain("chart.asks.none"), *why_none], clauses=True))
    parts = _shares(voice, asks)
    whole = voice.plain("chart.asks.delivered", n=voice.number(asks.delivered))
    words, height = _flow(whole, parts)
    return Part(height, [*_bar(asks, parts), *words])


def _shares(voice: Voice, asks: Asks) -> list[_Share]:
    """Say each part; only the answered ones have a share, and the others only where they are."""
    parts: list[_Share] = []
    for name, color in _COLORS.items():
        people = getattr(asks, name)
        number = voice.number(people)
        if name == "answered" and level(asks.delivered).score:
            share = figures.share(voice, people / asks.delivered)
            number = voice.plain("chart.asks.with_share", n=number, share=share)
        if people or name in ("answered", "open"):
            parts.append(_Share(name, people, color, voice.plain(f"chart.asks.{name}", n=number)))
    return parts


def _bar(asks: Asks, parts: list[_Share]) -> list[Mark]:
    whole = max(asks.delivered, sum(each.people for each in parts))
    marks: list[Mark] = []
    x = 0.0
    for each in parts:
        end = x + WIDTH * each.people / whole
        about: Facts = {"part": each.name, "people": each.people}
        marks.append(Bar(x, 0, end, _THICK, each.color, about=about))
        x = end
    return marks


def _flow(whole: str, parts: list[_Share]) -> tuple[list[Mark], float]:
    """Set the words beside one another, and on the next line where there is no room."""
    y = float(_THICK + LINE)
    marks: list[Mark] = [Text(0, y, whole, SOFT)]
    x = width(whole, SMALL) + _AIR
    for each in parts:
        said = cut(each.said, SMALL, WIDTH - 20)
        wide = width(said, SMALL) + 18
        if x + wide > WIDTH:
            x, y = 0.0, y + LINE + 2
        marks.append(Bar(x, y - _KEY, x + _KEY, y, each.color))
        marks.append(Text(x + 18, y, said, SOFT, about={"people": each.people}))
        x += wide + _AIR
    return marks, y + 4

"""What became of the asks delivered in a period: a bar, and each part of it in words."""

from dataclasses import dataclass, replace

from bot.pictures import paper
from bot.pictures.frame import ACCENT, BAND, EARLIER, GRID, LINE, SMALL, SOFT, WIDTH, Part
from bot.pictures.lettering import cut, width
from bot.reports.summary.results import Asks
from bot.words import figures
from bot.words.voice import Voice
from metrics.small_numbers import level

_THICK = 12
_KEY = 12  # the square before each word, and the air around it
_AIR = 20


@dataclass(frozen=True)
class _Share:
    """One part of the asks."""

    name: str
    people: int
    color: str
    said: str


def asks_bar(voice: Voice, asks: Asks) -> Part:
    """Draw how many of the asks are answered, how many are closed and how many still open."""
    if not asks.delivered:
        nothing: paper.Mark = {"x": 0, "y": 16, "text": voice.plain("chart.asks.none")}
        return paper.sheet(20, [paper.words([nothing], color=SOFT)])
    parts = _shares(voice, asks)
    whole = voice.plain("chart.asks.delivered", n=voice.number(asks.delivered))
    keys, texts, height = _flow(whole, parts)
    return paper.sheet(
        height,
        [paper.bars(_bar(asks, parts)), paper.bars(keys), paper.words(texts, color=SOFT)],
    )


def _shares(voice: Voice, asks: Asks) -> list[_Share]:
    """Say each part; only the answered ones have a share, and the others only where they are."""
    answered = voice.number(asks.answered)
    if level(asks.delivered).score:
        share = figures.share(voice, asks.answered / asks.delivered)
        answered = voice.plain("chart.asks.with_share", n=answered, share=share)
    parts = [_Share("answered", asks.answered, ACCENT, answered)]
    rest = (
        ("open", asks.open, BAND),
        ("expired", asks.expired, EARLIER),
        ("withdrawn", asks.withdrawn, GRID),
    )
    parts += [
        _Share(name, n, color, voice.number(n)) for name, n, color in rest if n or name == "open"
    ]
    return [
        replace(each, said=voice.plain(f"chart.asks.{each.name}", n=each.said)) for each in parts
    ]


def _bar(asks: Asks, parts: list[_Share]) -> list[paper.Mark]:
    whole = max(asks.delivered, sum(each.people for each in parts))
    marks: list[paper.Mark] = []
    x = 0.0
    for each in parts:
        end = x + WIDTH * each.people / whole
        place = {"x": x, "x2": end, "y": 0, "y2": _THICK}
        marks.append({**place, "color": each.color, "part": each.name, "people": each.people})
        x = end
    return marks


def _flow(whole: str, parts: list[_Share]) -> tuple[list[paper.Mark], list[paper.Mark], float]:
    """Set the words beside one another, and on the next line where there is no room."""
    y = float(_THICK + LINE)
    texts: list[paper.Mark] = [{"x": 0, "y": y, "text": whole}]
    keys: list[paper.Mark] = []
    x = width(whole, SMALL) + _AIR
    for each in parts:
        said = cut(each.said, SMALL, WIDTH - 20)
        wide = width(said, SMALL) + 18
        if x + wide > WIDTH:
            x, y = 0.0, y + LINE + 2
        keys.append({"x": x, "x2": x + _KEY, "y": y - _KEY, "y2": y, "color": each.color})
        texts.append({"x": x + 18, "y": y, "text": said, "people": each.people})
        x += wide + _AIR
    return keys, texts, y + 4

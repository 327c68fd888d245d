"""Where a value lies on paper: the stretch of a scale that is shown, and its few labelled lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from bot.pictures.frame import GRID, SMALL, SOFT, WIDTH
from bot.pictures.lettering import width
from bot.pictures.paper import Mark, Rule, Text, centred
from bot.words import figures
from bot.words.voice import Voice
from metrics.catalogue import METRICS, scale_of
from metrics.measure import Measure

GUTTER = 62  # the labels of a grid stand there
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 25, 50, 100)
_MOST_LINES = 4
_LEAST = 0.2  # of the whole scale: small moves are not blown up


@dataclass(frozen=True)
class Axis:
    """The values from `low` to `high` on the way from `start` to `end`, in units of the paper."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Tell where a value lies; what is off the axis lies at its end."""
        inside = min(max(value, self.low), self.high)
        share = (inside - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 2)

    def ticks(self, most: int = _MOST_LINES) -> list[float]:
        """Choose round values on it, at most so many."""
        for step in _STEPS:
            first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
            if last - first < most:
                return [round(at * step, 4) for at in range(first, last + 1)]
        return []


def limits(metric: str, points: int) -> tuple[float, float]:
    """Give the lowest and the highest value that a metric can have."""
    kind = METRICS[metric].kind
    if kind == "net":
        return -100.0, 100.0
    scale = scale_of(metric, points)
    return (0.0, 1.0) if kind == "share" else (float(scale.low), float(scale.high))


def axis_for(
    metric: str, points: int, measures: Iterable[Measure | None], *, start: float, end: float
) -> Axis:
    """Choose the stretch of a metric's scale that holds every interval, with some air."""
    known = [each.interval for each in measures if each is not None]
    held = [value for interval in known for value in (interval.low, interval.high)]
    return stretch(held, limits(metric, points), start=start, end=end)


def stretch(held: Sequence[float], whole: tuple[float, float], *, start: float, end: float) -> Axis:
    """Choose a part of a scale that holds the values and is not too short; all of it for none."""
    lowest, highest = whole
    if not held:
        return Axis(lowest, highest, start, end)
    least = _LEAST * (highest - lowest)
    air = max(0.06 * (max(held) - min(held)), (least - max(held) + min(held)) / 2)
    low, high = min(held) - air, max(held) + air
    low, high = low - max(0.0, high - highest), high + max(0.0, lowest - low)
    return Axis(max(low, lowest), min(high, highest), start, end)


def tick_label(voice: Voice, metric: str, value: float) -> str:
    """Write a value of an axis."""
    kind = METRICS[metric].kind
    if kind == "net":
        return figures.number(voice, value, signed=True)
    if kind == "share":
        return figures.share(voice, value)
    return figures.number(voice, value, digits=1)


def axis_words(voice: Voice, metric: str, points: int, axis: Axis) -> str:
    """Say what an axis counts, and where it is cut if it is."""
    low, high = limits(metric, points)
    ends = [tick_label(voice, metric, end) for end in (low, high)]
    unit = voice.plain(
        f"chart.axis.{METRICS[metric].kind}",
        metric=figures.title(voice, metric),
        low=ends[0],
        high=ends[1],
    )
    if axis.low <= low and axis.high >= high:
        return unit
    first, last = (tick_label(voice, metric, end) for end in (axis.low, axis.high))
    return cut_at(voice, unit, first, last)


def cut_at(voice: Voice, unit: str, low: str, high: str) -> str:
    """Say of an axis what it counts, and between which values it is cut out."""
    return voice.plain("chart.axis.cut", unit=unit, low=low, high=high)


def grid(
    axis: Axis, ticks: Mapping[float, str], *, right: float = WIDTH, zero: str = GRID
) -> list[Mark]:
    """Draw a line across for each value with its label in the gutter; `zero` colours that one."""
    return [
        *(
            Rule(GUTTER, axis.at(value), right, axis.at(value), GRID if value else zero)
            for value in ticks
        ),
        *(
            Text(GUTTER - 8, axis.at(value) + 6, label, SOFT, align="right", about={"value": value})
            for value, label in ticks.items()
        ),
    ]


def across(count: int, *, inset: float = 10) -> list[float]:
    """Spread so many places from the gutter to the right end."""
    first, last = GUTTER + inset, WIDTH - inset
    if count == 1:
        return [round((first + last) / 2, 2)]
    return [round(first + at * (last - first) / (count - 1), 2) for at in range(count)]


def feet(texts: Sequence[str], places: Sequence[float], y: float, *, apart: float) -> list[Mark]:
    """Label the first and the last place, and as many between them as have room."""
    last = len(texts) - 1
    taken: list[tuple[float, float]] = []
    marks: dict[int, Mark] = {}
    for at in sorted(range(len(texts)), key=lambda at: (at not in (0, last), -at)):
        middle, half = centred(texts[at], places[at]), width(texts[at], SMALL) / 2
        low, high = middle - half, middle + half
        if all(high + apart <= start or end + apart <= low for start, end in taken):
            taken.append((low, high))
            marks[at] = Text(round(middle, 2), y, texts[at], SOFT, align="center")
    return [marks[at] for at in sorted(marks)]

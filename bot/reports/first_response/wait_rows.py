"""Rows of waits: the median of each with its interval, on a scale of growing lengths of time."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures.frame import ACCENT, BAND, EARLIER, GRID, INK, LINE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import width, wrapped
from bot.pictures.paper import Bar, Dot, Mark, Part, Rule, Text, centred, note, stacked
from bot.pictures.rows import fitting, name_lines, names_apart, tops_of
from bot.reports.first_response.results import Waited, Waiting
from bot.reports.first_response.wait_scale import place_of
from bot.reports.segments import latest_or_first, rows_left, segment_label
from bot.words import spans
from bot.words.voice import Voice
from metrics.first_response import Quantile
from metrics.small_numbers import level

_BESIDE = 5  # rows below the columns of the whole: those with the most replies
_VALUE = 78.0  # what a length of time takes at the right
_STEP = 27.0
_BESIDES = 120.0  # how high the words above the rows are
_AIR = 14.0
LANDMARKS = (60, 3600, 86_400)  # the borders that are labelled in any case


@dataclass(frozen=True)
class _Frame:
    """Where the rows lie: the plot from `left` to `right`, the first one's line at `top`."""

    left: float
    right: float
    top: float

    def at(self, seconds: float) -> float:
        share = place_of(seconds) / WIDTH
        return round(self.left + (self.right - self.left) * share, 2)


def few_rows(voice: Voice, found: Waiting) -> list[Part]:
    """Draw the rows with the most replies, where there are two at least."""
    known = [row for row in found.rows if shown_median(row)]
    most = sorted(known, key=lambda row: -row.replied)[:_BESIDE]
    shown = [row for row in known if row in most]
    return [_part(voice, shown, "channel")] if len(shown) > 1 else []


def all_rows(voice: Voice, found: Waiting, by: str) -> list[Part]:
    """Draw every row of a breakdown with its number, and the whole as a dashed line."""
    names = [segment_label(voice, by, row.key) for row in found.rows]
    most = fitting(names, step=_STEP, besides=_BESIDES)
    shown = latest_or_first(found.rows, by, most) if most else ()
    if not shown:
        return [note(voice.plain("staff.by.nothing"))]
    of = len(found.rows) + found.left_out
    said = [note(rows_left(voice, by, shown=len(shown), of=of))] if of > len(shown) else []
    return [_part(voice, shown, by, whole=found.whole), *said]


def _part(voice: Voice, rows: Sequence[Waited], by: str, *, whole: Waited | None = None) -> Part:
    """Draw rows; those of a whole with their numbers."""
    names = names_apart([segment_label(voice, by, row.key) for row in rows])
    numbers = [voice.number(row.all) if whole else "" for row in rows]
    head = voice.plain("staff.frt.head_n") if whole else ""
    beside = max(width(text, SMALL) for text in [head, *numbers])
    right = WIDTH - _VALUE - (beside + _AIR if whole else 0)
    said = wrapped(voice.plain("chart.frt.rows"), SMALL, WIDTH - beside - _AIR)
    top = 26.0 + LINE * len(said) + (LINE if whole else 0)
    longest = max(width(line, SMALL) for name in names for line in name)
    frame = _Frame(longest + _AIR, right, top)
    tops = tops_of(names, top - _STEP / 2 - 6, step=_STEP)
    bottom = tops[-1]
    marks = [
        *stacked(said, y=16, color=SOFT),
        *_grid(voice, frame, bottom),
        *(_whole(voice, frame, whole, bottom) if whole else []),
        Text(WIDTH, 16, head, SOFT, align="right"),
    ]
    for at, (row, name, number) in enumerate(zip(rows, names, numbers, strict=True)):
        middle = (tops[at] + tops[at + 1]) / 2
        marks += name_lines(name, middle, INK if shown_median(row) else SOFT)
        marks += _row(voice, row, number, frame=frame, y=middle + 6)
    return Part(bottom + 24, marks)


def _grid(voice: Voice, frame: _Frame, bottom: float) -> list[Mark]:
    labels = {frame.at(edge): spans.border(voice, edge) for edge in LANDMARKS}
    return [
        *(Rule(x, frame.top - 20, x, bottom, GRID) for x in labels),
        *(Text(x, bottom + 20, label, SOFT, align="center") for x, label in labels.items()),
    ]


def _whole(voice: Voice, frame: _Frame, whole: Waited, bottom: float) -> list[Mark]:
    median = shown_median(whole)
    if median is None:
        return []
    x, y = frame.at(median.seconds), frame.top - LINE
    text = voice.plain("chart.whole", score=spans.about(voice, median.seconds))
    return [
        Rule(x, y + 6, x, bottom, EARLIER, thick=2, dash=(5, 4)),
        Text(centred(text, x), y, text, SOFT, align="center"),
    ]


def shown_median(row: Waited) -> Quantile | None:
    """Give the median where there are replies enough to show it."""
    return row.response.median if row.response and level(row.replied).score else None


def _row(voice: Voice, row: Waited, number: str, *, frame: _Frame, y: float) -> list[Mark]:
    """Draw one row; one with too few replies has its name and its number only."""
    median = shown_median(row)
    marks: list[Mark] = []
    if number:
        marks.append(Text(WIDTH, y, number, SOFT, align="right", about={"row": row.key}))
    if median is None:
        return marks
    few = not level(row.replied).ranking
    return [*marks, *_wait(voice, median, few=few, frame=frame, y=y)]


def _wait(voice: Voice, median: Quantile, *, few: bool, frame: _Frame, y: float) -> list[Mark]:
    """Draw a median with its interval, hollow where few replies are behind it."""
    ends, seconds = median.interval, median.seconds
    low, high = (ends.low, ends.high) if ends else (seconds, seconds)
    said, about = spans.about(voice, seconds), {"median": seconds}
    return [
        Bar(frame.at(low), y - 11, frame.at(high), y - 1, BAND, round_ends=5),
        Dot(frame.at(seconds), y - 6, ACCENT, 4.2, hollow=few),
        Text(frame.right + _VALUE, y, said, align="right", about=about),
    ]

"""Rows of waits: the median of each with its interval, on a scale of growing lengths of time."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.pictures import paper
from bot.pictures.frame import ACCENT, BAND, EARLIER, GRID, INK, LINE, SMALL, SOFT, WIDTH, Part
from bot.pictures.lettering import cut, width, wrapped
from bot.pictures.note import note
from bot.pictures.rows import MOST_ROWS
from bot.reports.first_response.wait_scale import place_of
from bot.reports.segments import latest_or_first, rows_left, segment_label
from bot.reports.waits_and_visits import EDGES, Waited, Waiting
from bot.words import spans
from bot.words.voice import Voice
from metrics.first_response import Quantile
from metrics.small_numbers import level

_BESIDE = 5  # rows below the columns of the whole: those with the most replies
_VALUE = 78.0  # what a length of time takes at the right
_STEP = 27.0
_AIR = 14.0
_LANDMARKS = (60, 3600, 86_400)  # the borders that are labelled


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
    known = [row for row in found.rows if _median(row)]
    most = sorted(known, key=lambda row: -row.replied)[:_BESIDE]
    shown = [row for row in known if row in most]
    return [_part(voice, shown, "channel")] if len(shown) > 1 else []


def all_rows(voice: Voice, found: Waiting, by: str) -> list[Part]:
    """Draw every row of a breakdown with its number, and the whole as a dashed line."""
    shown = latest_or_first(found.rows, by, MOST_ROWS)
    if not shown:
        return [note(voice.plain("staff.by.nothing"))]
    left_out = len(found.rows) - len(shown) + found.left_out
    of = len(shown) + left_out
    said = [note(rows_left(voice, by, shown=len(shown), of=of))] if left_out else []
    return [_part(voice, shown, by, whole=found.whole, numbered=True), *said]


def _part(
    voice: Voice,
    rows: Sequence[Waited],
    by: str,
    *,
    whole: Waited | None = None,
    numbered: bool = False,
) -> Part:
    names = [cut(segment_label(voice, by, row.key), SMALL, WIDTH * 0.4) for row in rows]
    numbers = [voice.number(row.all) if numbered else "" for row in rows]
    head = voice.plain("staff.frt.head_n") if numbered else ""
    beside = max(width(text, SMALL) for text in [head, *numbers])
    right = WIDTH - _VALUE - (beside + _AIR if numbered else 0)
    said = wrapped(voice.plain("chart.frt.rows"), SMALL, WIDTH - beside - _AIR)
    top = 26.0 + LINE * len(said) + (LINE if whole else 0)
    frame = _Frame(max(width(name, SMALL) for name in names) + _AIR, right, top)
    bottom = top - _AIR + _STEP * len(rows)
    heads: list[paper.Mark] = [
        {"x": 0, "y": 16 + LINE * at, "text": text} for at, text in enumerate(said)
    ]
    layers = [paper.words(heads, color=SOFT), *_grid(voice, frame, bottom)]
    layers += _whole(voice, frame, whole, bottom) if whole else []
    layers.append(paper.words([{"x": WIDTH, "y": 16, "text": head}], color=SOFT, align="right"))
    for at, (row, name, number) in enumerate(zip(rows, names, numbers, strict=True)):
        layers += _row(voice, row, name, number, frame=frame, y=top + _STEP * at)
    return paper.sheet(bottom + 24, layers)


def _grid(voice: Voice, frame: _Frame, bottom: float) -> list[paper.Layer | None]:
    edges = [edge for edge in EDGES if edge in _LANDMARKS]
    top = frame.top - 20
    rules: list[paper.Mark] = [
        {"x": frame.at(edge), "x2": frame.at(edge), "y": top, "y2": bottom, "color": GRID}
        for edge in edges
    ]
    texts: list[paper.Mark] = [
        {"x": frame.at(edge), "y": bottom + 20, "text": spans.border(voice, edge)} for edge in edges
    ]
    return [paper.rules(rules), paper.words(texts, color=SOFT, align="center")]


def _whole(voice: Voice, frame: _Frame, whole: Waited, bottom: float) -> list[paper.Layer | None]:
    median = _median(whole)
    if median is None:
        return []
    x, y = frame.at(median.seconds), frame.top - LINE
    text = voice.plain("chart.whole", score=spans.about(voice, median.seconds))
    half = width(text, SMALL) / 2
    middle = min(max(x, half), WIDTH - half)
    line: paper.Mark = {"x": x, "x2": x, "y": y + 6, "y2": bottom, "color": EARLIER}
    return [
        paper.rules([line], thick=2, dash=(5, 4)),
        paper.words([{"x": middle, "y": y, "text": text}], color=SOFT, align="center"),
    ]


def _median(row: Waited) -> Quantile | None:
    enough = row.response is not None and level(row.replied).score
    return row.response.median if row.response and enough else None


def _row(
    voice: Voice, row: Waited, name: str, number: str, *, frame: _Frame, y: float
) -> list[paper.Layer | None]:
    """Draw one row; one with too few replies has its name and its number only."""
    median = _median(row)
    label: paper.Mark = {"x": 0, "y": y, "text": name, "color": INK if median else SOFT}
    layers = [paper.words([label])]
    if number:
        count: paper.Mark = {"x": WIDTH, "y": y, "text": number, "row": row.key}
        layers.append(paper.words([count], color=SOFT, align="right"))
    return [*layers, *_wait(voice, median, frame=frame, y=y)] if median else layers


def _wait(voice: Voice, median: Quantile, *, frame: _Frame, y: float) -> list[paper.Layer | None]:
    ends = median.interval
    low, high = (ends.low, ends.high) if ends else (median.seconds, median.seconds)
    band: paper.Mark = {
        "x": frame.at(low),
        "x2": frame.at(high),
        "y": y - 11,
        "y2": y - 1,
        "color": BAND,
    }
    fill = ACCENT if ends else "#ffffff"
    dot: paper.Mark = {"x": frame.at(median.seconds), "y": y - 6, "color": ACCENT, "fill": fill}
    value: paper.Mark = {
        "x": frame.right + _VALUE,
        "y": y,
        "text": spans.about(voice, median.seconds),
        "median": median.seconds,
    }
    return [
        paper.bars([band], round_ends=5),
        paper.dots([dot], size=70),
        paper.words([value], align="right"),
    ]

"""How long customers waited, drawn: how many replies came how fast, median and slowest tenth."""

import math
from collections.abc import Sequence

from bot.views import dates, spans
from bot.views.charts import paper
from bot.views.charts.frame import (
    ACCENT,
    BAD,
    BAND,
    EARLIER,
    GRID,
    INK,
    LINE,
    SMALL,
    SOFT,
    WIDTH,
    Part,
    framed,
)
from bot.views.charts.lettering import cut, width, wrapped
from bot.views.ended import EDGES, Waited, Waiting
from bot.views.segments import segment_label
from bot.views.voice import Spec, Voice
from metrics.first_response import Quantile
from metrics.small_numbers import level

_TOP, _HIGH, _FOOT = 66.0, 190.0, 30.0
_GAP = 6.0
_MOST_ROWS = 14
_VALUE = 78.0  # what a length of time takes at the right
_ROOM = 1.4  # the last column, without a reply, stands apart by so much less than one


def waits_chart(voice: Voice, found: Waiting) -> Spec:
    """Draw the replies in columns of growing length of time, and who got none at the end."""
    when = dates.dated(voice, found.query.period).replace("&amp;", "&")
    subtitle = [when]
    if found.office is not None:
        ends = {"start": f"{found.office.opens:%H:%M}", "end": f"{found.office.closes:%H:%M}"}
        subtitle.append(voice.plain("chart.frt.office", **ends))
    footer = [voice.plain("chart.frt.footer", replied=voice.number(found.whole.replied))]
    rows = _rows(voice, found)
    return framed(
        [_columns(voice, found.whole), *([rows] if rows else [])],
        title=voice.plain("chart.frt.title"),
        subtitle=subtitle,
        footer=footer,
    )


def _step() -> float:
    return WIDTH / (len(EDGES) + 1 + _ROOM)


def _columns(voice: Voice, whole: Waited) -> Part:
    counts = [*whole.bins, whole.unanswered]
    most, bottom, step = max([*counts, 1]), _TOP + _HIGH, _step()
    starts = [step * at for at in range(len(whole.bins))] + [WIDTH - step]
    bars: list[paper.Mark] = []
    numbers: list[paper.Mark] = []
    for at, (x, count) in enumerate(zip(starts, counts, strict=True)):
        top = bottom - (_HIGH - 24) * count / most
        last = at == len(counts) - 1
        place = {"x": x + _GAP / 2, "x2": x + step - _GAP / 2, "y": top, "y2": bottom}
        bars.append({**place, "color": BAD if last else BAND, "people": count})
        numbers.append({"x": x + step / 2, "y": top - 6, "text": voice.number(count)})
    feet = [
        bottom if not count else float(bar["y"]) - 26
        for bar, count in zip(bars, counts, strict=True)
    ]
    none: paper.Mark = {
        "x": WIDTH, "y": bottom + 22, "text": voice.plain("chart.frt.none"), "color": BAD,
    }  # fmt: skip
    base: paper.Mark = {"x": 0, "x2": WIDTH, "y": bottom, "y2": bottom, "color": GRID}
    shown = [mark for mark, count in zip(numbers, counts, strict=True) if count]
    return paper.sheet(
        bottom + _FOOT,
        [
            paper.bars(bars),
            paper.rules([base]),
            paper.words(shown, color=SOFT, align="center"),
            _edges(voice, bottom, none),
            paper.words([none], align="right"),
            *_marks(voice, whole, feet),
        ],
    )


def _edges(voice: Voice, bottom: float, none: paper.Mark) -> paper.Layer | None:
    """Label as many of the borders as have room beside one another, the hour and the day first."""
    free_until = WIDTH - width(str(none["text"]), SMALL) - 10
    taken: list[tuple[float, float]] = []
    marks: list[paper.Mark] = []
    for at in sorted(range(len(EDGES)), key=lambda at: (EDGES[at] not in (60, 3600, 86_400), at)):
        text = spans.border(voice, EDGES[at])
        x, half = _step() * (at + 1), width(text, SMALL) / 2
        low, high = x - half, x + half
        if high <= free_until and all(high + 8 <= a or b + 8 <= low for a, b in taken):
            taken.append((low, high))
            marks.append({"x": x, "y": bottom + 22, "text": text, "seconds": EDGES[at]})
    return paper.words(marks, color=SOFT, align="center")


def _marks(voice: Voice, whole: Waited, feet: Sequence[float]) -> list[paper.Layer | None]:
    """Mark the median and the ninetieth percentile, each with its words in a line of its own.

    `feet` tell for each column where a mark over it ends: above the number of its bar.
    """
    response = whole.response
    found = (
        [] if response is None else [("median", response.median), ("ninetieth", response.ninetieth)]
    )
    layers: list[paper.Layer | None] = []
    for at, (name, quantile) in enumerate(found):
        if quantile is not None:
            column = min(int(place_of(quantile.seconds) / _step()), len(feet) - 2)
            layers += _mark(voice, name, quantile, y=20.0 + 24 * at, foot=feet[column])
    return layers


def _mark(
    voice: Voice, name: str, quantile: Quantile, *, y: float, foot: float
) -> list[paper.Layer | None]:
    x, color = place_of(quantile.seconds), ACCENT if name == "median" else EARLIER
    text = voice.plain(f"chart.frt.{name}", time=spans.about(voice, quantile.seconds))
    right = x + 8 + width(text, SMALL) > WIDTH
    word: paper.Mark = {"x": x - 8 if right else x + 8, "y": y, "text": text, "color": INK}
    rule: paper.Mark = {
        "x": x,
        "x2": x,
        "y": y - 14,
        "y2": foot,
        "color": color,
        "seconds": quantile.seconds,
    }
    return [
        paper.rules([rule], thick=3, dash=() if name == "median" else (5, 4)),
        paper.words([word], align="right" if right else "left"),
    ]


def place_of(seconds: float) -> float:
    """Tell where a length of time lies: evenly in the logarithm between two borders."""
    ends = (EDGES[0] / 4, *EDGES, EDGES[-1] * 4)
    inside = min(max(seconds, ends[0]), ends[-1])
    at = next(at for at in range(len(ends) - 1) if inside <= ends[at + 1])
    share = math.log(inside / ends[at]) / math.log(ends[at + 1] / ends[at])
    return round(_step() * (at + share), 2)


def _rows(voice: Voice, found: Waiting) -> Part | None:
    """Draw the median of each row with its interval, on a scale as that of the columns."""
    shown = [row for row in found.rows if row.response and level(row.replied).score][-_MOST_ROWS:]
    if len(shown) < 2:
        return None
    by = found.query.by or "channel"
    names = [cut(segment_label(voice, by, row.key), SMALL, WIDTH * 0.4) for row in shown]
    left = max(width(name, SMALL) for name in names) + 14
    said = wrapped(voice.plain("chart.frt.rows"), SMALL, WIDTH)
    marks: list[paper.Mark] = [
        {"x": 0, "y": 16 + LINE * at, "text": text} for at, text in enumerate(said)
    ]
    layers, top = [paper.words(marks, color=SOFT)], 26.0 + LINE * len(said)
    for at, (row, name) in enumerate(zip(shown, names, strict=True)):
        median = row.response.median if row.response else None
        if median is not None:
            layers += _row(voice, name, median, left=left, y=top + 27 * at)
    return paper.sheet(top - 14 + 27 * len(shown), layers)


def _row(
    voice: Voice, name: str, median: Quantile, *, left: float, y: float
) -> list[paper.Layer | None]:
    room = (WIDTH - left - _VALUE) / WIDTH
    ends = median.interval
    low, high = (ends.low, ends.high) if ends else (median.seconds, median.seconds)
    band: paper.Mark = {
        "x": left + room * place_of(low),
        "x2": left + room * place_of(high),
        "y": y - 11,
        "y2": y - 1,
        "color": BAND,
    }
    dot: paper.Mark = {
        "x": left + room * place_of(median.seconds),
        "y": y - 6,
        "color": ACCENT,
        "fill": ACCENT if ends else "#ffffff",
    }
    value: paper.Mark = {"x": WIDTH, "y": y, "text": spans.about(voice, median.seconds)}
    return [
        paper.words([{"x": 0, "y": y, "text": name}]),
        paper.bars([band], round_ends=5),
        paper.dots([dot], size=70),
        paper.words([value], color=SOFT, align="right"),
    ]

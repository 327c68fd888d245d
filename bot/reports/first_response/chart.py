"""How long customers waited, drawn: how many replies came how fast, median and slowest tenth."""

from collections.abc import Sequence

from bot.pictures import paper
from bot.pictures.frame import (
    ACCENT,
    BAD,
    BAND,
    EARLIER,
    GRID,
    INK,
    SMALL,
    SOFT,
    WIDTH,
    Part,
    framed,
)
from bot.pictures.lettering import width
from bot.reports.first_response.wait_rows import all_rows, few_rows
from bot.reports.first_response.wait_scale import place_of, step
from bot.reports.waits_and_visits import EDGES, Waited, Waiting
from bot.words import dates, spans
from bot.words.voice import Spec, Voice
from metrics.first_response import Quantile

_TOP, _HIGH, _FOOT = 66.0, 190.0, 30.0
_GAP = 6.0


def waits_chart(voice: Voice, found: Waiting) -> Spec:
    """Draw the replies in columns of growing length of time; of a breakdown, its rows instead."""
    when = dates.dated(voice, found.query.period).replace("&amp;", "&")
    subtitle = [when]
    if found.office is not None:
        ends = {"start": f"{found.office.opens:%H:%M}", "end": f"{found.office.closes:%H:%M}"}
        subtitle.append(voice.plain("chart.frt.office", **ends))
    key = "chart.frt.footer" if found.query.by is None else "chart.frt.footer_rows"
    footer = [voice.plain(key, replied=voice.number(found.whole.replied))]
    if found.query.by is None:
        parts = [_columns(voice, found.whole), *few_rows(voice, found)]
    else:
        parts = all_rows(voice, found, found.query.by)
    return framed(
        parts,
        title=voice.plain("chart.frt.title"),
        subtitle=subtitle,
        footer=footer,
    )


def _columns(voice: Voice, whole: Waited) -> Part:
    counts = [*whole.bins, whole.unanswered]
    most, bottom, broad = max([*counts, 1]), _TOP + _HIGH, step()
    starts = [broad * at for at in range(len(whole.bins))] + [WIDTH - broad]
    bars: list[paper.Mark] = []
    numbers: list[paper.Mark] = []
    for at, (x, count) in enumerate(zip(starts, counts, strict=True)):
        top = bottom - (_HIGH - 24) * count / most
        last = at == len(counts) - 1
        place = {"x": x + _GAP / 2, "x2": x + broad - _GAP / 2, "y": top, "y2": bottom}
        bars.append({**place, "color": BAD if last else BAND, "people": count})
        numbers.append({"x": x + broad / 2, "y": top - 6, "text": voice.number(count)})
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
        x, half = step() * (at + 1), width(text, SMALL) / 2
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
            column = min(int(place_of(quantile.seconds) / step()), len(feet) - 2)
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

"""How long customers waited, drawn: how many replies came how fast, median and slowest tenth."""

from collections.abc import Sequence

from bot.pictures.axis import Axis
from bot.pictures.figure import figure_part, now_and_then
from bot.pictures.frame import ACCENT, BAD, BAND, EARLIER, GRID, SMALL, SOFT, WIDTH
from bot.pictures.lettering import width
from bot.pictures.paper import Bar, Drawing, Mark, Part, Rule, Text, framed
from bot.pictures.rows import Row
from bot.pictures.verdict import SaidChange
from bot.reports.first_response.results import EDGES, Waited, Waiting
from bot.reports.first_response.target import target_words
from bot.reports.first_response.wait_rows import LANDMARKS, all_rows, few_rows, shown_median
from bot.reports.first_response.wait_scale import place_of, step
from bot.words import dates, spans
from bot.words.few_answers import few_notes
from bot.words.voice import Voice
from metrics.first_response import Quantile
from metrics.intervals import Interval
from metrics.periods import Period
from metrics.small_numbers import level

_TOP, _HIGH, _FOOT = 66.0, 190.0, 30.0
_GAP = 6.0


def waits_chart(voice: Voice, found: Waiting, said: SaidChange | None) -> Drawing:
    """Draw the replies in columns of growing length of time; of a breakdown, its rows instead."""
    when = dates.dated(voice, found.query.period).replace("&amp;", "&")
    subtitle = [when]
    if found.office is not None:
        ends = {"start": f"{found.office.opens:%H:%M}", "end": f"{found.office.closes:%H:%M}"}
        subtitle.append(voice.plain("chart.frt.office", **ends))
    key = "chart.frt.footer" if found.query.by is None else "chart.frt.footer_rows"
    footer = [voice.plain(key, replied=voice.number(found.whole.replied))]
    if found.query.by is None:
        parts = [*_then(voice, found), _columns(voice, found.whole), *few_rows(voice, found)]
    else:
        parts = all_rows(voice, found, found.query.by)
        footer += few_notes(voice, [row.replied for row in found.rows], hollow=True)
    return framed(
        [*_figure(voice, found, said), *parts],
        title=voice.plain("chart.frt.title"),
        subtitle=subtitle,
        footer=footer,
    )


def _figure(voice: Voice, found: Waiting, said: SaidChange | None) -> list[Part]:
    """Say the median in large, how sure it is, and the share within the target."""
    median, replied = shown_median(found.whole), found.whole.replied
    if median is None:
        return []
    few = level(replied).interval == "words"
    beside = [voice.plain("chart.frt.half"), *target_words(voice, found)]
    if median.interval is not None:
        key = "chart.anywhere" if few else "chart.range"
        ends = {"low": median.interval.low, "high": median.interval.high}
        shown = {name: spans.about(voice, end) for name, end in ends.items()}
        beside.insert(1, voice.plain(key, **shown))
    value, about = spans.about(voice, median.seconds), {"median": median.seconds}
    return [figure_part(value, beside, said, few=few, about=about)]


def _then(voice: Voice, found: Waiting) -> list[Part]:
    """Draw the medians of this period and the one before on one scale."""
    now, other = shown_median(found.whole), found.earlier
    if now is None or other is None or other.median is None or not level(other.replied).score:
        return []
    rows = [
        _median_row(voice, found.query.period, now, found.whole.replied),
        _median_row(voice, other.period, other.median, other.replied),
    ]
    ticks = {place_of(edge): spans.border(voice, edge) for edge in LANDMARKS}
    axis = Axis(0, place_of(EDGES[-1]), 0, 1)
    return [now_and_then(rows, axis=axis, ticks=ticks, unit=voice.plain("chart.frt.unit"))]


def _median_row(voice: Voice, period: Period, median: Quantile, replied: int) -> Row:
    ends = median.interval or Interval(median.seconds, median.seconds)
    return Row(
        dates.span(voice, period),
        "",
        value=place_of(median.seconds),
        interval=Interval(place_of(ends.low), place_of(ends.high)),
        said=spans.about(voice, median.seconds),
        few=not level(replied).change,
    )


def _columns(voice: Voice, whole: Waited) -> Part:
    counts = [*whole.bins, whole.unanswered]
    most, bottom, broad = max([*counts, 1]), _TOP + _HIGH, step()
    starts = [broad * at for at in range(len(whole.bins))] + [WIDTH - broad]
    bars: list[Mark] = []
    feet: list[float] = []
    for at, (x, count) in enumerate(zip(starts, counts, strict=True)):
        top = bottom - (_HIGH - 24) * count / most
        color, about = BAD if at == len(counts) - 1 else BAND, {"people": count}
        bars.append(Bar(x + _GAP / 2, top, x + broad - _GAP / 2, bottom, color, about=about))
        feet.append(top - 26 if count else bottom)
        if count:
            bars.append(Text(x + broad / 2, top - 6, voice.number(count), SOFT, align="center"))
    none = voice.plain("chart.frt.none")
    return Part(
        bottom + _FOOT,
        [
            *bars,
            Rule(0, bottom, WIDTH, bottom, GRID),
            *_edges(voice, bottom, free_until=WIDTH - width(none, SMALL) - 10),
            Text(WIDTH, bottom + 22, none, BAD, align="right"),
            *_marks(voice, whole, feet),
        ],
    )


def _edges(voice: Voice, bottom: float, *, free_until: float) -> list[Mark]:
    """Label as many of the borders as have room beside one another, the hour and the day first."""
    taken: list[tuple[float, float]] = []
    marks: list[Mark] = []
    for at in sorted(range(len(EDGES)), key=lambda at: (EDGES[at] not in LANDMARKS, at)):
        text = spans.border(voice, EDGES[at])
        x, half = step() * (at + 1), width(text, SMALL) / 2
        low, high = x - half, x + half
        if high <= free_until and all(high + 8 <= a or b + 8 <= low for a, b in taken):
            taken.append((low, high))
            about = {"seconds": EDGES[at]}
            marks.append(Text(x, bottom + 22, text, SOFT, align="center", about=about))
    return marks


def _marks(voice: Voice, whole: Waited, feet: Sequence[float]) -> list[Mark]:
    """Mark the median and the ninetieth percentile, each with its words in a line of its own.

    `feet` tell for each column where a mark over it ends: above the number of its bar.
    """
    response = whole.response
    found = (
        [] if response is None else [("median", response.median), ("ninetieth", response.ninetieth)]
    )
    marks: list[Mark] = []
    for at, (name, quantile) in enumerate(found):
        if quantile is not None:
            column = min(int(place_of(quantile.seconds) / step()), len(feet) - 2)
            marks += _mark(voice, name, quantile, y=20.0 + 24 * at, foot=feet[column])
    return marks


def _mark(voice: Voice, name: str, quantile: Quantile, *, y: float, foot: float) -> list[Mark]:
    x, median = place_of(quantile.seconds), name == "median"
    text = voice.plain(f"chart.frt.{name}", time=spans.about(voice, quantile.seconds))
    color, dash = (ACCENT, ()) if median else (EARLIER, (5, 4))
    word = Text(x + 8, y, text)
    if x + 8 + width(text, SMALL) > WIDTH:
        word = Text(x - 8, y, text, align="right")
    about = {"seconds": quantile.seconds}
    return [Rule(x, y - 14, x, foot, color, thick=3, dash=dash, about=about), word]

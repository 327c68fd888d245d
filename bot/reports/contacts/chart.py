"""Contacts for each 10,000 orders drawn: by day or step, or by row."""

from bot.pictures.axis import GUTTER, Axis, across, feet, grid
from bot.pictures.curve import joined, runs_of
from bot.pictures.figure import figure_part, now_and_then
from bot.pictures.frame import ACCENT, EARLIER, LINE, SOFT, WIDTH
from bot.pictures.paper import Dot, Drawing, Facts, Part, Rule, Text, framed, note
from bot.pictures.rows import Heads, Row, fitting, rows_chart
from bot.pictures.verdict import SaidChange
from bot.reports.contacts.results import Contacted
from bot.reports.segments import rows_left, segment_label
from bot.text.query import STEPS
from bot.words import dates, figures
from bot.words.ratios import ratio
from bot.words.voice import Voice
from metrics.contact_ratio import PER, ContactRatio
from metrics.intervals import Interval

_BOTTOM = 196.0


_TICKS = 4
_BESIDES = 90.0  # how high the words above rows are


_APART = 16  # between two labels below the line


def contacts_chart(
    voice: Voice, found: Contacted, whole: ContactRatio, said: SaidChange | None
) -> Drawing:
    """Draw the ratio of each day or step, or of each row; a day without orders is a gap."""
    by = found.query.by
    shown = ratio(voice, whole)
    sure = voice.plain("chart.range", low=shown["low"], high=shown["high"])
    head = figure_part(shown["rate"], [sure], said, few=False, about=_facts(whole))
    if by is None or by in STEPS:
        parts, key = [_course(voice, found, whole)], "chart.contacts.footer"
    else:
        parts, key = _rows(voice, found, by), "chart.contacts.footer_rows"
    touchpoints = voice.joined(voice.named("touchpoint", each) for each in found.touchpoints)
    return framed(
        [head, *_then(voice, found, whole), *parts],
        title=voice.plain("chart.contacts.title", per=voice.number(PER)),
        subtitle=[
            dates.span(voice, found.query.period),
            voice.plain("chart.contacts.touchpoints", names=touchpoints),
        ],
        footer=[voice.plain(key)],
    )


def _then(voice: Voice, found: Contacted, whole: ContactRatio) -> list[Part]:
    """Draw this period and the one before on one scale."""
    if found.query.by is not None or found.other is None or found.earlier is None:
        return []
    pairs = [(found.query.period, whole), (found.other, found.earlier)]
    rows = [
        Row(
            dates.span(voice, period),
            "",
            value=each.rate,
            interval=each.interval,
            said=_rate(voice, each.rate),
        )
        for period, each in pairs
    ]
    axis = Axis(0.0, max([1.0, *(each.interval.high for _, each in pairs)]) * 1.05, 0, 1)
    ticks = {value: _rate(voice, value) for value in axis.ticks(_TICKS)}
    return [now_and_then(rows, axis=axis, ticks=ticks, unit=_unit(voice))]


def _rows(voice: Voice, found: Contacted, by: str) -> list[Part]:
    """Draw the ratio of each row: all rows together make the whole."""
    known = [(row.key, row.gross) for row in found.rows if row.gross is not None]
    if not known:
        return [note(voice.plain("staff.contacts.no_rows"))]
    names = [segment_label(voice, by, key) for key, _ in known]
    measured = known[: fitting(names, besides=_BESIDES)]
    rows = [_row(voice, segment_label(voice, by, key), gross) for key, gross in measured]
    number = voice.plain("chart.contacts.number")
    heads = Heads(voice.plain(f"staff.by.{by}"), number, unit=_unit(voice))
    axis = Axis(0.0, max([1.0, *(gross.interval.high for _, gross in measured)]) * 1.05, 0, 1)
    ticks = {value: _rate(voice, value) for value in axis.ticks(_TICKS)}
    shown, of = len(measured), len(known) + found.left_out
    cut_off = [note(rows_left(voice, by, shown=shown, of=of))] if of > shown else []
    return [rows_chart(rows, heads, axis=axis, ticks=ticks), *cut_off]


def _unit(voice: Voice) -> str:
    return voice.plain("chart.contacts.unit", per=voice.number(PER))


def _row(voice: Voice, name: str, gross: ContactRatio) -> Row:
    number, said = voice.number(gross.contacts), _rate(voice, gross.rate)
    return Row(name, number, value=gross.rate, interval=gross.interval, said=said)


def _rate(voice: Voice, rate: float) -> str:
    return figures.number(voice, rate, digits=int(0 < rate < 10))


def _course(voice: Voice, found: Contacted, whole: ContactRatio) -> Part:
    highest = max([ratio.interval.high for _, ratio in found.course if ratio is not None] + [1.0])
    axis = Axis(0.0, highest * 1.05, _BOTTOM, 10.0)
    places = across(len(found.course))
    runs = runs_of([_ratio(ratio) for _, ratio in found.course], places, axis)
    step = found.query.by or "day"
    names = [segment_label(voice, step, piece.since.isoformat()) for piece, _ in found.course]
    mean = axis.at(whole.rate)
    return Part(
        _BOTTOM + 34 + LINE,
        [
            Text(0, _BOTTOM + 50, _unit(voice), SOFT),
            *grid(axis, _ticks(voice, axis)),
            Rule(GUTTER, mean, WIDTH, mean, EARLIER, thick=2, dash=(5, 4), about=_facts(whole)),
            *joined(runs),
            *(Dot(spot.x, spot.y, ACCENT, 4.5, about=spot.about) for run in runs for spot in run),
            *feet(names, places, _BOTTOM + 26, apart=_APART),
        ],
    )


def _facts(ratio: ContactRatio) -> Facts:
    return {"rate": ratio.rate, "contacts": ratio.contacts, "orders": ratio.orders}


def _ratio(ratio: ContactRatio | None) -> tuple[float, Interval, Facts] | None:
    return None if ratio is None else (ratio.rate, ratio.interval, _facts(ratio))


def _ticks(voice: Voice, axis: Axis) -> dict[float, str]:
    steps = (base * 10.0**power for power in range(-1, 9) for base in (1, 2, 5))
    step = next(s for s in steps if axis.high / s <= 5)
    values = [step * at for at in range(int(axis.high / step) + 1)]
    return {value: figures.number(voice, value, digits=int(step < 1)) for value in values}

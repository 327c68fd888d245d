"""Retention and contacts drawn: who stayed and who went, and contacts for each 10,000 orders."""

from bot.pictures.axis import GUTTER, Axis, across, feet, grid
from bot.pictures.curve import joined, runs_of
from bot.pictures.frame import ACCENT, BAD, EARLIER, HEADLINE, MIDDLE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width
from bot.pictures.paper import Bar, Dot, Drawing, Facts, Mark, Part, Rule, Text, framed, note
from bot.pictures.rows import Heads, Row, rows_chart
from bot.reports.contacts.results import Contacted
from bot.reports.retention.results import KeptCustomers
from bot.reports.segments import rows_left, segment_label
from bot.reports.summary.rangebar import track
from bot.text.query import STEPS
from bot.words import dates, figures
from bot.words.voice import Voice
from metrics.contact_ratio import PER, ContactRatio
from metrics.intervals import Interval
from metrics.retention import Retention
from metrics.small_numbers import level

_THICK = 34.0
_BOTTOM = 196.0
_TICKS = 4
_APART = 16  # between two labels below the line


def retention_chart(voice: Voice, now: KeptCustomers, kept: Retention) -> Drawing:
    """Draw the share with its interval, and bars of the retained, the churned and the new."""
    return framed(
        [_share(voice, kept), _people(voice, kept)],
        title=voice.plain("chart.retention.title"),
        subtitle=[f"{dates.span(voice, now.before)} →", dates.span(voice, now.period)],
        footer=[voice.plain("chart.retention.footer")],
    )


def _share(voice: Voice, kept: Retention) -> Part:
    if not level(kept.start).score:
        return Part(30, [Text(0, 22, voice.plain("staff.retention.few"))])
    low, high = (
        figures.share(voice, end, interval=kept.interval)
        for end in (kept.interval.low, kept.interval.high)
    )
    score = figures.share(voice, kept.rate, interval=kept.interval)
    beside = voice.plain("chart.range", low=low, high=high)
    return Part(
        94,
        [
            Text(0, 52, score, size=HEADLINE, bold=True, about={"value": kept.rate}),
            Text(width(score, HEADLINE) + 18, 50, beside, SOFT),
            *track(Axis(0, 1, 0, WIDTH), kept.rate, kept.interval, y=76, thick=14),
        ],
    )


def _people(voice: Voice, kept: Retention) -> Part:
    counts = {"retained": kept.retained, "churned": kept.lost, "new": kept.new}
    colors = {"retained": ACCENT, "churned": BAD, "new": MIDDLE}
    names = {name: voice.plain(f"chart.retention.{name}") for name in counts}
    left = min(WIDTH / 2, max(width(name, SMALL) for name in names.values()) + 14)
    room = WIDTH - left - max(width(voice.number(n), SMALL) for n in counts.values()) - 12
    most = max([*counts.values(), 1])
    marks: list[Mark] = []
    for at, (name, count) in enumerate(counts.items()):
        y = at * (_THICK + 10)
        end = left + room * count / most
        bar = Bar(left, y, end, y + _THICK, colors[name], about={"people": count})
        label = Text(0, y + 23, cut(names[name], SMALL, left))
        marks += [label, bar, Text(end + 10, y + 23, voice.number(count))]
    return Part(3 * (_THICK + 10), marks)


def contacts_chart(voice: Voice, found: Contacted, whole: ContactRatio) -> Drawing:
    """Draw the ratio of each day or step, or of each row; a day without orders is a gap."""
    by = found.query.by
    if by is None or by in STEPS:
        parts, key = [_course(voice, found, whole)], "chart.contacts.footer"
    else:
        parts, key = _rows(voice, found, by), "chart.contacts.footer_rows"
    touchpoints = voice.joined(found.touchpoints)
    return framed(
        parts,
        title=voice.plain("chart.contacts.title", per=voice.number(PER)),
        subtitle=[
            dates.span(voice, found.query.period),
            voice.plain("chart.contacts.touchpoints", names=touchpoints),
        ],
        footer=[voice.plain(key)],
    )


def _rows(voice: Voice, found: Contacted, by: str) -> list[Part]:
    """Draw the ratio of each row: all rows together make the whole."""
    measured = [(row.key, row.gross) for row in found.rows if row.gross is not None]
    if not measured:
        return [note(voice.plain("staff.contacts.no_rows"))]
    rows = [_row(voice, segment_label(voice, by, key), gross) for key, gross in measured]
    heads = Heads(voice.plain(f"staff.by.{by}"), voice.plain("chart.contacts.number"))
    axis = Axis(0.0, max([1.0, *(gross.interval.high for _, gross in measured)]) * 1.05, 0, 1)
    ticks = [_rate(voice, value) for value in axis.ticks(_TICKS)]
    shown, of = len(found.rows), len(found.rows) + found.left_out
    cut_off = [note(rows_left(voice, by, shown=shown, of=of))] if found.left_out else []
    return [rows_chart(rows, heads, axis=axis, ticks=ticks), *cut_off]


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
        _BOTTOM + 30,
        [
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

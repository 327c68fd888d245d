"""Retention and contacts drawn: who stayed and who went, and contacts for each 10,000 orders."""

from collections.abc import Sequence

from bot.pictures import paper
from bot.pictures.axis import Axis
from bot.pictures.frame import (
    ACCENT,
    BAD,
    BAND,
    EARLIER,
    GRID,
    HEADLINE,
    MIDDLE,
    SMALL,
    SOFT,
    WIDTH,
    Part,
    framed,
)
from bot.pictures.lettering import cut, width
from bot.pictures.note import note
from bot.pictures.rows import Heads, Row, rows_chart
from bot.reports.segments import rows_left, segment_label
from bot.reports.waits_and_visits import Contacted, Keeping, Kept
from bot.text.query import STEPS
from bot.words import dates, figures
from bot.words.voice import Spec, Voice
from metrics.contact_ratio import PER, ContactRatio
from metrics.small_numbers import level

_THICK = 34.0
_GUTTER = 62.0
_BOTTOM = 196.0
_TICKS = 4


def retention_chart(voice: Voice, found: Keeping) -> Spec:
    """Draw the share with its interval, and bars of the retained, the churned and the new."""
    now = found.now
    parts = [_share(voice, now), _people(voice, now)]
    return framed(
        parts,
        title=voice.plain("chart.retention.title"),
        subtitle=[f"{dates.span(voice, now.before)} →", dates.span(voice, now.period)],
        footer=[voice.plain("chart.retention.footer")],
    )


def _share(voice: Voice, now: Kept) -> Part:
    kept = now.retention
    if kept is None or not level(kept.start).score:
        words: paper.Mark = {"x": 0, "y": 22, "text": voice.plain("staff.retention.few")}
        return paper.sheet(30, [paper.words([words])])
    axis = Axis(0.0, 1.0, 0.0, WIDTH)
    low, high = (
        figures.share(voice, end, interval=kept.interval)
        for end in (kept.interval.low, kept.interval.high)
    )
    score = figures.share(voice, kept.rate, interval=kept.interval)
    big: paper.Mark = {"x": 0, "y": 52, "text": score, "value": kept.rate}
    beside: paper.Mark = {
        "x": width(score, HEADLINE) + 18,
        "y": 50,
        "text": voice.plain("chart.range", low=low, high=high),
    }
    whole: paper.Mark = {"x": 0, "x2": WIDTH, "y": 76, "y2": 90, "color": GRID}
    ends: paper.Mark = {
        "x": axis.at(kept.interval.low),
        "x2": axis.at(kept.interval.high),
        "y": 76,
        "y2": 90,
        "color": BAND,
    }
    dot: paper.Mark = {"x": axis.at(kept.rate), "y": 83, "color": ACCENT, "fill": ACCENT}
    return paper.sheet(
        94,
        [
            paper.words([big], size=HEADLINE),
            paper.words([beside], color=SOFT),
            paper.bars([whole, ends], round_ends=7),
            paper.dots([dot], size=150),
        ],
    )


def _people(voice: Voice, now: Kept) -> Part:
    kept = now.retention
    counts = {"retained": 0, "churned": 0, "new": now.customers}
    if kept is not None:
        counts = {"retained": kept.retained, "churned": kept.lost, "new": kept.new}
    colors = {"retained": ACCENT, "churned": BAD, "new": MIDDLE}
    names = {name: voice.plain(f"chart.retention.{name}") for name in counts}
    left = min(WIDTH / 2, max(width(name, SMALL) for name in names.values()) + 14)
    room = WIDTH - left - max(width(voice.number(n), SMALL) for n in counts.values()) - 12
    most = max([*counts.values(), 1])
    labels: list[paper.Mark] = []
    bars: list[paper.Mark] = []
    numbers: list[paper.Mark] = []
    for at, (name, count) in enumerate(counts.items()):
        y = at * (_THICK + 10)
        end = left + room * count / most
        labels.append({"x": 0, "y": y + 23, "text": cut(names[name], SMALL, left)})
        bars.append(
            {"x": left, "x2": end, "y": y, "y2": y + _THICK, "color": colors[name], "people": count}
        )
        numbers.append({"x": end + 10, "y": y + 23, "text": voice.number(count)})
    return paper.sheet(
        3 * (_THICK + 10), [paper.words(labels), paper.bars(bars), paper.words(numbers)]
    )


def contacts_chart(voice: Voice, found: Contacted) -> Spec:
    """Draw the ratio of each day or step, or of each row; a day without orders is a gap."""
    gross = found.whole.gross
    when = dates.span(voice, found.query.period)
    by = found.query.by
    if by is None or by in STEPS:
        parts, key = [_course(voice, found)], "chart.contacts.footer"
    else:
        parts, key = _rows(voice, found, by), "chart.contacts.footer_rows"
    return framed(
        parts,
        title=voice.plain("chart.contacts.title", per=voice.number(PER)),
        subtitle=[
            when,
            voice.plain("chart.contacts.touchpoints", names=voice.joined(found.touchpoints)),
        ],
        footer=[voice.plain(key)] if gross else [],
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


def _course(voice: Voice, found: Contacted) -> Part:
    known = [ratio for _, ratio in found.course if ratio is not None]
    highest = max([ratio.interval.high for ratio in known] + [1.0])
    axis = Axis(0.0, highest * 1.05, _BOTTOM, 10.0)
    marks = _places(found.course, axis)
    whole = found.whole.gross
    layers = [*_grid(voice, axis)]
    layers += [paper.areas([_strip(m) for m in marks if m["joined"]], color=BAND)]
    layers += [paper.rules([_strip(m) for m in marks if not m["joined"]], thick=6)]
    if whole is not None:
        y = axis.at(whole.rate)
        mean: paper.Mark = {"x": _GUTTER, "x2": WIDTH, "y": y, "y2": y, "color": EARLIER}
        layers.append(paper.rules([mark_of(mean, whole)], thick=2, dash=(5, 4)))
    layers += [paper.lines(marks, color=ACCENT), paper.dots(marks, size=80)]
    return paper.sheet(_BOTTOM + 30, [*layers, _days(voice, found)])


def mark_of(mark: paper.Mark, ratio: ContactRatio) -> paper.Mark:
    """Let a ratio travel with its mark."""
    return {**mark, "rate": ratio.rate, "contacts": ratio.contacts, "orders": ratio.orders}


def _across(count: int) -> list[float]:
    first, last = _GUTTER + 10, WIDTH - 10
    if count == 1:
        return [(first + last) / 2]
    return [round(first + at * (last - first) / (count - 1), 2) for at in range(count)]


def _places(course: Sequence[tuple[object, ContactRatio | None]], axis: Axis) -> list[paper.Mark]:
    marks: list[dict[str, str | float | int]] = []
    run = 0
    for x, (_, ratio) in zip(_across(len(course)), course, strict=True):
        if ratio is None:
            run += 1
            continue
        colors = {"color": ACCENT, "fill": ACCENT}
        place: paper.Mark = {"x": x, "y": axis.at(ratio.rate), "run": run, **colors}
        ends = {"foot": axis.at(ratio.interval.low), "top": axis.at(ratio.interval.high)}
        marks.append(dict(mark_of({**place, **ends}, ratio)))
    for mark in marks:
        mark["joined"] = int(sum(other["run"] == mark["run"] for other in marks) > 1)
    return [*marks]


def _strip(mark: paper.Mark) -> paper.Mark:
    ends = {"y": mark["top"], "y2": mark["foot"], "color": BAND}
    return {"x": mark["x"], "x2": mark["x"], "run": mark["run"], **ends}


def _grid(voice: Voice, axis: Axis) -> list[paper.Layer | None]:
    step = next(s for s in _round_steps() if axis.high / s <= 5)
    ticks = [step * at for at in range(int(axis.high / step) + 1)]
    digits = int(step < 1)
    texts: list[paper.Mark] = [
        {
            "x": _GUTTER - 8,
            "y": axis.at(tick) + 6,
            "text": figures.number(voice, tick, digits=digits),
            "value": tick,
        }
        for tick in ticks
    ]
    rules: list[paper.Mark] = [
        {"x": _GUTTER, "x2": WIDTH, "y": axis.at(tick), "y2": axis.at(tick), "color": GRID}
        for tick in ticks
    ]
    return [paper.rules(rules), paper.words(texts, color=SOFT, align="right")]


def _round_steps() -> list[float]:
    return [base * 10.0**power for power in range(-1, 9) for base in (1, 2, 5)]


def _days(voice: Voice, found: Contacted) -> paper.Layer | None:
    """Name the first and the last piece, and as many between them as have room."""
    across = _across(len(found.course))
    step = found.query.by or "day"
    texts = [segment_label(voice, step, piece.since.isoformat()) for piece, _ in found.course]
    order = sorted(range(len(texts)), key=lambda at: (at not in (0, len(texts) - 1), -at))
    taken: list[tuple[float, float]] = []
    marks: list[paper.Mark] = []
    for at in order:
        half = width(texts[at], SMALL) / 2
        middle = min(max(across[at], half), WIDTH - half)
        if all(middle + half + 16 <= low or high + 16 <= middle - half for low, high in taken):
            taken.append((middle - half, middle + half))
            marks.append({"x": middle, "y": _BOTTOM + 26, "text": texts[at]})
    return paper.words(marks, color=SOFT, align="center")

"""The picture of /responses: from deciding to ask to an answer, and why people were not asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.pictures.axis import cut_at, stretch, tick_label
from bot.pictures.frame import ACCENT, BAND, EARLIER, MIDDLE, SMALL, SOFT, WIDTH
from bot.pictures.lettering import cut, width
from bot.pictures.paper import Bar, Drawing, Mark, Part, Text, framed, heading, note
from bot.pictures.rows import (
    MOST_ROWS,
    Heads,
    Row,
    fitting,
    name_lines,
    names_apart,
    rows_chart,
    tops_of,
)
from bot.reports.responses.rate_words import caution
from bot.reports.responses.results import Cohort, Responses, SurveyAsks
from bot.reports.segments import latest_or_first, segment_label
from bot.reports.titles import MOST_PANELS, more, subtitle
from bot.text.query import Query
from bot.words import figures
from bot.words.counting import count
from bot.words.few_answers import few_notes
from bot.words.gate_names import gate_words
from bot.words.voice import Voice
from metrics.intervals import Interval
from metrics.kaplan_meier import Within
from metrics.response_rate import ResponseRate, response_rate
from metrics.small_numbers import level

_MOST_GATES = 8
_GATE_LINES = 4  # what a gate means, and its name
_TICKS = 3
_RATE = 40
_LIKE_SHARES = "csat"  # a rate is written as a share is
_STEP = 32
_THICK = 20
_LEFT, _REMARK = 176, 156  # for names, and for what is said at the right: one scale for all bars
_AIR = 14


@dataclass(frozen=True)
class _Count:
    """One bar: a name to the left, the number and a remark to the right."""

    name: str
    people: int
    color: str
    remark: str = ""


def responses_chart(voice: Voice, responses: Responses) -> Drawing:
    """Draw what became of the asks, three surveys at most."""
    cohorts, query = responses.cohorts[:MOST_PANELS], responses.query
    name = voice.plain("chart.responses.title")
    if len(cohorts) == 1:
        name = voice.plain("chart.title", metric=name, survey=cohorts[0].survey)
    parts = [part for cohort in cohorts for part in _of(voice, cohort, query, len(cohorts))]
    covers = "responses.cohort" if query.by is None else "chance_only"
    left = more(voice, len(responses.cohorts) - MOST_PANELS)
    rows = [row.within.asks if row.within else 0 for each in cohorts for row in each.rows or ()]
    return framed(
        parts,
        title=name,
        subtitle=subtitle(voice, query),
        footer=[
            *left,
            query.period.zone.key,
            *few_notes(voice, rows, hollow=True),
            voice.plain(f"chart.{covers}"),
        ],
    )


def _of(voice: Voice, cohort: Cohort, query: Query, shared: int) -> list[Part]:
    head = [heading(voice.named("survey", cohort.survey))] if shared > 1 else []
    if not cohort.asked and not cohort.skipped:
        return [*head, note(voice.plain("staff.responses.nothing"))]
    if cohort.rows is not None:
        return [*head, *_by(voice, cohort, query.by or "", MOST_ROWS // shared)]
    large = [] if cohort.anonymous else _large(voice, cohort)
    if shared > 1:
        steps = _steps(voice, replace(cohort, skipped=None))
        return [*head, *large, _bars(voice, steps, most=_largest(steps))]
    counts = [*_steps(voice, cohort), *_rest(voice, cohort)]
    most = _largest(counts)  # why people were not asked is drawn on the same scale
    return [*large, _bars(voice, counts, most=most), *_not_asked(voice, cohort.skipped, most)]


def _largest(counts: Sequence[_Count]) -> int:
    return max(1, *(each.people for each in counts))


def rate_of(delivered: int, answered: int) -> ResponseRate | None:
    """Give the response rate where there are asks enough for one."""
    if not level(delivered).score or answered > delivered:
        return None
    return response_rate(delivered=delivered, answered=answered)


def _large(voice: Voice, cohort: Cohort) -> list[Part]:
    """Say in large how many answered by one age; where no ask is that old, how many so far."""
    found, key = cohort.rates.compared.now if cohort.rates else None, "within"
    if found is not None and level(found.asks).score:
        value, interval = found.share, found.estimate().interval
    else:
        rate, key = rate_of(cohort.delivered, cohort.answered), "rate"
        if rate is None:
            return []
        value, interval = rate.rate, rate.interval
    said = caution(voice, cohort.rates)
    large = _number(voice, f"chart.responses.{key}", value, interval)
    return [large, note(said)] if said else [large]


def _number(voice: Voice, key: str, rate: float, interval: Interval) -> Part:
    value = figures.share(voice, rate, interval=interval)
    ends = {"low": interval.low, "high": interval.high}
    said = {name: figures.share(voice, end, interval=interval) for name, end in ends.items()}
    beside = round(width(value, _RATE) + 16, 2)
    text = cut(voice.plain(key, **said), SMALL, WIDTH - beside)
    large = Text(0, 34, value, size=_RATE, bold=True, about={"value": rate, **ends})
    return Part(42, [large, Text(beside, 34, text, SOFT)])


def _steps(voice: Voice, cohort: Cohort) -> list[_Count]:
    """List the steps that lead to an answer, each with its share of the one before."""
    steps = [
        ("asked", cohort.asked, BAND),
        ("delivered", cohort.delivered, BAND),
        *([] if cohort.anonymous else [("answered", cohort.answered, ACCENT)]),
    ]
    if cohort.skipped is not None:
        decided = cohort.asked + sum(cohort.skipped.values())
        steps.insert(0, ("decided", decided, EARLIER))
    before: list[tuple[str, int] | None] = [None, *((name, n) for name, n, _ in steps)]
    return [
        _count(voice, name, n, of=of, color=color)
        for (name, n, color), of in zip(steps, before, strict=False)
    ]


def _rest(voice: Voice, cohort: Cohort) -> list[_Count]:
    """List what became of the asks that are not answered."""
    if cohort.anonymous:
        return [_count(voice, "unreachable", cohort.unreachable, of=None, color=MIDDLE)]
    names = ("cannot_say", "open", "expired", "withdrawn", "unreachable", "unknown")
    found = {name: getattr(cohort, name) for name in names}
    delivered = ("delivered", cohort.delivered)
    of = dict.fromkeys(("cannot_say", "open", "expired", "withdrawn"), delivered)
    return [
        _count(voice, name, n, of=of.get(name), color=MIDDLE)
        for name, n in found.items()
        if n or name in ("open", "expired")
    ]


def _count(voice: Voice, name: str, n: int, *, of: tuple[str, int] | None, color: str) -> _Count:
    """Name a bar, and say its share of what it is a part of: "46 % of delivered"."""
    title, (whole, people) = voice.plain(f"chart.responses.{name}"), of or ("", 0)
    if not level(people).score or n > people:
        return _Count(title, n, color)
    share = figures.share(voice, n / people)
    return _Count(title, n, color, voice.plain(f"chart.responses.of_{whole}", share=share))


def _bars(voice: Voice, counts: Sequence[_Count], *, most: int) -> Part:
    """Draw the counts below one another; a bar of `most` people is as long as there is room."""
    names = names_apart([each.name for each in counts], _LEFT, most=_GATE_LINES)
    tops = tops_of(names, 0, step=_STEP)
    left, numbers = _LEFT + _AIR, WIDTH - _REMARK
    right = numbers - width(voice.number(most), SMALL) - _AIR
    marks: list[Mark] = []
    for at, each in enumerate(counts):
        y = (tops[at] + tops[at + 1]) / 2
        end = left + (right - left) * each.people / most
        top, bottom, about = y - _THICK / 2, y + _THICK / 2, {"people": each.people}
        marks += [
            Bar(left, top, end, bottom, each.color, round_ends=3, about=about),
            *name_lines(names[at], y),
            Text(numbers, y + 6, voice.number(each.people), align="right"),
            Text(WIDTH, y + 6, cut(each.remark, SMALL, _REMARK - 8), SOFT, align="right"),
        ]
    return Part(tops[-1], marks)


def _not_asked(voice: Voice, skipped: Mapping[str, int] | None, most: int) -> list[Part]:
    """List the gates that said no, the most frequent first."""
    ordered = sorted((skipped or {}).items(), key=lambda item: (-item[1], item[0]))
    shown = [_Count(gate_words(voice, gate), n, MIDDLE) for gate, n in ordered[:_MOST_GATES]]
    if not shown:
        return []
    left = len(ordered) - len(shown)
    others = [note(count(voice, "chart.more_gates", left))] if left else []
    return [heading(voice.plain("chart.responses.gates")), _bars(voice, shown, most=most), *others]


def _by(voice: Voice, cohort: Cohort, by: str, most: int) -> list[Part]:
    """Draw the response rate of each part; of an anonymous survey the asks alone."""
    asked = cohort.rows or ()
    if not asked:
        return [note(voice.plain("staff.responses.nothing"))]
    names = [segment_label(voice, by, each.key) for each in asked]
    shown = latest_or_first(asked, by, min(most, fitting(names, shared=MOST_ROWS // most)))
    if cohort.anonymous:
        named = [(segment_label(voice, by, each.key), each.delivered) for each in shown]
        counts = [_Count(name, n, BAND) for name, n in named]
        return [_bars(voice, counts, most=_largest(counts))]
    rates = [_known(each.within) for each in shown]
    known = [end for rate in rates if rate for end in (rate[1].low, rate[1].high)]
    axis = stretch(known, (0.0, 1.0), start=0, end=1)
    ticks = {value: tick_label(voice, _LIKE_SHARES, value) for value in axis.ticks(_TICKS)}
    ends = (tick_label(voice, _LIKE_SHARES, end) for end in (axis.low, axis.high))
    unit = cut_at(voice, voice.plain("chart.axis.asks"), *ends)
    heads = Heads(voice.plain(f"staff.by.{by}"), voice.plain("chart.responses.of"), unit=unit)
    rows = [_row(voice, by, *pair) for pair in zip(shown, rates, strict=True)]
    left = len(asked) - len(shown)
    others = [note(count(voice, "chart.more_rows", left))] if left else []
    return [rows_chart(rows, heads, axis=axis, ticks=ticks if known else {}), *others]


def _known(rate: Within | None) -> tuple[float, Interval, bool] | None:
    """Give the rate of a row with its range, and whether few asks are behind it."""
    if rate is None or not level(rate.asks).score:
        return None
    return rate.share, rate.estimate().interval, level(rate.asks).interval == "words"


def _row(
    voice: Voice, by: str, asked: SurveyAsks, known: tuple[float, Interval, bool] | None
) -> Row:
    name = segment_label(voice, by, asked.key)
    pair = {"answered": voice.number(asked.answered), "delivered": voice.number(asked.delivered)}
    number = voice.plain("chart.responses.pair", **pair)
    if known is None:
        return Row(name, number)
    rate, interval, few = known
    said = figures.share(voice, rate)
    return Row(name, number, value=rate, interval=interval, said=said, few=few)

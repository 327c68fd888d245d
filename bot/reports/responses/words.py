"""How it reads who was asked, who answered and who was not asked at all."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from bot.pictures.page import Page, Picture
from bot.reports.captions import caption, message
from bot.reports.paging import buttons
from bot.reports.responses.chart import rate_of, responses_chart
from bot.reports.responses.rate_words import rate_line, warned
from bot.reports.responses.results import Cohort, Responses, SurveyAsks
from bot.reports.segments import cut_table, latest_or_first, segment_label
from bot.text.query import Query
from bot.words import dates, figures, tables
from bot.words.few_answers import few_notes
from bot.words.gate_names import gate_words
from bot.words.voice import Voice
from metrics.kaplan_meier import Within
from metrics.response_rate import annoyed_range, comment_rate
from metrics.small_numbers import level
from storage.tallies import ASKS

MOST_IN_CAPTION = 12  # rows of a table
_STATES = (*ASKS[:3], "open", *ASKS[3:])  # what is open stands behind what is answered
_STATES_UNNAMED = ("asked", "delivered", "unreachable")  # no answer changes these
_WHERE_THERE_ARE = frozenset({"cannot_say"})


def responses_page(voice: Voice, responses: Responses, today: date) -> Page:
    """Write what became of the asks of a period, survey by survey."""
    query = responses.query
    text = message(voice, [_cohort(voice, cohort, query) for cohort in responses.cohorts])
    rows = buttons(voice, query, today=today, surveys=responses.surveys)
    return Page(f"{text}\n\n{_foot(voice, responses)}", rows, _picture(voice, responses))


def _picture(voice: Voice, responses: Responses) -> Picture | None:
    """Draw the asks; the caption says how many were answered, survey by survey."""
    query = responses.query
    if query.plain or not responses.cohorts:
        return None
    cohorts = responses.cohorts
    said = {each.survey: _cohort(voice, each, query, drawn=True) for each in cohorts}
    blocks = [*said.values()] or [""]
    blocks[-1] = f"{blocks[-1]}\n{_foot(voice, responses)}".strip()
    return Picture(
        partial(responses_chart, voice, responses), caption(voice, blocks, names=[*said])
    )


def _foot(voice: Voice, responses: Responses) -> str:
    """Give the dates; where staff skipped no ask of any survey, say it once for all of them."""
    covered = [cohort.rows or () for cohort in responses.cohorts if cohort.coverage]
    whole = covered and not any(row.spared for rows in covered for row in rows)
    said = [voice.say("staff.coverage.whole")] if whole else []
    return "\n".join([*said, dates.dated(voice, responses.query.period)])


def _cohort(voice: Voice, cohort: Cohort, query: Query, *, drawn: bool = False) -> str:
    """Say what became of the asks of a survey; what is drawn is not said again."""
    lines = [_first(voice, cohort)]
    if not cohort.asked and not cohort.skipped:
        lines.append(voice.say("staff.responses.nothing"))
    elif cohort.rows is None:
        lines += [] if drawn else [tables.table(_states(voice, cohort), headed=False, most=3)]
        lines += [*_rates(voice, cohort, query), _commented(voice, cohort), _annoyed(voice, cohort)]
        lines += [_uncounted(voice, cohort)]
    else:
        lines += [] if drawn else [_by(voice, cohort, cohort.rows, query.by or "")]
        lines += [_uncounted(voice, cohort)]
        if cohort.coverage and not (drawn and len(cohort.rows) > MOST_IN_CAPTION):
            lines.append(_coverage(voice, cohort.rows))
    return "\n".join(line for line in lines if line)


def _states(voice: Voice, cohort: Cohort) -> list[list[str]]:
    rate = {"answered": _rate(voice, cohort.answered, cohort.delivered)}
    rows = [
        [
            voice.plain(f"staff.responses.{name}"),
            voice.number(getattr(cohort, name)),
            rate.get(name, ""),
        ]
        for name in (_STATES_UNNAMED if cohort.anonymous else _STATES)
        if name not in _WHERE_THERE_ARE or getattr(cohort, name)
    ]
    if cohort.skipped is not None:
        skipped = voice.number(sum(cohort.skipped.values()))
        rows.append([voice.plain("staff.responses.skipped"), skipped, ""])
        by_count = sorted(cohort.skipped.items(), key=lambda item: (-item[1], item[0]))
        rows += [
            [f"· {gate_words(voice, gate)}", voice.number(count), ""] for gate, count in by_count
        ]
    return rows


def _first(voice: Voice, cohort: Cohort) -> str:
    """Say in one sentence how many of the asks are answered, and of which survey; HTML."""
    rate = rate_of(cohort.delivered, cohort.answered)
    delivered, answered = voice.number(cohort.delivered), voice.number(cohort.answered)
    if not cohort.delivered:
        return voice.say("staff.responses.heading", survey=cohort.survey)
    if cohort.anonymous:
        return voice.say("staff.responses.sent", survey=cohort.survey, delivered=delivered)
    values = {"survey": cohort.survey, "delivered": delivered, "answered": answered}
    if rate is None:
        return voice.say("staff.responses.counts", **values)
    ends = (figures.share(voice, end) for end in (rate.interval.low, rate.interval.high))
    sure = dict(zip(("low", "high"), ends, strict=True))
    return voice.say("staff.responses.rate", rate=figures.share(voice, rate.rate), **sure, **values)


def _rates(voice: Voice, cohort: Cohort, query: Query) -> list[str]:
    """Say how many answered at one age, beside an earlier period; nothing of too few asks."""
    if cohort.rates is None or not level(cohort.delivered).score:
        return []
    return [rate_line(voice, cohort.rates, query.period), warned(voice, cohort.rates)]


def _uncounted(voice: Voice, cohort: Cohort) -> str:
    """Say of an anonymous survey how many answers were counted, and that no ask is joined to it."""
    if not cohort.anonymous:
        return ""
    return voice.count("staff.responses.anonymous", cohort.given)


def _commented(voice: Voice, cohort: Cohort) -> str:
    """Say how many answers have a comment; an anonymous one is not joined to its words."""
    rate = comment_rate(comments=cohort.commented, answers=cohort.given)
    if rate is None or not cohort.commented or not level(cohort.given).score:
        return ""
    share, commented = figures.share(voice, rate.value), voice.number(cohort.commented)
    return voice.count("staff.responses.commented", cohort.given, commented=commented, share=share)


def _annoyed(voice: Voice, cohort: Cohort) -> str:
    """Say how many left within a day of an ask, with its interval where there are enough asks."""
    if cohort.annoyed is None or not cohort.delivered:
        return ""
    people = sum(cohort.annoyed.values())
    kinds = voice.joined(
        voice.count(f"staff.annoyed.{kind}", n) for kind, n in sorted(cohort.annoyed.items()) if n
    )
    key = "staff.annoyed.some" if people else "staff.annoyed.nobody"
    said = voice.say(
        key, people=voice.number(people), delivered=voice.number(cohort.delivered), kinds=kinds
    )
    style = level(cohort.delivered).interval
    ends = annoyed_range(people, delivered=cohort.delivered)
    if style is None or ends is None:
        return said
    low = figures.share(voice, ends.low, interval=ends)
    high = figures.share(voice, ends.high, interval=ends)
    return f"{said}{voice.say(f'staff.annoyed.{style}', low=low, high=high)}"


def _coverage(voice: Voice, rows: Sequence[SurveyAsks]) -> str:
    """Show how many of each agent's asks staff said no to, so that it cannot polish a score."""
    if not any(row.spared for row in rows):
        return ""
    heads = [voice.plain(f"staff.coverage.head_{name}") for name in ("asks", "spared", "share")]
    body = [
        [
            segment_label(voice, "agent", row.key),
            voice.number(row.delivered),
            voice.number(row.spared),
            _rate(voice, row.delivered, row.delivered + row.spared),
        ]
        for row in rows[: tables.MOST_ROWS]
    ]
    return "\n".join([voice.say("staff.coverage.title"), *cut_table(voice, "agent", heads, body)])


def _by(voice: Voice, cohort: Cohort, rows: Sequence[SurveyAsks], by: str) -> str:
    if not rows:
        return voice.say("staff.responses.nothing")
    if cohort.anonymous:
        return _by_delivered(voice, rows, by)
    names = ("delivered", "answered", "rate")
    heads = [voice.plain(f"staff.responses.head_{name}") for name in names]
    body = [
        [
            segment_label(voice, by, row.key),
            voice.number(row.delivered),
            voice.number(row.answered),
            _within(voice, row.within),
        ]
        for row in latest_or_first(rows, by, tables.MOST_ROWS)
    ]
    lines = cut_table(voice, by, heads, body, left=len(rows) - len(body))
    notes = few_notes(voice, [row.delivered for row in rows])
    return "\n".join([*lines, voice.plain("rates.column"), *notes])


def _by_delivered(voice: Voice, rows: Sequence[SurveyAsks], by: str) -> str:
    heads = [voice.plain("staff.responses.head_delivered")]
    body = [
        [segment_label(voice, by, row.key), voice.number(row.delivered)]
        for row in latest_or_first(rows, by, tables.MOST_ROWS)
    ]
    return "\n".join(cut_table(voice, by, heads, body, left=len(rows) - len(body)))


def _within(voice: Voice, rate: Within | None) -> str:
    return figures.share(voice, rate.share) if rate and level(rate.asks).score else ""


def _rate(voice: Voice, answered: int, delivered: int) -> str:
    return figures.share(voice, answered / delivered) if level(delivered).score else ""

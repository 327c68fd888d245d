"""How /compare reads: both sides, the change in words, what could have shown, and the doubts."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.pictures.page import Choice, Page, Picture, in_rows
from bot.pictures.paper import Drawing
from bot.pictures.verdict import SaidChange
from bot.reports.compare.chart import compare_chart, shares_of
from bot.reports.compare.results import BeforeAfter, Side
from bot.reports.compare.spans_around import LENGTHS, usual_length
from bot.reports.segments import question
from bot.reports.summary.distribution import score_name
from bot.words import dates, figures, tables
from bot.words.answered_by import answers_words, people_notes
from bot.words.changes import change_words, size_of, size_words, verdict_words
from bot.words.counting import count
from bot.words.few_answers import few_notes
from bot.words.voice import Voice
from metrics.catalogue import scale_of
from metrics.intervals import CONFIDENCE
from metrics.kaplan_meier import compared
from metrics.small_numbers import level

_SETTLINGS = (0, 7)
_MOST_SURVEYS = 12


def compare_page(voice: Voice, found: BeforeAfter) -> Page:
    """Write both sides, draw them, and offer other lengths and surveys."""
    head, tail = _head(voice, found), [*_doubts(voice, found), _dates(voice, found)]
    text = "\n".join([*head, *_table(voice, found), *tail])
    picture = None
    scored = found.before.measure is not None and found.after.measure is not None
    if scored and not found.query.plain:
        below = [
            *head,
            *_looks(voice, found),
            *_response(voice, found),
            voice.say("staff.compare.caveat"),
            *_people(voice, found),
        ]
        picture = Picture(partial(_drawn, voice, found), "\n".join([*below, _dates(voice, found)]))
    return Page(text, _buttons(voice, found), picture)


def _drawn(voice: Voice, found: BeforeAfter) -> Drawing:
    day = voice.say("staff.compare.around", day=dates.full_day(voice, found.day))
    verdict = _verdict_part(voice, found)
    metric = figures.title(voice, found.metric)
    return compare_chart(
        voice,
        found,
        title=voice.plain("staff.trend.of_survey", survey=found.survey, title=metric),
        subtitle=[html.unescape(day)],
        verdict=verdict,
        footer=[
            *map(html.unescape, [*_power(voice, found), *_ranks(voice, found)]),
            *map(html.unescape, _looks(voice, found)),
            *few_notes(voice, [found.before.people, found.after.people]),
            voice.plain("staff.compare.caveat"),
            html.unescape(_dates(voice, found)),
        ],
    )


def _head(voice: Voice, found: BeforeAfter) -> list[str]:
    return [
        _first(voice, found),
        side_words(voice, found.before, voice.plain("staff.compare.before")),
        side_words(voice, found.after, voice.plain("staff.compare.after")),
        _verdict(voice, found),
    ]


def _first(voice: Voice, found: BeforeAfter) -> str:
    """Say both scores and the verdict in one sentence, or what is compared with what."""
    title, day = figures.title(voice, found.metric), dates.full_day(voice, found.day)
    before, after, change = found.before.measure, found.after.measure, found.change
    if before is None or after is None or change is None:
        whole = voice.plain("staff.compare.title", survey=found.survey, title=title, day=day)
        return f"<b>{html.escape(whole, quote=False)}</b>"
    return voice.say(
        "staff.compare.said",
        title=title,
        before=figures.score(voice, before),
        after=figures.score(voice, after),
        day=day,
        verdict=voice.plain(f"staff.compare.verdict_{change.verdict}"),
        survey=found.survey,
    )


def _verdict_part(voice: Voice, found: BeforeAfter) -> SaidChange:
    """Say what the picture says of the change; it is the one verdict there is."""
    change, after = found.change, found.after.measure
    if change is None or after is None:
        return SaidChange("", [html.unescape(_verdict(voice, found))])
    way = "" if change.verdict == "unclear" else change.verdict
    size = html.unescape(size_of(voice, after, change))
    return SaidChange(verdict_words(voice, change.verdict), [size], way, worse=way == "down")


def side_words(voice: Voice, side: Side, name: str) -> str:
    """Say the score of a side, how sure it is and how many answered; HTML."""
    if side.hidden:
        return voice.say("staff.compare.side_hidden", side=name)
    if not side.people:
        return voice.say("staff.compare.side_none", side=name)
    answers = answers_words(voice, side.answers, side.people)
    if side.measure is None:
        return voice.say("staff.compare.side_few", answers=answers, side=name)
    style = level(side.people).interval or "words"
    ends = figures.bounds(voice, side.measure)
    value = figures.score(voice, side.measure)
    said = {"answers": answers, "side": name, "score": value, **ends}
    return voice.say(f"staff.compare.side_{style}", **said)


def _verdict(voice: Voice, found: BeforeAfter) -> str:
    if found.change is not None and found.after.measure is not None:
        return change_words(voice, found.after.measure, found.change)
    if found.full_on is not None:
        return voice.say("staff.compare.not_yet", day=dates.full_day(voice, found.full_on))
    usual = usual_length(found.longest)
    if found.before.period.days >= usual:
        return voice.say("staff.compare.too_few")
    longer = replace(found.query, each=None).text()
    return voice.say("staff.compare.too_few_yet", example=voice.typed(longer))


def _table(voice: Voice, found: BeforeAfter) -> list[str]:
    """Set the distributions beside each other, the best score first."""
    if found.before.hidden or found.after.hidden:
        return []
    names = [voice.plain("staff.compare.before"), voice.plain("staff.compare.after")]
    head = [voice.plain("staff.compare.score"), names[0], "", names[1], ""]
    scores = list(reversed(scale_of(found.metric, found.points).scores))
    before, after = (shares_of(each.tally, scores) for each in (found.before, found.after))
    rows = [
        [
            score_name(voice, found.metric, score),
            *_cell(voice, found.before, score, before),
            *_cell(voice, found.after, score, after),
        ]
        for score in scores
    ]
    return [tables.table([head, *rows])]


def _cell(voice: Voice, side: Side, score: int, shares: Mapping[int, int]) -> tuple[str, str]:
    people = side.tally.get(score, 0)
    percent = voice.plain("staff.figure.percent", number=voice.number(shares[score]))
    return voice.number(people), percent.replace(" ", "") if side.measure else ""


def _doubts(voice: Voice, found: BeforeAfter) -> list[str]:
    return [
        *_looks(voice, found),
        *_power(voice, found),
        *_ranks(voice, found),
        *_response(voice, found),
        voice.say("staff.compare.caveat"),
        *_people(voice, found),
    ]


def _people(voice: Voice, found: BeforeAfter) -> list[str]:
    sides = [found.before, found.after]
    answered = any(side.answers for side in sides)
    return people_notes(
        voice,
        *(side.period for side in sides),
        named=answered and not found.anonymous,
        beyond=any(side.repeats.beyond for side in sides),
        anonymous=answered and found.anonymous,
    )


def _looks(voice: Voice, found: BeforeAfter) -> list[str]:
    """Say when this was looked at, and on which days the change was, over other days."""
    if found.change is None:
        return []
    said: list[str] = []
    if found.taken_on is not None:
        day = dates.full_day(voice, found.taken_on)
        said.append(voice.say("staff.compare.taken", day=day))
    if found.looked_on:
        days = voice.joined(dates.full_day(voice, day) for day in found.looked_on)
        said.append(voice.say("staff.compare.looked_before", days=days))
    return said


def _power(voice: Voice, found: BeforeAfter) -> list[str]:
    if found.detectable is None or found.after.measure is None:
        return []
    size = size_words(voice, found.after.measure, found.detectable)
    return [voice.say("staff.compare.power", size=html.unescape(size))]


def _ranks(voice: Voice, found: BeforeAfter) -> list[str]:
    test = found.ranks
    if test is None:
        return []
    return [voice.say("staff.compare.ranks", share=figures.share(voice, test.higher))]


def _response(voice: Voice, found: BeforeAfter) -> list[str]:
    """Say how many answered within three days of being asked, and warn where that changed."""
    first, second = found.before.asks, found.after.asks
    before, after = [each.within if each else None for each in (first, second)]
    if before is None or after is None:
        return []
    if not all(level(each.asks).score for each in (before, after)):
        return []
    said = voice.say(
        "staff.compare.response",
        before=figures.share(voice, before.share),
        asked=voice.number(before.asks),
        after=figures.share(voice, after.share),
        asked_after=voice.number(after.asks),
    )
    changed = compared(after, before, confidence=CONFIDENCE).differs
    return [said, voice.say("staff.compare.response_changed")] if changed else [said]


def _dates(voice: Voice, found: BeforeAfter) -> str:
    before, after = dates.span(voice, found.before.period), dates.span(voice, found.after.period)
    zone = found.before.period.zone.key
    said = voice.say("staff.compare.dates", before=before, after=after, zone=zone)
    if found.settling:
        said += " - " + voice.count("staff.compare.left_out", found.settling)
    return f"{said} - {question(voice, found.versions)}"


def _buttons(voice: Voice, found: BeforeAfter) -> Sequence[Sequence[Choice]]:
    query = replace(found.query, survey=found.survey, metric=None)
    length = found.before.period.days
    lengths = [days for days in LENGTHS if days <= found.longest and days != length]
    choices = [
        Choice(count(voice, "staff.compare.button_each", days), replace(query, each=days).text())
        for days in lengths
    ]
    for days in _SETTLINGS:
        if days != found.settling and days < found.longest + found.settling:
            label = count(voice, "staff.compare.button_settle", days)
            choices.append(Choice(label, replace(query, settling=days, each=None).text()))
    others = [name for name in found.surveys if name != found.survey][:_MOST_SURVEYS]
    asked = replace(query, version=None)
    named = [
        Choice(voice.named("survey", name), replace(asked, survey=name).text()) for name in others
    ]
    return [*in_rows(choices), *in_rows(named)]

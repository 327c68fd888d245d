"""How a summary reads: the score, how sure we are, how many people, what changed, who was asked."""

import html
from collections.abc import Sequence
from datetime import date
from functools import partial

from bot.pictures.page import Page, Picture
from bot.pictures.paper import Drawing
from bot.reports.captions import caption, message
from bot.reports.paging import buttons
from bot.reports.responses.rate_words import warned
from bot.reports.segments import (
    question,
    versions,
)
from bot.reports.summary.breakdown import breakdown_chart
from bot.reports.summary.chart import summary_chart
from bot.reports.summary.comparison import comparison_chart
from bot.reports.summary.headline import why_no_change
from bot.reports.summary.origins import imported_words, why_no_asks
from bot.reports.summary.reason_words import chosen_line, reason_lines
from bot.reports.summary.results import Block, Summary
from bot.reports.summary.row_lines import breakdown_lines
from bot.reports.themes.tone_words import divergence_line
from bot.text.query import Query
from bot.words import dates, figures
from bot.words.answered_by import answers_words, people_notes
from bot.words.changes import change_words, clause
from bot.words.voice import Voice
from metrics.catalogue import METRICS
from metrics.intervals import Interval
from metrics.periods import Period
from metrics.rounding import whole_shares
from metrics.small_numbers import is_hidden, level


def summary_page(voice: Voice, summary: Summary, today: date) -> Page:
    """Write a summary and the buttons below it."""
    headed = len(summary.surveys) > 1
    text = message(voice, _blocks(voice, summary, headed=headed))
    surveys, shown = summary.surveys, _with_comments(summary)
    rows = buttons(voice, summary.query, today=today, surveys=surveys, comments_on=shown)
    return Page(text, rows, _picture(voice, summary, today=today, headed=headed))


def _picture(voice: Voice, summary: Summary, *, today: date, headed: bool) -> Picture | None:
    """Draw the summary; what the picture holds of a breakdown, the caption leaves out."""
    query = summary.query
    if query.plain:
        return None
    blocks = _blocks(voice, summary, headed=headed, drawn=True)
    names = [block.survey for block in summary.blocks]
    draw = partial(_chart, voice, summary, today=today)
    return Picture(draw, caption(voice, blocks, names=names))


def _chart(voice: Voice, summary: Summary, *, today: date) -> Drawing:
    query, (block, *others) = summary.query, summary.blocks
    if query.by is not None or block.reasons is not None:
        return breakdown_chart(voice, summary, today=today)
    compared = query.against is not None and not others
    drawn = comparison_chart(voice, block, query) if compared else None
    return drawn or summary_chart(voice, summary)


def _with_comments(summary: Summary) -> str | None:
    """Name the one survey whose comments can be asked for with the same filters."""
    block, *others = summary.blocks
    filtered_anonymous = block.anonymous and summary.query.filters
    return None if others or filtered_anonymous else block.survey


def _blocks(voice: Voice, summary: Summary, *, headed: bool, drawn: bool = False) -> Sequence[str]:
    """Write each survey; what holds for several of them is said with the first."""
    told: list[str] = []
    blocks: list[str] = []
    for block in summary.blocks:
        fresh = [note for note in _people(voice, block, summary.query) if note not in told]
        blocks.append(_block(voice, block, summary.query, fresh, headed=headed, drawn=drawn))
        told += fresh
    return blocks


def _people(voice: Voice, block: Block, query: Query) -> list[str]:
    other, beyond = block.comparison, block.repeats.beyond
    periods = [query.period]
    if other is not None and other.measure is not None:
        periods.append(other.period)
        beyond += other.beyond
    named = bool(block.answers) and not block.anonymous
    return people_notes(voice, *periods, named=named, beyond=beyond)


def _block(
    voice: Voice, block: Block, query: Query, notes: Sequence[str], *, headed: bool, drawn: bool
) -> str:
    said = first_line(voice, block)
    lines = [_of_survey(voice, block, said) if headed else said]
    if not block.hidden:
        lines += _details(voice, block, query.period, drawn=drawn)
    if block.left_out:
        lines.append(_left_out(voice, block))
    if block.anonymous:
        lines.append(_portions(voice, block, query))
    return "\n".join([*lines, *notes, _dates(voice, block, query.period)])


def first_line(voice: Voice, block: Block) -> str:
    """Say the score and what became of it in one sentence that can be repeated; HTML.

    Of one reason it says how many named it.
    """
    if block.reasons is not None and block.reasons.chosen is not None and block.breakdown:
        return chosen_line(voice, block, block.breakdown, block.reasons.chosen)
    score, other = _score(voice, block), block.comparison
    if other is None or other.change is None or block.measure is None:
        return score
    return voice.joined([score, clause(voice, block.measure, other.change)], clauses=True)


def _of_survey(voice: Voice, block: Block, said: str) -> str:
    name = html.escape(voice.named("survey", block.survey), quote=False)
    return voice.plain("staff.summary.heading", said=said, survey=name)


def _details(voice: Voice, block: Block, period: Period, *, drawn: bool) -> list[str]:
    about, cut = block.reasons, block.breakdown
    if about is not None and cut is not None:
        first = [] if about.chosen is not None else [_counts(voice, block)]
        return [*first, *reason_lines(voice, block, cut, about, period, drawn=drawn)]
    lines = [_counts(voice, block)]
    if not drawn:  # the picture shows them
        lines += [_shares(voice, block), _top(voice, block)]
    if block.breakdown is None:
        soured = divergence_line(voice, block.soured) if block.soured else ""
        asks = [_asks(voice, block, period), warned(voice, block.rates)]
        lines += [_change(voice, block, period), soured, *asks]
    else:
        lines += breakdown_lines(voice, block, block.breakdown, drawn=drawn)
    return [line for line in lines if line]


def _score(voice: Voice, block: Block) -> str:
    title = figures.title(voice, block.metric)
    if block.hidden:
        return voice.say("staff.summary.hidden", title=title)
    if block.measure is None:
        key = "staff.summary.few" if block.people else "staff.summary.none"
        return voice.say(key, title=title)
    words = level(block.people).interval == "words"
    key = "staff.summary.wide" if words else "staff.summary.score"
    value = figures.score(voice, block.measure)
    return voice.say(key, title=title, score=value, **figures.bounds(voice, block.measure))


def _counts(voice: Voice, block: Block) -> str:
    if not block.people:
        return ""
    bands = figures.band_counts(voice, block.metric, block.points, block.tally)
    answers = answers_words(voice, block.answers, block.people)
    counts = voice.say("staff.summary.counts", answers=answers, bands=bands)
    return voice.joined(
        [counts, *imported_words(voice, block.imported, answers=block.answers)], clauses=True
    )


def _shares(voice: Voice, block: Block) -> str:
    """Give the share of each mood with intervals that hold for all of them at once."""
    measure = block.measure
    if measure is None or block.metric != "mood":
        return ""
    ends = measure.share_intervals()
    bands = list(ends)
    shares = dict(zip(bands, whole_shares([*measure.bands.values()], kept=-1), strict=True))
    return voice.joined([_share(voice, band, shares[band], ends[band]) for band in reversed(bands)])


def _share(voice: Voice, band: str, share: int, ends: Interval) -> str:
    return voice.plain(
        f"summary.share.{band}",
        share=voice.plain("staff.figure.percent", number=voice.number(share)),
        low=figures.number(voice, 100 * ends.low),
        high=figures.number(voice, 100 * ends.high),
    )


def _top(voice: Voice, block: Block) -> str:
    measure = block.measure
    if measure is None or measure.top_box is None or METRICS[block.metric].kind != "share":
        return ""
    share = figures.share(voice, measure.top_box)
    mean = figures.number(voice, measure.mean, digits=1)
    line = voice.say("staff.summary.top", share=share, mean=mean)
    if block.metric != "mood":
        return line
    net = voice.say("staff.summary.net", net=figures.number(voice, measure.net, signed=True))
    return voice.joined([line, net], clauses=True)


def _change(voice: Voice, block: Block, period: Period) -> str:
    other = block.comparison
    if other is None or (block.measure is None and not other.asked):
        return ""
    earlier = dates.before(voice, period, other.period)
    if other.change is None or other.measure is None or block.measure is None:
        return why_no_change(voice, block, other, earlier=earlier)
    score = figures.score(voice, other.measure)
    if other.change.verdict == "unclear":
        ends = figures.change_bounds(voice, block.measure, other.change)
        return voice.say("staff.change.unclear", earlier=earlier, score=score, **ends)
    words = change_words(voice, block.measure, other.change)
    return voice.say("staff.change.clear", earlier=earlier, score=score, words=words)


def _asks(voice: Voice, block: Block, period: Period) -> str:
    asks = block.asks
    if asks is None:
        return ""
    days = "day" if (period.until - period.since).days == 1 else "days"
    if not asks.delivered:
        none = voice.say(f"staff.asks.none_{days}")
        return voice.joined(
            [none, *why_no_asks(voice, block.imported, answers=block.answers)], clauses=True
        )
    of = voice.count(f"staff.asks.delivered_{days}", asks.delivered)
    answered = voice.count("staff.asks.answered", asks.answered)
    line = voice.plain("staff.asks.line", delivered=of, answered=answered)
    if level(asks.delivered).score:
        share = figures.share(voice, asks.answered / asks.delivered)
        line = voice.plain("staff.asks.line_rate", delivered=of, answered=answered, share=share)
    names = ("cannot_say", "open", "expired", "withdrawn")
    rest = {name: getattr(asks, name) for name in names}
    shown = [name for name, number in rest.items() if number or name == "open"]
    more = (voice.say(f"staff.asks.{name}", n=voice.number(rest[name])) for name in shown)
    return voice.joined([line, *more], clauses=True)


def _left_out(voice: Voice, block: Block) -> str:
    names = versions(voice, block.left_versions)
    if is_hidden(block.left_out, anonymous=block.anonymous):
        return voice.say("staff.summary.left_out_few", versions=names)
    return voice.count("staff.summary.left_out", block.left_out, versions=names)


def _portions(voice: Voice, block: Block, query: Query) -> str:
    """Say that some answers wait, always the same; and of which days there are counted ones."""
    waits = voice.say("staff.summary.portions")
    if not block.hidden or not block.counted_on or query.filters:
        return waits
    since, until = block.counted_on[0], block.counted_on[-1]
    example = f"/{query.command} {since}..{until}"
    days = voice.joined(dates.full_day(voice, day) for day in block.counted_on)
    return "\n".join([waits, voice.say("staff.summary.counted_on", days=days, example=example)])


def _dates(voice: Voice, block: Block, period: Period) -> str:
    when = dates.dated(voice, period)
    if not block.versions:
        return when
    return voice.plain("staff.summary.dates", when=when, question=question(voice, block.versions))

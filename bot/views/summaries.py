"""How a summary reads: the score, how sure we are, how many people, what changed, who was asked."""

from collections.abc import Sequence
from datetime import date

from bot.query import Query
from bot.views import dates, figures, tables
from bot.views.paging import buttons
from bot.views.results import Block, Breakdown, Comparison, Segment, Summary
from bot.views.voice import Page, Voice
from metrics.catalogue import METRICS
from metrics.periods import Period
from metrics.small_numbers import is_hidden, level


def summary_page(voice: Voice, summary: Summary, *, today: date) -> Page:
    """Write a summary and the buttons below it."""
    headed = len(summary.surveys) > 1
    blocks = [_block(voice, block, summary.query, headed=headed) for block in summary.blocks]
    text, left = tables.fitting(blocks)
    if left:
        text += "\n\n" + voice.say("staff.summary.more_surveys", left=left)
    surveys, shown = summary.surveys, _with_comments(summary)
    return Page(
        text, buttons(voice, summary.query, today=today, surveys=surveys, comments_on=shown)
    )


def _with_comments(summary: Summary) -> str | None:
    """Name the one survey whose comments can be asked for with the same filters."""
    block, *others = summary.blocks
    filtered_anonymous = block.anonymous and summary.query.filters
    return None if others or filtered_anonymous else block.survey


def _block(voice: Voice, block: Block, query: Query, *, headed: bool) -> str:
    lines = [voice.say("staff.summary.heading", survey=block.survey)] if headed else []
    lines.append(_score(voice, block))
    if not block.hidden:
        lines += _details(voice, block, query.period)
    if block.left_out:
        lines.append(_left_out(voice, block))
    lines.append(_dates(voice, block, query.period))
    return "\n".join(lines)


def _details(voice: Voice, block: Block, period: Period) -> list[str]:
    lines = [_counts(voice, block), _top(voice, block)]
    if block.breakdown is None:
        lines += [_change(voice, block, period), _asks(voice, block, period)]
    else:
        lines += _breakdown(voice, block, block.breakdown)
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
    return voice.count("staff.summary.counts", block.people, bands=bands)


def _top(voice: Voice, block: Block) -> str:
    measure = block.measure
    if measure is None or measure.top_box is None or METRICS[block.metric].kind != "share":
        return ""
    share, mean = (
        figures.share(voice, measure.top_box),
        figures.number(voice, measure.mean, digits=1),
    )
    return voice.say("staff.summary.top", share=share, mean=mean)


def _change(voice: Voice, block: Block, period: Period) -> str:
    other = block.comparison
    if other is None or block.measure is None:
        return ""
    earlier = dates.before(voice, period, other.period)
    if other.other_question:
        return voice.say("staff.change.other_question", earlier=earlier)
    if other.change is None or other.measure is None:
        return _no_change(voice, block, other, earlier=earlier)
    return voice.say(
        f"staff.change.{other.change.verdict}",
        earlier=earlier,
        score=figures.score(voice, other.measure),
        size=figures.change_size(voice, block.measure, other.change),
        **figures.change_bounds(voice, block.measure, other.change),
    )


def _no_change(voice: Voice, block: Block, other: Comparison, *, earlier: str) -> str:
    if is_hidden(other.people, anonymous=block.anonymous):
        return voice.say("staff.change.hidden", earlier=earlier)
    if not other.people:
        return voice.say("staff.change.none", earlier=earlier)
    enough = level(other.people).change
    key = "staff.change.too_few_now" if enough else "staff.change.too_few"
    return voice.count(key, other.people, earlier=earlier)


def _asks(voice: Voice, block: Block, period: Period) -> str:
    asks = block.asks
    if asks is None:
        return ""
    days = "day" if (period.until - period.since).days == 1 else "days"
    if not asks.delivered:
        return voice.say(f"staff.asks.none_{days}")
    line = voice.count(f"staff.asks.delivered_{days}", asks.delivered) + " "
    line += voice.count("staff.asks.answered", asks.answered)
    if level(asks.delivered).score:
        line += f" ({figures.share(voice, asks.answered / asks.delivered)})"
    rest = {"open": asks.open, "expired": asks.expired, "withdrawn": asks.withdrawn}
    shown = [name for name, number in rest.items() if number or name == "open"]
    return ", ".join([line, *(voice.say(f"staff.asks.{name}", n=rest[name]) for name in shown)])


def _left_out(voice: Voice, block: Block) -> str:
    names = versions(voice, block.left_versions)
    if is_hidden(block.left_out, anonymous=block.anonymous):
        return voice.say("staff.summary.left_out_few", versions=names)
    return voice.count("staff.summary.left_out", block.left_out, versions=names)


def versions(voice: Voice, numbers: Sequence[int]) -> str:
    """Name question versions."""
    return ", ".join(voice.plain("staff.summary.version", number=n) for n in sorted(numbers))


def _dates(voice: Voice, block: Block, period: Period) -> str:
    when = dates.dated(voice, period)
    if not block.versions:
        return when
    return (
        f"{when} - {voice.say('staff.summary.question', versions=versions(voice, block.versions))}"
    )


def _breakdown(voice: Voice, block: Block, cut: Breakdown) -> list[str]:
    shown = cut.segments[-tables.MOST_ROWS :]
    head = _head(voice, block, cut)
    rows = [_row(voice, cut.by, segment) for segment in shown]
    lines = [tables.table([head, *rows])] if rows else []
    if not rows and not cut.hidden:
        lines.append(voice.say("staff.by.nothing"))
    if len(shown) < len(cut.segments):
        lines.append(voice.say("staff.by.cut", shown=len(shown), of=len(cut.segments)))
    if cut.hidden:
        lines.append(voice.say("staff.by.hidden"))
    if rows and not any(segment.measure for segment in cut.segments):
        lines.append(voice.say(_why_no_scores(block, cut)))
    if rows and cut.by == "agent":
        lines.append(voice.say("staff.by.fair"))
    return lines


def _head(voice: Voice, block: Block, cut: Breakdown) -> list[str]:
    head = [voice.plain(f"staff.by.{cut.by}"), voice.plain("staff.by.people")]
    if not any(segment.measure for segment in cut.segments):
        return [*head, "", ""]
    return [*head, figures.title(voice, block.metric), voice.plain("staff.by.range")]


def _why_no_scores(block: Block, cut: Breakdown) -> str:
    if cut.by == "agent" or level(block.people).segments:
        return "staff.by.small_groups"
    return "staff.by.small_total"


def _row(voice: Voice, by: str, segment: Segment) -> list[str]:
    label = segment_label(voice, by, segment.key)
    if segment.measure is None:
        return [label, str(segment.people), "", ""]
    ends = figures.bounds(voice, segment.measure)
    interval = f"{ends['low']}..{ends['high']}".replace(" %", "")
    value = figures.score(voice, segment.measure).replace(" ", "")
    return [label, str(segment.people), value, interval]


def segment_label(voice: Voice, by: str, key: str) -> str:
    """Name a row of a breakdown."""
    if not key:
        return voice.plain("staff.by.none")
    if by in ("day", "week"):
        return dates.day(voice, date.fromisoformat(key))
    if by == "month":
        first = date.fromisoformat(key)
        return f"{dates.month(voice, first.month)} {first.year}"
    return voice.plain("staff.summary.version", number=key) if by == "version" else key

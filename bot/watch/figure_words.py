"""How a change of the contact ratio, or of a channel's first replies, is told to staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reports.contacts.words import ratio
from bot.surveys.question import Screen
from bot.watch.alert_parts import change_end, since_week
from bot.words import dates, spans
from bot.words.voice import Voice
from metrics.contact_ratio import PER, ContactRatio
from metrics.first_response import Quantile
from metrics.periods import Period


@dataclass(frozen=True)
class Told:
    """A change: `usual` are the days that what is usual was learnt from."""

    watch: int
    direction: str
    usual: Period
    since: Period
    taken: str | None = None  # by whom, as the new normal


@dataclass(frozen=True)
class FigureMoved:
    """A channel's contacts, against all orders, before and since."""

    channel: str
    before: ContactRatio | None
    after: ContactRatio | None


@dataclass(frozen=True)
class Wait:
    """How long replies took: the median, and what nine tenths did not exceed."""

    replies: int
    median: Quantile
    ninetieth: float


@dataclass(frozen=True)
class Replied:
    """A channel's replies; `also` moved alike, `alone`: all other channels are as usual."""

    channel: str
    before: Wait | None
    after: Wait | None
    also: Sequence[str]
    alone: bool


def contacts_screen(
    voice: Voice,
    told: Told,
    before: ContactRatio | None,
    after: ContactRatio | None,
    *,
    moved: FigureMoved | None,
) -> Screen:
    """Tell that contacts for each 10,000 orders changed."""
    lines = [voice.say(f"watch.contacts.{told.direction}", per=voice.number(PER))]
    if before is not None and after is not None:
        was, now = ratio(voice, before)["rate"], ratio(voice, after)["rate"]
        lines += [
            since_week(voice, was, now, told.since.since),
            _counted(voice, "watch.contacts.usual", before, told.usual),
            _counted(voice, "watch.contacts.since", after, told.since),
            voice.say("watch.alert.meaning"),
        ]
    if moved is not None and moved.before is not None and moved.after is not None:
        line = voice.count(
            "watch.contacts.moved",
            moved.after.contacts,
            channel=moved.channel,
            before=ratio(voice, moved.before)["rate"],
            after=ratio(voice, moved.after)["rate"],
        )
        lines.append(line)
    return _ended(voice, told, lines, ["/contacts month by week", "/contacts month by channel"])


def _counted(voice: Voice, key: str, found: ContactRatio, days: Period) -> str:
    orders, when = voice.number(found.orders), dates.span(voice, days)
    return voice.count(key, found.contacts, orders=orders, days=when, **ratio(voice, found))


def replies_screen(voice: Voice, told: Told, replied: Replied) -> Screen:
    """Tell that the first replies of a channel became slower or faster."""
    slower = told.direction == "up"
    key = "watch.replies.slower" if slower else "watch.replies.faster"
    lines = [voice.say(key, channel=replied.channel)]
    before, after = replied.before, replied.after
    if before is not None and after is not None:
        was, now = (spans.about(voice, each.median.seconds) for each in (before, after))
        lines += [
            since_week(voice, was, now, told.since.since),
            _timed(voice, "watch.replies.usual", before, told.usual),
            _timed(voice, "watch.replies.since", after, told.since),
            voice.say("watch.alert.meaning"),
        ]
    if replied.also:
        lines.append(voice.say("watch.alert.also", places=list(replied.also)))
    elif replied.alone and slower:
        lines.append(voice.say("watch.replies.alone"))
    return _ended(voice, told, lines, ["/frt month by channel", "/frt month by week"])


def _timed(voice: Voice, key: str, wait: Wait, days: Period) -> str:
    return voice.count(
        key,
        wait.replies,
        time=spans.about(voice, wait.median.seconds),
        spread=_spread(voice, wait),
        ninetieth=spans.about(voice, wait.ninetieth),
        days=dates.span(voice, days),
    )


def _spread(voice: Voice, wait: Wait) -> str:
    ends = wait.median.interval
    if ends is None:
        return ""
    low, high = spans.about(voice, ends.low), spans.about(voice, ends.high)
    return voice.plain("watch.replies.spread", low=low, high=high)


def _ended(voice: Voice, told: Told, lines: Sequence[str], commands: Sequence[str]) -> Screen:
    examples = voice.joined([voice.typed(each) for each in commands], clauses=True)
    since = told.since.since
    return change_end(voice, lines, examples, watch=told.watch, since=since, taken=told.taken)

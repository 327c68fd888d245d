"""How a change of the contact ratio, or of a channel's first replies, is told to staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.surveys.question import Screen
from bot.watch.alert_parts import Told, change_end, since_week
from bot.words import dates, spans
from bot.words.ratios import ratio
from bot.words.voice import Voice
from metrics.contact_ratio import PER, ContactRatio
from metrics.periods import Period


@dataclass(frozen=True)
class FigureMoved:
    """A channel's contacts, against all orders, before and since."""

    channel: str
    before: ContactRatio | None
    after: ContactRatio | None


@dataclass(frozen=True)
class Wait:
    """How long replies took, in seconds: the median and its interval, nine tenths at most."""

    replies: int
    median: float
    ninetieth: float
    ends: Sequence[float] | None


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
        was, now = (ratio(voice, each)["rate"] for each in (before, after))
        lines += [
            since_week(voice, told, was, now),
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
    return change_end(voice, told, lines, "/contacts month by week", "/contacts month by channel")


def _counted(voice: Voice, key: str, found: ContactRatio, days: Period) -> str:
    orders, when = voice.number(found.orders), dates.span(voice, days)
    return voice.count(key, found.contacts, orders=orders, days=when, **ratio(voice, found))


def replies_screen(
    voice: Voice, told: Told, channel: str, before: Wait | None, after: Wait | None, *, alone: bool
) -> Screen:
    """Tell that first replies became slower or faster; `alone`: other channels are as usual."""
    slower = told.direction == "up"
    key = "watch.replies.slower" if slower else "watch.replies.faster"
    lines = [voice.say(key, channel=channel)]
    if before is not None and after is not None:
        was, now = (spans.about(voice, each.median) for each in (before, after))
        lines += [
            since_week(voice, told, was, now),
            _timed(voice, "watch.replies.usual", before, told.usual),
            _timed(voice, "watch.replies.since", after, told.since),
            voice.say("watch.alert.meaning"),
        ]
    if told.also:
        lines.append(voice.say("watch.alert.also", places=list(told.also)))
    elif alone and slower:
        lines.append(voice.say("watch.replies.alone"))
    return change_end(voice, told, lines, "/frt month by channel", "/frt month by week")


def _timed(voice: Voice, key: str, wait: Wait, days: Period) -> str:
    return voice.count(
        key,
        wait.replies,
        time=spans.about(voice, wait.median),
        spread=_spread(voice, wait),
        ninetieth=spans.about(voice, wait.ninetieth),
        days=dates.span(voice, days),
    )


def _spread(voice: Voice, wait: Wait) -> str:
    if wait.ends is None:
        return ""
    low, high = (spans.about(voice, each) for each in wait.ends)
    return voice.plain("watch.replies.spread", low=low, high=high)

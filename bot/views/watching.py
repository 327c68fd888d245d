"""How the list of what is watched reads, with a button for each change that can be accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views import figures, tables
from bot.views.questions import Screen
from bot.views.voice import Voice
from bot.views.watch_alerts import PREFIX
from bot.views.watch_parts import Subject
from bot.views.watch_warnings import line_words
from metrics.catalogue import METRICS
from metrics.control import FEWEST_ANSWERS, FEWEST_SUBGROUPS, SIGNAL_FLOOR
from metrics.excursions import FEWEST_WEEKS
from metrics.measure import measure
from metrics.tally import Tally

State = Literal["learning", "first", "inside", "drifting_up", "drifting_down", "up", "down"]

FROM_LIST = ":l"  # what the data of a button below the list ends with
_MOST_BUTTONS = 8
_LONGEST_LABEL = 20
_MEAN_DIGITS = {"stars": 2}


@dataclass(frozen=True)
class Entry:
    """One thing that is watched; `weeks` and `people` are the baseline's, or learnt so far."""

    subject: Subject
    watch: int
    state: State
    since: date
    weeks: int
    people: int
    usual: float | None
    can_be_taken: bool


@dataclass(frozen=True)
class Limit:
    """A line of the settings and the answers of the last 30 days."""

    subject: Subject
    below: float
    tally: Tally


@dataclass(frozen=True)
class Listing:
    """The reply to /watch: whether alerts are on, and whether there is a chat for them."""

    entries: Sequence[Entry]
    limits: Sequence[Limit]
    changes: bool
    told: bool


def listing_screen(voice: Voice, listing: Listing) -> Screen:
    """Write the list."""
    parts = [voice.say("watch.list.title")]
    if not listing.changes:
        parts.append(voice.say("watch.list.off"))
    elif not listing.told:
        parts.append(voice.say("watch.list.no_chat"))
    if not listing.entries:
        parts.append(voice.say("watch.list.nothing"))
    lines = [_line(voice, each) for each in listing.entries]
    lines += [_limit(voice, each) for each in listing.limits]
    text, left = tables.fitting([*parts, *lines], joint="\n")
    if left:
        text += "\n" + voice.count("watch.list.more", left)
    return Screen(text, _keyboard(voice, listing.entries) if listing.changes else None)


def _line(voice: Voice, entry: Entry) -> str:
    subject = entry.subject
    words = _words(voice, entry)
    if subject.touchpoint:
        return voice.say("watch.list.touchpoint", touchpoint=subject.touchpoint, words=words)
    metric = figures.title(voice, subject.metric)
    return "\n" + voice.say("watch.list.survey", where=subject.survey, metric=metric, words=words)


def _words(voice: Voice, entry: Entry) -> str:
    if entry.usual is None:
        return voice.plain(
            f"watch.state.{entry.state}",
            weeks=entry.weeks,
            people=voice.number(entry.people),
            fewest_weeks=FEWEST_WEEKS,
            fewest_people=FEWEST_ANSWERS,
            most_weeks=FEWEST_SUBGROUPS,
        )
    state = voice.plain(f"watch.state.{entry.state}", week=entry.since.isocalendar().week)
    score = _score(voice, entry.subject.metric, entry.usual)
    usual = voice.count("watch.list.usual", entry.people, score=score, weeks=entry.weeks)
    return voice.joined([state, usual], clauses=True)


def _score(voice: Voice, metric: str, value: float) -> str:
    kind = METRICS[metric].kind
    if kind == "share":
        return figures.share(voice, value)
    digits = _MEAN_DIGITS.get(metric, 1) if kind == "mean" else 0
    return figures.number(voice, value, digits=digits, signed=kind == "net")


def _limit(voice: Voice, limit: Limit) -> str:
    subject = limit.subject
    found = measure(subject.metric, subject.points, limit.tally)
    people = found.people if found else 0
    where = voice.joined([subject.survey, subject.touchpoint])
    line = line_words(voice, subject.metric, limit.below)
    if found is None or people < SIGNAL_FLOOR:
        return voice.count("watch.list.warning_few", people, where=where, line=line)
    score = figures.score(voice, found)
    return voice.count("watch.list.warning", people, where=where, line=line, score=score)


def _keyboard(voice: Voice, entries: Sequence[Entry]) -> InlineKeyboardMarkup | None:
    open_ones = [each for each in entries if each.can_be_taken][:_MOST_BUTTONS]
    rows = [
        [
            InlineKeyboardButton(
                voice.plain("watch.button.normal_of", where=_short(each.subject)),
                callback_data=f"{PREFIX}{each.watch}{FROM_LIST}",
            )
        ]
        for each in open_ones
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def _short(subject: Subject) -> str:
    return tables.shorten(subject.touchpoint or subject.survey, _LONGEST_LABEL)

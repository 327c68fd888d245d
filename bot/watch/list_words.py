"""How the list of what is watched reads, with a button for each change that can be accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.surveys.question import Screen
from bot.watch.alert_parts import PREFIX, Subject
from bot.watch.lines import WarningLine
from bot.watch.standing import Standing
from bot.watch.warning_words import line_words
from bot.words import figures, spans, tables
from bot.words.voice import Voice
from metrics.contact_ratio import FEWEST_A_WEEK, PER
from metrics.control import FEWEST_ANSWERS, FEWEST_SUBGROUPS, SIGNAL_FLOOR
from metrics.excursions import FEWEST_WEEKS
from metrics.first_response import typical

FROM_LIST = ":l"  # what the data of a button below the list ends with
_MOST_BUTTONS = 8
_LONGEST_LABEL = 20


@dataclass(frozen=True)
class WatchedFigure:
    """The contact ratio, or the first replies of a channel."""

    kind: Literal["contacts", "replies"]
    channel: str = ""

    def title(self, voice: Voice) -> str:
        """Name it."""
        return voice.plain(f"watch.list.{self.kind}", per=voice.number(PER), channel=self.channel)


@dataclass(frozen=True)
class Entry:
    """One thing that is watched, and how it stands."""

    subject: Subject | WatchedFigure
    standing: Standing


@dataclass(frozen=True)
class Listing:
    """The reply to /watch: whether alerts are on, and whether there is a chat for them."""

    entries: Sequence[Entry]
    limits: Sequence[WarningLine]
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
    lines = _lines(voice, listing.entries)
    lines += [_limit(voice, each) for each in listing.limits]
    text, left = tables.fitting([*parts, *lines], joint="\n")
    if left:
        text += "\n" + voice.count("watch.list.more", left)
    return Screen(text, _keyboard(voice, listing.entries) if listing.changes else None)


def _lines(voice: Voice, entries: Sequence[Entry]) -> list[str]:
    """Write a line for each, with a gap before each survey and before the figures."""
    lines, above = list[str](), ""
    for entry in entries:
        subject = entry.subject
        block = "" if isinstance(subject, WatchedFigure) else f"of {subject.survey}"
        gap = "\n" if block != above or not lines else ""
        lines.append(gap + _line(voice, entry))
        above = block
    return lines


def _line(voice: Voice, entry: Entry) -> str:
    subject = entry.subject
    words = _words(voice, entry)
    if isinstance(subject, WatchedFigure):
        return voice.say("watch.list.figure", where=subject.title(voice), words=words)
    if subject.touchpoint:
        return voice.say("watch.list.touchpoint", touchpoint=subject.touchpoint, words=words)
    metric = figures.title(voice, subject.metric)
    return voice.say("watch.list.survey", where=subject.where(voice), metric=metric, words=words)


def _words(voice: Voice, entry: Entry) -> str:
    standing = entry.standing
    if standing.mean is None:
        return _learning(voice, entry)
    since = standing.began or standing.turned
    week = since.isocalendar().week if since else None
    state = voice.plain(f"watch.state.{standing.state}", week=week)
    return voice.joined([state, _usual(voice, entry, standing.mean)], clauses=True)


def _learning(voice: Voice, entry: Entry) -> str:
    subject, standing = entry.subject, entry.standing
    key = f"watch.state.{standing.state}"
    if isinstance(subject, WatchedFigure) and standing.state == "learning":
        key = f"watch.learning.{subject.kind}"
    return voice.plain(
        key,
        weeks=standing.weeks,
        people=voice.number(standing.people),
        fewest_weeks=FEWEST_WEEKS,
        fewest_people=FEWEST_ANSWERS,
        most_weeks=FEWEST_SUBGROUPS,
        a_week=FEWEST_A_WEEK,
    )


def _usual(voice: Voice, entry: Entry, usual: float) -> str:
    subject, weeks, people = entry.subject, entry.standing.weeks, entry.standing.people
    if not isinstance(subject, WatchedFigure):
        score = figures.in_unit(voice, subject.metric, usual)
        return voice.count("watch.list.usual", people, score=score, weeks=weeks)
    if subject.kind == "contacts":
        rate = figures.number(voice, usual * PER, digits=int(usual * PER < 10))
        return voice.count("watch.list.usual_contacts", people, rate=rate, weeks=weeks)
    time = spans.about(voice, typical(usual))
    return voice.count("watch.list.usual_replies", people, time=time, weeks=weeks)


def _limit(voice: Voice, limit: WarningLine) -> str:
    subject, found = limit.subject, limit.found
    people = found.people if found else 0
    where = subject.where(voice)
    line = line_words(voice, subject.metric, limit.threshold.below)
    if found is None or people < SIGNAL_FLOOR:
        return voice.count("watch.list.warning_few", people, where=where, line=line)
    score = figures.score(voice, found)
    return voice.count("watch.list.warning", people, where=where, line=line, score=score)


def _keyboard(voice: Voice, entries: Sequence[Entry]) -> InlineKeyboardMarkup | None:
    buttons = [
        InlineKeyboardButton(
            voice.plain("watch.button.normal_of", where=_short(voice, each.subject)),
            callback_data=f"{PREFIX}{each.standing.watch.id}{FROM_LIST}",
        )
        for each in entries
        if each.standing.watch.open
    ]
    return InlineKeyboardMarkup.from_column(buttons[:_MOST_BUTTONS]) if buttons else None


def _short(voice: Voice, subject: Subject | WatchedFigure) -> str:
    if isinstance(subject, WatchedFigure):
        name = subject.channel or subject.title(voice)
    else:
        place = subject.touchpoint
        name = voice.named("touchpoint", place) if place else voice.named("survey", subject.survey)
    return tables.shorten(name, _LONGEST_LABEL)

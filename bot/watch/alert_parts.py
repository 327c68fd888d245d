"""What all alerts on changes have in common: what they are about, and the words people left."""

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.surveys.question import Screen
from bot.text.query import quoted
from bot.words import dates, figures, tables
from bot.words.voice import Voice
from metrics.catalogue import scale_of
from metrics.measure import Measure, measure
from metrics.periods import Period
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.tally import Tally
from storage.comments import CommentRow

PREFIX = "w:"  # what the data of a button begins with
_LONGEST = 160  # UTF-16 units of one comment


@dataclass(frozen=True)
class Subject:
    """What an alert is about: a survey, whole or at one touchpoint, and how it is measured."""

    survey: str
    touchpoint: str
    metric: str
    points: int

    def where(self, voice: Voice) -> str:
        """Say it in the names that people read."""
        survey = voice.named("survey", self.survey)
        place = voice.named("touchpoint", self.touchpoint)
        return voice.joined([survey, place]) if self.touchpoint else survey

    def filters(self) -> str:
        """Write it as the filters of a command."""
        named = f"survey={quoted(self.survey)}"
        return f"{named} touchpoint={quoted(self.touchpoint)}" if self.touchpoint else named


@dataclass(frozen=True)
class Told:
    """A change: `usual` are the days that what is usual was learnt from; `also` moved alike."""

    watch: int
    direction: str
    usual: Period
    since: Period
    also: Sequence[str]
    taken: str | None  # by whom, as the new normal


def measured(subject: Subject, tally: Tally, repeats: Repeats = NOBODY_TWICE) -> Measure | None:
    """Measure a tally of the survey."""
    return measure(subject.metric, subject.points, tally, repeats)


def heading(voice: Voice, subject: Subject, key: str, **values: object) -> str:
    """Say what happened where, in one line."""
    where = subject.where(voice)
    return voice.say(key, where=where, metric=figures.title(voice, subject.metric), **values)


def since_week(voice: Voice, told: Told, before: str, after: str) -> str:
    """Say from what to what, since the week in which it began."""
    first = told.since.since
    week, day = first.isocalendar().week, dates.day(voice, first)
    return voice.say("watch.alert.from_to", before=before, after=after, week=week, day=day)


def next_lines(voice: Voice, *commands: str) -> list[str]:
    """Say where to look next."""
    examples = voice.joined([voice.typed(each) for each in commands], clauses=True)
    return ["", voice.say("watch.alert.next", examples=examples)]


def change_end(voice: Voice, told: Told, lines: Sequence[str], *commands: str) -> Screen:
    """End a message about a change: where to look, and the button that takes it as normal."""
    lines = [*lines, *next_lines(voice, *commands)]
    if told.taken is not None:
        day = dates.day(voice, told.since.since)
        words = voice.say("watch.alert.taken", name=told.taken, day=day)
        return Screen("\n".join([*lines, "", words]))
    lines.append(voice.say("watch.alert.normal"))
    label = voice.plain("watch.button.normal")
    button = InlineKeyboardButton(label, callback_data=f"{PREFIX}{told.watch}")
    return Screen("\n".join(lines), InlineKeyboardMarkup.from_button(button))


def comment_lines(voice: Voice, rows: Sequence[CommentRow]) -> list[str]:
    """Quote a few low comments, shortened."""
    said = [row for row in rows if row.body.strip()]
    if not said:
        return []
    lines = ["", voice.say("watch.alert.low")]
    for row in said:
        body = tables.shorten(" ".join(row.body.split()), _LONGEST)
        highest = scale_of(row.metric, row.points).high
        lines.append(voice.say("watch.alert.comment", score=row.score, highest=highest, body=body))
    return lines

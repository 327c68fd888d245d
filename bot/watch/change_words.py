"""How a change is told to staff, in a manager's words, with the button that accepts it."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reports.themes.tone_words import divergence_lines
from bot.surveys.question import Screen
from bot.watch.alert_parts import (
    Subject,
    Told,
    change_end,
    comment_lines,
    heading,
    measured,
    since_week,
)
from bot.words import dates, figures
from bot.words.answered_by import answers_words
from bot.words.voice import Voice
from metrics.calendar_units import code
from metrics.measure import Measure
from metrics.repeats import Repeats
from metrics.tally import Tally
from metrics.tone import Divergence
from storage.comments import CommentRow


@dataclass(frozen=True)
class ScoreMoved:
    """One segment, before and since, and how often people repeat themselves in both."""

    value: str
    before: Tally
    after: Tally
    again: tuple[Repeats, Repeats]


@dataclass(frozen=True)
class Change:
    """A score that left what is usual."""

    told: Told
    subject: Subject
    before: Tally
    after: Tally
    again: tuple[Repeats, Repeats]  # how often people repeat themselves, before and since
    moved: Sequence[ScoreMoved]
    low: Sequence[CommentRow]
    tone: Divergence | None


def change_screen(voice: Voice, change: Change) -> Screen:
    """Tell of a change; its button takes it as the new normal."""
    subject = change.subject
    before, after = _both(subject, change)
    lines = [heading(voice, subject, f"watch.alert.{change.told.direction}")]
    if before is not None and after is not None:
        lines += _from_to(voice, change, before, after)
    lines += _moved(voice, change)
    if change.tone is not None:
        lines += ["", *divergence_lines(voice, change.tone)]
    lines += comment_lines(voice, change.low)
    since, filters = change.told.since, subject.filters()
    low = " low" if change.told.direction == "down" else ""
    comments = f"/comments {code('week', since.last)} {filters}{low}"
    compare = f"/compare {filters} before {since.since} after"
    return change_end(voice, change.told, lines, comments, compare)


def _from_to(voice: Voice, change: Change, before: Measure, after: Measure) -> list[str]:
    subject, told = change.subject, change.told
    was, now = figures.score(voice, before), figures.score(voice, after)
    return [
        since_week(voice, told, was, now),
        voice.say(
            "watch.alert.usual",
            answers=answers_words(voice, before.answers, before.people),
            score=was,
            days=dates.span(voice, told.usual),
        ),
        voice.say(
            "watch.alert.since",
            answers=answers_words(voice, after.answers, after.people),
            score=figures.score(voice, after),
            days=dates.span(voice, told.since),
            bands=figures.band_counts(voice, subject.metric, subject.points, change.after),
            **figures.bounds(voice, after),
        ),
        voice.say("watch.alert.meaning"),
    ]


def _moved(voice: Voice, change: Change) -> list[str]:
    parts = [_segment(voice, change.subject, each) for each in change.moved]
    lines = []
    if parts:
        lines.append(voice.say("watch.alert.moved", parts=voice.joined(parts, clauses=True)))
    named = {each.value for each in change.moved}
    also = [place for place in change.told.also if place not in named]
    if also:
        lines.append(voice.say("watch.alert.also", places=also))
    return lines


def _segment(voice: Voice, subject: Subject, moved: ScoreMoved) -> str:
    before, after = _both(subject, moved)
    if before is None or after is None:
        return moved.value
    return voice.plain(
        "watch.alert.segment",
        value=moved.value,
        before=figures.score(voice, before),
        after=figures.score(voice, after),
        answers=answers_words(voice, after.answers, after.people),
    )


def _both(subject: Subject, moved: Change | ScoreMoved) -> tuple[Measure | None, Measure | None]:
    usual, now = moved.again
    return measured(subject, moved.before, usual), measured(subject, moved.after, now)

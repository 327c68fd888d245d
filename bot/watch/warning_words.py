"""How a crossed line, and comments that get worse, are told to staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.surveys.question import Screen
from bot.watch.alert_parts import Subject, comment_lines, divergence_lines, heading, measured
from bot.words import dates, figures
from bot.words.voice import Voice
from metrics.catalogue import METRICS
from metrics.measure import in_points
from metrics.periods import Period
from metrics.rounding import rounded
from metrics.tally import Tally
from metrics.tone import Divergence
from storage.comments import CommentRow


@dataclass(frozen=True)
class Crossed:
    """A score of a touchpoint below its line, in the unit that people read."""

    subject: Subject
    below: float
    days: Period
    tally: Tally
    low: Sequence[CommentRow] = ()


@dataclass(frozen=True)
class Soured:
    """A score that holds while comments get worse."""

    subject: Subject
    since: Period
    before: Tally
    after: Tally
    tone: Divergence


def threshold_screen(voice: Voice, crossed: Crossed) -> Screen:
    """Warn of a score below its line: surely, or probably where chance may have done it."""
    subject = crossed.subject
    found = measured(subject, crossed.tally)
    if found is None:
        return Screen(heading(voice, subject, "watch.warning.gone"))
    surely = in_points(found.metric, found.interval.high) < crossed.below
    key = "watch.warning.below" if surely else "watch.warning.probably"
    line = line_words(voice, subject.metric, crossed.below)
    lines = [
        heading(voice, subject, key, score=figures.score(voice, found), line=line),
        voice.count(
            "watch.warning.facts",
            found.people,
            days=dates.span(voice, crossed.days),
            bands=figures.band_counts(voice, subject.metric, subject.points, crossed.tally),
            **figures.bounds(voice, found),
        ),
        *comment_lines(voice, crossed.low),
    ]
    command = voice.typed(f"/comments 30d {subject.filters()} low")
    return Screen("\n".join([*lines, "", voice.say("watch.alert.next", examples=command)]))


def line_words(voice: Voice, metric: str, line: float) -> str:
    """Write a line of the settings: "70 %", "+20", "3.5"."""
    kind = METRICS[metric].kind
    digits = 0 if line == rounded(line) else 1
    shown = figures.number(voice, line, digits=digits, signed=kind == "net")
    return voice.plain("staff.figure.percent", number=shown) if kind == "share" else shown


def tone_screen(voice: Voice, soured: Soured) -> Screen:
    """Tell that the score says one thing and the comments another."""
    subject = soured.subject
    before, after = (measured(subject, each) for each in (soured.before, soured.after))
    lines = [heading(voice, subject, "watch.tone.heading")]
    if before is not None and after is not None:
        lines.append(
            voice.say(
                "watch.tone.score",
                metric=figures.title(voice, subject.metric),
                before=figures.score(voice, before),
                after=figures.score(voice, after),
                days=dates.span(voice, soured.since),
            )
        )
    lines += divergence_lines(voice, soured.tone)
    period = f"{soured.since.since}..{soured.since.last}"
    command = voice.typed(f"/comments {period} {subject.filters()} low")
    return Screen("\n".join([*lines, "", voice.say("watch.alert.next", examples=command)]))

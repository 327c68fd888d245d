"""How a crossed line, and comments that get worse, are told to staff."""

from collections.abc import Sequence

from bot.reports.themes.tone_words import divergence_lines
from bot.surveys.question import Screen
from bot.watch.alert_parts import Subject, comment_lines, heading, measured, next_lines
from bot.words import dates, figures
from bot.words.answered_by import answers_words
from bot.words.voice import Voice
from metrics.catalogue import METRICS
from metrics.measure import in_points
from metrics.periods import Period
from metrics.repeats import NOBODY_TWICE, Repeats
from metrics.rounding import rounded
from metrics.tally import Tally
from metrics.tone import Divergence
from storage.comments import CommentRow


def threshold_screen(
    voice: Voice,
    subject: Subject,
    days: Period,
    tally: Tally,
    *,
    below: float,
    repeats: Repeats = NOBODY_TWICE,
    low: Sequence[CommentRow],
) -> Screen:
    """Warn of a score below its line, which is in the unit that people read.

    Surely below, or probably where chance may have done it.
    """
    found = measured(subject, tally, repeats)
    if found is None:
        return Screen(heading(voice, subject, "watch.warning.gone"))
    surely = in_points(found.metric, found.interval.high) < below
    key = "watch.warning.below" if surely else "watch.warning.probably"
    line = line_words(voice, subject.metric, below)
    lines = [
        heading(voice, subject, key, score=figures.score(voice, found), line=line),
        voice.say(
            "watch.warning.facts",
            answers=answers_words(voice, found.answers, found.people),
            days=dates.span(voice, days),
            bands=figures.band_counts(voice, subject.metric, subject.points, tally),
            **figures.bounds(voice, found),
        ),
        *comment_lines(voice, low),
        *next_lines(voice, f"/comments 30d {subject.filters()} low"),
    ]
    return Screen("\n".join(lines))


def line_words(voice: Voice, metric: str, line: float) -> str:
    """Write a line of the settings: "70 %", "+20", "3.5"."""
    kind = METRICS[metric].kind
    digits = 0 if line == rounded(line) else 1
    shown = figures.number(voice, line, digits=digits, signed=kind == "net")
    return voice.plain("staff.figure.percent", number=shown) if kind == "share" else shown


def tone_screen(
    voice: Voice, subject: Subject, since: Period, sides: tuple[Tally, Tally], tone: Divergence
) -> Screen:
    """Tell that the score holds, before and since, while the comments get worse."""
    before, after = (measured(subject, each) for each in sides)
    lines = [heading(voice, subject, "watch.tone.heading")]
    if before is not None and after is not None:
        lines.append(
            voice.say(
                "watch.tone.score",
                metric=figures.title(voice, subject.metric),
                before=figures.score(voice, before),
                after=figures.score(voice, after),
                days=dates.span(voice, since),
            )
        )
    lines += divergence_lines(voice, tone)
    period = f"{since.since}..{since.last}"
    lines += next_lines(voice, f"/comments {period} {subject.filters()} low")
    return Screen("\n".join(lines))

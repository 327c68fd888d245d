"""How the reply to /reload reads: what has changed, or why nothing has."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from bot.operating.settings_words import Difference, difference_words
from bot.words import tables
from bot.words.voice import Voice


@dataclass(frozen=True)
class Started:
    """A question version that a reload started, and the earlier ones it is compared with."""

    survey: str
    number: int
    continues: bool
    joined: Sequence[int]


@dataclass(frozen=True)
class ReloadRefused:
    """The file has mistakes: nothing has changed."""

    mistakes: Sequence[str]


@dataclass(frozen=True)
class NeedsRestart:
    """Some settings cannot change while the bot runs: nothing has changed."""

    settings: Sequence[str]


@dataclass(frozen=True)
class Changed:
    """What is in force now, against what was before; nothing at all if both are empty."""

    differences: Sequence[Difference]
    started: Sequence[Started] = ()


Outcome = ReloadRefused | NeedsRestart | Changed


def reload_text(voice: Voice, outcome: Outcome) -> str:
    """Write the reply; what does not fit is counted."""
    text, left = tables.fitting(_lines(voice, outcome), joint="\n")
    return f"{text}\n{voice.say('staff.reload.more', left=left)}" if left else text


def plain_lines(voice: Voice, outcome: Outcome) -> list[str]:
    """Write the reply as a log does, one thing a line."""
    return [html.unescape(each) for each in _lines(voice, outcome)]


def _lines(voice: Voice, outcome: Outcome) -> list[str]:
    say = voice.say
    if isinstance(outcome, ReloadRefused):
        mistakes = [say("staff.reload.mistake", mistake=each) for each in outcome.mistakes]
        return [say("staff.reload.refused"), *mistakes]
    if isinstance(outcome, NeedsRestart):
        return [say("staff.reload.restart", settings=", ".join(outcome.settings))]
    changes = [difference_words(voice, each) for each in outcome.differences]
    changes += [_started(voice, each) for each in outcome.started]
    return [say("staff.reload.done" if changes else "staff.reload.unchanged"), *changes]


def _started(voice: Voice, started: Started) -> str:
    values = {"name": started.survey, "number": started.number}
    if started.joined:
        joined = ", ".join(f"v{number}" for number in sorted(started.joined))
        return voice.say("staff.reload.version_joined", **values, joined=joined)
    if started.continues:
        return voice.say("staff.reload.version_other", **values)
    return voice.say("staff.reload.version_apart", **values)

"""How it reads that comments sound worse while the score holds."""

from bot.words import figures
from bot.words.voice import Voice
from metrics.tone import Divergence, Tone


def divergence_lines(voice: Voice, found: Divergence) -> list[str]:
    """Say how the comments changed while the score did not fall, and that it is counting."""
    signs = {"low": found.low_is_worse, "complaints": found.complaints_are_worse}
    shares = [_shares(voice, f"watch.tone.{name}", found, name) for name in signs if signs[name]]
    return [voice.say("watch.tone.worse"), *shares, voice.say("watch.tone.how")]


def divergence_line(voice: Voice, found: Divergence) -> str:
    """Say in one line that the comments got worse while the score did not fall."""
    name = "low" if found.low_is_worse else "complaints"
    return _shares(voice, f"summary.soured.{name}", found, name)


def _shares(voice: Voice, key: str, found: Divergence, name: str) -> str:
    before, now = (_share(voice, each, name) for each in (found.before, found.now))
    values = {"people": found.now.comments, "people_before": found.before.comments}
    return voice.say(key, before=before, after=now, **values)


def _share(voice: Voice, tone: Tone, name: str) -> str:
    count: int = getattr(tone, name)
    return figures.share(voice, count / tone.comments)

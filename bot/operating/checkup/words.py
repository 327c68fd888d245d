"""How the doctor's findings read in a chat: what has to be done, and no more."""

from collections.abc import Sequence

from bot.operating.checkup.findings import MARKS, Finding, count, worst_first
from bot.words import tables
from bot.words.voice import Voice


def doctor_text(voice: Voice, findings: Sequence[Finding]) -> str:
    """Write what is not well, the worst first; what does not fit is counted."""
    looked = voice.count("doctor.looked", len(findings))
    amiss = [each for each in worst_first(findings) if each.level != "ok"]
    if not amiss:
        return voice.say("doctor.well", looked=looked)
    bad, looks = count(findings, "bad"), count(findings, "look")
    title = voice.say("doctor.title", bad=bad, looks=looks, looked=looked)
    text, left = tables.fitting([title, *(_line(voice, each) for each in amiss)], joint="\n")
    return f"{text}\n{voice.count('doctor.more', left)}" if left else text


def _line(voice: Voice, finding: Finding) -> str:
    name = voice.plain(f"doctor.name.{finding.name.replace(' ', '_')}")
    title = f"{name} {finding.which}".strip()
    mark = MARKS[finding.level]
    return voice.say("doctor.line", mark=mark, name=title, words=finding.words(voice))

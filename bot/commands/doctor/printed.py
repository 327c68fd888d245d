"""How the doctor's findings are printed, for people and for other programs."""

from collections.abc import Sequence

from bot.operating.checkup.findings import MARKS, Finding, count, worst_first
from bot.words.voice import Voice


def report(voice: Voice, findings: Sequence[Finding]) -> str:
    """Write all of them, the worst first."""
    wide = max(len(each.title) for each in findings)
    lines = [
        f"{MARKS[each.level]} {each.title:<{wide}}  {each.words(voice)}".rstrip()
        for each in worst_first(findings)
    ]
    bad, looks = count(findings, "bad"), count(findings, "look")
    return "\n".join([*lines, "", f"{bad} to mend, {looks} to look at, {len(findings)} looked at."])


def as_json(voice: Voice, findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Write them as values."""
    return [
        {"name": each.title, "level": each.level, "words": each.words(voice)} for each in findings
    ]

"""What the doctor finds: one sentence for each thing that was looked at."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Level = Literal["ok", "look", "bad", "unknown"]
_MARKS: dict[Level, str] = {"ok": "✓", "look": "!", "bad": "✗", "unknown": "?"}
_ORDER: tuple[Level, ...] = ("bad", "look", "unknown", "ok")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `bad` has to be mended, `look` is worth a look."""

    name: str
    level: Level
    words: str


def report(findings: Sequence[Finding]) -> str:
    """Write all of them, the worst first."""
    wide = max(len(each.name) for each in findings)
    ordered = sorted(findings, key=lambda each: _ORDER.index(each.level))
    lines = [f"{_MARKS[each.level]} {each.name:<{wide}}  {each.words}" for each in ordered]
    bad, looks = (sum(each.level == level for each in findings) for level in ("bad", "look"))
    sum_up = f"{bad} to mend, {looks} to look at, {len(findings)} looked at."
    return "\n".join([*lines, "", sum_up])


def as_json(findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Write them for other programs."""
    return [asdict(each) for each in findings]

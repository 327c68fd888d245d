"""What the doctor finds: one sentence for each thing that was looked at, said in any language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.words.voice import Voice

Level = Literal["ok", "look", "bad", "unknown"]
MARKS: Mapping[Level, str] = {"ok": "✓", "look": "!", "bad": "✗", "unknown": "?"}
_ORDER: tuple[Level, ...] = ("bad", "look", "unknown", "ok")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `bad` has to be mended, `look` is worth a look.

    `key` is its sentence in the catalogues; `which` tells it from others of its name.
    """

    name: str
    level: Level
    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    which: str = ""

    @property
    def title(self) -> str:
        """What was looked at, for whoever reads English."""
        return f"{self.name} {self.which}".strip()

    def words(self, voice: Voice) -> str:
        """Say what was found, and what to do."""
        return voice.plain(self.key, **self.values)


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """Put what has to be mended first; else the order stays."""
    return sorted(findings, key=lambda each: _ORDER.index(each.level))


def count(findings: Sequence[Finding], level: Level) -> int:
    """Tell how many are of a level."""
    return sum(each.level == level for each in findings)

"""Commands that were edited: which are read again, and which stay as they were first carried out.

Remembered for as long as it matters and no longer: after a restart the first text is not known.
"""

from dataclasses import dataclass, field
from typing import Literal

from bot.text.courtesy import without_courtesy
from bot.text.filters import case_number
from bot.wire.incoming import Said

SOON_S = 120.0  # after the message was sent
_CHANGING = frozenset({"board", "case", "digest", "reload", "skip", "test", "watch"})
_MOST = 500  # commands that are remembered

Verdict = Literal["read", "pass", "stays"]


@dataclass(frozen=True)
class _First:
    update_id: int
    text: str | None
    changed: bool


@dataclass
class Retyping:
    """What was read of the newest commands, by chat and message."""

    _read: dict[tuple[int, int], list[_First]] = field(default_factory=dict)

    def note(self, update_id: int, said: Said, *, refused: bool) -> None:
        """Remember how a command was read; the same update may come twice."""
        key = (said.chat_id, said.message_id)
        earlier = [each for each in self._read.pop(key, []) if each.update_id < update_id]
        first = _First(update_id, said.text, not refused and changes(said))
        self._read[key] = [*earlier, first][-3:]
        if len(self._read) > _MOST:
            del self._read[next(iter(self._read))]

    def verdict(self, update_id: int, said: Said) -> Verdict:
        """Tell whether an edited command is read again, passed over, or stays as it was."""
        if said.edited_after_s is None or not 0 <= said.edited_after_s <= SOON_S:
            return "pass"
        known = self._read.get((said.chat_id, said.message_id), [])
        earlier = [each for each in known if each.update_id < update_id]
        if earlier and earlier[-1].text == said.text:
            return "pass"  # something else about the message is new
        if any(each.changed for each in earlier) or (not earlier and changes(said)):
            return "stays"
        return "read"


def changes(said: Said) -> bool:
    """Tell whether a command does more than show something."""
    if said.command not in _CHANGING:
        return False
    if said.command == "case":
        return any(case_number(word) is None for word in without_courtesy(said.words))
    return bool(said.words) or said.command == "reload"

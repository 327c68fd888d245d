"""Which messages may have been sent without the bot knowing: judged by calls, and by kills."""

from collections import Counter
from typing import TYPE_CHECKING

from simulation.lots import ADMIN, MINUTE, STAFF, spans
from simulation.wire import Call

if TYPE_CHECKING:
    from simulation.world import World

MOST_LEAVING = 8  # more than the pace gives in the time that a slow commit takes
NOTED_S = 1.0  # slow commits, one after the other, may take so long
AT_MOST = 4  # times a message to staff is sent while nobody knows whether it came
DIGEST, NOTICE = "digest", "notice"
_CLAIMED = """
SELECT deliveries.id, kind, invitations.token, cases.token FROM deliveries
LEFT JOIN invitations ON invitations.id = deliveries.invitation_id
LEFT JOIN cases ON cases.invitation_id = deliveries.invitation_id
"""


class Tries:
    """Counts the tries of which nobody can know what became of them."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._claimed: tuple[float, list[int]] = 0.0, []  # by the commits of the newest moment
        self._leaving: Counter[str] = Counter()
        self._left_at: dict[str, float] = {}

    def on_claimed(self, new: list[int]) -> None:
        """Remember what has just been claimed: its call leaves in the same moment."""
        at, before = self._claimed
        self._claimed = self._world.now, new + (before if at == self._world.now else [])

    def on_killed(self) -> None:
        """Take for under way what is claimed in this very moment, and what is not noted yet."""
        before = self._leaving.copy()
        self._count_leaving()
        self._left_at |= dict.fromkeys(self._leaving - before, self._world.now)

    def _count_leaving(self) -> None:
        since = self._unwritten_since()
        for call in self._world.network.calls:
            if call.heard_at is not None and call.heard_at >= since:
                self._leaving.update(_about(call))
        at, keys = self._claimed
        if at != self._world.now or len(keys) > MOST_LEAVING:
            return
        for key, kind, ask, case in self._world.disk.read(_CLAIMED):
            if key in keys and kind == "alert":
                self._leaving[f"c:{case}" if case else NOTICE] += 1
            elif key in keys:
                self._leaving[DIGEST if kind == "digest" else f"a:{ask}"] += 1

    def _unwritten_since(self) -> float:
        """Tell since when the bot may not have been able to note what it heard."""
        now = self._world.now
        stuck = [at for at, ends in spans(self._world.lots.outages) if at <= now <= ends + MINUTE]
        harmed = self._world.judges.operator.harmed_since()
        return min((now, *stuck, now if harmed is None else harmed)) - NOTED_S

    def in_doubt(self) -> Counter[str]:
        """Count them by the question, the case or the kind that they are about."""
        found = self._leaving.copy()
        for call in self._world.network.calls:
            if not call.heard:
                found.update(_about(call))
        return found

    def is_any_given_up(self) -> bool:
        """Tell whether a message to staff may be given up, as promised after some tries."""
        return any(
            times >= AT_MOST for about, times in self.in_doubt().items() if about[:2] != "a:"
        )

    def is_undelivered(self) -> bool:
        """Tell whether something for staff was given up, and nothing has come since."""
        lost = {about for about, times in self.in_doubt().items() if times >= AT_MOST}
        given_up_at = max((at for about, at in self._left_at.items() if about in lost), default=0.0)
        came_at = 0.0
        for call in self._world.network.calls:
            if call.chat == STAFF and lost & _about(call):
                given_up_at = max(given_up_at, 0.0 if call.heard else call.begun_at)
            elif call.chat == STAFF and _about(call) and call.accepted and call.heard:
                came_at = call.begun_at
        return given_up_at > came_at

    def is_notice_due(self) -> bool:
        """Tell whether the admins did not read that a message was lost, though they can be told."""
        calls = self._world.network.calls
        told = (each.accepted for each in calls if NOTICE in _about(each))
        return not any(told) and self.in_doubt()[NOTICE] < AT_MOST


def _about(call: Call) -> set[str]:
    """Tell what a message is about, by its buttons and words."""
    if call.method != "sendMessage":
        return set()
    text = str(call.parameters.get("text"))
    if call.chat == ADMIN and "was not delivered" in text:
        return {NOTICE}
    if call.chat == STAFF and "digest</b>" in text:
        return {DIGEST}
    return {":".join(each.split(":")[:2]) for each in call.buttons if each[:2] in {"a:", "c:"}}

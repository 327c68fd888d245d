"""What staff are told of a disk that cannot be written: once, and again when it is over."""

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from simulation.lots import ADMIN, MINUTE, STAFF, spans
from simulation.promises import Promise
from simulation.wire import Call

if TYPE_CHECKING:
    from simulation.judges import Judges

TOLD: Promise = "staff are told of a broken disk"
BEGAN, OVER = "I cannot keep anything", "I can keep everything again"
WITHIN = 8 * MINUTE  # nobody may write for five; and jobs are repeated more rarely than in earnest
NEVER = float("inf")


class News:
    """Expects news where nothing was in its way: no weather, no other end of the process."""

    def __init__(self, judges: "Judges") -> None:
        self._judges = judges
        self._world = judges.world
        self._said: dict[str, list[float]] = {BEGAN: [], OVER: []}
        self._told_in = 0  # the life that has told that it began

    def foresee(self) -> None:
        """Plan when to look."""
        every = [(-NEVER, -NEVER), *spans(self._world.lots.outages), (NEVER, NEVER)]
        for before, (begins, ends) in pairwise(every[:-1]):
            if ends - begins >= WITHIN and begins - before[1] >= WITHIN:
                self._world.at(begins + WITHIN, partial(self._judge, BEGAN, begins))
        for (begins, ends), after in pairwise(every[1:]):
            if after[0] - ends >= WITHIN:
                self._world.at(ends, partial(self._note_end, begins))
                self._world.at(ends + WITHIN, partial(self._judge_over, ends))

    def on_begun(self, call: Call) -> None:
        """Hear what is said; what is lost on the way and may have arrived is not said again."""
        if call.chat in {STAFF, ADMIN} and call.fate == "swallowed":
            self._hear(call)

    def on_arrived(self, call: Call) -> None:
        """Hear what arrives."""
        if call.chat in {STAFF, ADMIN} and call.accepted:
            self._hear(call)

    def _hear(self, call: Call) -> None:
        for words, times in self._said.items():
            if words in str(call.parameters.get("text")):
                times.append(self._world.now)

    def _note_end(self, begins: float) -> None:
        """Note which life has to tell that it is over: what is known of it is known in memory."""
        told = [at for at in self._said[BEGAN] if at >= begins]
        ready = self._ready_at()
        self._told_in = self._world.lives if told and ready is not None and ready < told[-1] else 0

    def _judge_over(self, ends: float) -> None:
        if self._told_in == self._world.lives:
            self._judge(OVER, ends)

    def _judge(self, words: str, since: float) -> None:
        ready = self._ready_at()
        weather = self._world.lots.weather
        rough = any(each.begins < self._world.now and each.ends > since for each in weather)
        if ready is None or ready > since or rough:
            return
        if not any(at >= since for at in self._said[words]):
            self._judges.say(TOLD, f"nobody said in {WITHIN / MINUTE:.0f} minutes: {words}")

    def _ready_at(self) -> float | None:
        return self._world.life.ready_at if self._world.life is not None else None

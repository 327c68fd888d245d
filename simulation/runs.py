"""One run: a seed's world, first with its faults, then without them until all is done."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulation.lots import FAMILIES, Family, Lots, draw
from simulation.opening import opened
from simulation.promises import Breach
from simulation.world import World

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it


@dataclass(frozen=True)
class Result:
    """What a run found."""

    lots: Lots
    breaches: Sequence[Breach]
    trace: Sequence[tuple[float, str, Any]]
    lives: int
    commits: int
    calls: int


def run(
    seed: int,
    families: Sequence[Family] = FAMILIES,
    *,
    meddle: Callable[[World], None] | None = None,
) -> Result:
    """Run a seed to its end; `meddle` may do to the world what no fault would."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    lots = draw(seed, families)
    try:
        with opened(lots, folder) as world:
            if meddle is not None:
                meddle(world)
            _play(world)
            return Result(
                lots,
                world.judges.breaches,
                world.trace,
                world.lives,
                world.disk.commits,
                len(world.network.calls),
            )
    finally:
        shutil.rmtree(folder)


def _play(world: World) -> None:
    lots, judges = world.lots, world.judges
    world.begin()
    judges.crowd.foresee()
    judges.operator.foresee()
    world.run(lots.acts_for)
    _end_of_faults(world)
    world.run(lots.acts_for + lots.calm_for)
    if world.life is None or world.life.ready_at is None:
        judges.say("all that is due comes to its end", "the bot is not even running")
        return
    judges.look(calm=True)
    judges.operator.look_at_moments()


def _end_of_faults(world: World) -> None:
    world.calm = True
    world.disk.trouble = None
    world.telegram.faults.clear()
    if world.life is None:
        world.begin()

"""What a seed decides: the settings, who there is, and when what goes wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Literal, get_args

from simulation.disk import Trouble

Family = Literal["network", "updates", "disk", "process", "drift", "clock", "store"]
FAMILIES: tuple[Family, ...] = get_args(Family)

BEGINS = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)  # a Monday morning
MINUTE, HOUR = 60.0, 3600.0
ADMIN, STAFF, KEY = 900, -100900, "a-key-of-the-help-desk"
YEAR = 365 * 24 * HOUR

Ending = Literal["now", "before commit", "after commit", "before call", "after call", "stop"]
Harm = Literal["emptied", "log lost", "moved", "deleted"]


@dataclass(frozen=True)
class Weather:
    """A time in which the network loses so much of what it carries."""

    begins: float
    ends: float
    odds: dict[str, float]


@dataclass(frozen=True)
class Outage:
    """A time in which the disk is in trouble."""

    begins: float
    ends: float
    trouble: Trouble


@dataclass(frozen=True)
class End:
    """When the process ends, how, at the how-manieth chance after that, and for how long.

    With a harm: what happens to the store, after a kill "now", or under the running bot.
    """

    at: float
    how: Ending
    nth: int
    down: float
    burst: int  # interactions that end just before
    harm: Harm | None = None


@dataclass(frozen=True)
class Turn:
    """A time in which the wall clock is wrong."""

    begins: float
    ends: float
    by: float


@dataclass(frozen=True)
class SurveyLot:
    """One survey, in seconds."""

    name: str
    metric: str
    touchpoint: str
    lowest: int  # the last score of its lowest band
    scores: Sequence[int]
    delay: float
    expires: float
    after_answer: float
    after_silence: float
    reminder: float | None
    change_window: float = 10 * MINUTE
    comment_window: float = 2 * HOUR


@dataclass
class Lots:
    """All that is decided before anything happens."""

    seed: int
    families: frozenset[Family]
    acts_for: float = 3 * HOUR
    calm_for: float = 30 * MINUTE
    people: int = 6
    interactions: int = 24
    floor: float = 0.0
    gap: float = 0.0
    cap: tuple[int, float] = (3, HOUR)
    quiet: tuple[float, float] | None = None  # seconds since the beginning
    surveys: list[SurveyLot] = field(default_factory=list)
    weather: list[Weather] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)
    ends: list[End] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    repeats: list[float] = field(default_factory=list)  # when updates come twice or backwards

    def chance(self, about: str) -> Random:
        """Give the chance of one matter: what is drawn elsewhere does not move it."""
        return Random(f"{self.seed}/{about}")


def draw(seed: int, families: Sequence[Family] = FAMILIES) -> Lots:
    """Draw all lots of a seed; leaving a family of faults out leaves the rest as it is."""
    lots = Lots(seed, frozenset(families))
    _draw_rules(lots, lots.chance("rules"))
    if "network" in families:
        lots.weather = list(_weather(lots, lots.chance("network")))
    if "disk" in families:
        lots.outages = list(_outages(lots, lots.chance("disk")))
    if "process" in families:
        lots.ends = list(_ends(lots, lots.chance("process")))
    if "updates" in families:
        chance = lots.chance("updates")
        lots.repeats = [chance.uniform(0, lots.acts_for) for _ in range(12)]
    if "drift" in families:
        lots.turns += _turns(lots, lots.chance("drift"), within=3.5 * MINUTE)
    if "clock" in families:
        lots.turns = [_leap(lots, lots.chance("clock"))]
    if "store" in families:
        lots.ends = [_harm(lots, lots.chance("store"))]
    return lots


def _draw_rules(lots: Lots, chance: Random) -> None:
    lots.people, lots.interactions = chance.randint(3, 8), chance.randint(25, 60)
    lots.floor = chance.choice((4, 10, 20)) * MINUTE
    lots.gap = chance.choice((5, 15, 30)) * MINUTE
    lots.cap = (chance.choice((3, 4, 6)), chance.choice((1, 2)) * HOUR)
    if chance.random() < 0.5:
        begins = chance.uniform(0.5, 2) * HOUR // MINUTE * MINUTE
        lots.quiet = (begins, begins + chance.choice((30, 60)) * MINUTE)
    lots.surveys = [
        _survey(chance, "after-chat", "csat", "support", 2, range(1, 6)),
        _survey(chance, "recommend", "nps", "delivery", 6, range(11)),
        _survey(chance, "effort", "ces", "checkout", 3, range(1, 8)),
    ]


def _survey(
    chance: Random, name: str, metric: str, touchpoint: str, lowest: int, scores: Sequence[int]
) -> SurveyLot:
    return SurveyLot(
        name,
        metric,
        touchpoint,
        lowest,
        list(scores),
        delay=chance.choice((0, 0, 2)) * MINUTE,
        expires=chance.choice((30, 60, 150)) * MINUTE,
        after_answer=chance.choice((10, 30)) * MINUTE,
        after_silence=chance.choice((10, 25)) * MINUTE,
        reminder=chance.choice((None, None, 20 * MINUTE)),
    )


def _weather(lots: Lots, chance: Random) -> Iterator[Weather]:
    kinds = ("lost", "swallowed", "reply lost", "flood", "gateway", "slow")
    for _ in range(chance.randint(2, 5)):
        begins = chance.uniform(0, lots.acts_for)
        lasts = chance.choice((20.0, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE))
        if chance.random() < 0.25:
            odds = {"lost": 1.0}
        else:
            odds = {kind: chance.choice((0.0, 0.05, 0.2)) for kind in kinds}
        yield Weather(begins, min(begins + lasts, lots.acts_for), odds)


def _outages(lots: Lots, chance: Random) -> Iterator[Outage]:
    troubles: tuple[Trouble, ...] = ("full", "locked", "read-only", "broken")
    for _ in range(chance.randint(1, 3)):
        begins = chance.uniform(0.1 * HOUR, lots.acts_for - 30 * MINUTE)
        lasts = chance.choice((4.0, 30.0, 3 * MINUTE, 12 * MINUTE, 20 * MINUTE))
        yield Outage(begins, begins + lasts, chance.choice(troubles))


def _ends(lots: Lots, chance: Random) -> Iterator[End]:
    hows: tuple[Ending, ...] = get_args(Ending)
    for _ in range(chance.randint(2, 6)):
        yield End(
            chance.uniform(60, lots.acts_for),
            chance.choice(hows),
            chance.randint(1, 12),
            down=chance.choice((0.5, 5.0, 2 * MINUTE, 20 * MINUTE)),
            burst=chance.choice((0, 0, 3, lots.people)),
        )


def _turns(lots: Lots, chance: Random, *, within: float) -> list[Turn]:
    found = []
    for _ in range(chance.randint(1, 4)):
        begins = chance.uniform(0, lots.acts_for - HOUR)
        lasts = chance.choice((5.0, 5 * MINUTE, HOUR))
        found.append(Turn(begins, begins + lasts, chance.uniform(-within, within)))
    return found


def _leap(lots: Lots, chance: Random) -> Turn:
    begins = chance.uniform(0.5 * HOUR, lots.acts_for - HOUR)
    lasts = chance.choice((5.0, 60.0, 5 * MINUTE))
    by = chance.choice((YEAR, YEAR, 2 * 24 * HOUR, -2 * 24 * HOUR, 6 * HOUR))
    return Turn(begins, begins + lasts, by)


def _harm(lots: Lots, chance: Random) -> End:
    harm = chance.choice(get_args(Harm))
    at = chance.uniform(HOUR, lots.acts_for - HOUR)
    running = harm in {"moved", "deleted"} and chance.random() < 0.5
    how: Ending = "after commit" if running else "now"
    return End(at, how, chance.randint(1, 12), down=2 * MINUTE, burst=0, harm=harm)

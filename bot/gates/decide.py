"""The one decision: may this person be asked this question, and when? Pure, for every path."""

from dataclasses import dataclass
from datetime import datetime

from bot.gates import occasion, person, supply
from bot.gates.facts import Facts, Rules
from bot.gates.timing import earliest
from bot.gates.verdicts import Gate


@dataclass(frozen=True)
class Verdict:
    """What one gate said; where it passed, `until` is the moment to which it postponed."""

    gate: str
    passed: bool
    until: datetime | None = None


@dataclass(frozen=True)
class Ask:
    """The person may be asked at this moment."""

    at: datetime
    trace: tuple[Verdict, ...]


@dataclass(frozen=True)
class Skip:
    """The person is not asked, and by which gate."""

    gate: str
    until: datetime | None
    trace: tuple[Verdict, ...]


def decide(facts: Facts, rules: Rules, *, now: datetime) -> Ask | Skip:
    """Ask every gate in order about the moment at which the question could go out."""
    timing = earliest(facts, rules, now=now)
    trace: list[Verdict] = []
    for name, gate in CHECKS:
        refusal = gate(facts, rules, timing.at)
        if refusal is not None:
            trace.append(Verdict(name, passed=False, until=refusal.until))
            return Skip(name, refusal.until, tuple(trace))
        moved = timing.moved.get(name)
        trace.append(_PASSED[name] if moved is None else Verdict(name, passed=True, until=moved))
    return Ask(timing.at, tuple(trace))


def _only_postpones(_facts: Facts, _rules: Rules, _at: datetime) -> None:
    """Say nothing: what this gate wants is in the moment that the others are asked about."""


CHECKS: tuple[tuple[str, Gate], ...] = (
    ("opted_out", person.opted_out),
    ("unreachable", person.unreachable),
    ("staff", occasion.staff),
    ("duplicate", occasion.duplicate),
    ("order", occasion.order),
    ("minimum", occasion.minimum),
    ("floor", person.floor),
    ("cap", person.cap),
    ("clock", person.clock),
    ("gap", person.gap),
    ("patience", person.patience),
    ("sample", person.sample),
    ("quota", supply.quota),
    ("precision", supply.precision),
    ("live_talk", occasion.live_talk),
    ("workday", _only_postpones),
    ("quiet_hours", _only_postpones),
    ("expired", occasion.expired),
)
GATES = tuple(name for name, _ in CHECKS)
_PASSED = {name: Verdict(name, passed=True) for name, _ in CHECKS}

"""The one decision: may this person be asked this question, and when? Pure, for every path."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.gates.facts import Facts, PastAsk, QuietHours, Rules
from bot.gates.sampling import in_sample, next_in_sample


@dataclass(frozen=True)
class No:
    """A gate's refusal, and when it would say yes; None if time alone does not help."""

    until: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """What one gate said."""

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


Gate = Callable[[Facts, Rules, datetime], No | None]


def decide(facts: Facts, rules: Rules, *, now: datetime) -> Ask | Skip:
    """Ask every gate in order about the moment at which the question could go out."""
    at = earliest(facts, rules, now=now)
    trace: list[Verdict] = []
    for name, gate in CHECKS:
        refusal = gate(facts, rules, at)
        trace.append(Verdict(name, refusal is None, refusal.until if refusal else None))
        if refusal is not None:
            return Skip(name, refusal.until, tuple(trace))
    return Ask(at, tuple(trace))


def earliest(facts: Facts, rules: Rules, *, now: datetime) -> datetime:
    """Find the first moment after the delay and outside quiet hours; now if they are here."""
    if facts.present:
        return now
    at = now
    if facts.closed_at is not None and not facts.again:
        at = max(now, facts.closed_at + rules.delay)
    return after_quiet_hours(at, rules.quiet_hours)


def after_quiet_hours(at: datetime, quiet: QuietHours) -> datetime:
    """Move a moment in quiet hours to their end; on a day whose clocks change, to the later one."""
    if quiet.start == quiet.end:
        return at
    local = at.astimezone(quiet.zone)
    clock = local.time()
    wraps = quiet.start > quiet.end
    inside = (
        clock >= quiet.start or clock < quiet.end if wraps else quiet.start <= clock < quiet.end
    )
    if not inside:
        return at
    day = local.date() + timedelta(days=1 if wraps and clock >= quiet.start else 0)
    ends = datetime.combine(day, quiet.end, quiet.zone)
    return max(ends.astimezone(UTC), ends.replace(fold=1).astimezone(UTC))


def _opted_out(facts: Facts, _rules: Rules, _at: datetime) -> No | None:
    return No() if facts.opted_out else None


def _unreachable(facts: Facts, _rules: Rules, _at: datetime) -> No | None:
    return No() if facts.unreachable else None


def _duplicate(facts: Facts, _rules: Rules, _at: datetime) -> No | None:
    return No() if facts.asked_already and not facts.again else None


def _order(facts: Facts, _rules: Rules, _at: datetime) -> No | None:
    return No() if facts.chosen is not None and facts.chosen != facts.survey else None


def _floor(facts: Facts, rules: Rules, at: datetime) -> No | None:
    return _after(facts.asks[0].at + rules.floor, at) if facts.asks else None


def _cap(facts: Facts, rules: Rules, at: datetime) -> No | None:
    counted = [ask.at for ask in facts.asks if ask.at > at - rules.cap_per]
    if len(counted) < rules.cap_asks:
        return None
    return No(counted[rules.cap_asks - 1] + rules.cap_per)


def _clock(facts: Facts, rules: Rules, at: datetime) -> No | None:
    own = [ask for ask in facts.asks if ask.survey == facts.survey]
    if not own or facts.again:
        return None
    return _after(max(_silent_until(ask, rules) for ask in own), at)


def _silent_until(ask: PastAsk, rules: Rules) -> datetime:
    if ask.answered_at is not None:
        return ask.answered_at + rules.after_answer
    return ask.at + rules.after_silence


def _gap(facts: Facts, rules: Rules, at: datetime) -> No | None:
    other = next((ask for ask in facts.asks if ask.survey != facts.survey), None)
    return _after(other.at + rules.gap, at) if other else None


def _patience(facts: Facts, rules: Rules, at: datetime) -> No | None:
    ignored = ignored_in_a_row(facts.asks)
    if not ignored or facts.again:
        return None
    return _after(facts.asks[0].at + patient_gap(rules, ignored), at)


def patient_gap(rules: Rules, ignored: int) -> timedelta:
    """Give the gap after so many ignored asks; it grows up to its limit."""
    gap = rules.gap
    for _ in range(ignored):
        if gap >= rules.patience_limit:
            break
        gap = min(gap * rules.patience_factor, rules.patience_limit)
    return min(gap, rules.patience_limit)


def ignored_in_a_row(asks: Sequence[PastAsk]) -> int:
    """Count the newest asks that expired unanswered, up to the first that was answered."""
    ignored = 0
    for ask in asks:
        if ask.answered_at is not None:
            break
        ignored += int(ask.expired)
    return ignored


def _sample(facts: Facts, rules: Rules, at: datetime) -> No | None:
    if facts.present or in_sample(facts, rules, at):
        return None
    return No(next_in_sample(facts, rules, at))


def _expired(facts: Facts, rules: Rules, at: datetime) -> No | None:
    if facts.closed_at is None or facts.again or facts.present:
        return None
    return No() if at - facts.closed_at > rules.drop_after else None


def _after(moment: datetime, at: datetime) -> No | None:
    return No(moment) if at < moment else None


CHECKS: tuple[tuple[str, Gate], ...] = (
    ("opted_out", _opted_out),
    ("unreachable", _unreachable),
    ("duplicate", _duplicate),
    ("order", _order),
    ("floor", _floor),
    ("cap", _cap),
    ("clock", _clock),
    ("gap", _gap),
    ("patience", _patience),
    ("sample", _sample),
    ("expired", _expired),
)

"""The gates that look at the person: what they said, and what they were asked before."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.gates.facts import Facts, PastAsk, Rules
from bot.gates.sampling import in_sample, next_in_sample
from bot.gates.verdicts import No, after


def opted_out(facts: Facts, _rules: Rules, _at: datetime) -> No | None:
    """Leave alone who said never again."""
    return No() if facts.opted_out else None


def unreachable(facts: Facts, _rules: Rules, _at: datetime) -> No | None:
    """Leave alone who cannot be written to; who opens a link is there, so the question tries."""
    return No() if facts.unreachable and not facts.present else None


def floor(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Keep the least time between any two asks."""
    return after(facts.asks[0].at + rules.floor, at) if facts.asks else None


def cap(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Keep to the most asks in a rolling window."""
    counted = [ask.at for ask in facts.asks if ask.at > at - rules.cap_per]
    if len(counted) < rules.cap_asks:
        return None
    return No(counted[rules.cap_asks - 1] + rules.cap_per)


def clock(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Keep the survey's own pause, after an answer or after silence."""
    own = [ask for ask in facts.asks if ask.survey == facts.survey]
    if not own or facts.again or facts.reminder:
        return None
    return after(max(_silent_until(ask, rules) for ask in own), at)


def _silent_until(ask: PastAsk, rules: Rules) -> datetime:
    """Run from the answer, or from an ask in silence; from an anonymous ask whatever came of it."""
    if ask.anonymous:
        return ask.at + max(rules.after_answer, rules.after_silence)
    if ask.answered_at is not None:
        return ask.answered_at + rules.after_answer
    return ask.at + rules.after_silence


def gap(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Keep the time between two different surveys."""
    other = next((ask for ask in facts.asks if ask.survey != facts.survey), None)
    return after(other.at + rules.gap, at) if other and not facts.reminder else None


def patience(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Wait longer with each ask that was ignored."""
    ignored = ignored_in_a_row(facts.asks)
    if not ignored or facts.again:
        return None
    return after(facts.asks[0].at + patient_gap(rules, ignored), at)


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
        if ask.anonymous:
            continue  # it neither tries anybody's patience nor gives it back
        if ask.answered_at is not None:
            break
        ignored += int(ask.expired)
    return ignored


def sample(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Ask only who is in the sample."""
    if facts.present or facts.reminder or in_sample(facts, rules, at):
        return None
    return No(next_in_sample(facts, rules, at))

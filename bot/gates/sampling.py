"""Who is in the sample: a stable function of person, survey and period, never a coin per call."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from bot.gates.facts import Facts, Rules

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FORESEEN = timedelta(days=3650)
_MOST_PERIODS = 1000


def in_sample(facts: Facts, rules: Rules, at: datetime) -> bool:
    """Tell whether the person is in the sample of the period that a moment is in."""
    if rules.sample >= 1.0:
        return True
    return _chosen(facts, rules, _place(facts, rules, at)[0])


def next_in_sample(facts: Facts, rules: Rules, at: datetime) -> datetime | None:
    """Find when the next period begins in which the person is in the sample, if it is foreseen."""
    index, within = _place(facts, rules, at)
    periods = min(_FORESEEN // rules.sample_period, _MOST_PERIODS)
    for ahead in range(1, periods + 1):
        if _chosen(facts, rules, index + ahead):
            return at - within + ahead * rules.sample_period
    return None


def _place(facts: Facts, rules: Rules, at: datetime) -> tuple[int, timedelta]:
    """Tell the period of a moment, and how far in it is; each person's begin at their own time."""
    offset = fraction(facts.person, facts.survey, "offset") * rules.sample_period
    return divmod(at - _EPOCH + offset, rules.sample_period)


def _chosen(facts: Facts, rules: Rules, index: int) -> bool:
    return fraction(facts.person, facts.survey, str(index)) < rules.sample


def fraction(*parts: str) -> float:
    """Draw a number from 0 to 1, the same for the same parts."""
    digest = blake2b("\x00".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64

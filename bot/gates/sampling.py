"""Who is in the sample: a stable function of person, survey and period, never a coin per call."""

from datetime import UTC, datetime
from hashlib import blake2b

from bot.gates.facts import Facts, Rules

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def in_sample(facts: Facts, rules: Rules, at: datetime) -> datetime | None:
    """None if the person is in the sample; else when the next period starts for them."""
    if rules.sample >= 1.0:
        return None
    offset = _fraction(facts.person, facts.survey, "offset") * rules.sample_period
    index, within = divmod(at - _EPOCH + offset, rules.sample_period)
    if _fraction(facts.person, facts.survey, str(index)) < rules.sample:
        return None
    return at - within + rules.sample_period


def _fraction(*parts: str) -> float:
    digest = blake2b("\x00".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64

"""The gates that look at the survey: whether it has answers enough, or asked enough today."""

from datetime import datetime, timedelta
from math import ceil

from bot.gates.facts import Collected, Facts, Precision, Rules
from bot.gates.verdicts import No, after

WIDE_BELOW = 30  # answers; with fewer the spread is taken to be the widest that there is
_USUAL_ANSWERED, _USUAL_ASKED = 3, 10  # 30 %, believed as firmly as ten asks
_95_PERCENT = 1.96


def quota(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Stop when as many answers as wanted came within the rolling window."""
    if rules.quota is None or facts.quota_reached_at is None:
        return None
    return after(facts.quota_reached_at + rules.quota.per, at)


def precision(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Stop when the interval is as narrow as wanted; until then ask no more a day than it needs."""
    wanted, found = rules.precision, facts.collected
    if wanted is None or found is None or at >= found.tomorrow:
        return None
    needed = answers_needed(found, wanted)
    enough = found.answers >= max(needed, WIDE_BELOW)
    counted = facts.reminder or facts.again  # the first message was, on its day
    asked = 0 if counted else found.asked_today
    if enough or asked >= asks_a_day(found, wanted):
        return No(found.tomorrow)
    return None


def asks_a_day(found: Collected, wanted: Precision) -> int:
    """Tell how many asks a day lead to as many answers as the interval needs; at least one."""
    rate = (found.answered + _USUAL_ANSWERED) / (found.delivered + _USUAL_ASKED)
    days = wanted.per / timedelta(days=1)
    return max(1, ceil(answers_needed(found, wanted) / rate / days))


def answers_needed(found: Collected, wanted: Precision) -> int:
    """Tell how many answers the interval needs: its width shrinks with their square root."""
    if found.answers < WIDE_BELOW or found.half_width is None:
        return ceil((_95_PERCENT * wanted.widest / wanted.points) ** 2)
    return ceil(found.answers * (found.half_width / wanted.points) ** 2)

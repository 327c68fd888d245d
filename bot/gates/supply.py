"""The gates that look at the survey: whether it has answers enough, and who is drawn for them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from math import ceil, sqrt

from bot.gates.facts import Collected, Facts, Precision, Rules
from bot.gates.sampling import fraction
from bot.gates.verdicts import No, after

WIDE_BELOW = 30  # answers; with fewer the spread is taken to be the widest that there is
_USUAL_ANSWERED, _USUAL_ASKED = 3, 10  # 30 %, believed as firmly as ten asks
_95_PERCENT = 1.96
LATELY = timedelta(weeks=8)  # of which it is counted who came
OLD_ENOUGH = timedelta(days=3)  # the age of an ask from which on few more answers come


def quota(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Stop when as many answers as wanted came within the rolling window."""
    if rules.quota is None or facts.quota_reached_at is None:
        return None
    return after(facts.quota_reached_at + rules.quota.per, at)


def precision(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Stop when the interval is narrow enough; until then ask whom the lot of the period says.

    Whoever comes is asked with one chance all day long, so that every day is represented. On the
    first day of a survey nobody knows how many come: then the first ones of the day are asked.
    """
    wanted, found = rules.precision, facts.collected
    if wanted is None or found is None or at >= found.tomorrow:
        return None
    if found.answers >= answers_needed(found, wanted):
        return No(found.ends)
    if facts.reminder or facts.again:  # the first message was drawn, on its day
        return None
    if not found.coming:
        return No(found.tomorrow) if found.asked_today >= asks_a_day(found, wanted) else None
    drawn = fraction(facts.person, facts.survey, "precision", str(found.period))
    return None if drawn < chance_of_ask(found, wanted) else No(found.tomorrow)


def chance_of_ask(found: Collected, wanted: Precision) -> float:
    """Give the answers still wanted per answer that would come if everybody were asked from now on.

    Whose ask is young is expected to answer like those whose ask is old enough.
    """
    rate = answering(found)
    missing = answers_needed(found, wanted) - found.came - found.young * rate
    return max(0.0, missing / (found.coming * rate)) if found.coming else 1.0


def coming(came: Mapping[date, int], today: date, until: date) -> float | None:
    """Tell how many are expected to come from today on: as on the same days of the week before.

    Of a day of the week that has not been yet, the mean of all days since the first on which
    somebody came. None where nobody did.
    """
    first = min((day for day, people in came.items() if people and day < today), default=None)
    if first is None:
        return None
    met: defaultdict[int, list[int]] = defaultdict(list)
    for day in (first + timedelta(days=n) for n in range((today - first).days)):
        met[day.weekday()].append(came.get(day, 0))
    usual = _mean(people for days in met.values() for people in days)
    ahead = (today + timedelta(days=n) for n in range((until - today).days))
    return sum(_mean(met.get(day.weekday(), [usual])) for day in ahead)


def answering(found: Collected) -> float:
    """Tell which share answers, 30 % until it is known better."""
    return (found.old_answered + _USUAL_ANSWERED) / (found.old + _USUAL_ASKED)


def asks_a_day(found: Collected, wanted: Precision) -> int:
    """Tell how many asks a day lead to as many answers as are needed; at least one."""
    days = wanted.per / timedelta(days=1)
    return max(1, ceil(answers_needed(found, wanted) / answering(found) / days))


def answers_needed(found: Collected, wanted: Precision) -> int:
    """Tell how many answers the interval needs: its width shrinks with their square root.

    Three standard deviations of their number more, or half of the periods would end just short.
    """
    if found.seen < WIDE_BELOW or found.half_width is None:
        needed = (_95_PERCENT * wanted.widest / wanted.points) ** 2
    else:
        needed = found.seen * (found.half_width / wanted.points) ** 2
    return max(WIDE_BELOW, ceil(needed + 3 * sqrt(needed)))


def _mean(people: Iterable[float]) -> float:
    counts = list(people)
    return sum(counts) / len(counts)


def period_of(day: date, per: timedelta) -> tuple[int, date, date]:
    """Give the number of the period that a day is in, its first day, and the one after its last.

    Periods of whole weeks begin on a Monday.
    """
    number = (day.toordinal() - 1) // per.days
    first = date.fromordinal(number * per.days + 1)
    return number, first, first + per

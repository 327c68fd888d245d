"""Which of the changes that are seen staff are told of: one message, once, and nothing old."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.watch.standing import WEEK, Standing
from storage.watches import Watch

OLD = 2 * WEEK  # an event that was over a week's end so long ago is only noted; see `notice`
APART = timedelta(days=1)  # between two messages about parts of one subject


@dataclass
class Noticed:
    """What is to be kept, and told: the first of `told` in full, the others named with it."""

    closed: list[Watch] = field(default_factory=list)
    reopened: list[Watch] = field(default_factory=list)
    silent: list[Standing] = field(default_factory=list)
    told: list[Standing] = field(default_factory=list)


def notice(
    standings: Sequence[Standing], *, now: datetime, today: date, looked: date | None = None
) -> Noticed:
    """Sort what is seen of one subject, the whole first, into what is new and what is known.

    What has come since the look before, on the day `looked`, is not old: the bot was down.
    """
    noticed, fresh = Noticed(), list[Standing]()
    new_since = min(today - OLD, looked) if looked else today - OLD
    for each in standings:
        watch = each.watch
        if each.event is None:
            noticed.closed += [watch] if watch.open else []
        elif watch.direction == each.direction and watch.open:
            continue
        elif (watch.event, watch.direction) == (each.event, each.direction):
            noticed.reopened.append(watch)
        elif each.event + WEEK <= new_since:
            noticed.silent.append(each)
        else:
            fresh.append(each)
    if fresh:
        _tell(noticed, fresh, standings, now=now)
    return noticed


def _tell(
    noticed: Noticed, fresh: Sequence[Standing], standings: Sequence[Standing], *, now: datetime
) -> None:
    """Choose one message: the whole, else the part that went farthest; like moves with it."""
    whole = next((each for each in standings if not each.watch.value), None)
    parts = [each for each in fresh if each.watch.value]
    if whole is not None and whole in fresh:
        noticed.told += [whole, *(each for each in parts if each.direction == whole.direction)]
        return
    known = [each for each in parts if whole is not None and each.direction == whole.direction]
    noticed.silent += known  # the message about the whole speaks for them
    parts = [each for each in parts if each not in known]
    if parts and not _told_lately(standings, now):
        lead = max(parts, key=lambda each: abs(each.distance))
        alike = [each for each in parts if each is not lead and each.direction == lead.direction]
        noticed.told += [lead, *alike]


def _told_lately(standings: Sequence[Standing], now: datetime) -> bool:
    told = (each.watch.told_at for each in standings)
    return any(at is not None and at > now - APART for at in told)

"""Stored times from the future, left by a clock that was wrong, are set to now: the one place.

What has been cannot be later than now; what is planned keeps its distance from when it was planned.
Else people would be silenced, and messages postponed, until that future comes.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from storage import answers, departures, repeating, tallies
from storage.answers import Answer
from storage.ask_states import OPEN
from storage.deliveries import LEASE
from storage.invitations import SELECT as SELECT_INVITATIONS
from storage.invitations import Invitation, ask_counts, skip_counts
from storage.moments import to_micros
from storage.rows import columns_of, read_all
from storage.tallies import SkipKey
from storage.transaction import Transaction

_EVER: Mapping[str, tuple[str, ...]] = {  # what has happened, by table
    "customers": ("first_seen_at", "started_at", "opted_out_at", "unreachable_at", "guided_at"),
    "interactions": ("opened_at", "first_reply_at", "closed_at", "reopened_at", "received_at"),
    "updates": ("received_at",),
    "shown": ("at",),
    "unplaced": ("said_at",),
    "comments": ("said_at",),
    "departures": ("at",),
    "boards": ("edited_at", "next_at", "lease_until"),  # a board is looked at every few seconds
    "cases": ("opened_at",),
    "case_steps": ("at",),
    "watches": ("frozen_at", "told_at", "ended_at"),
}
_SETS = {
    table: ", ".join(
        f"{name} = CASE WHEN {name} > :later THEN :now ELSE {name} END" for name in names
    )
    for table, names in _EVER.items()
}
_HAPPENED = {
    table: f"UPDATE {table} SET {_SETS[table]} WHERE "  # noqa: S608 - names are constants
    + " OR ".join(f"{name} > :later" for name in names)
    for table, names in _EVER.items()
}
_COUNTED = """
UPDATE deliveries SET counted_at = :now WHERE state <> 'planned' AND counted_at > :later
"""
_LEASES = """
UPDATE deliveries SET lease_until = :lease WHERE state = 'claimed' AND lease_until > :lease
"""
_FAR = """
UPDATE deliveries SET due_at = :now,
    counted_at = CASE WHEN counted_at IS NULL THEN NULL ELSE :now END
WHERE state = 'planned' AND due_at > :farthest
"""
_ENDS = f"""
UPDATE invitations SET expires_at = :ends WHERE state IN {OPEN} AND expires_at > :ends
"""  # noqa: S608 - the states are constants
_PROMPTS = "UPDATE invitations SET comment_until = :ends WHERE comment_until > :ends"
_DIGESTS = "UPDATE digests SET next_at = :now WHERE next_at > :next_month"
_PLANNED_WITH = """
UPDATE deliveries SET due_at = due_at - :ahead, counted_at = counted_at - :ahead
WHERE invitation_id = :invitation_id AND state = 'planned' AND due_at > :later
"""
_ASKS = f"""{SELECT_INVITATIONS}
WHERE decided_at > :later OR asked_at > :later OR delivered_at > :later OR answered_at > :later
"""
_ASK = """
UPDATE invitations SET until = :until, decided_at = :decided_at, asked_at = :asked_at,
    delivered_at = :delivered_at, answered_at = :answered_at, expires_at = :expires_at,
    comment_until = :comment_until
WHERE id = :id
"""
_ANSWERS = f"{answers.SELECT} WHERE answered_at > :later OR changed_at > :later"
_ANSWER = """
UPDATE answers SET answered_at = :answered_at, changed_at = :changed_at WHERE id = :id
"""
_LONGEST_MONTH = timedelta(days=32)


async def clamp(
    tx: Transaction,
    *,
    now: datetime,
    later: datetime,
    zone: ZoneInfo,
    wait: timedelta,
    ends: timedelta,
) -> int:
    """Set to now what is later than `later`; gives how many rows were mended.

    A message is planned for the next `wait` at most, and a question ends, or stops listening, in
    the next `ends`. Reads whole tables: it is for when a clock is known to have been wrong.
    """
    moments = {
        "now": now,
        "later": later,
        "lease": now + LEASE,
        "farthest": now + wait,
        "ends": now + ends,
        "next_month": now + _LONGEST_MONTH,
    }
    at: dict[str, Any] = {name: to_micros(each) for name, each in moments.items()}
    mended = await _asks(tx, at, now=now, later=later, zone=zone)
    mended += await _answers(tx, at, now=now, later=later, zone=zone)
    for statement in (*_HAPPENED.values(), _COUNTED, _LEASES, _FAR, _ENDS, _PROMPTS, _DIGESTS):
        mended += await tx.run(statement, at)
    return mended


async def _asks(
    tx: Transaction, at: Mapping[str, Any], *, now: datetime, later: datetime, zone: ZoneInfo
) -> int:
    """Mend the asks, and move what they count for to their day."""
    found = await read_all(tx, Invitation, _ASKS, at)
    for before in found:
        ahead = _ahead(before.decided_at, now, later)
        answered_ahead = _ahead(before.answered_at, now, later)
        after = replace(
            before,
            decided_at=_past(before.decided_at, now, later),
            asked_at=_past(before.asked_at, now, later),
            delivered_at=_past(before.delivered_at, now, later),
            answered_at=_past(before.answered_at, now, later),
            until=_nearer(before.until, ahead, now),
            expires_at=_nearer(before.expires_at, ahead, now),
            comment_until=_nearer(before.comment_until, answered_ahead, now),
        )
        await tx.run(_ASK, columns_of(after))
        by = {"invitation_id": before.id, "ahead": ahead // timedelta(microseconds=1)}
        await tx.run(_PLANNED_WITH, {**at, **by})
        counts = tallies.subtract(ask_counts(after, zone), ask_counts(before, zone))
        await tallies.add_asks(tx, counts)
        await tallies.add_skips(tx, _moved_skips(before, after, zone))
    if found:
        await departures.replace(tx, await departures.counted(tx, zone))
    return len(found)


async def _answers(
    tx: Transaction, at: Mapping[str, Any], *, now: datetime, later: datetime, zone: ZoneInfo
) -> int:
    found = await read_all(tx, Answer, _ANSWERS, at)
    people = {each.customer_id for each in found if each.customer_id is not None}
    paired = await repeating.of(tx, people, zone)
    for before in found:
        after = replace(
            before,
            answered_at=_past(before.answered_at, now, later),
            changed_at=_past(before.changed_at, now, later),
        )
        await tx.run(_ANSWER, columns_of(after))
        counts = tallies.subtract(answers.counts(after, zone), answers.counts(before, zone))
        await tallies.add_scores(tx, counts)
    await repeating.moved(tx, paired, people, zone)
    return len(found)


def _past(moment: Any, now: datetime, later: datetime) -> Any:  # noqa: ANN401 - None stays None
    return now if moment is not None and moment > later else moment


def _ahead(moment: datetime | None, now: datetime, later: datetime) -> timedelta:
    """Tell by how much the clock was ahead when something happened."""
    return moment - now if moment is not None and moment > later else timedelta()


def _nearer(moment: datetime | None, ahead: timedelta, now: datetime) -> datetime | None:
    """Bring a plan as much nearer as the clock was ahead; what was planned before that stays."""
    if moment is None or moment - ahead < now:
        return moment
    return moment - ahead


def _moved_skips(before: Invitation, after: Invitation, zone: ZoneInfo) -> dict[SkipKey, int]:
    moved: dict[SkipKey, int] = dict(skip_counts(after, zone))
    for key, count in skip_counts(before, zone).items():
        moved[key] = moved.get(key, 0) - count
    return {key: count for key, count in moved.items() if count}

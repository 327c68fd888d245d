"""What happens to an ask: each verb is a move of the table, kept together with what it counts for.

An ask is added as planned, invited or skipped. After that nothing but these verbs moves its row,
so that the daily counts are equal to the rows at every commit.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from storage import invitations, tallies
from storage.ask_states import IllegalMoveError, Start, State, may, moved
from storage.invitations import CANNOT_SAY, Draft, Invitation, ask_counts, skip_counts
from storage.rows import stored
from storage.transaction import Transaction

_ADD = """
INSERT INTO invitations (token, survey, version_id, interaction_id, customer_id, state, gate, until,
    trace, touchpoint, agent, channel, language, visit, test, decided_at, expires_at)
VALUES (:token, :survey, :version_id, :interaction_id, :customer_id, :state, :gate, :until,
    :trace, :touchpoint, :agent, :channel, :language, :visit, :test, :decided_at, :expires_at)
RETURNING id
"""
_MOVE = """
UPDATE invitations SET state = :state, gate = :gate, until = :until, trace = :trace,
    asked_at = :asked_at, delivered_at = :delivered_at, answered_at = :answered_at,
    expires_at = :expires_at, again = :again, version_id = :version_id, decided_at = :decided_at,
    comment_until = :comment_until, withdrawn_at = :withdrawn_at
WHERE id = :id AND state = :was
"""
_LISTEN = """
UPDATE invitations SET comment_until = :until, changing = 0 WHERE id = :id
"""
_DROP_PROMPT = "UPDATE invitations SET comment_until = NULL WHERE id = :id"
_SHOW_SCORES = "UPDATE invitations SET changing = :changing WHERE id = :id"
_MOVED = (
    "id", "state", "gate", "until", "trace", "asked_at", "delivered_at", "answered_at",
    "expires_at", "again", "version_id", "decided_at", "comment_until", "withdrawn_at",
)  # fmt: skip

Ending = Literal["lose", "block", "fail"]  # how a message can end that is not known to have come


async def add(
    tx: Transaction,
    draft: Draft,
    start: Start,
    *,
    at: datetime,
    zone: ZoneInfo,
    trace: Sequence[object] = (),
    expires_at: datetime | None = None,
    gate: str | None = None,
    until: datetime | None = None,
) -> Invitation:
    """Add an ask, or the decision not to make one, which needs the gate."""
    values = {
        **vars(draft),
        "state": start,
        "gate": gate,
        "until": stored(until),
        "trace": json.dumps(list(trace)),
        "decided_at": stored(at),
        "expires_at": stored(expires_at),
    }
    row = await tx.row(_ADD, values)
    assert row is not None  # noqa: S101 - the statement returns the row it wrote
    added = await invitations.get(tx, row["id"])
    await tallies.add_skips(tx, skip_counts(added, zone))
    return added


async def plan(
    tx: Transaction, ask: Invitation, *, expires_at: datetime, zone: ZoneInfo
) -> Invitation:
    """Plan the message after all: the link was opened."""
    after = replace(ask, state=moved(ask.state, "plan"), expires_at=expires_at)
    return await _keep(tx, ask, after, zone)


async def offer(tx: Transaction, ask: Invitation, *, zone: ZoneInfo) -> Invitation:
    """Let the link lead to the question again: what Telegram refused was never asked."""
    if ask.delivered_at is not None:
        raise IllegalMoveError(f"ask {ask.id} has arrived: it cannot be offered again")
    after = replace(ask, state=moved(ask.state, "offer"), asked_at=None)
    return await _keep(tx, ask, after, zone)


async def claim(tx: Transaction, ask: Invitation, *, at: datetime, zone: ZoneInfo) -> Invitation:
    """Take the message in hand; the first claim is the moment of the ask."""
    after = replace(ask, state=moved(ask.state, "claim"), asked_at=ask.asked_at or at)
    return await _keep(tx, ask, after, zone)


async def release(tx: Transaction, ask: Invitation, *, zone: ZoneInfo) -> Invitation:
    """Plan again what is proven not to have been sent; only a question put off was asked before."""
    asked_at = ask.asked_at if ask.again else None
    after = replace(ask, state=moved(ask.state, "release"), asked_at=asked_at)
    return await _keep(tx, ask, after, zone)


async def deliver(tx: Transaction, ask: Invitation, *, at: datetime, zone: ZoneInfo) -> Invitation:
    """Note that the message has arrived; what was over by then stays over.

    IllegalMoveError if nobody was asked.
    """
    if ask.asked_at is None:
        raise IllegalMoveError(f"ask {ask.id} was never asked: nothing of it can arrive")
    state = moved(ask.state, "deliver") if may(ask.state, "deliver") else ask.state
    after = replace(ask, state=state, delivered_at=ask.delivered_at or at)
    return await _keep(tx, ask, after, zone)


async def end(tx: Transaction, ask: Invitation, how: Ending, *, zone: ZoneInfo) -> Invitation:
    """Note that the message is not sent again by itself."""
    return await _keep(tx, ask, replace(ask, state=moved(ask.state, how)), zone)


async def answer(
    tx: Transaction,
    ask: Invitation,
    *,
    at: datetime,
    zone: ZoneInfo,
    comment_until: datetime | None = None,
) -> Invitation:
    """Note that the first score has come, and until when what the person writes is the comment.

    IllegalMoveError for an expired ask that never was one, or is anonymous: those stay closed.
    Of an anonymous one the moment is not kept.
    """
    state = _answered(ask, "answer")
    moment = None if ask.anonymous else at
    after = replace(ask, state=state, answered_at=moment, comment_until=comment_until)
    return await _keep(tx, ask, after, zone)


async def pass_by(tx: Transaction, ask: Invitation, *, at: datetime, zone: ZoneInfo) -> Invitation:
    """Close the question without a score: the person cannot say.

    An anonymous one looks as if it had a score.
    """
    state = _answered(ask, "pass_by")
    after = replace(ask, state=state, comment_until=None)
    if not ask.anonymous:
        after = replace(after, gate=CANNOT_SAY, answered_at=at)
    return await _keep(tx, ask, after, zone)


def _answered(ask: Invitation, move: Literal["answer", "pass_by"]) -> State:
    if ask.state == "expired" and ask.late_until is None:
        raise IllegalMoveError(f"ask {ask.id} has expired for good: it takes no answer")
    return moved(ask.state, move)


async def put_off(
    tx: Transaction, ask: Invitation, *, expires_at: datetime, zone: ZoneInfo
) -> Invitation:
    """Begin once more, later: the person said so."""
    after = replace(ask, state=moved(ask.state, "put_off"), again=True, expires_at=expires_at)
    return await _keep(tx, ask, after, zone)


async def take_back(
    tx: Transaction,
    ask: Invitation,
    *,
    gate: str,
    at: datetime,
    zone: ZoneInfo,
    until: datetime | None = None,
    trace: Sequence[object] | None = None,
) -> Invitation:
    """End an ask that has no answer: unsent it is skipped and was never made, sent it closes."""
    after = replace(
        ask, gate=gate, until=until, trace=ask.trace if trace is None else json.dumps(list(trace))
    )
    if ask.asked_at is None:
        after = replace(after, state=moved(ask.state, "skip"), decided_at=at)
    else:
        moment = None if ask.anonymous else at
        after = replace(after, state=moved(ask.state, "withdraw"), withdrawn_at=moment)
    return await _keep(tx, ask, after, zone)


async def resume(tx: Transaction, ask: Invitation, *, now: datetime, zone: ZoneInfo) -> Invitation:
    """Open what the person had stopped; what has run out meanwhile is only no longer stopped."""
    opened = moved(ask.state, "resume")
    if ask.is_past(now):
        return await _keep(tx, ask, replace(ask, gate=None), zone)
    after = replace(ask, state=opened, gate=None, withdrawn_at=None)
    return await _keep(tx, ask, after, zone)


async def expire(
    tx: Transaction, ask: Invitation, *, zone: ZoneInfo, late_until: datetime | None = None
) -> Invitation:
    """Count a question as ignored whose time has run out; until `late_until` it may be answered."""
    after = replace(ask, state=moved(ask.state, "expire"), comment_until=late_until)
    return await _keep(tx, ask, after, zone)


async def listen(tx: Transaction, ask: Invitation, *, until: datetime | None) -> None:
    """Let what the person writes until a moment be the comment; None ends that."""
    await tx.run(_LISTEN, {"id": ask.id, "until": stored(until)})


async def drop_prompt(tx: Transaction, ask: Invitation) -> None:
    """Listen no longer, whatever the message shows."""
    await tx.run(_DROP_PROMPT, {"id": ask.id})


async def show_scores(tx: Transaction, ask: Invitation, *, changing: bool) -> None:
    """Show the scores of an answered question again, or put them away."""
    await tx.run(_SHOW_SCORES, {"id": ask.id, "changing": changing})


async def _keep(
    tx: Transaction, before: Invitation, after: Invitation, zone: ZoneInfo
) -> Invitation:
    """Write the row and, in the same transaction, the difference in what it counts for."""
    values = {name: stored(getattr(after, name)) for name in _MOVED}
    if not await tx.run(_MOVE, {**values, "was": before.state}):
        raise IllegalMoveError(f"ask {before.id} is no longer {before.state}")
    await tallies.add_asks(tx, tallies.subtract(ask_counts(after, zone), ask_counts(before, zone)))
    if after.state != before.state:
        await tallies.add_skips(tx, skip_counts(after, zone))
    return after

"""Anonymous answers: sealed as they come, counted when five are there, shown when ten said words.

What is sealed is in `storage/pools.py`, what is counted in `storage/portions.py`.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from storage import pools, portions
from storage.dimensions import local_day, places
from storage.invitations import Invitation
from storage.pools import Pool
from storage.portions import FEWEST, FEWEST_WORDS, Portion
from storage.rows import read_value
from storage.transaction import Transaction

DIMENSIONS = ("touchpoint", "channel", "language")  # by one of which a survey may be portioned
CANNOT_SAY = b"\xff"  # a body that is no score: it looks like one while it waits

_ADD_WORDS = """
INSERT INTO anonymous_comments (id, survey, day, body) VALUES (:id, :survey, :day, :body)
"""
_NEWEST_VERSION = "SELECT id FROM versions WHERE survey = :survey ORDER BY number DESC LIMIT 1"


async def add(
    tx: Transaction,
    invitation: Invitation,
    *,
    score: int | None,
    at: datetime,
    zone: ZoneInfo,
    by: str | None = None,
) -> Portion | None:
    """Seal a score without the person; None: they cannot say. Gives the portion it completes.

    `by` names the dimension each value of which is counted apart.
    """
    body = CANNOT_SAY if score is None else bytes([score])
    value = dict(places(invitation, (by,))).get(by, "") if by else ""
    pool = Pool("scores", invitation.version_id, by or "", value)
    return await add_scores(tx, pool, invitation.survey, [body], day=local_day(at, zone))


async def add_scores(
    tx: Transaction, pool: Pool, survey: str, bodies: Sequence[bytes], *, day: str
) -> Portion | None:
    """Seal scores; as soon as five wait they are counted on this day, and forgotten one by one."""
    await pools.put(tx, pool, bodies)
    waiting = await pools.peek(tx, pool, at_least=FEWEST)
    scores = [body[0] for body in waiting if body != CANNOT_SAY]
    if len(scores) < FEWEST:
        return None
    await pools.begin_anew(tx, pool)
    version = await portions.version_of(tx, pool.version_id)
    whole = Portion(survey, version, day, portions.tally(scores), pool.dimension, pool.value)
    await portions.add(tx, whole, version_id=pool.version_id)
    return whole


async def add_comment(
    tx: Transaction,
    *,
    survey: str,
    body: str,
    at: datetime,
    zone: ZoneInfo,
    version_id: int | None = None,
) -> None:
    """Seal words without the person, and apart from the score; by default to the newest version."""
    newest = await read_value(tx, int, _NEWEST_VERSION, {"survey": survey})
    pool = Pool("words", version_id or newest or 0)
    await add_words(tx, pool, survey, [body], day=local_day(at, zone))


async def add_words(
    tx: Transaction, pool: Pool, survey: str, said: Sequence[str], *, day: str
) -> None:
    """Seal words; as soon as ten comments wait they are all shown, as of this day."""
    cut = [body.encode()[: pools.LONGEST_WORDS].decode(errors="ignore") for body in said]
    await pools.put(tx, pool, [body.encode() for body in cut])
    waiting = await pools.peek(tx, pool, at_least=FEWEST_WORDS)
    if len(waiting) < FEWEST_WORDS:
        return
    await pools.begin_anew(tx, pool)
    await show(tx, survey, [body.rstrip(b"\0").decode() for body in waiting], day=day)


async def show(tx: Transaction, survey: str, said: Sequence[str], *, day: str) -> None:
    """Let staff read words, written in an order that tells nothing, on the disk neither."""
    ids = sorted(secrets.token_hex(16) for _ in said)
    shuffled = secrets.SystemRandom().sample(said, len(said))
    rows = zip(ids, shuffled, strict=True)
    await tx.run_many(
        _ADD_WORDS,
        [{"id": each, "survey": survey, "day": day, "body": body} for each, body in rows],
    )

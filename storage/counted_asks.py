"""The asks of a person that the cadence counts: delivered here, or answered elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.deliveries import Kind
from storage.moments import to_micros
from storage.rows import read_all
from storage.transaction import Transaction


def _shown(whose: str) -> str:
    return f"""
SELECT deliveries.survey, deliveries.kind, deliveries.counted_at, deliveries.invitation_id,
    invitations.state, invitations.answered_at, invitations.again, versions.anonymous,
    deliveries.id
FROM deliveries JOIN invitations ON invitations.id = deliveries.invitation_id
    JOIN versions ON versions.id = invitations.version_id
WHERE {whose} AND deliveries.counted_at >= :since
    AND (invitations.state NOT IN ('withdrawn', 'skipped')
        OR (invitations.again = 1 AND deliveries.kind <> 'again')
        OR (versions.anonymous = 1 AND invitations.asked_at IS NOT NULL))
"""  # noqa: S608 - of constants


_STRANGERS = "SELECT stranger_id FROM link_openings WHERE customer_id = :customer_id"
_LINKED = f"""deliveries.invitation_id IN (
    SELECT invitation_id FROM link_openings
    WHERE (stranger_id = :customer_id OR stranger_id IN ({_STRANGERS}))
        AND customer_id <> :customer_id)"""  # noqa: S608 - of constants
_COUNTED = f"""
{_shown("deliveries.customer_id = :customer_id")}
UNION ALL
{_shown(_LINKED)}
UNION ALL
SELECT survey, 'ask', answered_at, invitation_id, 'answered', answered_at, 0, 0, 0
FROM answers
WHERE (customer_id = :customer_id OR customer_id IN ({_STRANGERS}))
    AND source IS NOT NULL AND test = 0 AND answered_at >= :since
ORDER BY 3 DESC, 9 DESC
"""  # noqa: S608 - of constants. Who answered elsewhere was asked there, and just then as far as is
# known; an anonymous ask counts whatever came of it. A link that somebody opened may have been made
# for them: until that is known, what was asked through links of that name counts for both


@dataclass(frozen=True)
class CountedAsk:
    """An ask or reminder that the cadence counts, newest first in a list."""

    survey: str
    kind: Kind
    counted_at: datetime
    invitation_id: int
    state: str
    answered_at: datetime | None
    again: bool
    anonymous: bool = False


async def of_customer(
    tx: Transaction, customer_id: int, *, since: datetime
) -> Sequence[CountedAsk]:
    """Read the asks of a person that the cadence counts, imported answers too, newest first."""
    values = {"customer_id": customer_id, "since": to_micros(since)}
    return await read_all(tx, CountedAsk, _COUNTED, values)

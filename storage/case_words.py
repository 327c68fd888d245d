"""What staff and a customer say to each other about a case, and what became of each message."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from storage.comments import Enclosure, Medium
from storage.deliveries import State
from storage.moments import to_micros
from storage.rows import read_all, read_known, read_one, read_value
from storage.transaction import Transaction

Speaker = Literal["customer", "staff"]

_ADD = """
INSERT INTO case_words
    (case_id, speaker, actor, chat_id, message_id, said_at, body, media, file_id, lead_id)
VALUES (:case_id, :speaker, :actor, :chat_id, :message_id, :said_at, :body, :media, :file_id,
    :lead_id)
ON CONFLICT (chat_id, message_id) DO NOTHING RETURNING id
"""
_READ = """case_words.*, colleagues.name, deliveries.state
FROM case_words LEFT JOIN colleagues ON colleagues.telegram_id = case_words.actor
    LEFT JOIN deliveries ON deliveries.dedupe = 'reply:' || case_words.id
"""
_OF_CASE = f"SELECT {_READ} WHERE case_words.case_id = :case_id ORDER BY case_words.id"
_GET = f"SELECT {_READ} WHERE case_words.id = :id"
_AT = f"SELECT {_READ} WHERE case_words.chat_id = :chat_id AND case_words.message_id = :message_id"
_TOLD_WITH = f"SELECT {_READ} WHERE case_words.case_id = :case_id AND case_words.lead_id = :lead_id"
_FIRST = """
SELECT min(id) FROM case_words WHERE case_id = :case_id AND speaker = 'staff'
"""
_REPLACE = """
UPDATE case_words SET body = :body, media = :media, file_id = :file_id WHERE id = :id
"""


@dataclass(frozen=True)
class Words:
    """One message of a talk; `name` and `state` are of what staff said."""

    id: int
    case_id: int
    speaker: Speaker
    actor: int | None
    said_at: datetime
    body: str | None
    media: Medium | None
    file_id: str | None
    lead_id: int | None
    name: str | None
    state: State | None

    @property
    def file(self) -> Enclosure | None:
        """What was sent along."""
        return Enclosure(self.media, self.file_id) if self.media and self.file_id else None


async def add(
    tx: Transaction,
    case_id: int,
    speaker: Speaker,
    *,
    place: tuple[int, int],
    at: datetime,
    body: str | None,
    file: Enclosure | None,
    actor: int | None = None,
    lead_id: int | None = None,
) -> int | None:
    """Keep words from a place, a chat and a message in it; None where they are kept."""
    chat_id, message_id = place
    values = {"case_id": case_id, "speaker": speaker, "actor": actor, "said_at": to_micros(at)}
    where = {"chat_id": chat_id, "message_id": message_id, "lead_id": lead_id}
    return await read_value(tx, int, _ADD, {**values, **where, **_columns(body, file)})


async def replace(
    tx: Transaction, words_id: int, *, body: str | None, file: Enclosure | None
) -> None:
    """Keep the newer words of a message."""
    await tx.run(_REPLACE, {"id": words_id, **_columns(body, file)})


def _columns(body: str | None, file: Enclosure | None) -> dict[str, object]:
    media, file_id = (file.media, file.file_id) if file else (None, None)
    return {"body": body, "media": media, "file_id": file_id}


async def get(tx: Transaction, words_id: int) -> Words:
    """Read words that are known to be there."""
    return await read_known(tx, Words, _GET, {"id": words_id})


async def find(tx: Transaction, *, chat_id: int, message_id: int) -> Words | None:
    """Find the words that a message holds."""
    return await read_one(tx, Words, _AT, {"chat_id": chat_id, "message_id": message_id})


async def of_case(tx: Transaction, case_id: int) -> list[Words]:
    """Read a talk, oldest first."""
    return await read_all(tx, Words, _OF_CASE, {"case_id": case_id})


async def told_with(tx: Transaction, lead: Words) -> list[Words]:
    """Read what a customer wrote, told to staff in one message with the first of it."""
    about = {"case_id": lead.case_id, "lead_id": lead.id}
    return [lead, *await read_all(tx, Words, _TOLD_WITH, about)]


async def first_of_staff(tx: Transaction, case_id: int) -> int | None:
    """Give which words of staff began a talk."""
    return await read_value(tx, int, _FIRST, {"case_id": case_id})


def dedupe_of(words_id: int) -> str:
    """Name the delivery that sends words of staff."""
    return f"reply:{words_id}"

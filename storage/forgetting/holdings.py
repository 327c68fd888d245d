"""Every table: what of it is a person's, and what makes it nobody's; or why it is nobody's."""

from collections.abc import Mapping
from dataclasses import dataclass

_QUESTIONS = "SELECT id FROM invitations WHERE customer_id = :customer_id"
_CASES = f"SELECT id FROM cases WHERE invitation_id IN ({_QUESTIONS})"  # noqa: S608 - constants
_REPLIES = """(source, interaction) IN (
    SELECT source, external_id FROM interactions WHERE customer_id = :customer_id)"""
_ASKED = "kind IN ('ask', 'again', 'reminder', 'reply')"


@dataclass(frozen=True)
class Holding:
    """Rows of a table that are one person's, and the statement that leaves nothing of them.

    `theirs` finds the rows by :customer_id and :telegram_id. Without `forget` nothing in a row
    tells who it was.
    """

    table: str
    theirs: str
    forget: str | None

    @property
    def select(self) -> str:
        """The statement that reads the rows."""
        return f"SELECT * FROM {self.table} WHERE {self.theirs}"  # noqa: S608 - of constants

    @property
    def erase(self) -> str | None:
        """The statement that forgets them."""
        return f"{self.forget} WHERE {self.theirs}" if self.forget else None


# In this order: what leads to the rows of another table goes after them.
HOLDINGS = (
    Holding(
        "link_openings",
        "customer_id = :customer_id OR stranger_id = :customer_id",
        "DELETE FROM link_openings",
    ),
    Holding("shown", "customer_id = :customer_id", "DELETE FROM shown"),
    Holding("unplaced", "customer_id = :customer_id", "DELETE FROM unplaced"),
    Holding(
        "comments",
        f"invitation_id IN ({_QUESTIONS})",
        "UPDATE comments SET body = NULL, media = NULL, file_id = NULL",
    ),
    Holding(
        "case_steps",
        f"case_id IN ({_CASES})",
        "UPDATE case_steps SET note = NULL, media = NULL, file_id = NULL, message_id = NULL",
    ),
    Holding(
        "case_words",
        f"case_id IN ({_CASES})",
        """UPDATE case_words SET chat_id = 0, message_id = NULL, body = NULL, media = NULL,
            file_id = NULL""",
    ),
    Holding(
        "cases",
        f"invitation_id IN ({_QUESTIONS})",
        """UPDATE cases SET token = :gone || id, state = 'closed', talk_until = NULL,
            held_by = coalesce(held_by, 0)""",
    ),
    Holding(
        "answers",
        f"customer_id = :customer_id OR invitation_id IN ({_QUESTIONS})",
        "UPDATE answers SET message_id = NULL",
    ),
    Holding(
        "deliveries",
        f"customer_id = :customer_id OR invitation_id IN ({_QUESTIONS})",
        f"""UPDATE deliveries SET body = '{{}}', error = NULL,
            chat_id = CASE WHEN {_ASKED} THEN 0 ELSE chat_id END,
            message_id = CASE WHEN {_ASKED} THEN NULL ELSE message_id END,
            revision = CASE WHEN {_ASKED} THEN shown ELSE revision + 1 END,
            state = CASE WHEN {_ASKED} AND state IN ('planned', 'claimed')
                THEN 'withdrawn' ELSE state END""",  # noqa: S608 - of constants
    ),
    Holding("recoveries", f"case_id IN ({_CASES})", None),
    Holding("departures", "customer_id = :customer_id", None),
    Holding(
        "invitations",
        "customer_id = :customer_id",
        "UPDATE invitations SET token = :gone || id, trace = '[]'",
    ),
    Holding("idempotency_keys", _REPLIES, "DELETE FROM idempotency_keys"),
    Holding(
        "interactions",
        "customer_id = :customer_id",
        "UPDATE interactions SET external_id = :gone || id, tags = '{}', reply = '{}'",
    ),
    Holding("customer_refs", "customer_id = :customer_id", "DELETE FROM customer_refs"),
    Holding("actions", "asked_by = :telegram_id", "DELETE FROM actions"),
    Holding("colleagues", "telegram_id = :telegram_id", "DELETE FROM colleagues"),
    Holding(
        "customers",
        "id = :customer_id",
        """UPDATE customers SET telegram_id = NULL, name = NULL, username = NULL,
            telegram_language = NULL, chosen_language = NULL, timezone = NULL, started_at = NULL,
            guided_at = NULL, answered_album = NULL, agreed_to = NULL, agreed_at = NULL,
            talk_case = NULL,
            opted_out_at = coalesce(opted_out_at, :now)""",
    ),
)


@dataclass(frozen=True)
class Mention:
    """A column of a table in which somebody may be named in words, and what forgets that row."""

    table: str
    column: str
    keys: tuple[str, ...]
    forget: str

    @property
    def select(self) -> str:
        """The statement that reads the rows in which something like :named stands."""
        return f"SELECT * FROM {self.table} WHERE {self.column} LIKE :named ESCAPE '^'"  # noqa: S608

    @property
    def erase(self) -> str:
        """The statement that forgets one row."""
        return f"{self.forget} WHERE {' AND '.join(f'{key} = :{key}' for key in self.keys)}"


MENTIONS = (
    Mention("shortcuts", "body", ("token",), "DELETE FROM shortcuts"),
    Mention("audit", "detail", ("id",), "UPDATE audit SET detail = '{}'"),
    Mention("updates", "error", ("bot", "update_id"), "UPDATE updates SET error = 'forgotten'"),
)

NOBODYS: Mapping[str, str] = {
    "anonymous_comments": "of anonymous surveys: nobody knows whose they are",
    "boards": "of staff: what is shown where",
    "chat_moves": "of groups",
    "digests": "of staff: what is told when",
    "forgotten": "hashes, so that it stays forgotten",
    "former_answers": "of anonymous surveys: nobody knows whose they are",
    "former_comments": "of anonymous surveys: nobody knows whose they are",
    "imported_nameless": "of rows without a customer",
    "meta": "of the bot itself",
    "orders": "numbers by day",
    "outages": "of chats of staff",
    "pools": "of anonymous surveys: nobody knows whose they are",
    "portions": "of anonymous surveys: nobody knows whose they are",
    "sealed": "of anonymous surveys: nobody knows whose they are",
    "source_uses": "of other systems",
    "tally_annoyance": "numbers by day",
    "tally_asks": "numbers by day",
    "tally_pairs": "numbers by day",
    "tally_scores": "numbers by day",
    "tally_skips": "numbers by day",
    "undelivered": "of messages to staff",
    "versions": "of questions",
    "watches": "of figures",
    "worths": "of scales",
}

"""The rows of a bot without storage, and the rules as the gates want them."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.gates.facts import PastAsk, QuietHours, Quota, Rules, WorkingDays
from tests.cadence.log import Ended, Rulebook

STILL_OPEN = frozenset({"planned", "claimed", "sent", "unknown"})


def rules_of(book: Rulebook, survey: str) -> Rules:
    """Put a rulebook as the gates want it."""
    own = book.surveys[survey]
    return Rules(
        delay=own.delay,
        floor=book.floor,
        gap=book.gap,
        cap_asks=book.cap_asks,
        cap_per=book.cap_per,
        after_answer=own.after_answer,
        after_silence=own.after_silence,
        patience_factor=book.factor,
        patience_limit=book.limit,
        drop_after=book.drop_after,
        quiet_hours=QuietHours(*book.quiet, book.zone),
        sample=own.sample,
        sample_period=own.sample_period,
        no_survey_tags=book.no_survey,
        min_messages=own.min_messages,
        min_duration=own.min_duration,
        working_days=WorkingDays(book.working_days, book.holidays),
        quota=Quota(*own.quota, anonymous=False) if own.quota else None,
    )


@dataclass
class Invited:
    """A row of invitations, as far as the gates care."""

    id: int
    person: int
    survey: str
    ended: Ended
    expires_at: datetime
    state: str = "planned"
    again: bool = False
    stopped: bool = False  # after it had expired
    answered_at: datetime | None = None


@dataclass
class Message:
    """A row of deliveries, as far as the gates care."""

    id: int
    invited: Invited
    kind: str
    state: str
    counted_at: datetime | None


@dataclass
class Known:
    """Somebody."""

    id: int
    opted_out: bool = False
    unreachable: bool = False
    messages: list[Message] = field(default_factory=list)


def past(message: Message, at: datetime) -> PastAsk:
    invited = message.invited
    put_off = invited.again and message.kind == "ask"
    return PastAsk(
        survey=invited.survey,
        at=at,
        answered_at=invited.answered_at,
        expired=invited.state == "expired" and not put_off,
    )


def counts(message: Message) -> bool:
    put_off = message.invited.again and message.kind == "ask"
    return message.invited.state not in {"withdrawn", "skipped"} or put_off

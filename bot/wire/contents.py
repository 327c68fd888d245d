"""What a message holds that people write or send; a message without any of it is Telegram's own."""

from dataclasses import dataclass
from typing import get_args

from bot.wire.raw import Raw, part, parts, words
from storage.comments import Medium

MEDIA: tuple[Medium, ...] = get_args(Medium)
NOT_KEPT = frozenset(
    {
        *("location", "venue", "contact", "dice", "poll", "checklist", "game", "story"),
        *("paid_media", "invoice", "giveaway", "giveaway_winners"),  # the last three forwarded
    }
)


@dataclass(frozen=True)
class Contents:
    """Words, a medium that can be kept, or something that cannot."""

    text: str | None
    media: Medium | None
    file_id: str | None
    not_kept: bool


def read_contents(message: Raw) -> Contents | None:
    """Read what somebody sent; None where nobody did, as when a message was pinned."""
    text = words(message, "text") or words(message, "caption") or _listed(message)
    media, file_id = _media(message)
    not_kept = media is None and any(part(message, kind) for kind in NOT_KEPT)
    if not text and media is None and not not_kept:
        return None
    return Contents(text or None, media, file_id, not_kept)


def _listed(message: Raw) -> str:
    """Give the words of a poll or a checklist."""
    poll, checklist = part(message, "poll"), part(message, "checklist")
    listed = (*parts(poll, "options"), *parts(checklist, "tasks"))
    below = (words(each, "text") for each in listed)
    lines = (words(poll, "question"), words(checklist, "title"), *below)
    return "\n".join(filter(None, lines))


def _media(message: Raw) -> tuple[Medium | None, str | None]:
    for kind in MEDIA:
        sizes = list(parts(message, kind))  # a photo comes in several, the largest last
        found = sizes[-1] if sizes else part(message, kind)
        if found:
            return kind, words(found, "file_id")
    return None, None

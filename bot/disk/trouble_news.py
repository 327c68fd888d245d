"""What staff are told of a disk, directly: nothing can be planned while it cannot be written."""

from typing import Literal

from bot.operating.telling_admins import admins_in_reach
from bot.operating.undelivered import alerts_chat
from bot.services import DiskTrouble, Services
from bot.wire.outcomes import Outcome, Sent, TryLater, Unknown
from bot.words import dates
from storage.errors import StorageError

Heard = Literal["yes", "perhaps", "not yet", "nobody"]
"""Whether staff have read it: `perhaps` if a call may have come or not, `nobody` if none can."""


async def tell_of_disk(services: Services, trouble: DiskTrouble, *, last: bool) -> Heard:
    """Write to the chat of the alerts, else to the admins.

    What may have come to the chat is not told to the admins, unless it is the `last` try.
    """
    default = services.config.business.default_language
    chat_id = alerts_chat(services)
    in_chat: list[Outcome] = []
    if chat_id is not None:
        in_chat = [await _write(services, chat_id, default, trouble)]
        heard = _heard(in_chat)
        if heard == "yes" or (heard == "perhaps" and not last):
            return heard
    return _heard(
        in_chat
        + [
            await _write(services, admin, language, trouble)
            for admin, language in await _admins(services)
        ]
    )


def _heard(outcomes: list[Outcome]) -> Heard:
    for kind, heard in _MEANINGS:
        if any(isinstance(each, kind) for each in outcomes):
            return heard
    return "nobody"


_MEANINGS: tuple[tuple[type[Outcome], Heard], ...] = (  # one who has read it is enough
    (Sent, "yes"),
    (Unknown, "perhaps"),
    (TryLater, "not yet"),
)


async def _write(services: Services, chat_id: int, language: str, trouble: DiskTrouble) -> Outcome:
    voice, zone = services.voice(language), services.zone
    fault = voice.plain(f"notice.fault.{trouble.fault}")
    since = dates.moment(voice, trouble.since, zone)
    if trouble.fine_since is None:
        text = voice.say("notice.disk_broken", since=since, fault=fault)
    else:
        until = dates.moment(voice, trouble.fine_since, zone)
        text = voice.say("notice.disk_fine", since=since, until=until, fault=fault)
    if trouble.in_doubt:
        text = f"{voice.say('staff.repeat')}\n{text}"
    return await services.outbox.send_text(chat_id, text, kind="begun")


async def _admins(services: Services) -> list[tuple[int, str]]:
    """Find the admins who can be written to, or name all if not even that can be read."""
    try:
        found = await services.database.read(lambda tx: admins_in_reach(services, tx))
    except StorageError:
        default = services.config.business.default_language
        return [(each, default) for each in services.config.staff.admins]
    return [(each.telegram_id, each.language) for each in found]

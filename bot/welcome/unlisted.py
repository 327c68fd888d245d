"""A group that is not listed is told its id once; commands that are refused there meet silence."""

from datetime import datetime

from bot.access import GROUPS
from bot.effects import Scene
from bot.operating.telling_admins import NOTICE
from bot.operating.undelivered import alert_chats
from bot.services import Services
from bot.wire.incoming import Asker, Said
from storage import deliveries
from storage.transaction import Transaction


async def is_met_with_silence(scene: Scene, asker: Asker) -> bool:
    """Tell whether a refusal is left unsaid, as in a group that is not listed; it reads its id."""
    if not isinstance(asker, Said) or asker.chat_type not in GROUPS:
        return False
    if _is_known(scene.services, asker.chat_id):
        return False
    await tell_unlisted(scene.services, scene.tx, asker.chat_id, scene.now)
    return True


async def tell_unlisted(services: Services, tx: Transaction, chat_id: int, now: datetime) -> None:
    """Say that commands are not answered there, and which line changes that."""
    if _is_known(services, chat_id):
        return
    await deliveries.plan(
        tx,
        kind="alert",
        dedupe=f"notice:unlisted:{chat_id}",
        chat_id=chat_id,
        due_at=now,
        body={
            NOTICE: "unlisted",
            "language": services.config.business.default_language,
            "reason": str(chat_id),
        },
    )


def _is_known(services: Services, chat_id: int) -> bool:
    known = {*services.config.staff.chats, *alert_chats(services)}
    return chat_id in {*known, *(services.chat_moves.get(each, each) for each in known if each)}

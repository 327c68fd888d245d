"""The bot is added to a group that is not listed: the group is told its id, once."""

from datetime import datetime

from bot.operating.telling_admins import NOTICE
from bot.operating.undelivered import alert_chats
from bot.services import Services
from storage import deliveries
from storage.transaction import Transaction


async def tell_unlisted(services: Services, tx: Transaction, chat_id: int, now: datetime) -> None:
    """Say that commands are not answered there, and which line changes that."""
    known = {*services.config.staff.chats, *alert_chats(services)}
    if chat_id in {*known, *(services.chat_moves.get(each, each) for each in known if each)}:
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

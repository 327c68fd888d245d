"""Who is asking, in which chat, and may they."""

from bot.access import Role, is_anonymous_admin, role_of
from bot.errors import Refusal
from bot.services import Services
from bot.wire.incoming import Asker, Said


def require(services: Services, asker: Asker, role: Role) -> None:
    """Raise a Refusal unless the person has the role in this chat."""
    by_chat = isinstance(asker, Said) and asker.in_name_of_chat
    if role > Role.ANYONE and (by_chat or is_anonymous_admin(asker.person.telegram_id)):
        raise Refusal("staff.anonymous_admin")
    if asker.chat_id is None or held_by(services, asker) < role:
        raise Refusal("staff.denied", role=role.name.lower())


def held_by(services: Services, asker: Asker) -> Role:
    """Tell the role of whoever wrote or pressed, in this chat."""
    if asker.chat_id is None:
        return Role.ANYONE
    return role_of(
        services.config.staff,
        user_id=asker.person.telegram_id,
        chat_id=asker.chat_id,
        chat_type=asker.chat_type,
        chat_moves=services.chat_moves,
    )


def held_in(services: Services, *, user_id: int, chat_id: int) -> Role:
    """Tell the role of a person in a chat of which only the id is known, wherever it is now."""
    here = services.chat_moves.get(chat_id, chat_id)
    return role_of(
        services.config.staff,
        user_id=user_id,
        chat_id=here,
        chat_type="private" if here > 0 else "supergroup",
        chat_moves=services.chat_moves,
    )

"""Who is asking, in which chat, and may they."""

from collections.abc import Sequence

from bot.access import GROUPS, Role, holders, is_anonymous_admin, role_of
from bot.effects import Scene
from bot.errors import Refusal
from bot.services import Services
from bot.wire.incoming import Asker, Said
from bot.wire.members import Place
from storage import colleagues

_NAMED = 3  # people of a refusal: a toast is short


class Denied(Refusal):
    """Staff whose role is too low, in this chat."""

    def __init__(self, role: Role, held: Role) -> None:
        """Remember the role that is needed, and the one that there is."""
        super().__init__("staff.denied", role=role.name.lower())
        self.role = role
        self.held = held


def require(services: Services, asker: Asker, role: Role) -> None:
    """Raise a Refusal unless the person has the role in this chat."""
    by_chat = isinstance(asker, Said) and asker.in_name_of_chat
    if role > Role.ANYONE and (by_chat or is_anonymous_admin(asker.person.telegram_id)):
        raise Refusal("staff.anonymous_admin")
    held = held_by(services, asker)
    if asker.chat_id is not None and held >= role:
        return
    place = place_that_counts(services, asker)
    if place is not None and services.members.is_in(*place) is None:
        raise Refusal("staff.member_unknown")
    raise Denied(role, held)


async def with_people(scene: Scene, asker: Asker, refusal: Refusal) -> Refusal:
    """Say in a refusal by role which one is needed and who has it; strangers read no names."""
    if not isinstance(refusal, Denied) or refusal.held is Role.ANYONE:
        return refusal
    staff, voice = scene.services.config.staff, scene.voice(asker)
    able, admins = holders(staff, refusal.role), holders(staff, Role.ADMIN)
    ask = "ask" if able == admins else "who"
    return Refusal(
        f"staff.needs_role.{ask if admins else 'nobody'}",
        role=voice.plain(f"staff.role.{refusal.role.name.lower()}"),
        held=voice.plain(f"staff.role.{refusal.held.name.lower()}"),
        who=await called(scene, able),
        admins=await called(scene, admins),
    )


async def called(scene: Scene, people: Sequence[int]) -> list[str]:
    """Name some people, as far as their names are known."""
    names = await colleagues.names(scene.tx, people[:_NAMED])
    return [*names.values(), *["…"] * (len(people) > _NAMED)]


def held_by(services: Services, asker: Asker) -> Role:
    """Tell the role of whoever wrote or pressed, in this chat.

    Whether they are in a group was asked before the transaction; who may have left is nobody.
    """
    if asker.chat_id is None:
        return Role.ANYONE
    place = place_that_counts(services, asker)
    return _role(services, asker, is_member=place is None or bool(services.members.is_in(*place)))


def place_that_counts(services: Services, asker: Asker) -> Place | None:
    """Give chat and person where only being in a group makes somebody staff."""
    if asker.chat_id is None or asker.chat_type not in GROUPS:
        return None
    if _role(services, asker, is_member=True) is _role(services, asker, is_member=False):
        return None
    return asker.chat_id, asker.person.telegram_id


def _role(services: Services, asker: Asker, *, is_member: bool) -> Role:
    return role_of(
        services.config.staff,
        user_id=asker.person.telegram_id,
        chat_id=asker.chat_id or 0,
        chat_type=asker.chat_type,
        chat_moves=services.chat_moves,
        is_member=is_member,
    )


def held_in(services: Services, *, user_id: int, chat_id: int) -> Role:
    """Tell the role of a person in a chat of which only the id is known, wherever it is now.

    It is for what stands in the chat: that outlives the membership of whoever had it made.
    """
    here = services.chat_moves.get(chat_id, chat_id)
    return role_of(
        services.config.staff,
        user_id=user_id,
        chat_id=here,
        chat_type="private" if here > 0 else "supergroup",
        chat_moves=services.chat_moves,
        is_member=True,
    )

"""Who may see and do what; whoever is not listed may do nothing."""

from collections.abc import Collection, Mapping
from enum import IntEnum

from bot.settings.staff import Staff

ANONYMOUS_ADMIN = 1087968824  # @GroupAnonymousBot stands for any administrator who hides
NOBODY = frozenset({ANONYMOUS_ADMIN, 136817688, 777000})  # also channels, and what they forward
GROUPS = frozenset({"group", "supergroup"})


class Role(IntEnum):
    """What a person may do; each role may do what the ones before it may."""

    ANYONE = 0
    VIEWER = 1
    AGENT = 2
    ANALYST = 3
    ADMIN = 4


def is_anonymous_admin(user_id: int | None) -> bool:
    """Tell whether an administrator is writing in the group's name."""
    return user_id == ANONYMOUS_ADMIN


def role_of(
    staff: Staff,
    *,
    user_id: int | None,
    chat_id: int,
    chat_type: str,
    chat_moves: Mapping[int, int],
    is_member: bool,
) -> Role:
    """Give the role of a person in a chat: a listed group's members are viewers there.

    In private only ids count.
    """
    if user_id is None or user_id in NOBODY:
        return Role.ANYONE
    if chat_type == "private":
        return own_role(staff, user_id)
    if chat_type in GROUPS and _is_listed(staff.chats, chat_id, chat_moves):
        return max(Role.VIEWER if is_member else Role.ANYONE, own_role(staff, user_id))
    return Role.ANYONE


def own_role(staff: Staff, user_id: int) -> Role:
    """Give the role that a person has by their own id, wherever they write."""
    if user_id in NOBODY:
        return Role.ANYONE
    return next((role for role, ids in _lists(staff)[::-1] if user_id in ids), Role.ANYONE)


def agents_of(staff: Staff, telegram_id: int) -> list[str]:
    """List the agents that a person is in other systems."""
    return [agent for agent, person in staff.agent_ids.items() if person == telegram_id]


def holders(staff: Staff, role: Role) -> tuple[int, ...]:
    """List who has a role by their own id; where nobody has just this one, the next higher."""
    return next((ids for each, ids in _lists(staff) if each >= role and ids), ())


def people_of(staff: Staff) -> dict[int, Role]:
    """Give everybody whom the settings name with their own role: admins first, then as written."""
    named = (each for _, ids in _lists(staff)[::-1] for each in ids)
    return {each: own_role(staff, each) for each in (*named, *staff.agent_ids.values())}


def groups_of(staff: Staff, chat_moves: Mapping[int, int]) -> list[int]:
    """List the groups in which staff read, under their present numbers."""
    named = [*staff.chats, *([staff.alerts] if staff.alerts and staff.alerts < 0 else [])]
    return list(dict.fromkeys(_present_id(chat, chat_moves) for chat in named))


def _lists(staff: Staff) -> tuple[tuple[Role, tuple[int, ...]], ...]:
    return (
        (Role.VIEWER, staff.viewers),
        (Role.AGENT, staff.agents),
        (Role.ANALYST, staff.analysts),
        (Role.ADMIN, staff.admins),
    )


def _is_listed(chats: Collection[int], chat_id: int, moves: Mapping[int, int]) -> bool:
    return chat_id in {_present_id(chat, moves) for chat in chats}


def _present_id(chat_id: int, moves: Mapping[int, int]) -> int:
    seen = {chat_id}
    while (new := moves.get(chat_id)) is not None and new not in seen:
        seen.add(new)
        chat_id = new
    return chat_id

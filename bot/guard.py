"""Who is asking, in which chat, and may they: asked at the door, and for a report that is named."""

from bot.access import Role, is_anonymous_admin, own_role, role_of
from bot.effects import Scene
from bot.errors import Refusal
from bot.reports.pages import command_behind
from bot.reports.understanding import query_of
from bot.services import Button, Command, Services
from bot.text.query import command_of
from bot.wire.incoming import Asker, Said, Tap


def admit(services: Services, said: Said) -> Command:
    """Give the command that was typed, if whoever typed it may see what it names."""
    command = next(each for each in services.commands if each.name == said.command)
    require(services, said, command.role)
    if command.name in services.reports:
        require(services, said, role_needed(services, said.text or ""))
    return command


async def admit_press(scene: Scene, tap: Tap, button: Button) -> None:
    """Refuse whoever may not press; a button that repeats a command asks for its role."""
    services, role = scene.services, button.role
    if role is None:
        body = await command_behind(scene.tx, tap.data)
        if body is None:
            raise Refusal("staff.stale_button")
        role = role_needed(services, body)
    alerts = services.config.staff.alerts
    in_alerts = alerts is not None and tap.chat_id == services.chat_moves.get(alerts, alerts)
    if button.in_alerts and in_alerts:
        own = own_role(services.config.staff, tap.person.telegram_id)
        if own >= role:
            return
    require(services, tap, role)


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


def role_needed(services: Services, text: str) -> Role:
    """Tell which role a command needs: a survey or metric that it names is for who may ask it.

    A command that is not in the table needs the highest.
    """
    roles = {each.name: each.role for each in services.commands}
    needed = roles.get(command_of(text), Role.ADMIN)
    if command_of(text) not in services.reports:
        return needed
    query = query_of(services, text)
    metrics = [query.metric] if query.metric else []
    metrics += [services.versions[query.survey].metric] if query.survey else []
    return max([needed, *(roles.get(metric, Role.ADMIN) for metric in metrics)])

"""Who may come in at the door: asked once for each command and each press."""

from bot.access import own_role
from bot.effects import Scene
from bot.errors import Refusal
from bot.guard import require
from bot.reports.pages import command_behind
from bot.reports.roles import role_needed
from bot.services import Button, Command, Services
from bot.wire.incoming import Said, Tap


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

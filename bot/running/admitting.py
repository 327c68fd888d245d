"""Who may come in at the door: asked once for each command and each press."""

from bot.access import own_role
from bot.effects import Scene
from bot.errors import Refusal
from bot.guard import require
from bot.reports.measured import not_measured
from bot.reports.pages import command_behind
from bot.reports.roles import role_needed
from bot.reports.understanding import query_of, surveys_of
from bot.services import Button, Command, Services
from bot.text.query import Query
from bot.wire.incoming import Said, Tap
from metrics.catalogue import METRICS


def admit(services: Services, said: Said) -> Command:
    """Give the command that was typed, or refuse: who may not see it, and what is not measured."""
    command = next(each for each in services.commands if each.name == said.command)
    require(services, said, command.role)
    if command.name in METRICS and not surveys_of(services, command.name):
        raise not_measured(services.config, command.name, _read(services, said.text or ""))
    if command.name in services.reports:
        require(services, said, role_needed(services, said.text or ""))
    return command


def _read(services: Services, text: str) -> Query | None:
    try:
        return query_of(services, text)
    except Refusal:
        return None  # a word of it is wrong, too


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

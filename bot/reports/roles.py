"""Which role a command needs, what it names counted in."""

from bot.access import Role
from bot.reports.understanding import query_of
from bot.services import Services
from bot.text.query import command_of


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

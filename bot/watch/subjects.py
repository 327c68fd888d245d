"""Everything that can be watched, by name: each survey that is not anonymous, and the figures."""

from datetime import date

from bot.services import Services
from bot.watch.standing import Seen
from bot.watch.weekly_figures import FIGURES, look_at_figure
from bot.watch.weekly_surveys import look_at_survey, watched_surveys
from storage.transaction import Transaction


def subjects(services: Services) -> list[str]:
    """List what can be watched; each is looked at by itself."""
    return [*watched_surveys(services), *FIGURES]


async def look(services: Services, tx: Transaction, name: str, *, today: date) -> Seen | None:
    """Read the weeks of one subject; None while there are none."""
    if name in FIGURES:
        return await look_at_figure(services, tx, name, today=today)
    return await look_at_survey(tx, name, today=today)

"""/overall: NPS, CSAT and CES read together."""

from bot.reports.overall.reading import read_together
from bot.reports.overall.words import METRICS, overall_page
from bot.reports.understanding import surveys_of
from bot.services import Report, Services
from bot.text.query import Form, Query


def _shown(services: Services, _query: Query) -> list[str]:
    return [name for metric in METRICS for name in surveys_of(services, metric)]


OVERALL = Report(
    name="overall",
    form=Form(filters=("touchpoint", "agent", "language", "channel")),
    read=read_together,
    write=overall_page,
    shows=_shown,
    gallery=(("overall-month", "/overall month"),),
)

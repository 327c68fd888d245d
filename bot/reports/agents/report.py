"""/agents: everybody beside what chance allows."""

from bot.reports.agents.reading import agents
from bot.reports.agents.words import agents_page
from bot.reports.understanding import surveys_meant
from bot.services import Report
from bot.text.query import Form
from metrics.catalogue import METRICS

AGENTS = Report(
    name="agents",
    form=Form(
        filters=("survey", "touchpoint", "language", "channel", "version"),
        metrics=tuple(METRICS),
    ),
    read=agents,
    write=agents_page,
    shows=surveys_meant,
    gallery=(("agents-quarter", "/agents nps quarter survey=recommend"),),
)

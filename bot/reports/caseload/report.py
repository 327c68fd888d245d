"""/cases: what was done about cases."""

from bot.access import Role
from bot.reports.caseload.reading import settling
from bot.reports.caseload.words import cases_page
from bot.reports.understanding import no_survey
from bot.services import Report
from bot.text.query import Form

CASES = Report(
    name="cases",
    form=Form(filters=()),
    read=settling,
    write=cases_page,
    shows=no_survey,
    role=Role.AGENT,
    group="comments",
)

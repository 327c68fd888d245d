"""/retention: who came again."""

from bot.reports.retention.reading import SHORTEST, keeping
from bot.reports.retention.words import retention_page
from bot.reports.understanding import no_survey
from bot.services import Report
from bot.text.query import Form

RETENTION = Report(
    name="retention",
    form=Form(filters=("touchpoint", "channel"), against=True, period="month", shortest=SHORTEST),
    read=keeping,
    write=retention_page,
    shows=no_survey,
    gallery=(("retention-month", "/retention month"),),
)

"""/asked: how many questions went out."""

from bot.reports.asked.reading import count_asked
from bot.reports.asked.words import asked_page
from bot.reports.understanding import every_survey
from bot.services import Report
from bot.text.query import Form

ASKED = Report(
    name="asked",
    form=Form(filters=("survey", "touchpoint")),
    read=count_asked,
    write=asked_page,
    shows=every_survey,
)

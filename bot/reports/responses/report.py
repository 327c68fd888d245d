"""/responses: who was asked, who answered, who was not asked at all."""

from bot.reports.responses.reading import responses
from bot.reports.responses.words import responses_page
from bot.reports.understanding import every_survey
from bot.services import Report
from bot.text.query import STEPS, Form

RESPONSES = Report(
    name="responses",
    form=Form(
        by=(*STEPS, "weekday", "touchpoint", "agent", "language", "channel", "visit", "version"),
        filters=("survey", "touchpoint", "agent", "language", "channel", "visit", "version"),
    ),
    read=responses,
    write=responses_page,
    shows=every_survey,
    gallery=(
        ("responses-week", "/responses week survey=recommend"),
        ("responses-by-channel", "/responses month survey=after-chat by channel"),
    ),
)

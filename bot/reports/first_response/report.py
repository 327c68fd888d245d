"""/frt: how long customers waited for a first reply."""

from bot.reports.first_response.reading import waiting
from bot.reports.first_response.words import first_response_page
from bot.reports.understanding import no_survey
from bot.services import Report
from bot.text.query import STEPS, Form

FIRST_RESPONSE = Report(
    name="frt",
    form=Form(
        by=(*STEPS, "touchpoint", "agent", "channel"),
        filters=("touchpoint", "agent", "channel"),
        against=True,
    ),
    read=waiting,
    write=first_response_page,
    shows=no_survey,
    gallery=(("first-reply-by-channel", "/frt week by channel"), ("first-reply", "/frt month")),
)

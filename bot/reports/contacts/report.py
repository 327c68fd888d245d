"""/contacts: contacts for each 10,000 orders."""

from bot.reports.contacts.reading import contacting
from bot.reports.contacts.words import contacts_page
from bot.reports.understanding import no_survey
from bot.services import Report
from bot.text.query import STEPS, Form

CONTACTS = Report(
    name="contacts",
    form=Form(
        by=(*STEPS, "touchpoint", "channel"), filters=("touchpoint", "channel"), against=True
    ),
    read=contacting,
    write=contacts_page,
    shows=no_survey,
    gallery=(("contacts-month", "/contacts month"),),
)

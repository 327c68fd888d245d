"""/themes: what comments speak of."""

from bot.reports.themes.reading import themes
from bot.reports.themes.words import themes_page
from bot.reports.understanding import every_survey
from bot.services import Report
from bot.text.query import SAID, Form

THEMES = Report(
    name="themes",
    form=Form(filters=("survey", *SAID, "version")),
    read=themes,
    write=themes_page,
    shows=every_survey,
    group="comments",
    gallery=(("themes-month", "/themes month survey=after-chat"),),
)

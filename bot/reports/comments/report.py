"""/comments: what customers wrote."""

from bot.reports.comments.reading import quote
from bot.reports.comments.words import comments_page
from bot.reports.understanding import every_survey
from bot.services import Report
from bot.text.query import SAID, Form

COMMENTS = Report(
    name="comments",
    form=Form(filters=("survey", *SAID, "theme", "after"), words=("text", "low")),
    read=quote,
    write=comments_page,
    shows=every_survey,
    group="comments",
)

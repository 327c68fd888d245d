"""/compare: before a change and after it."""

from bot.reports.compare.reading import compare
from bot.reports.compare.words import compare_page
from bot.reports.understanding import surveys_meant
from bot.services import Report
from bot.text.query import LENGTHS, SCORED, Form
from metrics.catalogue import METRICS

COMPARE = Report(
    name="compare",
    form=Form(
        filters=("survey", *SCORED, "version", *LENGTHS), metrics=tuple(METRICS), around=True
    ),
    read=compare,
    write=lambda voice, found, _today: compare_page(voice, found),
    shows=surveys_meant,
    gallery=(("compare-after-chat", "/compare after-chat before 2026-11-15 after settling=0d"),),
)

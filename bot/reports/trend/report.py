"""/trend: a survey over a long time."""

from bot.reports.trend.reading import trend
from bot.reports.trend.words import trend_page
from bot.reports.understanding import surveys_meant
from bot.services import Report
from bot.text.query import SCORED, STEPS, Form
from metrics.catalogue import METRICS

TREND = Report(
    name="trend",
    form=Form(
        by=STEPS, filters=("survey", *SCORED, "version"), metrics=tuple(METRICS), period="quarter"
    ),
    read=trend,
    write=lambda voice, found, _today: trend_page(voice, found),
    shows=surveys_meant,
    gallery=(("trend-by-week", "/trend nps quarter survey=recommend by week"),),
)

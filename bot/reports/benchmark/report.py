"""/benchmark: our own score beside published ones."""

from bot.reports.benchmark.reading import benchmark
from bot.reports.benchmark.words import benchmark_page
from bot.reports.understanding import surveys_meant
from bot.services import Report
from bot.text.query import Form
from metrics.catalogue import METRICS

BENCHMARK = Report(
    name="benchmark",
    form=Form(filters=("survey",), metrics=tuple(METRICS), period="quarter"),
    read=benchmark,
    write=benchmark_page,
    shows=surveys_meant,
    gallery=(("benchmark-csat", "/benchmark csat"),),
)

"""The summaries, one for each metric: /nps /csat /ces /stars /mood /score /thumbs /enps."""

from bot.access import Role
from bot.reports.measured import NAMED_ONLY
from bot.reports.summary.reading import summarise
from bot.reports.summary.words import summary_page
from bot.reports.understanding import own_surveys
from bot.services import Report
from bot.text.query import CUTS, STEPS, Form
from metrics.catalogue import METRICS

_FORM = Form(
    by=(*STEPS, "weekday", *CUTS, "version"),
    filters=("survey", *CUTS, "version"),
    against=True,
)
_GALLERY = {
    "nps": (
        ("nps-week", "/nps week survey=recommend"),
        ("nps-compared", "/nps week survey=recommend vs last month"),
        ("nps-by-agent", "/nps quarter survey=recommend by agent"),
        ("nps-by-touchpoint", "/nps month survey=recommend by touchpoint"),
        ("nps-by-week", "/nps quarter survey=recommend by week"),
        ("nps-few", "/nps week survey=new-app"),
        ("nps-four", "/nps yesterday survey=new-app"),
        ("nps-none", "/nps 2026-06 survey=recommend"),
    ),
    "csat": (
        ("csat-by-visit", "/csat quarter survey=after-chat by visit"),
        ("csat-by-language", "/csat month survey=after-chat by language"),
        ("csat-down", "/csat week survey=after-chat"),
        ("csat-three-surveys", "/csat week"),
    ),
    "ces": (("ces-week", "/ces week"),),
    "stars": (("stars-new-question", "/stars week"),),
    "mood": (("mood-week", "/mood week"),),
    "score": (("score-month", "/score month"),),
    "thumbs": (("thumbs-week", "/thumbs week"),),
    "recovery": (),
    "enps": (("enps-month", "/enps month"),),
}
SUMMARIES = tuple(
    Report(
        name=metric,
        form=_FORM,
        read=summarise,
        write=summary_page,
        shows=own_surveys,
        role=Role.ANALYST if metric == NAMED_ONLY else Role.VIEWER,
        gallery=_GALLERY.get(metric, ()),
    )
    for metric in METRICS
)

"""A rulebook as an operator would write it."""

from datetime import timedelta

from tests.cadence.log import Rulebook, SurveyRules

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HEAD = """
[telegram]
token = "4242424242:a-token-that-is-never-used"
[storage]
url = "sqlite:///histories.db"
[business]
timezone = "{zone}"
[cadence]
floor = "{floor}"
gap = "{gap}"
cap = {{ asks = {asks}, per = "{per}" }}
quiet_hours = {{ from = "{start:%H:%M}", to = "{end:%H:%M}" }}
patience = {{ factor = {factor}, limit = "{limit}" }}
drop_after = "{drop_after}"
later_after = "{later_after}"
workdays = [{workdays}]
holidays = [{holidays}]
no_survey_tags = [{tags}]
"""
SURVEY = """
[surveys.{name}]
metric = "csat"
touchpoints = {touchpoints}
delay = "{delay}"
expires = "{expires}"
repeat = {{ after_answer = "{after_answer}", after_silence = "{after_silence}" }}
sample = {sample}
sample_period = "{sample_period}"
min_messages = {min_messages}
min_duration = "{min_duration}"
"""


def written(rules: Rulebook) -> str:
    """Write a rulebook as an operator would."""
    head = HEAD.format(
        zone=rules.zone.key,
        floor=_lasting(rules.floor),
        gap=_lasting(rules.gap),
        asks=rules.cap_asks,
        per=_lasting(rules.cap_per),
        start=rules.quiet[0],
        end=rules.quiet[1],
        factor=rules.factor,
        limit=_lasting(rules.limit),
        drop_after=_lasting(rules.drop_after),
        later_after=_lasting(rules.later_after),
        workdays=", ".join(f'"{WEEK[each]}"' for each in sorted(rules.working_days)),
        holidays=", ".join(each.isoformat() for each in sorted(rules.holidays)),
        tags=", ".join(f'"{each}"' for each in rules.no_survey),
    )
    surveys = [
        SURVEY.format(
            name=name,
            touchpoints=list(each.touchpoints),
            delay=_lasting(each.delay),
            expires=_lasting(each.expires),
            after_answer=_lasting(each.after_answer),
            after_silence=_lasting(each.after_silence),
            sample=each.sample,
            sample_period=_lasting(each.sample_period),
            min_messages=each.min_messages,
            min_duration=_lasting(each.min_duration),
        )
        + _quota(each)
        + _precision(each)
        for name, each in rules.surveys.items()
    ]
    return head + "".join(surveys)


def _quota(survey: SurveyRules) -> str:
    if survey.quota is None:
        return ""
    answers, per = survey.quota
    return f'quota = {{ answers = {answers}, per = "{_lasting(per)}" }}\n'


def _precision(survey: SurveyRules) -> str:
    if survey.precision is None:
        return ""
    points, per = survey.precision
    return f'precision = {{ points = {points}, per = "{_lasting(per)}" }}\n'


def _lasting(duration: timedelta) -> str:
    return f"{duration // timedelta(seconds=1)}s"

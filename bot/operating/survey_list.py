"""Staff ask what is measured and why: /surveys."""

from telegram import Update

from bot.operating.listings import SurveyLine, surveys_text
from bot.reports.pages import voice_of
from bot.reports.understanding import surveys_of
from bot.services import Context
from bot.surveys.questionnaire import survey_of


async def on_surveys(update: Update, context: Context) -> None:
    """List every survey with its metric, scale, touchpoints, purpose, version and state."""
    services = context.services
    lines = []
    for name in surveys_of(services):
        version = services.versions[name]
        survey = survey_of(services.config, version)
        lines.append(
            SurveyLine(
                version=version,
                about=survey.about,
                touchpoints=survey.touchpoints,
                purpose=survey.purpose,
                configured=name in services.config.surveys,
                since=version.created_at.astimezone(services.zone).date(),
            )
        )
    await context.say(surveys_text(voice_of(update, context), lines))

"""Staff ask what is measured and why: /surveys."""

from bot.effects import Reply, Scene
from bot.operating.listings import SurveyLine, surveys_text
from bot.reports.understanding import surveys_of
from bot.surveys.question import Screen
from bot.surveys.questionnaire import survey_of
from bot.wire.incoming import Said


async def on_surveys(scene: Scene, said: Said) -> Reply:
    """List every survey with its metric, scale, touchpoints, purpose, version and state."""
    services = scene.services
    lines = []
    for name in surveys_of(services):
        version = services.versions[name]
        survey = survey_of(services.config, version)
        since = version.created_at.astimezone(services.zone).date()
        lines.append(SurveyLine(version, survey, name in services.config.surveys, since))
    return Reply(say=Screen(surveys_text(scene.voice(said), lines)))

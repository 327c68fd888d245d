"""Staff ask how often people are asked: /cadence."""

from difflib import get_close_matches

from bot.effects import Reply, Scene
from bot.errors import Refusal
from bot.operating.rules_words import cadence_text, survey_cadence_text
from bot.surveys.question import Screen
from bot.text.query import quoted
from bot.wire.incoming import Said


async def on_cadence(scene: Scene, said: Said) -> Reply:
    """/cadence [SURVEY] - the rules in force, in words; refused for a survey there is not."""
    services, voice, config = scene.services, scene.voice(said), scene.services.config
    at = "" if said.chat_type == "private" else f"@{services.me.username}"
    wanted = " ".join(said.words).removeprefix("survey=").strip('"“”')
    if not wanted:
        return Reply(say=Screen(cadence_text(voice, config, at=at)))
    surveys, wanted = list(config.surveys), config.names.id_of("survey", wanted)
    if wanted.lower() not in surveys:
        close = get_close_matches(wanted.lower(), surveys, n=1, cutoff=0.4) or surveys
        example = f"/cadence {quoted(close[0])}"
        raise Refusal("staff.unknown_survey", survey=wanted, names=surveys, example=example)
    return Reply(say=Screen(survey_cadence_text(voice, config, wanted.lower(), at=at)))

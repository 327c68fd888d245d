"""Staff ask how often people are asked: /cadence."""

from difflib import get_close_matches

from telegram import Update

from bot.errors import Refusal
from bot.operating.rules_words import cadence_text, survey_cadence_text
from bot.reports.pages import voice_of
from bot.services import Context
from bot.text.query import quoted


async def on_cadence(update: Update, context: Context) -> None:
    """/cadence [SURVEY] - the rules in force, in words; refused for a survey there is not."""
    services, chat = context.services, update.effective_chat
    voice, config = voice_of(update, context), services.config
    at = "" if chat is not None and chat.type == "private" else f"@{services.me.username}"
    wanted = " ".join(context.args or []).removeprefix("survey=").strip('"“”')
    if not wanted:
        await context.say(cadence_text(voice, config, at=at))
        return
    surveys = list(config.surveys)
    if wanted.lower() not in surveys:
        close = get_close_matches(wanted.lower(), surveys, n=1, cutoff=0.4) or surveys
        example = f"/cadence {quoted(close[0])}"
        raise Refusal("staff.unknown_survey", survey=wanted, names=surveys, example=example)
    await context.say(survey_cadence_text(voice, config, wanted.lower(), at=at))

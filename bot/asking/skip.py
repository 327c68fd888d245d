"""Staff spare somebody one ask: /skip CUSTOMER."""

from telegram import Update

from bot.asking.sparing import spare
from bot.reports.pages import voice_of
from bot.services import Context


async def on_skip(update: Update, context: Context) -> None:
    """Take back what is planned for a person; who did it is noted, and how often is counted."""
    services, user, named = context.services, update.effective_user, " ".join(context.args or [])
    if user is None:
        return
    spared = await spare(services, named, actor=user.id, now=services.clock(), command="/skip")
    voice = voice_of(update, context)
    if not spared.surveys:
        await context.say(voice.say("staff.skip.nothing", person=spared.person, named=named))
        return
    surveys = ", ".join(spared.surveys)
    await context.say(voice.say("staff.skip.done", person=spared.person, surveys=surveys))

"""Staff: /test SURVEY sends the question to the asking admin at once, counted nowhere."""

from telegram import Update

from bot.asking.trying import plan_test
from bot.errors import Refusal
from bot.services import Context


async def on_test(update: Update, context: Context) -> None:
    """/test SURVEY - see a question as a customer sees it; refused for a survey there is not."""
    services, user, chat = context.services, update.effective_user, update.effective_chat
    surveys = list(services.config.surveys)
    wanted = (context.args or [""])[0] or (surveys[0] if len(surveys) == 1 else "")
    if wanted not in services.config.surveys:
        raise Refusal("staff.test_which", surveys=surveys, example=f"/test {surveys[0]}")
    if user is None or chat is None:
        return
    await plan_test(services, wanted, user=user)
    if chat.type != "private":
        words = context.services.words
        username = services.me.username
        await context.say(words.say(context.language(update), "staff.test_sent", username=username))

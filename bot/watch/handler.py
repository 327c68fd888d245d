"""Staff ask what is watched for changes: /watch; and take a change as the new normal."""

from telegram import Update

from bot.access import Role
from bot.guard import require
from bot.reports.pages import voice_of
from bot.reports.understanding import today
from bot.services import Context
from bot.watch.alert_parts import PREFIX
from bot.watch.keeping import accept
from bot.watch.list_words import FROM_LIST, listing_screen
from bot.watch.listing import listing


async def on_watch(update: Update, context: Context) -> None:
    """/watch - every survey that is watched and how it stands."""
    screen = listing_screen(voice_of(update, context), await listing(context.services))
    await context.say(screen.text, screen.keyboard)


async def on_press(update: Update, context: Context) -> None:
    """Take a change as the new normal; the message about it says by whom."""
    services, pressed, user = context.services, update.callback_query, update.effective_user
    require(update, context, Role.AGENT)
    data = ((pressed.data if pressed else None) or "").removeprefix(PREFIX)
    number = data.removesuffix(FROM_LIST)
    taken = user is not None and number.isascii() and number.isdigit()
    if user is not None and taken:
        taken = await accept(
            services,
            int(number),
            name=user.full_name,
            actor=f"telegram:{user.id}",
            now=services.clock(),
            today=today(services),
        )
    voice = voice_of(update, context)
    if data.endswith(FROM_LIST):
        screen = listing_screen(voice, await listing(services))
        await context.show(screen.text, screen.keyboard)
    else:
        await context.toast(voice.plain("watch.done" if taken else "watch.over"))
    if taken:
        services.wake()

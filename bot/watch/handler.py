"""Staff ask what is watched for changes: /watch; and take a change as the new normal."""

from functools import partial

from bot.effects import Reply, Scene
from bot.messages.copies import other_copy, pointed
from bot.reports.understanding import today
from bot.services import Services
from bot.watch.alert_parts import PREFIX
from bot.watch.keeping import accept
from bot.watch.list_words import FROM_LIST, listing_screen
from bot.watch.listing import listing
from bot.wire.incoming import Said, Tap
from bot.words.voice import Voice


async def on_watch(scene: Scene, said: Said) -> Reply:
    """/watch - every survey that is watched and how it stands."""
    return Reply(later=partial(_say_list, scene.services, scene.voice(said)))


async def on_press(scene: Scene, tap: Tap) -> Reply:
    """Take a change as the new normal; the message about it says by whom."""
    services, data, who = scene.services, tap.data.removeprefix(PREFIX), tap.person
    number = data.removesuffix(FROM_LIST)
    taken = number.isascii() and number.isdigit()
    if taken:
        taken = await accept(
            services,
            scene.tx,
            int(number),
            name=who.name or "",
            actor=f"telegram:{who.telegram_id}",
            now=scene.now,
            today=today(services),
        )
    if data.endswith(FROM_LIST):
        return Reply(later=partial(_show_list, services, scene.voice(tap)))
    reply = scene.toast(tap, "watch.done" if taken else "watch.over")
    copy = await other_copy(scene, tap, lambda each: str(each.body.get("id")) == number)
    return reply if copy is None else await pointed(scene, tap, copy, reply)


async def _say_list(services: Services, voice: Voice) -> Reply:
    return Reply(say=listing_screen(voice, await listing(services)))


async def _show_list(services: Services, voice: Voice) -> Reply:
    return Reply(show=listing_screen(voice, await listing(services)))

"""What the buttons below alerts and cases do."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import cast, get_args

from bot.cases import casework as flow
from bot.cases.casework import Verb
from bot.cases.dismissing import REASONS, why_not_screen
from bot.cases.enclosures import hand_over
from bot.cases.history import show_history
from bot.cases.looking import looked_at_case
from bot.cases.speaking import ask_for_words
from bot.cases.standings import file_of
from bot.cases.too_late import too_late
from bot.cases.words import PREFIX, SENSES, File, case_keyboard, case_text
from bot.effects import Reply, Scene, refused
from bot.errors import Refusal
from bot.messages.copies import other_copy, pointed
from bot.messages.drawing import redraw
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Asker, Tap
from bot.words.voice import Voice
from storage import cases
from storage.cases import Case
from storage.deliveries import Delivery


async def on_press(scene: Scene, tap: Tap) -> Reply:
    """Do what a button below an alert or a case says; whoever is too late is refused, in words."""
    token, _, pressed = tap.data.removeprefix(PREFIX).partition(":")
    verb, _, value = pressed.partition(":")
    case = await cases.find_by_token(scene.tx, token)
    if case is None or verb not in {*_MOVES, *_SHOWS, *SENSES}:
        raise Refusal("staff.stale_button")
    copy = await other_copy(scene, tap, lambda each: each.invitation_id == case.invitation_id)
    reply = await _pressed(scene, tap, case, (verb, value), copy)
    return reply if copy is None else await pointed(scene, tap, copy, reply)


async def _pressed(
    scene: Scene, tap: Tap, case: Case, wanted: tuple[str, str], copy: Delivery | None
) -> Reply:
    verb, value = wanted
    if verb in SENSES:
        return await hand_over(scene, tap, case, verb, value)
    if verb in _SHOWS:
        return await _SHOWS[verb](scene, tap, case)
    if verb == "dismiss" and value not in REASONS:
        return Reply(say=why_not_screen(scene.voice(tap), case))
    return await _moved(scene, tap, case, wanted, copy)


async def _moved(
    scene: Scene, tap: Tap, case: Case, wanted: tuple[str, str], copy: Delivery | None
) -> Reply:
    voice, (verb, value) = scene.voice(tap), wanted
    house = scene.services.voice(scene.services.config.business.default_language)
    note = house.plain(f"case.reason.{value}") if verb == "dismiss" else ""
    settled, file = await flow.act(scene, case, cast("Verb", verb), tap.person, voice, note=note)
    if settled:
        reply = scene.toast(tap, f"case.done.{verb}", number=case.id)
    else:
        reply = refused(scene.services, tap, too_late(voice, file.standing, scene.zone))
    alert = copy or await flow.alert_at(scene, tap.chat_id, tap.message_id)
    if alert is None:
        return replace(reply, show=case_screen(scene, voice, file))
    return replace(reply, later=partial(_drawn_anew, scene.services, alert))


async def _drawn_anew(services: Services, alert: Delivery) -> Reply:
    await redraw(services, alert.id)
    return Reply()


def case_screen(scene: Scene, voice: Voice, file: File) -> Screen:
    """Draw a case in full, with its buttons."""
    return Screen(case_text(voice, file, scene.zone), case_keyboard(voice, file.standing))


async def shown(scene: Scene, asker: Asker, case: Case) -> Reply:
    """Show a case to somebody, and note that they looked."""
    voice = scene.voice(asker)
    await looked_at_case(scene, asker.person, case, "case")
    return Reply(say=case_screen(scene, voice, await file_of(scene, case, voice)))


async def _not_answered(scene: Scene, tap: Tap, case: Case) -> Reply:
    return Reply(show=Screen(scene.voice(tap).say("case.not_answered", number=case.id)))


_MOVES = frozenset(get_args(Verb)) - {"note"}
_SHOWS: Mapping[str, Callable[[Scene, Tap, Case], Awaitable[Reply]]] = {
    "answer": ask_for_words,
    "history": show_history,
    "show": shown,
    "quit": _not_answered,
}

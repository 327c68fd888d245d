"""Staff work on cases: /case, /case 17 close NOTE, and the buttons below alerts and cases."""

from dataclasses import replace
from functools import partial
from typing import cast, get_args

from bot.cases import casework as flow
from bot.cases.casework import CaseOutcome, Colleague, Verb
from bot.cases.words import PREFIX, File, case_keyboard, case_text, cases_keyboard, cases_text
from bot.effects import Reply, Scene, refused
from bot.errors import Refusal
from bot.messages.drawing import redraw
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Asker, Said, Tap
from bot.words import dates
from bot.words.voice import Voice
from storage import cases, deliveries
from storage.deliveries import Delivery

_VERBS: tuple[Verb, ...] = get_args(Verb)
_MOST_DIGITS = 15


async def on_case(scene: Scene, said: Said) -> Reply:
    """List the open cases, show one, or do something about it."""
    voice = scene.voice(said)
    words = (said.text or "").split(maxsplit=1)[1:]
    replied = await _replied_to(scene, said)
    if not words and replied is None:
        lines, whole = await flow.open_cases(scene, voice)
        text = cases_text(voice, lines, whole=whole)
        return Reply(say=Screen(text, cases_keyboard(voice, lines)))
    number, rest = _number(words[0] if words else "", replied)
    if not rest:
        return Reply(say=_screen(scene, voice, await _looked(scene, number, voice)))
    verb, note = _verb(voice, number, rest)
    outcome = await _acted(scene, said, number, verb, note)
    if not outcome.done and not outcome.mine and not note:
        return refused(scene.services, said, _refusal(voice, scene.services, outcome))
    return Reply(say=_screen(scene, voice, outcome.file))


async def show_case(scene: Scene, tap: Tap, body: str) -> Reply:
    """Show the case that a button names, in a message of its own."""
    voice = scene.voice(tap)
    number, _ = _number(body.partition(" ")[2], None)
    return Reply(say=_screen(scene, voice, await _looked(scene, number, voice)))


async def on_press(scene: Scene, tap: Tap) -> Reply:
    """Do what a button below an alert or a case says; whoever is too late is refused, in words."""
    voice = scene.voice(tap)
    token, _, verb = tap.data.removeprefix(PREFIX).partition(":")
    case = await cases.find_by_token(scene.tx, token)
    if case is None or verb not in {*_VERBS, "show"}:
        raise Refusal("staff.stale_button")
    if verb == "show":
        return Reply(say=_screen(scene, voice, await _looked(scene, case.id, voice)))
    outcome = await _acted(scene, tap, case.id, cast("Verb", verb), "")
    if outcome.done or outcome.mine:
        reply = scene.toast(tap, f"case.done.{verb}", number=case.id)
    else:
        reply = refused(scene.services, tap, _refusal(voice, scene.services, outcome))
    alert = await _alert(scene, tap.chat_id, tap.message_id)
    if alert is None:
        return replace(reply, show=_screen(scene, voice, outcome.file))
    return replace(reply, later=partial(_drawn_anew, scene.services, alert))


async def _acted(scene: Scene, asker: Asker, number: int, verb: Verb, note: str) -> CaseOutcome:
    who = Colleague(asker.person.telegram_id, asker.person.name or "")
    outcome = await flow.act(scene, number, verb, who, scene.voice(asker), note=note)
    if outcome is None:
        raise await _unknown(scene, number)
    return outcome


async def _drawn_anew(services: Services, alert: Delivery) -> Reply:
    await redraw(services, alert.id)
    return Reply()


def _screen(scene: Scene, voice: Voice, file: File) -> Screen:
    zone = scene.zone
    return Screen(case_text(voice, file, zone), case_keyboard(voice, file.standing))


async def _looked(scene: Scene, number: int, voice: Voice) -> File:
    file = await flow.look(scene, number, voice)
    if file is None:
        raise await _unknown(scene, number)
    return file


async def _unknown(scene: Scene, number: int) -> Refusal:
    newest = await cases.newest(scene.tx)
    if newest is None:
        return Refusal("case.none_yet", example="/comments week low")
    return Refusal("case.unknown", number=number, newest=newest, example=f"/case {newest}")


def _refusal(voice: Voice, services: Services, outcome: CaseOutcome) -> Refusal:
    """Say how the case stands, and what may be done instead."""
    standing = outcome.file.standing
    advice = "take" if standing.state == "open" else "reopen"
    return Refusal(
        f"case.is.{standing.state}",
        number=standing.number,
        name=standing.name,
        when=dates.moment(voice, standing.since, services.zone),
        example=f"/case {standing.number} {advice}",
    )


def _number(text: str, replied: int | None) -> tuple[int, str]:
    """Read "17 close NOTE"; in reply to an alert the number may be left out."""
    head, *rest = text.split(maxsplit=1) or [""]
    digits = head.lstrip("#№")
    if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS:
        return int(digits), rest[0] if rest else ""
    if replied is not None:
        return replied, text
    raise Refusal("case.no_number", word=head, example="/case 17")


def _verb(voice: Voice, number: int, text: str) -> tuple[Verb, str]:
    """Read what is to be done, in any language, and the note after it."""
    head, *rest = text.split(maxsplit=1)
    for verb in _VERBS:
        said = {voice.words.plain(each, f"case.word.{verb}") for each in voice.words.languages}
        if head.casefold() in {verb, *said}:
            note = rest[0] if rest else ""
            if verb == "note" and not note:
                break
            return verb, note
    example = f"/case {number} close called back"
    raise Refusal("case.what", word=head, number=number, example=example)


async def _replied_to(scene: Scene, said: Said) -> int | None:
    """Give the number of the case whose alert a command replies to."""
    alert = await _alert(scene, said.chat_id, said.reply_to)
    if alert is None or alert.invitation_id is None:
        return None
    case = await cases.of_invitation(scene.tx, alert.invitation_id)
    return case.id if case else None


async def _alert(scene: Scene, chat_id: int | None, message_id: int | None) -> Delivery | None:
    if chat_id is None or message_id is None:
        return None
    found = await deliveries.find_by_message(scene.tx, chat_id=chat_id, message_id=message_id)
    return found if found is not None and found.kind == "alert" else None

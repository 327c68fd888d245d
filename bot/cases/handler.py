"""Staff work on cases: /case, /case 17 close NOTE, and the buttons below alerts and cases."""

import re
from dataclasses import replace
from functools import partial
from typing import Literal, cast, get_args

from bot.cases import casework as flow
from bot.cases.casework import Verb
from bot.cases.enclosures import hand_over
from bot.cases.looking import looked_at_case
from bot.cases.speaking import ToCustomer, ask_for_words, speak
from bot.cases.standings import file_of, open_cases
from bot.cases.too_late import too_late
from bot.cases.words import (
    PREFIX,
    SENSES,
    File,
    case_keyboard,
    case_text,
    cases_keyboard,
    cases_text,
)
from bot.effects import Reply, Scene, refused, told
from bot.errors import Refusal
from bot.messages.copies import other_copy, pointed
from bot.messages.drawing import redraw
from bot.services import Services
from bot.surveys.question import Screen
from bot.text.courtesy import without_courtesy
from bot.text.filters import case_number
from bot.text.spacing import trimmed
from bot.wire.incoming import Asker, Said, Tap
from bot.words.vocabulary import vocabulary
from bot.words.voice import Voice
from storage import cases
from storage.cases import Case
from storage.deliveries import Delivery

Deed = Verb | Literal["answer"]
_VERBS: tuple[Deed, ...] = (*get_args(Verb), "answer")
_BEFORE_A_NOTE = re.compile(r"[-‐–—]+\s+|[:：,，;；.。]+\s*")  # "-5 %" keeps its sign
_MOST_WORDS = 3  # of what is done: "открыть заново"


async def on_case(scene: Scene, said: Said) -> Reply:
    """List the open cases, show one, or do something about it."""
    voice = scene.voice(said)
    words = (said.text or "").split(maxsplit=1)[1:]
    replied = await flow.replied_to(scene, said)
    if not words and replied is None:
        lines, whole = await open_cases(scene, voice)
        text = cases_text(voice, lines, whole=whole)
        return Reply(say=Screen(text, cases_keyboard(voice, lines)))
    number, rest = _number(words[0] if words else "", replied)
    if not " ".join(without_courtesy(["", *rest.split()])):
        return await _shown(scene, said, await _known(scene, number))
    verb, note = _verb(voice, number, rest, alone=flow.file_with(said) is None)
    case = await _known(scene, number)
    if verb == "answer":
        return await _answered(scene, said, case, note)
    settled, file = await flow.act(
        scene, case, verb, said.person, voice, note=note, file=flow.file_with(said)
    )
    if not settled and not note and flow.file_with(said) is None:
        return refused(scene.services, said, too_late(voice, file.standing, scene.zone))
    return Reply(say=_screen(scene, voice, file))


async def _answered(scene: Scene, said: Said, case: Case, words: str) -> Reply:
    """Send words to the customer, or ask for them."""
    file = flow.file_with(said)
    if not words and file is None:
        return await ask_for_words(scene, said, case)
    await speak(scene, case, ToCustomer(said, words, file))
    return told(scene.services, said, "case.done.answer", example=f"/case {case.id}")


async def show_case(scene: Scene, tap: Tap, body: str) -> Reply:
    """Show the case that a button names, in a message of its own."""
    number, _ = _number(body.partition(" ")[2], None)
    return await _shown(scene, tap, await _known(scene, number))


async def on_press(scene: Scene, tap: Tap) -> Reply:
    """Do what a button below an alert or a case says; whoever is too late is refused, in words."""
    token, _, pressed = tap.data.removeprefix(PREFIX).partition(":")
    verb, _, value = pressed.partition(":")
    case = await cases.find_by_token(scene.tx, token)
    if case is None or verb not in {*_VERBS, "show", "quit", *SENSES}:
        raise Refusal("staff.stale_button")
    copy = await other_copy(scene, tap, lambda each: each.invitation_id == case.invitation_id)
    reply = await _pressed(scene, tap, case, (verb, value), copy)
    return reply if copy is None else await pointed(scene, tap, copy, reply)


async def _pressed(
    scene: Scene, tap: Tap, case: Case, wanted: tuple[str, str], copy: Delivery | None
) -> Reply:
    voice, (verb, value) = scene.voice(tap), wanted
    if verb in SENSES:
        return await hand_over(scene, tap, case, verb, value)
    if verb == "answer":
        return await ask_for_words(scene, tap, case)
    if verb == "quit":
        return Reply(show=Screen(voice.say("case.not_answered", number=case.id)))
    if verb == "show":
        return await _shown(scene, tap, case)
    settled, file = await flow.act(scene, case, cast("Verb", verb), tap.person, voice)
    if settled:
        reply = scene.toast(tap, f"case.done.{verb}", number=case.id)
    else:
        reply = refused(scene.services, tap, too_late(voice, file.standing, scene.zone))
    alert = copy or await flow.alert_at(scene, tap.chat_id, tap.message_id)
    if alert is None:
        return replace(reply, show=_screen(scene, voice, file))
    return replace(reply, later=partial(_drawn_anew, scene.services, alert))


async def _drawn_anew(services: Services, alert: Delivery) -> Reply:
    await redraw(services, alert.id)
    return Reply()


def _screen(scene: Scene, voice: Voice, file: File) -> Screen:
    return Screen(case_text(voice, file, scene.zone), case_keyboard(voice, file.standing))


async def _shown(scene: Scene, asker: Asker, case: Case) -> Reply:
    voice = scene.voice(asker)
    await looked_at_case(scene, asker.person, case, "case")
    return Reply(say=_screen(scene, voice, await file_of(scene, case, voice)))


async def _known(scene: Scene, number: int) -> Case:
    case = await cases.find(scene.tx, number)
    if case is not None:
        return case
    newest = await cases.newest(scene.tx)
    if newest is None:
        raise Refusal("case.none_yet", example="/comments week low")
    raise Refusal("case.unknown", number=number, newest=newest, example=f"/case {newest}")


def _number(text: str, replied: Case | None) -> tuple[int, str]:
    """Read "17 close NOTE"; in reply to an alert the number may be left out."""
    head, *rest = _number_first(text).split(maxsplit=1) or [""]
    number = case_number(head)
    if number is not None:
        return number, rest[0] if rest else ""
    if replied is not None:
        return replied.id, text
    raise Refusal("case.no_number", word=head, example="/case 17")


def _number_first(text: str) -> str:
    """Write "done 17" as "17 done"."""
    verb, number, *note = [*text.split(maxsplit=2), "", ""][:3]
    turned = vocabulary().english(verb) in _VERBS and case_number(number) is not None
    return " ".join([number, verb, *note]) if turned else text


def _verb(voice: Voice, number: int, text: str, *, alone: bool) -> tuple[Deed, str]:
    """Read what is to be done, in any language, and the note after it."""
    for count in range(_MOST_WORDS, 0, -1):
        said, note = _split(text, count)
        verb = None if count > 1 and _ends_idly(said) else _verb_of(voice, said)
        if verb is not None and (note or verb != "note" or not alone):
            return verb, note if verb == "note" or not _is_idle(note) else ""
    example = f"/case {number} close called back"
    raise Refusal("case.what", word=text.split(maxsplit=1)[0], number=number, example=example)


def _ends_idly(said: str) -> bool:
    """Tell whether the last word means nothing to us: then it is one of the words that follow."""
    return _is_idle(said.rsplit(maxsplit=1)[-1])


def _is_idle(text: str) -> bool:
    return all(vocabulary().is_idle(trimmed(word)) for word in text.split())


def _split(text: str, count: int) -> tuple[str, str]:
    """Take so many words off a text, and give the note after them without the marks before it."""
    words = text.split(maxsplit=count)
    note = "".join(words[count:])
    mark = _BEFORE_A_NOTE.match(note)
    return " ".join(words[:count]), note[mark.end() if mark else 0 :]


def _verb_of(voice: Voice, said: str) -> Deed | None:
    """Find what is to be done by the words for it in any language."""
    for verb in _VERBS:
        lists = (voice.words.plain(each, f"case.word.{verb}") for each in voice.words.languages)
        words = {verb, *(word for each in lists for word in each.split(","))}
        if said.casefold() in words or vocabulary().english(trimmed(said)) == verb:
            return verb
    return None

"""Staff work on cases by typing: /case, /case 17 close NOTE, and all else that may be done."""

import re
from typing import Literal, get_args

from bot.cases import casework as flow
from bot.cases.casework import Verb
from bot.cases.dismissing import why_not_screen
from bot.cases.giving import give
from bot.cases.presses import case_screen, shown
from bot.cases.speaking import ToCustomer, ask_for_words, speak
from bot.cases.standings import file_of, open_cases
from bot.cases.too_late import too_late
from bot.cases.words import (
    cases_keyboard,
    cases_text,
)
from bot.effects import Reply, Scene, refused, told
from bot.errors import Refusal
from bot.surveys.question import Screen
from bot.text.courtesy import without_courtesy
from bot.text.filters import case_number
from bot.text.spacing import trimmed
from bot.wire.incoming import Said, Tap
from bot.words.vocabulary import vocabulary
from bot.words.voice import Voice
from storage import cases
from storage.cases import Case

Deed = Verb | Literal["answer", "give"]
_VERBS: tuple[Deed, ...] = (*get_args(Verb), "answer", "give")
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
        return await shown(scene, said, await _known(scene, number))
    verb, note = _verb(voice, number, rest, alone=flow.file_with(said) is None)
    return await _done(scene, said, await _known(scene, number), verb, note)


async def _done(scene: Scene, said: Said, case: Case, verb: Deed, note: str) -> Reply:
    """Do to a case what was typed, and show it."""
    voice, sent = scene.voice(said), flow.file_with(said)
    if verb == "answer":
        return await _answered(scene, said, case, note)
    if verb == "dismiss" and not note:
        return Reply(say=why_not_screen(voice, case))
    if verb == "give":
        await give(scene, said, case, note)
        file = await file_of(scene, await _known(scene, case.id), voice)
    else:
        who = said.person
        settled, file = await flow.act(scene, case, verb, who, voice, note=note, file=sent)
        if not settled and not note and sent is None:
            return refused(scene.services, said, too_late(voice, file.standing, scene.zone))
    return Reply(say=case_screen(scene, voice, file))


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
    return await shown(scene, tap, await _known(scene, number))


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

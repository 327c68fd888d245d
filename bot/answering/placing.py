"""Several questions are open and words may be about any of them: the person is asked which."""

from collections import Counter
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.effects import Reply, Scene
from bot.surveys.question import Screen
from bot.wire.incoming import Said
from bot.words import dates
from storage import shown, unplaced
from storage.comments import Part
from storage.customers import Customer
from storage.invitations import Invitation

PREFIX = "p:"


async def ask_which(
    scene: Scene, said: Said, customer: Customer, part: Part, choices: Sequence[Invitation]
) -> Reply:
    """Keep the words meanwhile and ask, by buttons; for an anonymous question nothing is kept."""
    anonymous = any(each.anonymous for each in choices)
    if not anonymous:
        await unplaced.keep(scene.tx, customer.id, part, "which")
    await shown.note(scene.tx, customer.id, "which", at=scene.now)
    key = "which.anonymous" if anonymous else "which.ask"
    return Reply(say=Screen(scene.voice(said).say(key), _buttons(scene, said, choices)))


def _buttons(scene: Scene, said: Said, choices: Sequence[Invitation]) -> InlineKeyboardMarkup:
    names = [_name(scene, said, each) for each in choices]
    seen, often = Counter[str](), Counter(names)
    rows = []
    for name, choice in zip(names, choices, strict=True):
        seen[name] += 1
        text = f"{name} ({seen[name]})" if often[name] > 1 else name
        rows.append([InlineKeyboardButton(text, callback_data=f"{PREFIX}{choice.token}")])
    return InlineKeyboardMarkup(rows)


def _name(scene: Scene, said: Said, choice: Invitation) -> str:
    """Name a question by its touchpoint and the day it was asked."""
    day = (choice.asked_at or choice.decided_at).astimezone(scene.zone).date()
    return f"{choice.touchpoint or choice.survey}, {dates.day(scene.voice(said), day)}"

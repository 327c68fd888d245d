"""Something turns out to be no case: it is asked why, by buttons."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.cases.words import PREFIX
from bot.surveys.question import Screen
from bot.words.voice import Voice
from storage.cases import Case

REASONS = ("slip", "settled", "others", "spam")


def why_not_screen(voice: Voice, case: Case) -> Screen:
    """Ask why something is no case."""
    rows = [
        [
            InlineKeyboardButton(
                voice.plain(f"case.reason.{each}"),
                callback_data=f"{PREFIX}{case.token}:dismiss:{each}",
            )
        ]
        for each in REASONS
    ]
    text = voice.say("case.why_not", number=case.id, example=f"/case {case.id} no ...")
    return Screen(text, InlineKeyboardMarkup(rows))

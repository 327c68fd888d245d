"""How boards and digests read: what stands around a report, the lists and the buttons that stop."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.pictures.page import Page
from bot.surveys.question import Screen
from bot.words import dates
from bot.words.clipping import CAPTION, clipped
from bot.words.tables import units
from bot.words.vocabulary import Spoken
from bot.words.voice import Voice
from storage.boards import Board

_SUPERGROUP = "-100"  # what the ids of groups begin with whose messages have links


def with_footer(voice: Voice, body: str, *, at: str, most: int) -> str:
    """Add that the message keeps itself true; markup is counted, too: that is the safe side."""
    footer = voice.say("board.live", at=at)
    return f"{clipped(body, most - units(footer) - 1)}\n{footer}"


def with_heading(heading: str, body: str, *, most: int) -> str:
    """Put a line above a report; markup is counted, too."""
    return f"{heading}\n{clipped(body, most - units(heading) - 1)}"


def beneath_old_picture(voice: Voice, page: Page) -> str:
    """Write what holds now below a picture that could not be drawn anew."""
    body = page.picture.caption if page.picture else page.text
    return with_heading(voice.say("board.old_picture"), body, most=CAPTION)


def board_line(voice: Voice, number: int, board: Board, zone: ZoneInfo) -> str:
    """Write a board as it stands in the list."""
    since = dates.day(voice, board.made_at.astimezone(zone).date())
    return voice.say("board.line", number=number, command=Spoken(board.command), since=since)


def stop_button(voice: Voice, data: str) -> InlineKeyboardMarkup:
    """Build the one button of a board, or of a digest that was just made."""
    button = InlineKeyboardButton(voice.plain("board.stop"), callback_data=data)
    return InlineKeyboardMarkup.from_button(button)


def way_to(voice: Voice, board: Board, *, data: str, chat_id: int) -> InlineKeyboardMarkup:
    """Offer to go to a board, where Telegram has links to messages, and to stop it."""
    stop = InlineKeyboardButton(voice.plain("board.stop"), callback_data=data)
    group = str(chat_id).removeprefix(_SUPERGROUP)
    if group == str(chat_id) or not board.message_id:
        return InlineKeyboardMarkup.from_button(stop)
    place = f"{group}/{board.thread_id}" if board.thread_id else group
    link = f"https://t.me/c/{place}/{board.message_id}"
    return InlineKeyboardMarkup.from_row(
        [InlineKeyboardButton(voice.plain("board.go"), url=link), stop]
    )


def list_screen(
    voice: Voice, lines: Mapping[str, str], *, title: str, more: str, nothing: str
) -> Screen:
    """List those of a chat, with a button for each: the data of the button -> the line."""
    if not lines:
        return Screen(nothing)
    buttons = [
        InlineKeyboardButton(voice.plain("board.stop_number", number=number), callback_data=data)
        for number, data in enumerate(lines, start=1)
    ]
    rows = [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
    return Screen("\n".join([title, *lines.values(), more]), InlineKeyboardMarkup(rows))

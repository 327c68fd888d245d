"""How texts and pictures are written down for the Bot API."""

from collections.abc import Mapping
from typing import Any

from telegram import InlineKeyboardMarkup, InputFile, InputMediaPhoto

from storage.comments import Enclosure, Medium

Parameters = dict[str, Any]

_FILE = "afterword.png"
SENDS: Mapping[
    Medium, str
] = {  # the methods that send a file, each named in the call as it is here
    "voice": "sendVoice",
    "photo": "sendPhoto",
    "video": "sendVideo",
    "audio": "sendAudio",
    "document": "sendDocument",
    "video_note": "sendVideoNote",
    "sticker": "sendSticker",
}

_WORDLESS: frozenset[Medium] = frozenset({"video_note", "sticker"})


def addressed(chat_id: int, *, reply_to: int | None, thread_id: int | None) -> Parameters:
    """Say where a new message goes, and what it replies to."""
    reply = {"message_id": reply_to, "allow_sending_without_reply": True}
    return {
        "chat_id": chat_id,
        "message_thread_id": thread_id,
        "reply_parameters": None if reply_to is None else reply,
    }


def written(text: str, keyboard: InlineKeyboardMarkup | None) -> Parameters:
    """Write a text in Telegram's HTML; no link in it is shown as a page."""
    return {
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": keyboard,
    }


def captioned(caption: str, keyboard: InlineKeyboardMarkup | None) -> Parameters:
    """Write what stands below a picture."""
    return {"caption": caption, "parse_mode": "HTML", "reply_markup": keyboard}


def known_file(to: Parameters, file: Enclosure, caption: str) -> tuple[str, Parameters]:
    """Write a file that Telegram has, with words below it where it can have any."""
    below = {} if file.media in _WORDLESS else captioned(caption, None)
    return SENDS[file.media], {**to, file.media: file.file_id, **below}


def pictured(png: bytes, caption: str, keyboard: InlineKeyboardMarkup | None) -> Parameters:
    """Write a picture with its caption, as a message of its own."""
    return {"photo": InputFile(png, filename=_FILE), **captioned(caption, keyboard)}


def filed(content: bytes, name: str, caption: str) -> Parameters:
    """Write a file with its caption, as a message of its own."""
    return {"document": InputFile(content, filename=name), **captioned(caption, None)}


def replaced(png: bytes, caption: str, keyboard: InlineKeyboardMarkup | None) -> Parameters:
    """Write a picture with its caption, in the place of another one."""
    media = InputMediaPhoto(png, caption=caption, parse_mode="HTML", filename=_FILE)
    return {"media": media, "reply_markup": keyboard}

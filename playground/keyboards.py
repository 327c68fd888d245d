"""Keyboards as Telegram accepts them."""

from __future__ import annotations

from typing import Any

from playground.errors import bad_request
from playground.parameters import Json, Parameters

ROW_LIMIT = 8
BUTTON_LIMIT = 100
DATA_BYTES = 64
INLINE = "inline_keyboard"
OTHERS = ("keyboard", "remove_keyboard", "force_reply")
ACTIONS = (
    "callback_data",
    "url",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
SCHEMES = ("http://", "https://", "tg://", "t.me/")


def read_markup(p: Parameters) -> Json | None:
    """Return the checked reply_markup of a call; None when there is none."""
    markup = p.mapping("reply_markup")
    if not markup:
        return None
    if INLINE in markup:
        rows = _rows(markup[INLINE], name="inline keyboard")
        checked = [[_inline_button(button) for button in row] for row in rows]
        return {INLINE: checked} if checked else None
    if not any(name in markup for name in OTHERS):
        return None
    if "keyboard" in markup:
        markup = {**markup, "keyboard": _rows(markup["keyboard"], name="keyboard")}
    return markup


def read_inline(p: Parameters) -> Json | None:
    """Return the checked inline keyboard of an edit; None when there is none."""
    markup = read_markup(p)
    if markup is not None and INLINE not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def _rows(rows: object, *, name: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f"field {name!r} of the reply markup must be an Array of Arrays")
    kept = [row for row in rows if row]
    if any(len(row) > ROW_LIMIT for row in kept) or sum(map(len, kept)) > BUTTON_LIMIT:
        raise bad_request("reply markup is too long")
    return kept


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [name for name in ACTIONS if name in button]
    if not actions and "disabled" not in button:
        raise bad_request(
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action is expected")
    _check_data(button)
    _check_url(button)
    return button


def _check_data(button: Json) -> None:
    if "callback_data" not in button:
        return
    data = button["callback_data"]
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _check_url(button: Json) -> None:
    url = button.get("url", SCHEMES[0])
    if not isinstance(url, str) or not url.startswith(SCHEMES):
        raise bad_request(f"inline keyboard button URL {url!r} is invalid: wrong HTTP URL")

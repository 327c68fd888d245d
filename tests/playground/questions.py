"""Questions as a customer finds them, and what a customer means to do about one."""

from __future__ import annotations

import random
from typing import Any

from playground.manners import Reading, Style, Wish
from playground.sayings import phrases

LABELS = ("😞 1", "🙁 2", "😐 3", "🙂 4", "😀 5")
TEXT = "How was it?"


def shown(*rows: list[tuple[str, str]], number: int = 5, text: str = TEXT) -> dict[str, Any]:
    keyboard = [[{"text": label, "callback_data": data} for label, data in row] for row in rows]
    bot = {"id": 1, "is_bot": True}
    keys = {"inline_keyboard": keyboard}
    return {"message_id": number, "text": text, "keyboard": keys, "from": bot}


def question(points: range = range(11), *, text: str = TEXT) -> dict[str, Any]:
    scores = [(str(score), f"a:tok:{score}") for score in points]
    return shown(scores, [("Later", "k:tok:later"), ("Never", "k:tok:never")], text=text)


def labelled(*labels: str) -> dict[str, Any]:
    return shown([(label, f"a:tok:{score}") for score, label in enumerate(labels, start=1)])


def thanked() -> dict[str, Any]:
    reasons = [(name, f"r:tok:{name}") for name in ("speed", "manner")]
    return shown(reasons, [("Change", "k:tok:change"), ("Comment", "k:tok:comment")])


def a_reading(
    style: Style = "score", *wishes: Wish, quality: float = 0.8, language: str = "en"
) -> Reading:
    said = phrases(language, "support", content=quality > 0.65, chance=random.Random(0))
    return Reading(style, quality, delay=0, wishes=[*wishes], phrases=said)

"""What a customer reads off a message: its buttons, and what stands beside a score."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]


def keys(message: Json) -> Iterator[str]:
    """Yield the callback data of a message's buttons, as shown."""
    for key in _shown(message):
        yield key["callback_data"]


def score_keys(message: Json) -> dict[int, str]:
    """Return score -> callback data for the score buttons."""
    found = (data for data in keys(message) if data.startswith("a:"))
    return {int(data.rsplit(":", 1)[1]): data for data in found}


def score_labels(message: Json) -> dict[int, str]:
    """Return score -> what stands on its button."""
    names = {key["callback_data"]: key["text"] for key in _shown(message)}
    return {score: names[data] for score, data in score_keys(message).items()}


def number_on(label: str) -> str:
    """Return the number on a button, or all that stands there: a thumb has none."""
    found = re.search(r"\d+", label)
    return found[0] if found else label


def fullest(message: Json, label: str) -> str:
    """Return a label with the words that the question puts beside it: "10 – certainly"."""
    beside = re.search(rf"(?<!\d){re.escape(label)} – [^,，\n]+", message.get("text", ""))
    return beside[0] if beside else label


def names(message: Json, label: str, *, since: Json) -> bool:
    """Tell whether a message that was once another one has come to say what is on a button."""
    before = since.get("text", "").splitlines()
    new = (line for line in message.get("text", "").splitlines() if line not in before)
    whole = re.compile(rf"(?<!\d){re.escape(label)}(?!\d)")
    return any(whole.search(line) for line in new)


def _shown(message: Json) -> Iterator[Json]:
    for row in (message.get("keyboard") or {}).get("inline_keyboard", ()):
        yield from (key for key in row if "callback_data" in key and not key.get("disabled"))

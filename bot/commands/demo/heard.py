"""How many messages of the demonstration's customers were heard, counted in their chats."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp

from playground.acts import Kind
from playground.hearing import Place, Tally, Written, tally
from playground.reach import Places, Reach

ALL_SHOWN = 1_000  # messages of a chat: more than any customer has
NAMES: Mapping[Kind, tuple[str, str]] = {  # of one and of several, in the order of the line
    "score": ("score typed", "scores typed"),
    "label": ("label", "labels"),
    "scored": ("score with words", "scores with words"),
    "words": ("answer in words", "answers in words"),
    "comment": ("comment", "comments"),
    "edit": ("edit", "edits"),
    "voice": ("voice note", "voice notes"),
    "photo": ("photo", "photos"),
}


async def count_heard(places: Places, written: Mapping[Place, Written]) -> Tally:
    """Count from outside the bot: what is below customers' messages and in their questions."""
    async with aiohttp.ClientSession() as http:
        state = await Reach(http, places).play(f"/play/state?shown={ALL_SHOWN}")
    return tally(state["messages"], written)


def heard_line(found: Tally) -> str:
    """Say how many of how many were heard, by kind; a kind in full where none was missed."""
    parts = [_part(found, kind) for kind in NAMES if found.written[kind]]
    whole = f"{found.heard.total()} of {found.written.total()} messages heard"
    return f"{whole}: {', '.join(parts)}" if parts else whole


def _part(found: Tally, kind: Kind) -> str:
    heard, written = found.heard[kind], found.written[kind]
    name = NAMES[kind][written != 1]
    return f"{written} {name}" if heard == written else f"{heard} of {written} {name}"

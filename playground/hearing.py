"""By what customers see that they were heard, and how many of their messages were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from playground.acts import Kind
from playground.buttons import Json, names, score_labels
from playground.manners import Reading

ONLY_SCORES: tuple[Kind, ...] = ("score", "label")  # which get no sign of their own
Place = tuple[int, int]  # the numbers of a chat and of a message in it


@dataclass(slots=True)
class Written:
    """What is known of a message besides what the chat shows: the question that it is about."""

    kind: Kind
    question: int
    reading: Reading


@dataclass(slots=True)
class Tally:
    """How many messages of each kind were written, and how many of them heard."""

    written: Counter[Kind] = field(default_factory=Counter)
    heard: Counter[Kind] = field(default_factory=Counter)


def tally(chats: Mapping[str, Iterable[Json]], written: Mapping[Place, Written]) -> Tally:
    """Count what people wrote to the bot, commands aside, by what their chats show.

    What nobody has told the meaning of counts as a comment; what is gone from a chat was not heard.
    """
    shown = {
        (int(chat), message["message_id"]): message
        for chat, messages in chats.items()
        for message in messages
        if int(chat) > 0
    }
    found = Tally()
    for place in written.keys() | {at for at, each in shown.items() if _is_said(each)}:
        known = written.get(place)
        kind: Kind = known.kind if known else "comment"
        found.written[kind] += 1
        found.heard[kind] += is_heard(place, known, shown)
    return found


def is_heard(place: Place, known: Written | None, shown: Mapping[Place, Json]) -> bool:
    """Tell whether the customer sees it: a sign below their words, their choice in the question."""
    message = shown.get(place, {})
    thanked = "reaction" in message
    if known is None or not message:
        return thanked
    question = shown.get((place[0], known.question), {})
    return (thanked or known.kind in ONLY_SCORES) and _agrees(question, known.reading)


def _agrees(question: Json, reading: Reading) -> bool:
    """Tell whether a question names what was chosen, and nothing where words were all there was."""
    labels = score_labels(reading.asked)
    named = {score for score in labels if names(question, labels[score], since=reading.asked)}
    return named == (set() if reading.chose is None else {reading.chose})


def _is_said(message: Json) -> bool:
    """Tell whether a person wrote it, and not to give an order."""
    return not message["from"]["is_bot"] and not message.get("text", "").startswith("/")

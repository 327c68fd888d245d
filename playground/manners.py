"""How a simulated customer treats a question: from the message as shown to the next act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.cast import CONTENT, TYPED, Customer, quality_of
from playground.sayings import said

Style = Literal["ignore", "score", "typed", "later", "never", "block"]
Wish = Literal["change", "reason", "comment"]
Json = Mapping[str, Any]
STYLES: Mapping[Style, int] = {  # of 100
    "ignore": 38,
    "score": 50,
    "typed": 5,
    "later": 5,
    "never": 2,
    "block": 0,  # decided per person: see `_style`
}
BLOCKERS = (57, 143)  # every so many customers one blocks the bot when it asks
PATIENCE_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Tap:
    """Press a button that is there."""

    message: int
    data: str


@dataclass(frozen=True, slots=True)
class Say:
    """Write something, as people do: without a press on Reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Block the bot."""


Act = Tap | Say | Block


@dataclass(slots=True)
class Reading:
    """What one customer means to do about one message, and how far that got."""

    style: Style
    quality: float
    delay: int
    wishes: list[Wish]
    comment: str
    word: str
    scored: int | None = None
    waited: int = 0

    @property
    def done(self) -> bool:
        """Say whether nothing more will come."""
        return self.style == "ignore" or (self.scored is not None and not self.wishes)


def read(customer: Customer, *, nth: int, agent: str, touchpoint: str) -> Reading:
    """Decide once, by the customer's own dice, what will be done about the nth question."""
    chance = customer.chance(nth)
    quality = quality_of(agent, touchpoint, chance=chance)
    style = _style(customer, nth=nth)
    wishes: list[Wish] = []
    if chance.random() < 0.08:
        wishes.append("change")
    if chance.random() < 0.6:
        wishes.append("reason")
    if chance.random() < 0.28:
        wishes.append("comment")
    return Reading(
        style=style,
        quality=quality,
        delay=chance.choice((0, 0, 0, 0, 1, 2, 4)),
        wishes=wishes if style == "score" else [],
        comment=said(customer.language, touchpoint, content=quality > CONTENT, chance=chance),
        word=TYPED[customer.language][0 if quality > CONTENT else 1],
    )


def _style(customer: Customer, *, nth: int) -> Style:
    if customer.id % 1000 in BLOCKERS:
        return "block"
    if nth:
        return "score"
    return customer.chance("style").choices(list(STYLES), list(STYLES.values()))[0]


def next_act(message: Json, reading: Reading) -> Act | None:
    """Return what the customer does now, given the message as it stands; None to wait."""
    if reading.done:
        return None
    if reading.scored is None:
        return _first_act(message, reading)
    act = _follow_up(message, reading)
    if act is None:
        _give_up_in_time(reading)
    return act


def _first_act(message: Json, reading: Reading) -> Act | None:
    scores = score_keys(message)
    if not scores:
        return None
    score = sorted(scores)[round(reading.quality * (len(scores) - 1))]
    reading.scored = score
    at = int(message["message_id"])
    if reading.style == "typed":
        return Say(f"{score}, {reading.word}")
    if reading.style == "block":
        return Block()
    instead = _press(message, reading.style) if reading.style in ("later", "never") else None
    return instead or Tap(at, scores[score])


def _follow_up(message: Json, reading: Reading) -> Act | None:
    at = int(message["message_id"])
    match reading.wishes[0]:
        case "change":
            return _change(message, reading, at=at)
        case "reason":
            reasons = [data for data in keys(message) if data.startswith("r:")]
            if not reasons:
                return None
            return _finish(reading, Tap(at, reasons[len(reading.comment) % len(reasons)]))
        case "comment":
            return _finish(reading, Say(reading.comment))


def _change(message: Json, reading: Reading, *, at: int) -> Act | None:
    scores = score_keys(message)
    others = [score for score in sorted(scores) if score != reading.scored]
    if others:  # the scores are shown (again): choose a neighbour
        before = reading.scored or 0
        reading.scored = min(others, key=lambda one: (abs(one - before), one))
        return _finish(reading, Tap(at, scores[reading.scored]))
    return _press(message, "change")


def _press(message: Json, verb: str) -> Tap | None:
    """Press the button for `verb`, such as comment or later, if it is there."""
    found = (data for data in keys(message) if data.startswith("k:") and data.endswith(f":{verb}"))
    data = next(found, None)
    return None if data is None else Tap(int(message["message_id"]), data)


def _finish(reading: Reading, act: Act) -> Act:
    reading.wishes.pop(0)
    reading.waited = 0
    return act


def _give_up_in_time(reading: Reading) -> None:
    reading.waited += 1
    if reading.waited >= PATIENCE_ROUNDS:
        reading.wishes.pop(0)
        reading.waited = 0


def keys(message: Json) -> Iterator[str]:
    """Yield the callback data of a message's buttons, as shown."""
    for row in (message.get("keyboard") or {}).get("inline_keyboard", ()):
        for key in row:
            if "callback_data" in key and not key.get("disabled"):
                yield key["callback_data"]


def score_keys(message: Json) -> dict[int, str]:
    """Return score -> callback data for the score buttons."""
    found = (data for data in keys(message) if data.startswith("a:"))
    return {int(data.rsplit(":", 1)[1]): data for data in found}

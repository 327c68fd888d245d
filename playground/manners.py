"""How a simulated customer treats a question: from the message as shown to the next act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from playground.acts import Act, Block, Edit, Say, Tap
from playground.buttons import Json, fullest, keys, number_on, score_keys, score_labels
from playground.cast import CONTENT, HANDS, Customer, quality_of
from playground.sayings import Phrases, phrases

Style = Literal[
    "ignore",
    "score",
    "later",
    "never",
    "block",
    "scored",  # writes "8, great"
    "label",  # types what stands on the button
    "number",  # types the number alone
    "spelled",  # types it as a word
    "words",  # writes, and leaves the buttons alone
    "tapped",  # writes, and presses one afterwards
    "corrected",  # writes a wrong score and mends it
    "completed",  # writes a word and puts the score before it
    "voice",
    "photo",
]
Wish = Literal["change", "reason", "comment", "score", "edit", "voice", "photo"]
STYLES: Mapping[Style, int] = {  # of HANDS
    "ignore": 16,
    "score": 9,
    "later": 2,
    "never": 1,
    "block": 0,  # decided per person: see `_style`
    "scored": 2,
    "label": 4,
    "number": 2,
    "spelled": 2,
    "words": 1,
    "tapped": 2,
    "corrected": 2,
    "completed": 2,
    "voice": 2,
    "photo": 1,
}
DEALT = tuple(style for style, often in STYLES.items() for _ in range(often))
WRITERS = ("scored", "label", "number", "spelled", "words", "tapped", "corrected", "completed")
AFTERWARDS: Mapping[Style, Wish] = {
    "tapped": "score",
    "corrected": "edit",
    "completed": "edit",
    "voice": "voice",
    "photo": "photo",
}
BLOCKERS = (57, 143)  # every so many customers one blocks the bot when it asks
PATIENCE_ROUNDS = 3


@dataclass(slots=True)
class Reading:
    """What one customer means to do about one question, and how far that got."""

    style: Style
    quality: float
    delay: int
    wishes: list[Wish]
    phrases: Phrases
    asked: Json = field(default_factory=dict)  # the message as it was at the first act
    meant: int = 0
    chose: int | None = None  # so far, by a press or in writing
    wrote: int = 0  # the message to edit
    waited: int = 0

    @property
    def done(self) -> bool:
        """Say whether nothing more will come."""
        return self.style == "ignore" or (bool(self.asked) and not self.wishes)


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
    if chance.random() < 0.45:
        wishes.append("comment")
    if style != "score":
        wishes = [AFTERWARDS[style]] if style in AFTERWARDS else []
    return Reading(
        style=style,
        quality=quality,
        delay=chance.choice((0, 0, 0, 0, 1, 2, 4)),
        wishes=wishes,
        phrases=phrases(customer.language, touchpoint, content=quality > CONTENT, chance=chance),
    )


def _style(customer: Customer, *, nth: int) -> Style:
    if customer.id % 1000 in BLOCKERS:
        return "block"
    return "score" if nth else DEALT[customer.hand % HANDS]


def next_act(message: Json, reading: Reading) -> Act | None:
    """Return what the customer does now, given the message as it stands; None to wait."""
    if reading.done:
        return None
    if not reading.asked:
        return _first_act(message, reading)
    act = _follow_up(message, reading)
    if act is None:
        _give_up_in_time(reading)
    return act


def _first_act(message: Json, reading: Reading) -> Act | None:
    scores = sorted(score_keys(message))
    if not scores:
        return None
    reading.asked = message
    reading.meant = scores[round(reading.quality * (len(scores) - 1))]
    if reading.style == "block":
        return Block()
    if reading.style in WRITERS:
        return _write(message, reading)
    instead = _press(message, reading.style) if reading.style in ("later", "never") else None
    return instead or _choose(message, reading)


def _write(message: Json, reading: Reading) -> Say:
    """Write instead of pressing, in one of the ways that people have."""
    match reading.style:
        case "words" | "tapped":
            return Say("words", reading.phrases.unscored)
        case "completed":
            return Say("words", reading.phrases.word)
        case "corrected":
            reading.chose = _neighbour(sorted(score_keys(message)), reading.meant)
        case _:
            reading.chose = reading.meant
    if reading.style in ("scored", "corrected"):
        return Say("scored", _scored(reading, reading.chose))
    return _bare(message, reading)


def _bare(message: Json, reading: Reading) -> Say:
    """Write the score alone: its label, its number, or that as a word."""
    label = score_labels(message)[reading.meant]
    number = number_on(label)
    if reading.style == "label":
        label = fullest(message, label)
    elif number.isdecimal():
        label = reading.phrases.numbers[int(number)] if reading.style == "spelled" else number
    plain = label.isdecimal() or label in reading.phrases.numbers
    return Say("score" if plain else "label", label)


def _scored(reading: Reading, score: int) -> str:
    return reading.phrases.scored(number_on(score_labels(reading.asked)[score]))


def _choose(message: Json, reading: Reading) -> Tap:
    reading.chose = reading.meant
    return Tap(int(message["message_id"]), score_keys(message)[reading.meant])


def _neighbour(scores: list[int], beside: int) -> int:
    others = (score for score in scores if score != beside)
    return min(others, key=lambda one: (abs(one - beside), one))


def _follow_up(message: Json, reading: Reading) -> Act | None:
    wish = reading.wishes[0]
    match wish:
        case "change":
            return _change(message, reading)
        case "score":
            open_still = reading.meant in score_keys(message)
            return _finish(reading, _choose(message, reading)) if open_still else None
        case "edit":
            reading.chose = reading.meant
            return _finish(reading, Edit(_scored(reading, reading.meant)))
        case "reason":
            reasons = [data for data in keys(message) if data.startswith("r:")]
            if not reasons:
                return None
            chosen = reasons[len(reading.phrases.comment) % len(reasons)]
            return _finish(reading, Tap(int(message["message_id"]), chosen))
        case _:
            spoken = wish == "voice"  # nobody writes below a voice note
            return _finish(reading, Say(wish, "" if spoken else reading.phrases.comment))


def _change(message: Json, reading: Reading) -> Act | None:
    scores = sorted(score_keys(message))
    if any(score != reading.chose for score in scores):  # they are shown (again)
        reading.meant = _neighbour(scores, reading.meant)
        return _finish(reading, _choose(message, reading))
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

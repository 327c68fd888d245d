"""What customers, the help desk and staff do, drawn from the seed; and what they meant by it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from playground.buttons import keys, score_keys
from playground.errors import PlayError
from simulation.lots import ADMIN, MINUTE, STAFF

if TYPE_CHECKING:
    from simulation.world import World

Meaning = Literal[
    "score", "typed", "words", "edit", "reason", "later", "never", "undo", "stop", "start",
    "staff", "other",
]  # fmt: skip
FIRST = 1000
TYPED = ("{score}", "{score}!", "{score}, w{number}", " {score} ")
WORDS = ("it was w{number}", "w{number} 2 hours late", "nobody came, w{number}")


@dataclass(frozen=True)
class Act:
    """One update that somebody caused, and what it means."""

    meaning: Meaning
    person: int
    at: float
    token: str = ""
    score: int | None = None
    words: str = ""  # the one word in it that nothing else has
    message: int = 0
    sure: bool = False  # whether nothing else could have been meant


class Crowd:
    """Everybody who does something."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.acts: dict[int, Act] = {}  # by update
        self.queries: dict[str, Act] = {}  # by callback query
        self._chance = world.lots.chance("crowd")
        self.idle = False  # nobody does anything by themselves
        self._number = 0
        self._interactions: list[dict[str, Any]] = []
        self.people = range(FIRST, FIRST + world.lots.people)
        self._seen: set[tuple[int, int]] = set()
        world.telegram.listeners.append(self._on_event)

    # -- what is foreseen ------------------------------------------------------------------------

    def foresee(self) -> None:
        """Plan what does not depend on the bot."""
        world, chance = self.world, self._chance
        for person in self.people:
            language = chance.choice(("en", "en", "ru"))
            world.telegram.create_user(f"C{person}", user_id=person, language_code=language)
            world.telegram.chats[person].started = True
        for _ in range(world.lots.interactions):
            world.at(chance.uniform(10, world.lots.acts_for), self.ends)
        for end in world.lots.ends:
            world.at(end.at, lambda each=end: self._burst(each.burst))  # type: ignore[misc]
        for turn in world.lots.turns:  # what is committed wakes all that looks at the clock
            world.at(turn.begins + 1, self.ends)
            world.at(turn.begins + 2, lambda: self.say(FIRST, "/help", meaning="other"))
        digest = world.lots.chance("digest")
        hour = digest.choice((10, 11))
        world.at(30, lambda: self.say(ADMIN, f"/digest daily {hour}:30 csat week", chat=STAFF))
        world.at(40, lambda: self.say(ADMIN, f"/digest daily {hour}:40 nps week", chat=STAFF))

    def _burst(self, interactions: int) -> None:
        for number in range(interactions):
            self.ends(person=FIRST + number % len(self.people))

    # -- the help desk -----------------------------------------------------------------------------

    def ends(self, person: int | None = None) -> None:
        """Let an interaction end, and tell the bot until it says yes."""
        chance, self._number = self._chance, self._number + 1
        survey = chance.choice(self.world.lots.surveys)
        body: dict[str, Any] = {
            "id": f"T-{self._number}",
            "touchpoint": survey.touchpoint,
            "customer": {"telegram_id": person or chance.choice(self.people)},
            "agent": chance.choice(("anna", "ben")),
            "closed_at": self.world.true_time().isoformat(),
        }
        self.tell(body)
        if chance.random() < 0.25:
            self.world.at(self.world.now + chance.uniform(1, 3600), lambda: self.tell(body))
        if chance.random() < 0.12:
            after = chance.uniform(1, 40 * MINUTE)
            self.world.at(self.world.now + after, lambda: self._reopen(body["id"]))

    def tell(self, body: dict[str, Any], tries: int = 0) -> None:
        """Post an interaction; one that is not acknowledged is posted again."""
        if self.world.calm and tries == 0:
            return

        def done(status: int | None, reply: Any) -> None:
            self.world.judges.on_told(body, status, reply)
            if status != 202 and tries < 60:
                again = self.world.now + min(120.0, 5.0 * 2**tries)
                self.world.at(again, lambda: self.tell(body, tries + 1))

        self.world.request("POST", "/v1/interactions", body, done)

    def _reopen(self, identity: str) -> None:
        if self.world.calm:
            return
        self.world.judges.on_reopening(identity)

        def done(status: int | None, reply: Any) -> None:
            self.world.judges.on_reopened(identity, status, reply)

        self.world.request("POST", f"/v1/interactions/{identity}/reopened", {}, done)

    # -- what people see, and do about it ----------------------------------------------------------

    def _on_event(self, event: Mapping[str, Any]) -> None:
        world = self.world
        if event["kind"] != "message" or world.calm or self.idle:
            return
        chat, message = event["chat_id"], event["message"]
        if message.get("from", {}).get("id") != world.telegram.bot.id:
            return
        number = message["message_id"]
        if chat == STAFF:
            self._staff_sees(number)
        elif score_keys(message):
            for _ in range(self._chance.choice((0, 1, 1, 2, 3))):
                wait = self._chance.expovariate(1 / (4 * MINUTE))
                world.at(world.now + 1 + wait, lambda: self._reacts(chat, number))

    def _staff_sees(self, number: int) -> None:
        if self._chance.random() < 0.6:
            wait = self._chance.uniform(2, 600)
            self.world.at(
                self.world.now + wait, lambda: self._press_any(ADMIN, STAFF, number, "c:", "staff")
            )

    def _reacts(self, person: int, number: int) -> None:
        """Do something about a question, as it is on the screen now."""
        message = self.world.telegram.chats[person].messages.get(number)
        if message is None or self.world.calm:
            return
        scores, drawn = score_keys(message.view), self._chance.random()
        if drawn < 0.80 or drawn >= 0.90:
            self._answers(person, number, scores, drawn)
        else:
            self._press_any(person, person, number, "r:", "reason")

    def _answers(self, person: int, number: int, scores: Mapping[int, str], drawn: float) -> None:
        chance = self._chance
        if drawn < 0.55 and scores:
            for _ in range(chance.choice((1, 1, 1, 1, 2))):
                self._taps(person, number, chance.choice(sorted(scores)), scores)
        elif drawn < 0.68 and scores:
            self._types(person, number, scores)
        elif drawn < 0.78:
            self._decides(person, number)
        elif drawn < 0.80:
            self.say(person, "/stop", meaning="stop")
            back = self.world.now + chance.uniform(60, 3600)
            self.world.at(back, lambda: self.say(person, "/start", meaning="start"))
        else:
            self._writes(person)

    def _decides(self, person: int, number: int) -> None:
        """Press one of the buttons that are no score."""
        shown = self.world.telegram.chats[person].messages[number].view
        verbs = {data.rpartition(":")[2]: data for data in keys(shown) if data.startswith("k:")}
        if verbs:
            verb = self._chance.choice(sorted(verbs))
            if verb != "never" or self._chance.random() < 0.2:
                self.press(person, person, number, verbs[verb], _meaning(verb))

    def _taps(self, person: int, number: int, score: int, scores: Mapping[int, str]) -> None:
        self.press(person, person, number, scores[score], "score", score=score)

    def _types(self, person: int, number: int, scores: Mapping[int, str]) -> None:
        score, self._number = self._chance.choice(sorted(scores)), self._number + 1
        text = self._chance.choice(TYPED).format(score=score, number=self._number)
        token = scores[score].split(":")[1]
        self.say(
            person, text, meaning="typed", token=token, score=score, sure=self._only(person, number)
        )

    def _writes(self, person: int) -> None:
        self._number += 1
        text = self._chance.choice(WORDS).format(number=self._number)
        said = self.say(person, text, meaning="words", words=f"w{self._number}")
        if said is not None and self._chance.random() < 0.3:
            wait = self._chance.uniform(1, 300)
            self.world.at(self.world.now + wait, lambda: self.edits(person, said))

    def edits(self, person: int, message: int, words: str = "") -> None:
        """Let somebody change what they wrote."""
        if self.world.calm:
            return
        self._number += 1
        words = words or f"w{self._number}"
        with suppress(PlayError):
            self.world.telegram.edit(
                person, message, f"rather {words}", chat_id=person, now=self.world.true_time_s()
            )
            self._keep(Act("edit", person, self.world.now, words=words, message=message))

    def _only(self, person: int, number: int) -> bool:
        """Tell whether a question is the one open one on the screen, and the newest message."""
        messages = self.world.telegram.chats[person].messages
        own = [
            key
            for key, each in messages.items()
            if each.body.get("from", {}).get("id") == self.world.telegram.bot.id
        ]
        about_questions = [
            key for key in own if any(data[:1] in "akr" for data in keys(messages[key].view))
        ]
        return about_questions == [number] and max(own) == number  # no prompt listens besides

    # -- the fingers -------------------------------------------------------------------------------

    def _press_any(self, person: int, chat: int, number: int, kind: str, meaning: Meaning) -> None:
        message = self.world.telegram.chats[chat].messages.get(number)
        found = [data for data in keys(message.view) if data.startswith(kind)] if message else []
        if found and not self.world.calm:
            self.press(person, chat, number, self._chance.choice(found[:3]), meaning)

    def press(
        self,
        person: int,
        chat: int,
        number: int,
        data: str,
        meaning: Meaning,
        *,
        score: int | None = None,
    ) -> None:
        """Press a button."""
        world = self.world
        with suppress(PlayError):
            query = world.telegram.tap(person, number, data, chat_id=chat, now=world.true_time_s())
            token = data.split(":")[1]
            act = Act(meaning, person, world.now, token=token, score=score, words=data)
            self.queries[query] = act
            self._keep(act)

    def say(
        self, person: int, text: str, *, meaning: Meaning = "staff", chat: int | None = None,
        **more: Any,
    ) -> int | None:  # fmt: skip
        """Write a message, and give its number."""
        world = self.world
        if world.calm:
            return None
        with suppress(PlayError):
            said = world.telegram.say(person, text, chat_id=chat, now=world.true_time_s())
            message = int(said["message_id"])
            self._keep(Act(meaning, person, world.now, message=message, **more))
            return message
        return None

    def _keep(self, act: Act) -> None:
        update = self.world.telegram.updates._next_id - 1
        self.acts[update] = act
        self.world.judges.on_act(act)
        self.world.note("act", (update, act))


def _meaning(verb: str) -> Meaning:
    known: dict[str, Meaning] = {"later": "later", "never": "never", "undo": "undo"}
    return known.get(verb, "other")

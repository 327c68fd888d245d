"""The n-th write fails: small scenarios, each repeated with n = 1, 2, 3 ... until none is left."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.buttons import keys, score_keys
from simulation.blank import blank
from simulation.disk import Trouble
from simulation.lots import ADMIN, HOUR, MINUTE, STAFF, Lots, SurveyLot
from simulation.opening import opened
from simulation.runs import MEMORY
from simulation.world import World

BOB = 1000
BROKEN_FOR_S = 20.0
SURVEY = SurveyLot(
    "after-chat", "csat", "support", 2, range(1, 6), 0, 20 * HOUR, HOUR, HOUR, None
)  # fmt: skip
Step = Callable[[World], None]


@dataclass(frozen=True)
class Scenario:
    """What has happened before, what is done while writing fails, and what has to come of it."""

    before: tuple[Step, ...]
    act: Step
    expected: Callable[[World], object]
    wanted: object


def _ends(world: World) -> None:
    body = {
        "id": "T-1",
        "touchpoint": "support",
        "customer": {"telegram_id": BOB},
        "closed_at": world.true_time().isoformat(),
    }
    world.judges.crowd.tell(body)


def _taps(score: int) -> Step:
    def step(world: World) -> None:
        number, data = _question(world)
        world.judges.crowd.press(BOB, BOB, number, data[score], "score", score=score)

    return step


def _says(world: World) -> None:
    world.judges.crowd.say(BOB, "it was w1", meaning="words", words="w1")


def _edits(world: World) -> None:
    messages = world.telegram.chats[BOB].messages
    own = max(key for key, each in messages.items() if each.body["from"]["id"] == BOB)
    world.judges.crowd.edits(BOB, own, words="w2")


def _takes(world: World) -> None:
    (number,) = _alerts(world)
    message = world.telegram.chats[STAFF].messages[number]
    data = next(each for each in keys(message.view) if each.startswith("c:"))
    world.judges.crowd.press(ADMIN, STAFF, number, data, "staff")


def _wants_digest(world: World) -> None:
    at = world.true_time().astimezone(world.zone)
    minute = f"{at.hour}:{at.minute + 4:02}"
    world.judges.crowd.say(ADMIN, f"/digest daily {minute} csat week", chat=STAFF)


def _waits(world: World) -> None:
    """The moment of the digest comes by itself."""


# -- what came of it -----------------------------------------------------------------------------


def _question(world: World) -> tuple[int, Mapping[int, str]]:
    shown = {key: each.view for key, each in world.telegram.chats[BOB].messages.items()}
    (found,) = [(key, score_keys(each)) for key, each in shown.items() if score_keys(each)]
    return found


def _asked(world: World) -> object:
    return len([each for each in _from_bot(world, BOB) if "k:" in str(each)])


def _answer(world: World) -> object:
    rows = world.disk.read("SELECT score FROM answers")
    return [*(score for (score,) in rows), len(_alerts(world)), _asked(world)]


def _words(world: World) -> object:
    return [body for (body,) in world.disk.read("SELECT body FROM comments")]


def _cases(world: World) -> object:
    rows = world.disk.read("SELECT state FROM cases")
    return [*(state for (state,) in rows), len(_alerts(world))]


def _digests(world: World) -> object:
    return len([each for each in _from_bot(world, STAFF) if "Daily digest" in each["text"]])


def _alerts(world: World) -> list[int]:
    return [each["message_id"] for each in _from_bot(world, STAFF) if "'c:" in str(each)]


def _from_bot(world: World, chat: int) -> list[dict[str, Any]]:
    every = world.telegram.chats[chat].messages.values()
    return [each.body for each in every if each.body["from"]["id"] == world.telegram.bot.id]


SCENARIOS: Mapping[str, Scenario] = {
    "ask": Scenario((), _ends, _asked, 1),
    "tap": Scenario((_ends,), _taps(5), _answer, [5, 0, 1]),
    "comment": Scenario((_ends, _taps(5)), _says, _words, ["it was w1"]),
    "edit": Scenario((_ends, _taps(5), _says), _edits, _words, ["rather w2"]),
    "alert": Scenario((_ends,), _taps(1), _answer, [1, 1, 1]),
    "case": Scenario((_ends, _taps(1)), _takes, _cases, ["taken", 1]),
    "digest": Scenario((_ends, _taps(5), _wants_digest), _waits, _digests, 1),
}


def fail_each_write(scenario: Scenario, trouble: Trouble) -> int:
    """Let each write of a scenario fail in turn; gives how many there were.

    AssertionError, naming the write, if anything was lost, doubled or left undone.
    """
    nth = 1
    while _play(scenario, trouble, nth):
        nth += 1
    return nth - 1


def _play(scenario: Scenario, trouble: Trouble, nth: int) -> bool:
    """Let the n-th write fail; False if there was none."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    lots = Lots(1, frozenset(), people=1, interactions=0, surveys=[SURVEY], acts_for=HOUR)
    try:
        with opened(lots, folder) as world:
            blank(world.disk.path)
            return _fails_and_recovers(world, scenario, trouble, nth)
    finally:
        shutil.rmtree(folder)


def _fails_and_recovers(world: World, scenario: Scenario, trouble: Trouble, nth: int) -> bool:
    disk = world.disk
    world.telegram.create_user("Bob", user_id=BOB, language_code="en")
    world.telegram.chats[BOB].started = True
    world.judges.crowd.idle = True
    world.begin()
    world.run(5)
    for step in scenario.before:
        world.at(world.now, lambda each=step: each(world))  # type: ignore[misc]
        world.run(world.now + MINUTE)
    failed: list[float] = []

    def begin() -> None:
        failed.append(world.now)
        world.at(world.now + BROKEN_FOR_S, lambda: setattr(disk, "trouble", None))

    disk.failing, disk.fail_at, disk.on_failing = trouble, disk.writes + nth, begin
    world.at(world.now, lambda: scenario.act(world))
    world.run(world.now + 5 * MINUTE)
    disk.fail_at = None
    world.run(world.now + 8 * MINUTE)
    found = scenario.expected(world)
    assert found == scenario.wanted, f"write {nth}: {found}, not {scenario.wanted}"
    world.judges.look(calm=True)
    assert not world.judges.breaches, f"write {nth}: {world.judges.breaches[0]}"
    return bool(failed)

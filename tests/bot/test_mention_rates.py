"""How often a reply says falsely that a reason is named more or less, and how well ranges hold."""

import random
from collections import Counter

import pytest

from bot.reports.mentions import Counted, Mention, mention
from metrics.repeats import repeats_of

REASONS = {"speed": 0.4, "manner": 0.25, "price": 0.2, "product": 0.1, "other": 0.05}
REPLIES = 300
Period = tuple[Counter[str], int]  # who named each reason, and how many could


def period(chance: random.Random) -> Period:
    """Let people with low scores name one reason each, in a period without any change."""
    offered = chance.randrange(30, 150)
    return Counter(chance.choices([*REASONS], [*REASONS.values()], k=offered)), offered


def mentions(before: Period, now: Period) -> list[Mention]:
    sides = {key: [Counted(each[0][key], each[1]) for each in (now, before)] for key in REASONS}
    return [mention(key, *each, rows=len(REASONS), days=30) for key, each in sides.items()]


def is_clear(found: list[Mention]) -> bool:
    return any(each.change and each.change.verdict != "unclear" for each in found)


def test_reasons_that_did_not_change_are_called_so_in_nineteen_of_twenty_replies() -> None:
    """At 95 % for each of five reasons it was 16 % of replies; now it holds for many looks."""
    chance, false, held = random.Random(20261130), 0, 0
    for _ in range(REPLIES):
        before, now = period(chance), period(chance)
        found = mentions(before, now)
        false += is_clear(found)
        held += sum(
            each.share is not None and REASONS[each.key] in each.share.interval for each in found
        )
    assert false / REPLIES <= 0.05
    assert held / (REPLIES * len(REASONS)) >= 0.95


def test_a_reason_that_is_named_twice_as_often_is_told() -> None:
    chance, told = random.Random(20261201), 0
    for _ in range(100):
        before = sum(chance.random() < 0.2 for _ in range(200))
        now = sum(chance.random() < 0.45 for _ in range(200))
        found = mention("speed", Counted(now, 200), Counted(before, 200), rows=5, days=30)
        told += found.change is not None and found.change.verdict == "up"
    assert told >= 80


def test_whoever_names_it_again_and_again_is_one_person() -> None:
    """Forty comments of ten people, of whom four always name it, tell as much as ten."""
    said = [(person, int(person < 4)) for person in range(10) for _ in range(4)]
    alone = mention("speed", Counted(16, 40)).share
    found = mention("speed", Counted(16, 40, repeats_of(said))).share
    assert alone is not None
    assert found is not None
    assert (found.answers, found.people) == (40, 10)
    assert found.design == pytest.approx(4, rel=0.06)
    assert found.interval.width > 1.7 * alone.interval.width

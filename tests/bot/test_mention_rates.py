"""How often a reply says falsely that a reason is named more or less, and how well ranges hold."""

import random
from collections import Counter

from bot.reports.mentions import Counted, mention

REASONS = {"speed": 0.4, "manner": 0.25, "price": 0.2, "product": 0.1, "other": 0.05}
REPLIES = 300


def period(chance: random.Random) -> tuple[Counter[str], int]:
    """Let people with low scores name one reason each, in a period without any change."""
    offered = chance.randrange(30, 150)
    return Counter(chance.choices([*REASONS], [*REASONS.values()], k=offered)), offered


def test_reasons_that_did_not_change_are_called_so_in_nineteen_of_twenty_replies() -> None:
    """At 95 % for each of five reasons it was 16 % of replies."""
    chance, false, alone, held = random.Random(20261130), 0, 0, 0
    for _ in range(REPLIES):
        (before, offered_before), (now, offered) = period(chance), period(chance)
        for rows in (1, len(REASONS)):
            found = [
                mention(
                    key, Counted(now[key], offered), Counted(before[key], offered_before), rows=rows
                )
                for key in REASONS
            ]
            clear = any(each.change and each.change.verdict != "unclear" for each in found)
            alone, false = (alone + clear, false) if rows == 1 else (alone, false + clear)
        held += sum(
            each.share is not None and REASONS[each.key] in each.share.interval for each in found
        )
    assert false / REPLIES <= 0.05
    assert alone / REPLIES > 0.1
    assert held / (REPLIES * len(REASONS)) >= 0.95


def test_a_reason_that_is_named_twice_as_often_is_told() -> None:
    chance, told = random.Random(20261201), 0
    for _ in range(100):
        before = sum(chance.random() < 0.2 for _ in range(100))
        now = sum(chance.random() < 0.45 for _ in range(100))
        found = mention("speed", Counted(now, 100), Counted(before, 100), rows=5)
        told += found.change is not None and found.change.verdict == "up"
    assert told >= 80

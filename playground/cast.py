"""Who takes part in a simulated week: made-up customers, their agents and touchpoints."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

SEED = 7  # of the week that is played
FIRST_ID = 10_001
AGENTS: Mapping[str, float] = {
    "anna": 0.92,
    "boris": 0.76,
    "chen": 0.86,
    "dana": 0.62,
    "emil": 0.82,
}
TOUCHPOINTS: Mapping[str, tuple[int, float]] = {  # how often of 100, and how much better it goes
    "delivery": (38, 0.06),
    "support": (28, 0.0),
    "checkout": (12, 0.05),
    "onboarding": (8, -0.10),
    "shop": (5, 0.04),
    "workshop": (5, 0.02),
    "help-page": (4, -0.05),
}
HANDS = 48  # ways to treat a question that are dealt out, about as many as the rarest language has
CONTENT = 0.65  # from which quality on people are content
CHANNELS = ("chat", "chat", "chat", "email", "email", "phone")
_NAMES: Mapping[str, str] = {
    "en": (
        "Alice Ben Clara Daniel Ella Frank Grace Henry Isla Jack Karen Leo Maya Noah Olivia Peter "
        "Quinn Rose Sam Tessa Umar Vera Will Yara Zoe Adam Beth Colin Dora Ethan"
    ),
    "ru": (
        "Алина Борис Вера Глеб Дарья Егор Жанна Захар Ирина Кирилл Лидия Максим Нина Олег Полина "
        "Роман Софья Тимур Ульяна Фёдор"
    ),
    "zh-hans": "丽娜 建国 晓明 雨桐 子轩 思远 美玲 俊杰 欣怡 浩然 梓涵 文博 静怡 志强",
}
_LETTERS: Mapping[str, str] = {"en": "ABCDEFGHKLMNPRSTW", "ru": "АБВГДЕКЛМНПРСТ", "zh-hans": ""}
_SURNAMES = "王李张刘陈杨赵黄周吴"
_SHARES = (("en", 50), ("ru", 30), ("zh-hans", 20))


@dataclass(frozen=True, slots=True)
class Customer:
    """One made-up person; `joins` is False for one who never presses Start."""

    id: int
    name: str
    username: str
    language: str
    joins: bool
    seed: str
    hand: int = 0  # of HANDS: dealt, not rolled, so that few people still show every manner

    def chance(self, about: object) -> random.Random:
        """Return this person's own dice for one matter; the same dice every time."""
        return random.Random(f"{self.seed}/{about}")


def cast(*, seed: int, customers: int) -> tuple[Customer, ...]:
    """Make up the people of a week; the same seed gives the same people."""
    chance = random.Random(seed)
    hands = {language: _hands(f"{seed}/{language}") for language, _ in _SHARES}
    people = (_person(number, seed=seed, chance=chance) for number in range(customers))
    return tuple(replace(person, hand=next(hands[person.language])) for person in people)


def _hands(seed: str) -> Iterator[int]:
    """Deal all hands in some order, then all of them again."""
    chance = random.Random(f"{seed}/deal")
    while True:
        yield from chance.sample(range(HANDS), HANDS)


def quality_of(agent: str, touchpoint: str, *, chance: random.Random, worse: float = 0.0) -> float:
    """Roll how well one interaction went, from 0 to 1; `worse` than it usually does."""
    usual = AGENTS.get(agent, 0.8) + TOUCHPOINTS.get(touchpoint, (0, 0.0))[1] - worse
    return min(1.0, max(0.0, chance.gauss(usual, 0.24)))


def _person(number: int, *, seed: int, chance: random.Random) -> Customer:
    language = chance.choices([name for name, _ in _SHARES], [share for _, share in _SHARES])[0]
    first = chance.choice(_NAMES[language].split())
    name = (
        f"{chance.choice(_SURNAMES)}{first}"
        if language == "zh-hans"
        else f"{first} {chance.choice(_LETTERS[language])}."
    )
    return Customer(
        id=FIRST_ID + number,
        name=name,
        username=f"simulated_{number + 1:03}",
        language=language,
        joins=number % 40 != 39,
        seed=f"{seed}/{number}",
    )

"""Replies in three languages, and every number of their lines as it is written in English."""

import re
from collections.abc import Sequence

from bot.words.voice import Voice
from tests.bot.town import VOICE, Town

VOICES = [Voice(VOICE.words, language) for language in ("en", "ru", "zh_Hans")]


async def replies(town: Town, command: str) -> Sequence[Sequence[str]]:
    """The lines of a reply in each language, with numbers as they are without their groups."""
    pages = [await town.read(f"{command} text", voice) for voice in VOICES]
    plain = [re.sub(r"(?<=\d)[,\u00a0\u202f](?=\d{3}(?!\d))", "", page.text) for page in pages]
    return [re.sub(r"</?\w+>", "", text).splitlines() for text in plain]


def numbers(line: str) -> list[str]:
    """Every number of a line, as it is written in English, without its plus."""
    plain = re.sub(r"(?<=\d),(?=\d)", ".", line.replace("\u2212", "-")).replace("..", " ")
    parted = re.sub(r"(?<=\d)[-\u2013](?=\d)", " ", plain)  # of a range both ends count
    return re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?", parted)


def row_of(lines: Sequence[str], key: str) -> list[str]:
    """Every number of the one row that begins with a name."""
    [row] = [line for line in lines if re.match(rf"{re.escape(key)}[\s\u3000]", line)]
    return numbers(row[len(key) :].replace("\u3000", " "))


def sized(low: float, high: float) -> tuple[float, float]:
    """Both ends of a change: without signs, the smaller first, where its direction is said."""
    if low <= 0 <= high:
        return low, high
    least, most = sorted((abs(low), abs(high)))
    return least, most

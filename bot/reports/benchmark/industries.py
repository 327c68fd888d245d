"""How industries and years of published figures are called, in the language of whoever reads."""

from bot.words.catalogues import FALLBACK
from bot.words.voice import Voice


def industry_name(voice: Voice, industry: str) -> str:
    """Name an industry; one that has no words yet is called as it was published."""
    letters = "".join(each if each.isalnum() else " " for each in industry.lower())
    key = f"benchmark.industry.{'_'.join(letters.split())}"
    return voice.plain(key) if voice.words.has(FALLBACK, key) else industry


def year_words(voice: Voice, year: str) -> str:
    """Write a year, with its quarter if it names one: "2025 Q3"; what it is of is left out."""
    number, _, rest = year.partition(" ")
    if not rest.startswith("Q"):
        return number
    return voice.plain("benchmark.quarter", quarter=rest[1:], year=number)

"""Where answers come from that no ask of these days stands behind: imported, or of before."""

from bot.reports.summary.results import Block
from bot.words.voice import Voice


def imported_words(voice: Voice, block: Block) -> list[str]:
    """Say how many of the answers were imported, where some were."""
    if not block.imported:
        return []
    imported, people = voice.number(block.imported), voice.number(block.people)
    return [voice.plain("summary.imported", n=imported, all=people)]


def why_no_asks(voice: Voice, block: Block) -> list[str]:
    """Say how there can be answers where nobody was asked these days."""
    asked = block.asks is not None and block.asks.delivered > 0
    if asked or not block.people:
        return []
    found = []
    if block.imported:
        found.append(voice.plain("summary.no_asks.imported"))
    if block.imported < block.people:
        found.append(voice.plain("summary.no_asks.earlier"))
    return found

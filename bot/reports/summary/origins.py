"""Where answers come from that no ask of these days stands behind: imported, or of before."""

from bot.words.voice import Voice


def imported_words(voice: Voice, imported: int, *, answers: int) -> list[str]:
    """Say how many of the answers were imported, where some were."""
    if not imported:
        return []
    numbers = {"n": voice.number(imported), "all": voice.number(answers)}
    return [voice.plain("summary.imported", **numbers)]


def why_no_asks(voice: Voice, imported: int, *, answers: int) -> list[str]:
    """Say how there can be answers where nobody was asked these days."""
    found = [voice.plain("summary.no_asks.imported")] if imported else []
    if imported < answers:
        found.append(voice.plain("summary.no_asks.earlier"))
    return found

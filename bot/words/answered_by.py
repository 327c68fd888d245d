"""How many answered, and from how many people the answers came where some answered again."""

import html

from bot.words.voice import Voice
from metrics.periods import Period
from storage.pairs import DAYS as TOLD_APART
from storage.pairs import MOST as LOOKED_AT


def answers_words(voice: Voice, answers: int, people: int) -> str:
    """Say "64 answers", or "64 answers from 51 people" where there are fewer people."""
    said = html.unescape(voice.count("answered.some", answers))
    if people >= answers:
        return said
    those = html.unescape(voice.count("answered.people", people))
    return voice.plain("answered.from", answers=said, people=those)


def people_notes(
    voice: Voice, *periods: Period, named: bool, beyond: object = 0, anonymous: bool = False
) -> list[str]:
    """Say once in a reply where people cannot all be told apart; HTML.

    `named` tells whether it counts answers that are somebody's, over any of the periods; `beyond`
    whether one person gave more of them than are looked at.
    """
    lines: list[str] = []
    if named and any(period.days > TOLD_APART for period in periods):
        lines.append(voice.say("staff.summary.once_a_year"))
    if beyond:
        lines.append(voice.say("staff.summary.beyond", most=voice.number(LOOKED_AT)))
    if anonymous:
        lines.append(voice.say("answered.anonymous"))
    return lines

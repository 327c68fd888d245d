"""How many answered, and from how many people the answers came where some answered again."""

import html

from bot.words.voice import Voice


def answers_words(voice: Voice, answers: int, people: int) -> str:
    """Say "64 answers", or "64 answers from 51 people" where there are fewer people."""
    said = html.unescape(voice.count("answered.some", answers))
    if people >= answers:
        return said
    those = html.unescape(voice.count("answered.people", people))
    return voice.plain("answered.from", answers=said, people=those)

"""How a talk about a case reads: to staff line by line, to the customer message by message."""

from collections.abc import Sequence

from bot.words import tables
from bot.words.voice import Voice
from storage.case_words import Words

_SHORT = 250  # characters of a line
LONGEST_HEARD = 3000  # of what a customer wrote, with markup and escapes in one message


def talk_line(voice: Voice, words: Words) -> str:
    """Write what was said, by whom, and whether it got there, in one line."""
    note = said(voice, words)
    if words.speaker == "customer":
        return voice.say("case.said.customer", note=note)
    state = voice.plain(f"case.sent.{words.state or 'withdrawn'}")
    return voice.say("case.said.staff", name=speaker(words), note=note, state=state)


def said(voice: Voice, words: Words) -> str:
    """Write a message on one line: what came along, and the words."""
    body = tables.shorten(" ".join((words.body or "").split()), _SHORT)
    sent = voice.plain(f"comments.media.{words.media}") if words.media else ""
    return " ".join(part for part in (sent, body) if part)


def speaker(words: Words) -> str:
    """Name who of staff spoke, by their id if no name is known."""
    return words.name or str(words.actor or "")


def heard_text(voice: Voice, number: int, name: str, talk: Sequence[Words]) -> str:
    """Tell staff what a customer wrote."""
    lines = [
        "\n".join(
            part
            for part in (
                voice.plain(f"comments.media.{each.media}") if each.media else "",
                each.body or "",
            )
            if part
        )
        for each in talk
    ]
    heading = voice.say("case.heard", number=number, name=name)
    body = tables.shorten("\n".join(line for line in lines if line), LONGEST_HEARD)
    return "\n".join([heading, voice.say("case.words", body=body)])


def reply_text(voice: Voice, words: Words, *, business: str, first: bool) -> str:
    """Write what the customer reads: who answers, the words, and at first where theirs go."""
    heading = voice.say("reply.first" if first else "reply.next", business=business)
    return "\n".join([heading, voice.say("case.words", body=words.body)]) if words.body else heading

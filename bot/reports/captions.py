"""As many surveys as a message or a caption holds, and what is said of the rest."""

from collections.abc import Sequence

from bot.words.clipping import CAPTION, clipped
from bot.words.tables import fitting, units
from bot.words.voice import Voice


def message(voice: Voice, blocks: Sequence[str]) -> str:
    """Join the blocks of surveys; how many have no room is said at the end."""
    text, left = fitting(blocks)
    rest = [voice.say("staff.summary.more_surveys", left=left)] if left else []
    return "\n\n".join([text, *rest])


def caption(voice: Voice, blocks: Sequence[str], *, names: Sequence[str]) -> str:
    """Join the blocks of the surveys so named; those without room are named at the end.

    At most 1024 UTF-16 units, the markup counted along.
    """
    for shown in range(len(blocks), 0, -1):
        said = "\n\n".join([*blocks[:shown], *_rest(voice, names[shown:])])
        if units(said) <= CAPTION:
            return said
    return clipped("\n\n".join(blocks[:1]), CAPTION)


def _rest(voice: Voice, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    return [
        voice.say(
            "chart.caption.rest",
            surveys=voice.joined(voice.named("survey", each) for each in names),
        )
    ]

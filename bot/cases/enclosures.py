"""What customers sent along with words, heard and seen by whoever works on the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from telegram import InlineKeyboardMarkup

from bot.cases.looking import looked_at_case
from bot.cases.words import Sense, case_button, sense_of
from bot.effects import Reply, Scene
from bot.errors import Refusal
from bot.services import Services
from bot.surveys.question import Screen
from bot.wire.incoming import Tap
from bot.wire.outcomes import Outcome, Refused, Sent
from bot.words.voice import Voice
from storage import comments
from storage.cases import Case
from storage.comments import Enclosure

A_HANDFUL = 5  # files of one press: a group takes twenty messages a minute


@dataclass(frozen=True)
class Handful:
    """The files of one press, and from where the next one goes on."""

    case: Case
    sense: Sense
    files: Sequence[Enclosure]
    left: int
    following: int


async def hand_over(scene: Scene, tap: Tap, case: Case, sense: Sense, start: str) -> Reply:
    """Send what there is to hear or see, below the message whose button was pressed.

    Refusal where there is none of it any more.
    """
    sent = await comments.files(scene.tx, case.invitation_id)
    fitting = [each for each in sent if sense_of(each) == sense]
    first = int(start) if start.isascii() and start.isdecimal() else 0
    files, following = fitting[first : first + A_HANDFUL], first + A_HANDFUL
    if not files or tap.chat_id is None:
        raise Refusal("staff.stale_button")
    await looked_at_case(scene, tap.person, case, "files")
    handful = Handful(case, sense, files, max(0, len(fitting) - following), following)
    voice = scene.voice(tap)
    later = partial(_sent, scene.services, tap, voice, handful)
    return Reply(toast=voice.plain("case.files.coming"), later=later)


async def _sent(services: Services, tap: Tap, voice: Voice, handful: Handful) -> Reply:
    """Send one file after the other, and say what did not come and what is left."""
    outcomes = [(each, await _send(services, tap, each)) for each in handful.files]
    lines = list(dict.fromkeys(_trouble(voice, handful.case, outcomes)))
    if not handful.left:
        return Reply(say=Screen("\n".join(lines))) if lines else Reply()
    lines.append(voice.count("case.more", handful.left))
    value = str(handful.following)
    button = case_button(voice, handful.case, handful.sense, value=value)
    return Reply(say=Screen("\n".join(lines), InlineKeyboardMarkup.from_button(button)))


async def _send(services: Services, tap: Tap, file: Enclosure) -> Outcome:
    return await services.outbox.send_known(
        tap.chat_id or 0,
        file.media,
        file.file_id,
        kind="reply",
        reply_to=tap.message_id,
        thread_id=tap.thread_id,
    )


def _trouble(
    voice: Voice, case: Case, outcomes: Iterable[tuple[Enclosure, Outcome]]
) -> Iterable[str]:
    for file, outcome in outcomes:
        if isinstance(outcome, Sent):
            continue
        what = voice.plain(f"comments.media.{file.media}")
        yield voice.say(_reason(outcome), what=what, example=f"/case {case.id}")


def _reason(outcome: Outcome) -> str:
    if not isinstance(outcome, Refused):
        return "case.files.later"
    return f"case.files.{'barred' if outcome.concerns in {'picture', 'chat'} else 'lost'}"

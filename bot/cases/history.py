"""What there was with a customer before their case, behind a button; who looked is noted."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.cases.looking import looked_at_case
from bot.effects import Reply, Scene
from bot.errors import Refusal
from bot.surveys.question import Screen
from bot.wire.incoming import Tap
from bot.words import dates, tables
from bot.words.voice import Voice
from metrics.catalogue import METRICS
from storage import histories, invitations
from storage.cases import Case
from storage.histories import Before

_LINES = 12
_SHORT = 200  # characters of what was said


async def show_history(scene: Scene, tap: Tap, case: Case) -> Reply:
    """Show the newest interactions, answers and cases; Refusal where nobody is known."""
    invitation = await invitations.get(scene.tx, case.invitation_id)
    if invitation.customer_id is None:
        raise Refusal("case.no_history", number=case.id)
    found = await histories.of_customer(scene.tx, invitation.customer_id, limit=_LINES)
    if not found:
        raise Refusal("case.no_history", number=case.id)
    await looked_at_case(scene, tap.person, case, "history")
    text = history_text(scene.voice(tap), case.id, found, scene.zone)
    return Reply(say=Screen(text))


def history_text(voice: Voice, number: int, found: Sequence[Before], zone: ZoneInfo) -> str:
    """Write a line for each interaction, newest first, and what was said about it below."""
    heading = voice.say("case.history", number=number)
    text, _ = tables.fitting([heading, *(_line(voice, each, zone) for each in found)], joint="\n")
    return text


def _line(voice: Voice, before: Before, zone: ZoneInfo) -> str:
    parts = [
        dates.moment(voice, before.closed_at, zone),
        voice.named("touchpoint", before.touchpoint),
        before.agent or "",
        _answer(voice, before),
        _case(voice, before),
    ]
    line = voice.say("case.words", body=voice.joined(part for part in parts if part))
    if not before.words:
        return line
    body = tables.shorten(" ".join(before.words.split()), _SHORT)
    return line + "\n" + voice.say("staff.comments.body", body=body)


def _answer(voice: Voice, before: Before) -> str:
    if before.score is None or before.metric is None or before.points is None:
        return ""
    highest = METRICS[before.metric].scales[before.points].high
    return f"{voice.named('survey', before.survey or '')} {before.score}/{highest}"


def _case(voice: Voice, before: Before) -> str:
    if before.case_id is None:
        return ""
    return voice.plain(f"case.history.{before.case_state}", number=before.case_id)

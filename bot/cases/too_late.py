"""How somebody is told that a case is another's, or closed, and what may be done instead."""

from zoneinfo import ZoneInfo

from bot.cases.words import CaseStanding
from bot.errors import Refusal
from bot.words import dates
from bot.words.voice import Voice


def too_late(voice: Voice, standing: CaseStanding, zone: ZoneInfo) -> Refusal:
    """Say how the case stands, and what may be done instead."""
    case = standing.case
    advice = "take" if case.state == "open" else "reopen"
    return Refusal(
        f"case.is.{case.state}",
        number=case.id,
        name=standing.name,
        when=dates.moment(voice, standing.since, zone),
        example=f"/case {case.id} {advice}",
    )

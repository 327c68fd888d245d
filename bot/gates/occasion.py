"""The gates that look at the interaction itself."""

from datetime import datetime

from bot.gates.facts import Facts, Rules
from bot.gates.verdicts import No


def staff(facts: Facts, rules: Rules, _at: datetime) -> No | None:
    """Respect a tag that says no."""
    return No() if facts.occasion.tags & rules.no_survey_tags else None


def duplicate(facts: Facts, _rules: Rules, _at: datetime) -> No | None:
    """Ask once about one interaction."""
    if facts.again or facts.reminder:
        return None
    return No() if facts.asked_already else None


def order(facts: Facts, _rules: Rules, _at: datetime) -> No | None:
    """Step back for the survey that was chosen for this interaction."""
    return No() if facts.chosen is not None and facts.chosen != facts.survey else None


def minimum(facts: Facts, rules: Rules, _at: datetime) -> No | None:
    """Leave out what was too small; what is not told is not held against it."""
    if facts.reminder:
        return None
    messages, lasted = facts.occasion.messages, facts.occasion.lasted
    few = messages is not None and messages < rules.min_messages
    short = lasted is not None and lasted < rules.min_duration
    return No() if few or short else None


def live_talk(facts: Facts, _rules: Rules, _at: datetime) -> No | None:
    """Do not interrupt: the talk goes on after all."""
    return No() if facts.occasion.reopened else None


def expired(facts: Facts, rules: Rules, at: datetime) -> No | None:
    """Leave out what ended too long ago."""
    if facts.closed_at is None or facts.again or facts.present or facts.reminder:
        return None
    return No() if at - facts.closed_at > rules.drop_after else None

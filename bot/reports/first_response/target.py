"""How many were replied to within the operator's target."""

from bot.reports.first_response.results import Waiting
from bot.words import figures, spans
from bot.words.voice import Voice
from metrics.small_numbers import level


def target_words(voice: Voice, found: Waiting) -> list[str]:
    """Say how many were replied to within the target; who got no reply was not."""
    whole = found.whole
    everybody = whole.replied + whole.unanswered
    if found.target is None or not everybody:
        return []
    seconds = int(found.target.total_seconds())
    said = {
        "target": spans.border(voice, seconds),
        "within": voice.number(whole.within),
        "all": voice.number(everybody),
    }
    if not level(everybody).score:
        return [voice.plain("staff.frt.target_few", **said)]
    share = figures.share(voice, whole.within / everybody)
    return [voice.plain("staff.frt.target", share=share, **said)]

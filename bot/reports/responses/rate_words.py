"""How a rate at a fixed age reads: what it is, what it was, and what that means for a score."""

from bot.reports.points import Rates
from bot.words import dates, figures
from bot.words.voice import Voice
from metrics.kaplan_meier import Within
from metrics.periods import Period
from metrics.small_numbers import level

_ENDS = ("low", "high")


def within_words(voice: Voice, rate: Within | None) -> str:
    """Say how many answered within three days; nothing where too few asks are that old."""
    style = level(rate.asks).interval if rate is not None else None
    if rate is None or style is None:
        return ""
    ends = rate.estimate().interval
    said = {name: figures.share(voice, getattr(ends, name), interval=ends) for name in _ENDS}
    return voice.plain(f"rates.{style}", rate=figures.share(voice, rate.share), **said)


def rate_line(voice: Voice, rates: Rates, period: Period) -> str:
    """Say the rate and whether it was another one before; what differs is said by `caution`."""
    now, before = rates.compared.now, rates.compared.before
    within = within_words(voice, now)
    if now is None:
        return voice.plain("rates.young")
    if not within or rates.compared.differs:
        return within
    earlier = dates.before(voice, period, rates.earlier)
    if before is None or rates.compared.verdict is None:
        return voice.plain("rates.few", within=within, earlier=earlier)
    share = figures.share(voice, before.share)
    return voice.plain("rates.unclear", within=within, earlier=earlier, before=share)


def caution(voice: Voice, rates: Rates | None) -> str:
    """Say, once, that other people may have answered than before, or that few answer at all."""
    if rates is None:
        return ""
    now, before = rates.compared.now, rates.compared.before
    if now is None:
        return ""
    rate = figures.share(voice, now.share)
    if rates.compared.differs and before is not None:
        share = figures.share(voice, before.share)
        return voice.plain(f"rates.changed_{rates.compared.verdict}", rate=rate, before=share)
    return voice.plain("rates.low", rate=rate) if rates.compared.low else ""


def warned(voice: Voice, rates: Rates | None) -> str:
    """Say the same in a text, with a sign before it."""
    said = caution(voice, rates)
    return voice.plain("rates.warned", said=said) if said else ""

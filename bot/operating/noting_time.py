"""Note how late it is for the next start, and mend stored times of a future that did not come."""

import logging
from datetime import datetime, timedelta

from bot.clock import CLOCKS_DIFFER
from bot.services import Services
from bot.settings.config import Config
from storage import clamping, meta
from storage.transaction import Transaction

_log = logging.getLogger(__name__)

NOTED_EVERY = timedelta(minutes=1)
_NIGHTS_AND_HOLIDAYS = timedelta(days=30)  # by which a message may be postponed besides


async def note_time(services: Services, now: datetime) -> bool:
    """Note how late it is; where it was later before, the clock was wrong then: clamp the rows."""
    noted = services.time_noted
    if noted is not None and noted - CLOCKS_DIFFER <= now < noted + NOTED_EVERY:
        return False  # only woken: nothing is written more often than that
    boot = services.boot()

    async def unit(tx: Transaction) -> int:
        newest = await meta.newest_moment(tx)
        mended = 0
        if newest is None or newest > now + CLOCKS_DIFFER:
            mended = await clamping.clamp(
                tx,
                now=now,
                later=now + CLOCKS_DIFFER,
                zone=services.zone,
                wait=longest_wait(services.config),
                ends=longest_open(services.config),
            )
            await meta.set_newest_moment(tx, now)
        else:
            await meta.note_moment(tx, now)
        if boot is not None:
            await meta.note_boot(tx, boot.id, boot.began)
        return mended

    mended = await services.database.write(unit)
    services.time_noted = now
    if mended:
        _log.warning("times from the future were set to now rows=%d", mended)
        services.finished.clear()  # weeks that were read before
        services.contacted.clear()
        services.wake_all()
    return False


def longest_wait(config: Config) -> timedelta:
    """Tell how far ahead a message is planned at most."""
    waits = [config.cadence.later_after]
    for survey in config.surveys.values():
        waits += [survey.delay, survey.reminder.after if survey.reminder else timedelta()]
    return max(waits) + _NIGHTS_AND_HOLIDAYS


def longest_open(config: Config) -> timedelta:
    """Tell how far ahead a question that is planned by then ends at most, or stops listening."""
    surveys = config.surveys.values()
    return longest_wait(config) + max(max(each.expires, each.comment_window) for each in surveys)

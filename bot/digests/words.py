"""How digests read: a schedule, and a line of the list."""

from zoneinfo import ZoneInfo

from bot.digests.schedule import WEEKDAYS, Schedule
from bot.words import dates
from bot.words.vocabulary import Spoken
from bot.words.voice import Voice
from storage.digests import Digest, Draft

PAUSES_AFTER = 4  # times in a row with nothing to say: it says that it pauses, and the list does


def schedule_of(digest: Draft) -> Schedule:
    """Read the schedule of a stored digest."""
    return Schedule(digest.every, digest.day, digest.at)


def schedule_text(voice: Voice, schedule: Schedule) -> str:
    """Say a schedule: "Mondays at 09:00"."""
    weekly = schedule.every == "weekly"
    on = voice.plain(f"digest.on.{WEEKDAYS[schedule.day or 0]}") if weekly else ""
    at = schedule.at.isoformat("minutes")
    return voice.plain(f"digest.every.{schedule.every}", on=on, day=schedule.day, time=at)


def digest_line(voice: Voice, number: int, digest: Digest, zone: ZoneInfo) -> str:
    """Write a digest as it stands in the list."""
    paused = digest.skipped >= PAUSES_AFTER
    return voice.say(
        "digest.line_paused" if paused else "digest.line",
        number=number,
        command=Spoken(digest.command),
        schedule=schedule_text(voice, schedule_of(digest)),
        next=dates.moment(voice, digest.next_at, zone),
    )

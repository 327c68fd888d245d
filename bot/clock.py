"""What time it is: the one place that reads the clock, and tells whether it can be believed."""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Elapsed = Callable[[], float]
Why = Literal["no_reply_yet", "before_stored_times", "jumped", "differs_from_telegram"]

CLOCKS_DIFFER = timedelta(minutes=5)  # as far as two honest clocks may be apart
AGREED_S = 60.0  # how long they must agree again before the wall is believed
STEADY_S = 3600.0  # how long a wall that jumped must stand where nobody tells the time
REPLIES = 5  # the middle one of so many is what Telegram says: two odd replies move nothing

# Counts suspended time on Linux; elsewhere it is the monotonic clock, which does on macOS.
_ELAPSED: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # Linux has it, and containers share it


def system_clock() -> datetime:
    """Read the time, aware and in UTC."""
    return datetime.now(UTC)


def elapsed_s() -> float:
    """Read how many seconds have passed since the machine started, suspended ones included."""
    return time.monotonic() if _ELAPSED is None else time.clock_gettime(_ELAPSED)


def boot_id() -> str | None:
    """Name this run of the machine, the same for as long as the elapsed clock goes on; or None."""
    try:
        return _BOOT_ID.read_text().strip() or None
    except OSError:
        return None


@dataclass(frozen=True)
class Boot:
    """One run of the machine: its name, and when it began by a clock that was believed."""

    id: str
    began: datetime


@dataclass(frozen=True)
class Doubt:
    """The wall clock is not believed: what it shows, what is believed instead, and why."""

    wall: datetime
    believed: datetime
    why: Why


class Timekeeper:
    """The wall clock as long as it agrees with Telegram's replies and the time that has passed.

    Of each clock only this is kept: the moment at which the elapsed clock showed nought, by it. For
    an honest wall that is always the same moment. While the wall is more than five minutes away
    from what is believed, the time goes on by the elapsed clock alone; `doubt` lasts until both
    have agreed for a minute. A first reply that differs is not held against the wall before a
    second one does, but until a reply has agreed nothing is done because of the time. What was
    known of the machine's run is remembered, so that a process which starts while the wall is wrong
    knows better from its first moment.
    """

    def __init__(
        self, wall: Clock = system_clock, elapsed: Elapsed = elapsed_s, boot: str | None = None
    ) -> None:
        """Believe the wall at first; `boot` names the machine's run, if it has a name."""
        self._wall, self._elapsed, self._boot = wall, elapsed, boot
        self._origin = self._by(wall(), elapsed())
        self._told: deque[datetime] = deque(maxlen=REPLIES)
        self._dateless = False  # replies came that tell no time
        self._why: Why = "jumped"  # if the wall should be elsewhere
        self._settled = False  # a reply has come, and the wall agreed
        self._held = False
        self._agreeing_since: float | None = None
        self._strayed: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """Read the time: the wall's, or without it what is believed instead."""
        wall, elapsed = self._wall(), self._elapsed()
        self._compare(wall, elapsed)
        return wall if self._agrees(wall, elapsed) else self._believed(elapsed)

    def doubt(self) -> Doubt | None:
        """Tell why nothing may be done because of the time; None while it is believed."""
        wall, elapsed = self._wall(), self._elapsed()
        self._compare(wall, elapsed)
        if not self._held and self._settled:
            return None
        agrees = self._agrees(wall, elapsed)
        why: Why = self._why if self._held else "no_reply_yet"
        return Doubt(wall, wall if agrees else self._believed(elapsed), why)

    def heard(self, told: datetime | None) -> None:
        """Take in the time of a reply that has just come; None if it told none."""
        wall, elapsed = self._wall(), self._elapsed()
        if told is None:
            self._dateless = True
        else:
            self._told.append(self._by(told, elapsed))
            self._listen(self._by(wall, elapsed))
        self._compare(wall, elapsed)

    def boot(self) -> Boot | None:
        """Tell when the machine's run began, for the next start; None while that is in doubt."""
        if self._boot is None or self.doubt() is not None:
            return None
        return Boot(self._boot, self._origin)

    def remember(self, newest: datetime | None, boot: Boot | None) -> None:
        """Take in, at the start, what is stored.

        A wall that has not gone on as the elapsed clock has since this run of the machine was noted
        is wrong; where no such note is, one before the newest stored time.
        """
        wall, elapsed = self._wall(), self._elapsed()
        if boot is not None and boot.id == self._boot:
            self._origin = boot.began
            if not self._agrees(wall, elapsed):
                self._hold(wall, elapsed)
        if newest is not None and newest > self._believed(elapsed) + CLOCKS_DIFFER:
            self._origin, self._why = self._by(newest, elapsed), "before_stored_times"
            self._hold(wall, elapsed)

    def _listen(self, wall_origin: datetime) -> None:
        """Let the middle of the last replies be the truth; before there are enough, the kindest."""
        if len(self._told) == REPLIES:
            self._origin = sorted(self._told)[REPLIES // 2]
        elif not self._settled:
            self._origin = min(self._told, key=lambda each: abs(each - wall_origin))
        else:
            return
        if not self._held:
            self._why = "jumped"
        if abs(wall_origin - self._origin) > CLOCKS_DIFFER:
            self._why = "differs_from_telegram"

    def _compare(self, wall: datetime, elapsed: float) -> None:
        if self._agrees(wall, elapsed):
            self._agree(wall, elapsed)
        else:
            self._agreeing_since = None
            if self._settled or len(self._told) > 1:
                self._hold(wall, elapsed)
            self._follow(wall, elapsed)

    def _agree(self, wall: datetime, elapsed: float) -> None:
        self._strayed = None
        self._settled = self._settled or bool(self._told) or self._dateless
        if not self._told and not self._held:
            self._origin = self._by(wall, elapsed)  # nobody else tells the time: steps add up
        if not self._held:
            return
        if self._agreeing_since is None:
            self._agreeing_since = elapsed
        elif elapsed - self._agreeing_since >= AGREED_S:
            self._held, self._why = False, "jumped"
            _log.warning("the clock is believed again, it is %s", wall.isoformat())

    def _hold(self, wall: datetime, elapsed: float) -> None:
        if not self._held:
            self._held = True
            believed = self._believed(elapsed).isoformat()
            _log.error("the clock is not believed: %s instead of %s", wall.isoformat(), believed)

    def _follow(self, wall: datetime, elapsed: float) -> None:
        """Believe a wall in the end that stays where it is, if no reply ever tells the time."""
        if self._told or not self._dateless:
            return
        origin = self._by(wall, elapsed)
        if self._strayed is None or abs(origin - self._strayed[0]) > CLOCKS_DIFFER:
            self._strayed = origin, elapsed
        elif elapsed - self._strayed[1] >= STEADY_S:
            self._origin = origin

    def _agrees(self, wall: datetime, elapsed: float) -> bool:
        return abs(self._by(wall, elapsed) - self._origin) <= CLOCKS_DIFFER

    def _believed(self, elapsed: float) -> datetime:
        return self._origin + timedelta(seconds=elapsed)

    @staticmethod
    def _by(moment: datetime, elapsed: float) -> datetime:
        return moment - timedelta(seconds=elapsed)


class Unquestioned:
    """A clock that is turned on purpose: what it shows is believed, whatever Telegram says."""

    def doubt(self) -> Doubt | None:
        """Doubt nothing."""
        return None

    def heard(self, _told: datetime | None) -> None:
        """Take no notice of replies."""

    def boot(self) -> None:
        """Note nothing: a clock that is turned does not go on as the machine does."""

    def remember(self, _newest: datetime | None, _boot: Boot | None) -> None:
        """Take no notice of what is stored."""


class MovableClock:
    """The system's time plus a shift that only grows; for demonstrations and tests."""

    def __init__(self, base: Clock = system_clock) -> None:
        """Start without a shift."""
        self._base = base
        self._shift = timedelta()

    def __call__(self) -> datetime:
        """Read the shifted time."""
        return self._base() + self._shift

    def advance(self, by: timedelta) -> None:
        """Move forward; ValueError for a step back."""
        if by < timedelta():
            raise ValueError("the clock moves forward only")
        self._shift += by


class Countdown:
    """How long several things may take together, from the moment it begins."""

    def __init__(self, seconds: float) -> None:
        """Hold the time ready."""
        self._seconds = seconds
        self._ends: float | None = None

    def begin(self) -> None:
        """Count from now on."""
        self._ends = time.monotonic() + self._seconds

    @property
    def left_s(self) -> float:
        """How many seconds there are left."""
        if self._ends is None:
            return self._seconds
        return max(0.0, self._ends - time.monotonic())

"""How much a source may post, and how often an address may try wrong keys."""

import logging
import math
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.http.door.peers import household
from bot.http.problems import Problem
from bot.settings.connections import PostingRate

_log = logging.getLogger(__name__)

Monotonic = Callable[[], float]

WRONG_A_MINUTE = 10
_MINUTE_S = 60.0


@dataclass
class _Bucket:
    """What is left to a source, at a moment of the monotonic clock."""

    left: float
    at: float

    def fill(self, rate: PostingRate, now: float) -> None:
        self.left = min(rate.burst, self.left + (now - self.at) * rate.per_second)
        self.at = now


@dataclass
class Allowances:
    """A token bucket for each source, in memory: a restart fills them."""

    monotonic: Monotonic
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def take(self, source: str, rate: PostingRate) -> Mapping[str, str]:
        """Take one request from a source; gives headers for the reply, or a Problem 429.

        They are those of draft-ietf-httpapi-ratelimit-headers-10: the quota `q` over `w` seconds,
        and `r` requests that are left until it is whole again in `t` seconds.
        """
        now = self.monotonic()
        bucket = self._buckets.setdefault(source, _Bucket(rate.burst, now))
        bucket.fill(rate, now)
        allowed = bucket.left >= 1
        if allowed:
            bucket.left -= 1
        headers = _headers(rate, bucket.left)
        if not allowed:
            wait_s = math.ceil((1 - bucket.left) / rate.per_second)
            raise Problem(
                429,
                f"{source} may post {rate.per_second:g} requests a second, and {rate.burst:,} at "
                f"once; nothing was taken in, please send it again in {wait_s} s",
                headers={**headers, "Retry-After": str(wait_s)},
            )
        return headers


def _headers(rate: PostingRate, left: float) -> Mapping[str, str]:
    whole_s = math.ceil(rate.burst / rate.per_second)
    again_s = math.ceil((rate.burst - left) / rate.per_second)
    return {
        "RateLimit-Policy": f'"source";q={rate.burst};w={whole_s}',
        "RateLimit": f'"source";r={int(left)};t={again_s}',
    }


@dataclass
class _Tries:
    began: float
    count: int = 0


@dataclass
class WrongKeys:
    """How many wrong keys came from each address in its present minute."""

    monotonic: Monotonic
    most: int = 10_000  # addresses that are remembered; a stranger may have any number of them
    _tries: "OrderedDict[str, _Tries]" = field(default_factory=OrderedDict)

    def note(self, peer: str | None) -> None:
        """Count one; from the eleventh of a minute on a Problem 429. Right keys never come here."""
        address, now = household(peer or "-"), self.monotonic()
        tries = self._tries.get(address)
        if tries is None or now - tries.began >= _MINUTE_S:
            tries = self._tries[address] = _Tries(now)
        self._tries.move_to_end(address)
        while len(self._tries) > self.most:
            self._tries.popitem(last=False)
        tries.count += 1
        if tries.count == 1:
            _log.warning(
                "a wrong key was sent from %s; more of this minute are not told here, and after %d "
                "are put off",
                address,
                WRONG_A_MINUTE,
            )
        if tries.count <= WRONG_A_MINUTE:
            return
        wait_s = math.ceil(tries.began + _MINUTE_S - now)
        raise Problem(
            429,
            f"too many wrong keys from this address; wait {wait_s} s, or send the right one",
            headers={"Retry-After": str(wait_s)},
        )

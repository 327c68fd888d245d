"""When a message to staff is sent again as long as nobody knows whether it came."""

from collections.abc import Sequence
from datetime import timedelta

REPEATED_AFTER: Sequence[timedelta] = (  # and then no more
    timedelta(seconds=2),
    timedelta(minutes=1),
    timedelta(minutes=10),
)

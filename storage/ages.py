"""How old an ask was when it was answered or taken back: the spans of age that are counted."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

SPANS: Mapping[str, timedelta] = MappingProxyType(
    {
        "1h": timedelta(hours=1),
        "6h": timedelta(hours=6),
        "1d": timedelta(days=1),
        "2d": timedelta(days=2),
        "3d": timedelta(days=3),
    }
)  # each from the end of the one before; most answer within the hour, so there they are fine
ANSWERED = tuple(f"answered_{span}" for span in SPANS)
WITHDRAWN = tuple(f"withdrawn_{span}" for span in SPANS)
AGED = (*ANSWERED, *WITHDRAWN)


def counted_as(what: str, age: timedelta) -> str | None:
    """Name the count of what became of an ask at some age; None once it is past them all.

    The clock may have been set back meanwhile: what came before its ask came at once.
    """
    return next((f"{what}_{span}" for span, end in SPANS.items() if age < end), None)

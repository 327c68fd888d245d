"""How a moment is stored: whole microseconds since 1970 in UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Give the stored form of an aware moment; ValueError for one without a zone."""
    if moment.tzinfo is None:
        message = f"a moment needs a time zone: {moment.isoformat()}"
        raise ValueError(message)
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Give back the moment in UTC."""
    return _EPOCH + timedelta(microseconds=micros)

"""How many files and sockets this process may have open, and how many of them strangers may."""

import resource

RESERVE = 320  # the database, the log, drawing, and the 260 connections to Telegram at most
_ENOUGH = 65_536  # what is never needed; a child process might close each one of a million


def raise_limit() -> int:
    """Allow this process as many descriptors as it may allow itself; gives their number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return _ENOUGH if soft == resource.RLIM_INFINITY else soft
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):  # some systems have a lower limit that they do not tell
        return soft
    return wanted


def most_connections(wanted: int, limit: int) -> int:
    """Tell how many connections may be open at once; with a very low limit a quarter of it."""
    return min(wanted, max(limit - RESERVE, limit // 4, 1))

"""What keeps the suite quick: bytecode kept, little to look at for garbage, the slow first.

And what lets it end: a test that hangs fails, whatever it waits for.
"""

import gc
import os
import signal
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from simulation.leftovers import forget_apps

ROOT = Path(__file__).parents[1]

if sys.dont_write_bytecode:  # asked for by the environment: keep it out of the tree at least
    kept = str(ROOT / ".pytest_cache" / "bytecode")
    sys.dont_write_bytecode, sys.pycache_prefix = False, kept
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = kept

LONGEST_NAME = 60
EXAMPLES = int(os.environ.get("AFTERWORD_EXAMPLES", "50"))  # that hypothesis draws for a test
PATIENCE_S = int(os.environ.get("AFTERWORD_TEST_PATIENCE", "600"))  # no test takes a tenth of it

gc.disable()  # until the tests are found: what is imported stays


def pytest_configure() -> None:
    """Give hypothesis time: a busy machine is no fault of the code."""
    from hypothesis import settings  # not before it is known where its bytecode is kept

    settings.register_profile("patient", deadline=None, max_examples=EXAMPLES)
    settings.load_profile("patient")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a test by what is typed in it, as it stands; only what cannot be seen is spelled out."""
    if not isinstance(val, str) or val.isascii() or len(val) > LONGEST_NAME:
        return None
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in val)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Spare the garbage collector everything that was imported to find the tests."""
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(20_000)  # what a test makes is mostly garbage when it is over
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take longest, so that the last of them is not waited for alone."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let a test that hangs fail; also one in which the bot goes round in a circle."""

    def give_up(*_: object) -> None:
        pytest.fail(f"{item.nodeid} did not end within {PATIENCE_S} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_S, PATIENCE_S)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Let no bot of one test stay in memory during all others."""
    forget_apps()

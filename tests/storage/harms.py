"""What somebody may do to the files of a store, running or stopped."""

import os
import subprocess
from pathlib import Path
from typing import Protocol


class Store(Protocol):
    """Whoever knows where the files are."""

    def beside(self, ending: str = "") -> Path:
        """Give the file whose name ends in this; the database without an ending."""


def delete(store: Store) -> None:
    store.beside().unlink()


def move(store: Store) -> None:
    store.beside().rename(store.beside(".elsewhere"))


def replace(store: Store) -> None:
    # by another process: a descriptor that this one closes would drop SQLite's locks
    subprocess.run(["cp", store.beside(), store.beside(".new")], check=True)
    store.beside(".new").rename(store.beside())


def empty(store: Store) -> None:
    os.truncate(store.beside(), 0)


def delete_log(store: Store) -> None:
    store.beside("-wal").unlink()


def empty_log(store: Store) -> None:
    os.truncate(store.beside("-wal"), 0)


def delete_all(store: Store) -> None:
    for ending in ("", "-wal", "-shm"):
        store.beside(ending).unlink()


HARMS = [delete, move, replace, empty, delete_log, empty_log, delete_all]

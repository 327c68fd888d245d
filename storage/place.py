"""Where a database stands, and every file that belongs to it."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """A path as it was named, and the file that it leads to."""

    named: Path
    database: Path

    @classmethod
    def at(cls, path: Path) -> "Place":
        """Find the file; SQLite keeps its log beside the file that a link leads to."""
        return cls(path.absolute(), path.resolve())

    @property
    def log(self) -> Path:
        """SQLite's write-ahead log: commits that are not in the database file yet."""
        return self._beside("-wal")

    @property
    def index(self) -> Path:
        """What the connections of all processes share about the log."""
        return self._beside("-shm")

    @property
    def mark(self) -> Path:
        """The database's id and the number of its last commit."""
        return self._beside(".id")

    @property
    def lock(self) -> Path:
        """What only one process can hold."""
        return self._beside(".lock")

    @property
    def rescued(self) -> Path:
        """A copy of what the process still held, when the file was taken away from it."""
        return self._beside(".rescued")

    @property
    def trouble(self) -> Path:
        """What staff were told of a disk that cannot be written, and is not over yet."""
        return self._beside(".trouble")

    @property
    def forgotten(self) -> Path:
        """Who was forgotten, as salted hashes: it outlives every copy of the database."""
        return self._beside(".forgotten")

    @property
    def restoring(self) -> Path:
        """A copy that is about to take the database's place."""
        return self._beside(".restoring")

    def has_content(self) -> bool:
        """Tell whether the database is there and holds something."""
        return self.database.exists() and self.database.stat().st_size > 0

    def has_log(self) -> bool:
        """Tell whether there is a log that holds something."""
        return self.log.exists() and self.log.stat().st_size > 0

    def is_used(self) -> bool:
        """Tell whether anything of a database is here."""
        return any(path.exists() for path in (self.log, self.index, self.database, self.mark))

    def aside(self) -> "Place":
        """Give a place beside this one at which nothing stands."""
        paths = (self._beside(f".aside-{number}") for number in count(1))
        return next(place for path in paths if not (place := Place(path, path)).is_used())

    def move(self, to: "Place") -> None:
        """Rename all but the mark, which the caller moves last: until then no start begins anew."""
        for mine, theirs in (
            (self.log, to.log),
            (self.index, to.index),
            (self.database, to.database),
        ):
            if mine.exists():
                mine.rename(theirs)

    def move_mark(self, to: "Place") -> None:
        """Rename the mark, if there is one."""
        if self.mark.exists():
            self.mark.rename(to.mark)

    def _beside(self, ending: str) -> Path:
        return self.database.with_name(self.database.name + ending)

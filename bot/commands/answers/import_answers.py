"""`afterword import answers`: answers from elsewhere, checked first, then added batch by batch."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path

from rich.progress import Progress, TaskID, TaskProgressColumn

from bot.commands.answers.checking import Checker, ColumnMistake, header_mistake
from bot.commands.answers.records import Record, Records
from bot.commands.answers.rejected import Rejected
from bot.commands.bar import RowRate, bar
from bot.commands.using import changing
from bot.errors import CannotRunError
from bot.running.state import keep_state
from bot.settings.config import Config
from storage import audit, importing, importing_anonymous
from storage.database import Database
from storage.forgetting.forgotten import who_is_forgotten
from storage.importing import Added, Setting
from storage.importing_anonymous import Numbering
from storage.lines import COLUMNS, Line
from storage.transaction import Transaction

BATCH = 2_000
TOLD = 20  # mistakes that are listed


@dataclass(frozen=True)
class Imported:
    """What became of the rows of a file."""

    added: Added
    told: list[str]  # the first mistakes
    rejected: int
    kept_in: Path | None
    unnamed: int  # rows without a customer, of surveys that keep names
    forgotten: int  # rows of who asked to be forgotten

    def lines(self) -> Iterator[str]:
        """Write it for the operator."""
        known = self.added.known
        yield f"{self.added.new:,} rows added, {known:,} already there, {self.rejected:,} rejected"
        if known and self.unnamed:
            yield (
                "A row that repeats another adds nothing. Rows without a customer may be alike by "
                "chance: give the time of day, or a customer."
            )
        if self.forgotten:
            yield f"{self.forgotten:,} rows left out: their customers asked to be forgotten."
        if self.kept_in is not None:
            yield f"The rejected rows are in {self.kept_in}: mend them there and import that file."


@dataclass
class _Mistakes:
    """The first mistakes in words, and the number of all."""

    file: Path
    first: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, mistakes: list[ColumnMistake]) -> None:
        for line, column, words in mistakes:
            self.count += 1
            if len(self.first) < TOLD:
                where = f"{column}: " if column else ""
                self.first.append(f"{self.file}:{line}: {where}{words}")

    def told(self) -> list[str]:
        more = self.count - len(self.first)
        return [*self.first, *([f"... and {more:,} more mistakes"] if more else [])]


@dataclass
class _Reading:
    """One file on its way in: what checks its rows, and how far it is."""

    config: Config
    file: Path
    setting: Setting
    size: int
    progress: Progress
    is_forgotten: Callable[[str | None], bool]
    unnamed: int = 0
    forgotten: int = 0

    @contextmanager
    def opened(self, what: str) -> Iterator[tuple[Records, Checker, Iterator[list[Record]]]]:
        """Open the file, check its header, and give what reads it batch by batch."""
        try:
            file = self.file.open("rb")
        except OSError as error:
            raise CannotRunError(f"{self.file}: cannot be read: {error.strerror}") from error
        with file:
            records = Records(file, name=str(self.file), wanted=COLUMNS)
            mistake = header_mistake(records.header)
            if mistake:
                raise CannotRunError(f"{self.file}:1: {mistake}")
            setting = self.setting
            checker = Checker(self.config, setting.versions, header=records.header, now=setting.now)
            task = self.progress.add_task(what, total=self.size, rows=0)
            yield records, checker, self._batches(records, task)
            self.progress.remove_task(task)

    def _batches(self, records: Records, task: TaskID) -> Iterator[list[Record]]:
        """Show how far it is after each batch."""
        rows, read = 0, records.records()
        while batch := list(islice(read, BATCH)):
            yield batch
            rows += len(batch)
            self.progress.update(task, completed=records.bytes_read, rows=rows)


async def import_answers(config: Config, file: Path, *, skip_bad: bool, now: datetime) -> Imported:
    """Add the answers of a file; refuse all of it for one mistake, unless bad rows are skipped."""
    size = _size(file)
    async with changing(config, now=now) as database:
        kept = await keep_state(database, config, now=now)
        zone, language = config.business.zone, config.business.default_language
        by = {name: survey.portions_by for name, survey in config.surveys.items()}
        setting = Setting(kept.versions, zone, language, now, by)
        with bar(TaskProgressColumn(), RowRate()) as progress:
            is_forgotten = await who_is_forgotten(database)
            reading = _Reading(config, file, setting, size, progress, is_forgotten)
            if not skip_bad:
                _check(reading)
            imported = await _import(database, reading, skip_bad=skip_bad)
        await database.write(partial(_record, file=file, imported=imported, now=now))
        return imported


def _size(file: Path) -> int:
    if not file.is_file():
        raise CannotRunError(f"{file}: there is no such file")
    return file.stat().st_size


def _check(reading: _Reading) -> None:
    """Read the whole file and raise if anything in it is wrong."""
    mistakes = _Mistakes(reading.file)
    with reading.opened("checking") as (_, checker, batches):
        for record in chain.from_iterable(batches):
            line = checker.line(record)
            if isinstance(line, list):
                mistakes.add(line)
    if mistakes.count:
        end = "Nothing was imported. Mend the file, or leave these rows out with --skip-bad."
        raise CannotRunError("\n".join([*mistakes.told(), end]))


async def _import(database: Database, reading: _Reading, *, skip_bad: bool) -> Imported:
    mistakes, added = _Mistakes(reading.file), Added()
    with ExitStack() as parts:
        records, checker, batches = parts.enter_context(reading.opened("importing"))
        rejected = (
            Rejected(reading.file, header=records.header_raw, parts=parts) if skip_bad else None
        )
        numbering = parts.enter_context(Numbering(reading.setting.zone))
        for batch in batches:
            lines = list[Line]()
            for record in batch:
                line = checker.line(record)
                if isinstance(line, Line):
                    if reading.is_forgotten(line.customer):
                        reading.forgotten += 1  # as a nameless one it would be added each time
                    else:
                        lines.append(line)
                    continue
                if rejected is None:
                    raise CannotRunError(f"{reading.file} was changed while it was read")
                rejected.add(record.raw)
                mistakes.add(line)
            added += await _add(database, reading, checker, numbering, lines)
    count = rejected.count if rejected is not None else 0
    kept_in = rejected.path if rejected is not None and count else None
    return Imported(added, mistakes.told(), count, kept_in, reading.unnamed, reading.forgotten)


async def _add(
    database: Database,
    reading: _Reading,
    checker: Checker,
    numbering: Numbering,
    lines: list[Line],
) -> Added:
    """Write one batch: people's answers, and those that nobody can be joined to."""
    named = [line for line in lines if not checker.is_anonymous(line.survey)]
    secret = [numbering.number(line) for line in lines if checker.is_anonymous(line.survey)]
    reading.unnamed += sum(line.customer is None for line in named)
    setting = reading.setting

    async def unit(tx: Transaction) -> Added:
        added = await importing.add(tx, named, setting)
        return added + await importing_anonymous.add(tx, secret, setting)

    return await database.write(unit)


async def _record(tx: Transaction, *, file: Path, imported: Imported, now: datetime) -> None:
    detail = {
        "file": file.name, "added": imported.added.new, "known": imported.added.known,
        "rejected": imported.rejected,
    }  # fmt: skip
    await audit.record(tx, at=now, actor="operator", action="import answers", detail=detail)

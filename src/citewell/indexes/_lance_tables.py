"""The Lance tables of one library folder: opened when first used, written to in whole steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from citewell.domain.errors import CitewellError, LibraryError
from citewell.indexes._journal import Journal
from citewell.indexes._lance_rows import import_lancedb, one_of, rows_with

_VALUES_AT_ONCE = 500
_INDEX_CACHE_BYTES = 128 * 1024 * 1024
_METADATA_CACHE_BYTES = 32 * 1024 * 1024
REMEDY = "If it stays so, move that folder away and run the command again: the starter library is built anew."


class Tables(Mapping[str, Any]):
    """The tables named in `schemas`, made when missing, by name; `versions` opens them as they once were.

    A table is opened when it is first asked for, because each costs some milliseconds. With `versions` the
    library is read only.
    """

    def __init__(
        self,
        directory: Path,
        schemas: Mapping[str, Callable[[], Any]],
        *,
        patience: float,
        versions: Mapping[str, int] | None = None,
    ) -> None:
        try:
            from filelock import FileLock

            lancedb = import_lancedb()
        except ImportError as error:
            raise LibraryError(f"The library needs the package {error.name}.", remedy="Run the setup again.") from error
        self.directory = directory
        self._schemas = schemas
        self._versions = versions
        self._opened: dict[str, Any] = {}
        with self.errors("opened"):
            directory.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(directory / "write.lock", timeout=patience)
            self._connection = lancedb.connect(
                str(directory),
                read_consistency_interval=None if versions else timedelta(0),
                session=lancedb.Session(_INDEX_CACHE_BYTES, _METADATA_CACHE_BYTES),
            )
            self._journal = Journal(directory / "unfinished.json", self)
            self._undo_left_over()

    def __getitem__(self, name: str) -> Any:
        if name not in self._opened:
            self._opened[name] = self._open(name)
        return self._opened[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._schemas)

    def __len__(self) -> int:
        return len(self._schemas)

    @property
    def unfinished(self) -> bool:
        """Whether a write is under way or was broken off."""
        return self._journal.is_open

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the library for writing across several calls; raises LibraryError when it stays taken."""
        from filelock import Timeout

        try:
            lock = self._lock.acquire()
        except Timeout as error:
            raise LibraryError(
                f"Another process is writing to the library {self.directory}.",
                remedy="Wait until it has finished, then try again.",
            ) from error
        with lock:
            yield

    @contextmanager
    def step(self) -> Iterator[None]:
        """Writes inside happen together or not at all, whatever ends them."""
        if self._versions is not None:
            raise LibraryError("A release cannot be written to.", remedy="Leave the release out.")
        with self.exclusive(), self.errors("written"), self._journal.step():
            yield

    @contextmanager
    def errors(self, deed: str) -> Iterator[None]:
        """Whatever Lance or the disk raises becomes one LibraryError that names the folder."""
        try:
            yield
        except CitewellError:
            raise
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            full = "no space left" in str(error).lower()
            remedy = "Make room on the disk and run the command again; what was written stays." if full else REMEDY
            raise LibraryError(f"The library {self.directory} cannot be {deed}: {error}", remedy=remedy) from error

    def replace(self, name: str, rows: Any | None) -> None:
        """Make a table anew in its present layout, with these rows."""
        self._opened.pop(name, None)
        self._connection.drop_table(name, ignore_missing=True)
        self._opened[name] = self._connection.create_table(name, data=rows, schema=self._schemas[name]())

    def run(self, name: str, build: Callable[[Any], Any]) -> Any:
        """The rows of one query, as an Arrow table; `build` is given the table's empty query.

        Through Lance's asynchronous table, in one crossing to its thread: a query of the other kind asks for the
        table's schema and version on the way, each in a crossing of its own, and takes twice as long.
        """
        from lancedb import background_loop

        loop: Any = background_loop.LOOP
        with self.errors("read"):
            table = self[name]._table  # opened out here: on Lance's thread it would wait for itself

            async def rows() -> Any:
                return await build(table.query()).to_arrow()

            return loop.run(rows())

    def rows(self, name: str, column: str, values: Sequence[str], columns: list[str] | None) -> list[dict[str, Any]]:
        """The rows of a table whose column holds one of these texts; all their columns for None."""
        found: list[dict[str, Any]] = []
        with self.errors("read"):
            for batch in in_batches(values):
                found.extend(self.run(name, rows_with(column, batch, columns)).to_pylist())
        return found

    def delete(self, names: Sequence[str], column: str, values: Sequence[str]) -> None:
        """Delete the rows of these tables whose column holds one of these texts."""
        for batch in in_batches(values):
            for name in names:
                self[name].delete(one_of(column, batch))

    def _open(self, name: str) -> Any:
        try:
            table = self._connection.open_table(name)
        except (FileNotFoundError, ValueError):
            with self.exclusive():
                return self._connection.create_table(name, schema=self._schemas[name](), exist_ok=True)
        if self._versions is not None:
            table.checkout(self._versions[name])
        return table

    def _undo_left_over(self) -> None:
        """Undo what a dead writer left half done; a journal whose writer lives is left alone."""
        from filelock import Timeout

        if self._journal.is_open and self._versions is None:
            try:
                with self._lock.acquire(timeout=0):
                    self._journal.undo()
            except Timeout:
                return


def in_batches(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in lists that one condition can name."""
    remaining = iter(values)
    while batch := list(islice(remaining, _VALUES_AT_ONCE)):
        yield batch

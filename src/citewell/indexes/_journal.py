"""Makes a write to several Lance tables one step, by noting the versions to go back to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from citewell.indexes._manifest import write_durably


class Journal:
    """The versions of `tables` before a write, kept in the file `path` until the write is whole.

    Only the holder of the library's write lock may call `step` and `undo`.
    """

    def __init__(self, path: Path, tables: Mapping[str, Any]) -> None:
        self._path = path
        self._tables = tables

    @property
    def is_open(self) -> bool:
        """Whether a write is under way or was broken off."""
        return self._path.exists()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Writes inside happen together; an error undoes them, a crash leaves the note for `undo`.

        So does Ctrl-C: Lance may still be writing in a thread of its own, after an undoing that comes too soon.
        """
        self.undo()
        versions = {name: table.version for name, table in self._tables.items()}
        write_durably(self._path, json.dumps(versions))
        try:
            yield
        except KeyboardInterrupt:
            raise
        except BaseException:
            self.undo()
            raise
        self._path.unlink()

    def undo(self) -> None:
        """Put every table back to its noted version; without a note, nothing."""
        if not self.is_open:
            return
        for name, version in json.loads(self._path.read_text(encoding="utf-8")).items():
            table = self._tables[name]
            if table.version != version:
                table.restore(version)
        self._path.unlink()

"""Named states of a library: a Lance tag on every table, and a small file that says what it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from citewell.domain.errors import LibraryError, NotFoundError, UserError
from citewell.indexes._manifest import write_durably

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_KEPT = timedelta(days=7)
PRESENT = "now"
"""What a comparison calls the present state."""


class Releases:
    """The releases of the library in `directory`, each described by releases/NAME.json."""

    def __init__(self, directory: Path) -> None:
        self._folder = directory / "releases"

    def create(self, name: str, tables: Mapping[str, Any], figures: Mapping[str, Any]) -> dict[str, Any]:
        """Tag every table at its present version; the file, written last, makes the release."""
        if not _NAME.fullmatch(name) or name == PRESENT:
            raise UserError(
                f"{name!r} cannot name a release.",
                remedy="Use letters, digits, dots, dashes and underscores, at most 64, such as 2026-11; not now.",
            )
        if self._path(name).exists():
            raise UserError(
                f"There is a release {name} already.", remedy="Choose another name; a release never changes."
            )
        versions = {table: tables[table].version for table in tables}
        for table, version in versions.items():
            if name in tables[table].tags.list():  # of an attempt that was broken off
                tables[table].tags.delete(name)
            tables[table].tags.create(name, version)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        described = {"name": name, "created": created, **figures, "versions": versions}
        self._folder.mkdir(exist_ok=True)
        write_durably(self._path(name), json.dumps(described, indent=2, ensure_ascii=False) + "\n")
        return described

    def all(self) -> list[dict[str, Any]]:
        """Every release, oldest first."""
        paths = self._folder.glob("*.json") if self._folder.is_dir() else []
        return sorted((self._read(path) for path in paths), key=lambda release: (release["created"], release["name"]))

    def get(self, name: str) -> dict[str, Any]:
        """One release; raises NotFoundError."""
        if not _NAME.fullmatch(name) or not self._path(name).exists():
            known = ", ".join(release["name"] for release in self.all()) or "none yet"
            raise NotFoundError(
                f"The library has no release {name!r}.",
                remedy=f"Releases: {known}. Make one with: citewell library release create NAME",
            )
        return self._read(self._path(name))

    def versions(self, name: str) -> dict[str, int]:
        """The version of every table in a release."""
        return cast(dict[str, int], self.get(name)["versions"])

    def unneeded_after(self) -> timedelta:
        """The age past which old versions of tables may be cleaned up, so that no release loses its data."""
        releases = self.all()
        if not releases:
            return _KEPT
        oldest = datetime.fromisoformat(releases[0]["created"])
        return max(_KEPT, datetime.now(UTC) - oldest + _KEPT)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            return cast(dict[str, Any], json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise LibraryError(
                f"The release {path.stem} cannot be read: {error}", remedy="Restore that file."
            ) from error

"""What a library remembers of its own upkeep, as small JSON files beside its tables.

`work/` holds additions that have not come to their end, `reports/` what the last ones did, `origins.json` where
documents came from, so that an update can look there again, and `left-out.json` what it must not bring back.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from citewell.domain.errors import LibraryError

KEPT_REPORTS = 50


class UpkeepRecord:
    """The records of upkeep in `directory`, which is made when something is written."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def begin(self, what: Sequence[str], *, prefix: str) -> str:
        """Note that an addition has begun; returns its key. The same addition begun again has the same key."""
        key = hashlib.sha256(json.dumps([list(what), prefix]).encode()).hexdigest()[:16]
        work = {
            "what": list(what),
            "prefix": prefix,
            "started": _now(),
            "process": os.getpid(),
            "host": socket.gethostname(),
        }
        self._write(f"work/{key}.json", work)
        return key

    def end(self, key: str) -> None:
        """Note that an addition came to its end."""
        (self._directory / "work" / f"{key}.json").unlink(missing_ok=True)

    def unfinished(self) -> list[dict[str, Any]]:
        """Additions that were broken off, oldest first; those whose process still runs here are left out."""
        found = [work for path in self._files("work") if not _is_running(work := self._read(path))]
        return sorted(found, key=lambda work: str(work.get("started")))

    def report(self, report: dict[str, Any]) -> None:
        """Keep a report; the oldest beyond KEPT_REPORTS are dropped."""
        self._write(f"reports/{datetime.now(UTC):%Y%m%dT%H%M%S%f}.json", report)
        for path in self._files("reports")[:-KEPT_REPORTS]:
            path.unlink(missing_ok=True)

    def reports(self) -> list[dict[str, Any]]:
        """The reports kept, newest first."""
        return [self._read(path) for path in reversed(self._files("reports"))]

    def remember(self, what: Sequence[str], *, prefix: str) -> None:
        """Keep where documents came from; naming the same place again renews its date."""
        known = {(origin["what"], origin["prefix"]): origin for origin in self.origins()}
        for location in what:
            origin = known.setdefault((location, prefix), {"what": location, "prefix": prefix, "added": _now()})
            origin["checked"] = _now()
        self._write("origins.json", list(known.values()))

    def leave_out(self, document_ids: Iterable[str]) -> None:
        """Note documents that somebody removed, so that an update does not bring them back."""
        self._write("left-out.json", sorted({*self.left_out(), *document_ids}))

    def take_back(self, document_ids: Iterable[str]) -> None:
        """Forget that these were removed: somebody has added them again."""
        before = self.left_out()
        if kept := before - set(document_ids):
            self._write("left-out.json", sorted(kept))
        elif before:
            (self._directory / "left-out.json").unlink(missing_ok=True)

    def left_out(self) -> set[str]:
        """Ids of the documents that somebody removed."""
        path = self._directory / "left-out.json"
        return set(self._read(path)) if path.exists() else set()

    def origins(self) -> list[dict[str, Any]]:
        """The places that an update looks at, in the order they were first added."""
        path = self._directory / "origins.json"
        return cast(list[dict[str, Any]], self._read(path)) if path.exists() else []

    def _files(self, folder: str) -> list[Path]:
        place = self._directory / folder
        return sorted(place.glob("*.json")) if place.is_dir() else []

    def _read(self, path: Path) -> Any:
        try:
            return json.loads(path.read_text(encoding="utf-8", errors="surrogatepass"))
        except (OSError, ValueError) as error:
            raise LibraryError(
                f"{path} cannot be read: {error}", remedy="Delete that file; no document is in it."
            ) from error

    def _write(self, name: str, value: Any) -> None:
        path = self._directory / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
            # A name on disk may hold bytes that are no UTF-8; they are kept, so that the place is found again.
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogatepass") as file:
                json.dump(value, file, ensure_ascii=False, indent=1)
            os.replace(temporary, path)
        except OSError as error:
            raise LibraryError(
                f"{path} cannot be written: {error.strerror}.", remedy="Make room on the disk and try again."
            ) from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _is_running(work: dict[str, Any]) -> bool:
    """Whether the process of an addition is alive, as far as this machine can tell."""
    if work.get("host") != socket.gethostname() or not isinstance(work.get("process"), int):
        return False
    if work["process"] == os.getpid():
        return False
    try:
        os.kill(work["process"], 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True

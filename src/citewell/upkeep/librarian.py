"""The librarian's work in whole: add, update, and say what is affected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from citewell.domain.errors import CitewellError, UserError
from citewell.domain.ports import Embedder, Source
from citewell.pipeline import encode
from citewell.upkeep.intake import Intake
from citewell.upkeep.places import Place, fetch_places, find_places
from citewell.upkeep.ports import Library, Progress, TermKeeper, Watch, unwatched
from citewell.upkeep.report import IntakeReport


class UpkeepRecord(Protocol):
    """Where upkeep is remembered."""

    def begin(self, what: Sequence[str], *, prefix: str) -> str:
        """Note that an addition has begun; returns its key."""
        ...

    def end(self, key: str) -> None:
        """Note that it came to its end."""
        ...

    def report(self, report: dict[str, Any]) -> None:
        """Keep what it did."""
        ...

    def remember(self, what: Sequence[str], *, prefix: str) -> None:
        """Keep where documents came from."""
        ...

    def origins(self) -> list[dict[str, Any]]:
        """The places to look at again."""
        ...

    def leave_out(self, document_ids: Iterable[str]) -> None:
        """Note documents that somebody removed."""
        ...

    def take_back(self, document_ids: Iterable[str]) -> None:
        """Forget that these were removed."""
        ...

    def left_out(self) -> set[str]:
        """Ids of the documents that somebody removed."""
        ...


class Librarian:
    """Adds to a library and brings it up to date, with what that needs at hand."""

    def __init__(
        self,
        library: Library,
        *,
        sources: Sequence[Source],
        record: UpkeepRecord,
        progress: Progress,
        tell: Callable[[str], None],
        watch: Watch = unwatched,
        terms: TermKeeper | None = None,
    ) -> None:
        self._library = library
        self._sources = sources
        self._record = record
        self._progress = progress
        self._tell = tell
        self._watch = watch
        self._terms = terms

    def add(
        self,
        what: Sequence[str],
        *,
        embedder: Embedder | None,
        prefix: str = "",
        rehearse: bool = False,
        remember: bool = True,
        leave_out: Set[str] = frozenset(),
    ) -> IntakeReport:
        """Add what the names lead to; without an embedder the vectors stay missing.

        Words are searchable after each batch. A round that is broken off keeps what it wrote; run again, it
        passes over what is there. An update looks there again, unless `remember` is false. Documents in
        `leave_out` are passed over. Raises InputError for a name that is nothing, UserError for a bad prefix.
        """
        if any(character.isspace() for character in prefix):
            raise UserError(f"The prefix {prefix!r} has a space in it.", remedy="Choose one such as ward7-.")
        named = [_lasting(name) for name in what]
        places, skipped, refused = find_places(named, self._sources)
        report = IntakeReport(
            what=tuple(named), started=_now(), rehearsed=rehearse, skipped=skipped, rejections=refused
        )
        if rehearse:
            self._take(places, report, prefix=prefix, rehearse=True)
            return report
        key = self._record.begin(named, prefix=prefix)
        try:
            self._take(places, report, prefix=prefix, leave_out=leave_out)
            self._renew_indexes()
            self.encode_missing(embedder)
        except UserError:
            self._record.end(key)
            raise
        except (KeyboardInterrupt, Exception) as error:
            self._note_interruption(report, error)
            if isinstance(error, KeyboardInterrupt):
                self._tell_what_is_kept(report, vectors=embedder is not None)
            raise
        report.finished = _now()
        report.vectors_missing = len(self._library.without_vectors())
        if remember:
            self._record.remember(named, prefix=prefix)
        self._record.take_back(report.added)
        self._record.report(report.to_dict())
        self._record.end(key)
        return report

    def update(self, *, embedder: Embedder | None, offline: bool = False) -> list[IntakeReport]:
        """Look again at every place that documents came from, and give passages the vectors they lack.

        With `offline` only files and folders are looked at. A place that is gone is told and left, and what somebody
        removed stays out.
        """
        reports: list[IntakeReport] = []
        removed = self._record.left_out()
        for origin in self._record.origins():
            if offline and not Path(origin["what"]).exists():
                continue
            self._tell(f"Looking at {origin['what']}")
            try:
                where = [origin["what"]]
                reports.append(self.add(where, embedder=None, prefix=origin["prefix"], leave_out=removed))
            except CitewellError as error:
                self._tell(f"{origin['what']}: {error.message} {error.remedy}")
        try:
            self.encode_missing(embedder)
        except KeyboardInterrupt:
            self._tell_what_is_kept(*reports, vectors=True)
            raise
        missing = len(self._library.without_vectors())
        for report in reports:
            report.vectors_missing = missing
        return reports

    def remove(self, document_ids: Sequence[str]) -> int:
        """Take documents out, and keep updates from bringing them back; returns how many were there."""
        removed = self._library.remove(document_ids)
        self._record.leave_out(document_ids)
        return removed

    def encode_missing(self, embedder: Embedder | None) -> int:
        """Give passages the vectors they lack; returns how many got one."""
        missing = self._library.without_vectors() if embedder else []
        if embedder and missing:
            with self._progress(total=len(missing), task="Encoding passages") as bar:
                encode(missing, index=self._library, embedder=embedder, advance=bar)
            self._renew_indexes()
        return len(missing)

    def _take(
        self,
        places: Sequence[Place],
        report: IntakeReport,
        *,
        prefix: str,
        rehearse: bool = False,
        leave_out: Set[str] = frozenset(),
    ) -> None:
        intake = Intake(self._library, report, prefix=prefix, rehearse=rehearse, leave_out=leave_out, terms=self._terms)
        with closing(fetch_places(places, progress=self._progress, watch=self._watch)) as items:
            intake.take(items)
        with self._progress(total=0, task="Storing documents", unit=""):
            intake.finish()

    def _renew_indexes(self) -> None:
        with self._progress(total=0, task="Renewing the indexes", unit=""):
            self._library.optimize()

    def _tell_what_is_kept(self, *reports: IntakeReport, vectors: bool) -> None:
        added, renewed = (sum(len(getattr(report, name)) for report in reports) for name in ("added", "updated"))
        kept = f"{added:,} documents added, {renewed:,} renewed" + ", and the vectors made so far" * vectors
        self._tell(f"Kept: {kept}. To go on, run the same command again; it passes over what is there.")

    def _note_interruption(self, report: IntakeReport, error: BaseException) -> None:
        """Keep what was done so far; that the disk is full must not hide why."""
        report.interrupted, report.finished = True, _now()
        try:
            self._record.report(report.to_dict())
        except CitewellError:
            self._tell(f"The report could not be kept: {error}")


def _lasting(name: str) -> str:
    """A file's or folder's full path, so that an update finds it from anywhere; other names as they are."""
    path = Path(name).expanduser()
    return str(path.resolve()) if path.exists() else name


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

"""Backups of everything that cannot be made again, taken while Citewell runs, and put back in an empty place.

A backup holds the database, the library as it stood at one version with its releases and its terms, what waits in the
inbox, and the instance's key. It is as confidential as they are.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citewell import __version__, opening
from citewell.domain.errors import InputError, LibraryError, UserError
from citewell.domain.people import OPERATOR, Actor
from citewell.settings import Settings

if TYPE_CHECKING:
    from citewell.store._archive import ArchiveWriter
    from citewell.store._database import Database

_DOCUMENTS = "documents.lance"
_TERMS = "terms.sqlite"
# What is copied by other means, belongs to a process, or is a restoration under way.
_LEFT_OUT = ("*.lock", "*.sqlite", "*.sqlite-*", ".*")


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds: how many files and bytes, the library's release, and the ledger's events and last hash.

    `fault` says what is wrong with the ledger, which is then saved as it is but cannot be restored.
    """

    files: int
    bytes: int
    release: str
    events: int
    head: str
    fault: str = ""


def back_up(settings: Settings, path: Path, *, database: Database, by: Actor = OPERATOR) -> Saved:
    """Write a backup to a new file. Questions are answered meanwhile; additions to the library wait.

    What an article cites is older than the article, so the inbox is copied first, then the database, then the library.
    Raises UserError where the file is there already, LibraryError where something cannot be read or written.
    """
    from citewell.store._archive import writing_archive
    from citewell.store.backup import save_database
    from citewell.store.events import record

    with writing_archive(path) as archive, tempfile.TemporaryDirectory(prefix="citewell-backup-") as scratch:
        with database.writing() as connection:
            record(connection, actor=by, action="backup.made", subject="instance:here", details={})
        for file in _files(settings.library / "inbox"):
            archive.add(file, f"library/inbox/{file.name}")
        said = save_database(database, Path(scratch))
        for file in sorted(Path(scratch).iterdir()):
            archive.add(file, f"database/{file.name}")
        release = _add_library(archive, settings)
        inventory = archive.finish(
            {
                "citewell": __version__,
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "database": said,
                "library": {"release": release},
            }
        )
    files = inventory["files"].values()
    return Saved(
        files=len(files),
        bytes=sum(file["bytes"] for file in files),
        release=release,
        events=said["events"],
        head=said["head"],
        fault=said["fault"],
    )


def restore(settings: Settings, path: Path, *, force: bool = False) -> tuple[Saved, Path | None]:
    """Put a backup where the settings say that the library and the database are, and check it.

    Every file is held to its hash, the ledger to its chain and its last hash, the library to its release, before
    anything is changed; the database changes in one transaction. A place that is not empty is refused with UserError;
    with `force` it is backed up first, into the file that is returned, and then replaced.
    """
    from citewell.store._archive import unpack
    from citewell.store.backup import is_empty, load_database
    from citewell.store.events import record
    from citewell.store.keys import FILE, InstanceKey

    library, location = settings.library, settings.database or settings.library / "articles.sqlite"
    is_taken = any(_contents(library)) or not is_empty(location, key=opening.open_key(settings))
    if is_taken and not force:
        raise UserError(
            f"{library}, or the database, is not empty.",
            remedy="Name another place with --library and CITEWELL_DATABASE; or replace what is there with --force, "
            "which backs it up first. Stop the server before that.",
        )
    with _staging(library) as stage:
        inventory = unpack(path, stage)
        said = _checked(inventory, path)
        _check_library(stage / "library", said["release"])
        kept = _keep(settings) if is_taken else None
        with closing(opening.open_database(settings)) as database:
            key = InstanceKey(stage / "library" / FILE)
            load_database(database, stage / "database", inventory["database"], key=key)
            _put(stage / "library", library)
            with database.writing() as connection:
                details = {"head": said["head"], "events": said["events"]}
                record(connection, actor=OPERATOR, action="backup.restored", subject="instance:here", details=details)
    files = inventory["files"].values()
    return Saved(files=len(files), bytes=sum(file["bytes"] for file in files), **said), kept


def _add_library(archive: ArchiveWriter, settings: Settings) -> str:
    """Take in the library's folder at one version; returns its release, empty where there are no tables yet."""
    from citewell.store.backup import copy_sqlite

    library = settings.library
    with ExitStack() as stack:
        release = ""
        if (library / _DOCUMENTS).is_dir():
            index = opening.open_index(settings)
            stack.enter_context(index.exclusive())
            release = index.release()
        for file in _files(library):
            if "inbox" not in file.relative_to(library).parts[:1]:
                archive.add(file, f"library/{file.relative_to(library).as_posix()}")
        if (library / _TERMS).exists():
            with tempfile.TemporaryDirectory(prefix="citewell-backup-") as scratch:
                copy_sqlite(library / _TERMS, Path(scratch) / _TERMS)
                archive.add(Path(scratch) / _TERMS, f"library/{_TERMS}")
    return release


def _files(folder: Path) -> Iterator[Path]:
    """Every file below a folder that belongs in a backup of it; a copied database is named by whoever copied it."""
    for path in sorted(_contents(folder)):
        if path.is_dir():
            yield from (file for file in sorted(path.rglob("*")) if file.is_file())
        else:
            yield path


def _contents(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if not any(path.match(pattern) for pattern in _LEFT_OUT):
            yield path


@contextmanager
def _staging(library: Path) -> Iterator[Path]:
    """A folder within the library's, so that what is unpacked can be moved to its place in a moment."""
    try:
        library.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(dir=library, prefix=".restoring-"))
    except OSError as error:
        raise LibraryError(
            f"{library} cannot be written: {error.strerror}.", remedy="Choose a folder that can be written to."
        ) from error
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _checked(inventory: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises InputError where it says too little."""
    try:
        database, release = inventory["database"], inventory["library"]["release"]
        return {"release": release, "events": database["events"], "head": database["head"], "fault": database["fault"]}
    except (KeyError, TypeError) as error:
        raise InputError(f"{path} does not say what it holds.", remedy="Choose another backup.") from error


def _check_library(folder: Path, release: str) -> None:
    if release:
        from citewell.indexes.lance import LanceIndex

        if LanceIndex(folder).release() != release:
            raise InputError(
                "The library in the backup is not the one that was saved.", remedy="Choose another backup."
            )


def _keep(settings: Settings) -> Path:
    """Back up what is about to be replaced, beside the library."""
    moment = f"{datetime.now(UTC):%Y%m%dT%H%M%S}"
    path = settings.library.parent / f"{settings.library.name}-before-restore-{moment}.tar.gz"
    with closing(opening.open_database(settings)) as database:
        back_up(settings, path, database=database)
    return path


def _put(source: Path, library: Path) -> None:
    """Move what was unpacked to its place, and delete what was there."""
    old = Path(tempfile.mkdtemp(dir=library, prefix=".replaced-"))
    for path in [*_contents(library), *library.glob(f"{_TERMS}*")]:
        path.rename(old / path.name)
    for path in source.iterdir() if source.is_dir() else ():
        if not path.name.endswith(".lock"):
            path.rename(library / path.name)
    shutil.rmtree(old, ignore_errors=True)

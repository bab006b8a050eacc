"""Finds what people name, and reads it: which reader takes a file, a folder's files, an address or a search."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError
from citewell.domain.intake import Item
from citewell.domain.ports import Source
from citewell.upkeep.obstacles import LINKED_FOLDER, OUTSIDE, leads_outside, obstacle_at
from citewell.upkeep.ports import Bar, Progress, Watch, silent, unwatched
from citewell.upkeep.screening import screen, shown, visible

BESIDE_OTHERS = (".md5", ".sha256", ".gitignore")
"""Files that belong to others and are no documents."""

ABOUT_A_FOLDER = ("readme", "license", "licence", "copying", "notice", "source", "sources", "authors", "changelog")
"""Names, without their ending, of texts about a folder; they are read when they are named themselves."""

SAVED_BESIDE = ("_files", "-Dateien", "_fichiers", "_archivos", ".files")
"""Endings of the folders in which browsers keep a saved page's images."""

MOST_REJECTIONS = 100
"""Records of one place that are reported one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class Place:
    """A location, the reader that takes it, and the bytes of its files; None where it is not on this machine.

    `within` is the path of a file in the folder that was named.
    """

    location: str
    source: Source
    size: int | None = None
    within: str = ""

    @property
    def shown(self) -> str:
        """What a file is called in a report: its path in the folder that was named, or its name."""
        return self.within or (self.location if self.size is None else Path(self.location).name)


def find_places(what: Sequence[str], sources: Sequence[Source]) -> tuple[list[Place], list[str], list[Rejection]]:
    """The places that `what` names, folders opened up in the order of their names; files of other kinds; and what
    is nothing.

    Raises InputError where one thing is named, and nothing there can be read.
    """
    places: list[Place] = []
    skipped: list[str] = []
    rejections: list[Rejection] = []
    for location in what:
        try:
            found, others, refused = _find(location, sources)
        except InputError as error:
            if len(what) == 1:
                raise
            rejections.append(shown(Rejection(location, error.message, error.remedy)))
        else:
            places += found
            skipped += map(visible, others)
            rejections += map(shown, refused)
    return places, skipped, rejections


def fetch_places(
    places: Sequence[Place], *, progress: Progress = silent, watch: Watch = unwatched
) -> Generator[Item, None, None]:
    """What every place holds; of several, one that is no use is rejected and does not stop the rest.

    Files share a bar and are measured by their bytes; a search has its own, measured by the records that the service
    counted. Close the iterator where it is not read to its end, so that the bar goes.
    """
    for _, group in groupby(places, key=lambda place: place.location if place.size is None else ""):
        together = list(group)
        total = sum(place.size or 0 for place in together)
        with progress(total=total, task="Reading documents", unit="bytes" if total else "records") as bar:
            yield from _fetch(together, bar=bar, watch=watch, total=total, alone=len(places) == 1)


def _fetch(places: Sequence[Place], *, bar: Bar, watch: Watch, total: int, alone: bool) -> Iterator[Item]:
    """What these places hold. A place whose every record was rejected has said why already."""
    before, documents = 0, 0
    for place in places:
        rejected, reading = 0, watch()
        try:
            for found in place.source.fetch(place.location):
                item = screen(found, file=place.shown)
                rejected += isinstance(item, Rejection)
                documents += isinstance(item, Document)
                if place.size is None:
                    bar.reach(max(reading.records, documents), total=reading.expected, documents=documents)
                else:
                    bar.reach(before + min(reading.bytes_read, place.size), total=total, documents=documents)
                if not isinstance(item, Rejection):
                    yield item
                elif rejected <= MOST_REJECTIONS:
                    yield _placed(item, place)
        except InputError as error:
            if not rejected:
                if alone:
                    raise
                reason = error.message.removeprefix(f"{Path(place.location).name}: ")
                yield shown(Rejection(place.shown, reason, error.remedy))
        except Exception as error:
            # Whatever a reader meets in a file that nobody has vouched for, the others are read.
            what = f"{type(error).__name__}: {str(error)[:200]}"
            reason = f"The reader {place.source.name} broke down over it ({what}); that is a fault of Citewell's own."
            yield shown(Rejection(place.shown, reason, "Leave it out for now, and report this line."))
        if rejected > MOST_REJECTIONS:
            reason = f"{rejected - MOST_REJECTIONS:,} more of its records were left out."
            yield shown(Rejection(place.shown, reason, "Look at the first ones; if all are alike, make it again."))
        if place.size is not None:
            before += place.size
            bar.reach(before, total=total, documents=documents)


def _placed(rejection: Rejection, place: Place) -> Rejection:
    """The rejection with the path of its file in the folder, for files of one name may lie in several."""
    path, name = visible(place.within), visible(Path(place.within).name)
    if path == name or not rejection.place.startswith(f"{name}:"):
        return rejection
    return replace(rejection, place=path + rejection.place.removeprefix(name))


def _find(location: str, sources: Sequence[Source]) -> tuple[list[Place], list[str], list[Rejection]]:
    if obstacle := obstacle_at(location):
        raise InputError(f"{visible(location)}: {obstacle.reason}", remedy=obstacle.remedy)
    folder = Path(location) if Path(location).is_dir() else None
    source = _reader(location, sources) if folder is None or _is_collection(folder) else None
    if source is not None:
        return [Place(location, source, _size(location))], [], []
    if folder:
        found, others, refused = _in_folder(folder, sources)
        if found or refused:
            return found, others, refused
        raise InputError(
            f"The folder {visible(location)} holds no file that can be read.",
            remedy="See docs/collections.md for the kinds of file, or name another folder.",
        )
    if os.path.lexists(location):
        raise InputError(
            f"{visible(location)} is no kind of file that can be read.",
            remedy="PubMed and JATS XML, PDF, HTML, DOCX, Markdown, drug labels, jsonl: see docs/collections.md.",
        )
    raise InputError(f"There is no file or folder {visible(location)}.", remedy="Check the path.")


def _in_folder(folder: Path, sources: Sequence[Source]) -> tuple[list[Place], list[str], list[Rejection]]:
    places: list[Place] = []
    skipped: list[str] = []
    refused: list[Rejection] = []

    def cannot_open(error: OSError) -> None:
        refused.extend(filter(None, [obstacle_at(str(error.filename))]))

    for parent, folders, files in os.walk(folder, onerror=cannot_open):
        names = sorted(name for name in folders if not name.startswith(".") and not name.endswith(SAVED_BESIDE))
        linked = [name for name in names if (Path(parent) / name).is_symlink()]
        folders[:] = [name for name in names if name not in linked]
        source = _reader(parent, sources) if _is_collection(Path(parent)) else None
        if source:
            folders[:] = []
            places.append(Place(parent, source, _size(parent)))
            continue
        refused += [replace(LINKED_FOLDER, place=str(Path(parent) / name)) for name in linked]
        for name in sorted(files):
            location = str(Path(parent) / name)
            if name.startswith(".") or name.endswith(BESIDE_OTHERS):
                continue
            if obstacle := obstacle_at(location):
                refused.append(obstacle)
                continue
            if leads_outside(Path(location), folder):
                refused.append(replace(OUTSIDE, place=location))
                continue
            if Path(name).stem.lower() in ABOUT_A_FOLDER and name.lower().endswith((".txt", ".md")):
                skipped.append(location)
                continue
            source = _reader(location, sources)
            if source is None:
                skipped.append(location)
            else:
                places.append(Place(location, source, _size(location), within=os.path.relpath(location, folder)))
    return places, skipped, refused


def _is_collection(folder: Path) -> bool:
    """Whether a folder is one collection in BEIR layout, whose other files are no documents."""
    return any(file.is_file() for file in _corpus_files(folder))


def _corpus_files(folder: Path) -> list[Path]:
    return [folder / f"corpus{ending}" for ending in (".jsonl", ".jsonl.gz")]


def _size(location: str) -> int | None:
    """The bytes of a file, or of a collection's; None for what is no file."""
    place, size = Path(location), None
    for file in _corpus_files(place) if place.is_dir() else [place]:
        with suppress(OSError, ValueError):
            size = (size or 0) + file.stat().st_size
    return size


def _reader(location: str, sources: Sequence[Source]) -> Source | None:
    return next((source for source in sources if source.accepts(location)), None)

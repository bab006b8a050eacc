"""Finds what people name: which reader takes a file, a folder's files, an address or a search."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from citewell.domain.documents import Rejection
from citewell.domain.errors import InputError
from citewell.domain.intake import Item
from citewell.domain.ports import Source

BESIDE_OTHERS = (".md5", ".sha256", ".gitignore")
"""Files that belong to others and are no documents."""

ABOUT_A_FOLDER = ("readme", "license", "licence", "copying", "notice", "source", "sources", "authors", "changelog")
"""Names, without their ending, of texts about a folder; they are read when they are named themselves."""

SAVED_BESIDE = ("_files", "-Dateien", "_fichiers", "_archivos", ".files")
"""Endings of the folders in which browsers keep a saved page's images."""


@dataclass(frozen=True, slots=True)
class Place:
    """A location and the reader that takes it."""

    location: str
    source: Source


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
            found, others = _find(location, sources)
        except InputError as error:
            if len(what) == 1:
                raise
            rejections.append(Rejection(location, error.message, error.remedy))
        else:
            places += found
            skipped += others
    return places, skipped, rejections


def fetch_places(places: Sequence[Place]) -> Iterator[Item]:
    """What every place holds; of several, one that is no use is rejected and does not stop the rest.

    A place whose every record was rejected has said why already.
    """
    for place in places:
        rejected = 0
        try:
            for item in place.source.fetch(place.location):
                rejected += isinstance(item, Rejection)
                yield item
        except InputError as error:
            if rejected:
                continue
            if len(places) == 1:
                raise
            yield Rejection(place.location, error.message, error.remedy)


def _find(location: str, sources: Sequence[Source]) -> tuple[list[Place], list[str]]:
    folder = Path(location) if Path(location).is_dir() else None
    source = _reader(location, sources) if folder is None or _is_collection(folder) else None
    if source is not None:
        return [Place(location, source)], []
    if folder:
        found, others = _in_folder(folder, sources)
        if found:
            return found, others
        raise InputError(
            f"The folder {location} holds no file that can be read.",
            remedy="See docs/collections.md for the kinds of file, or name another folder.",
        )
    if os.path.lexists(location):
        raise InputError(
            f"{location} is no kind of file that can be read.",
            remedy="PubMed and JATS XML, PDF, HTML, DOCX, Markdown, drug labels, jsonl: see docs/collections.md.",
        )
    raise InputError(f"There is no file or folder {location}.", remedy="Check the path.")


def _in_folder(folder: Path, sources: Sequence[Source]) -> tuple[list[Place], list[str]]:
    places: list[Place] = []
    skipped: list[str] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not name.endswith(SAVED_BESIDE))
        source = _reader(parent, sources) if _is_collection(Path(parent)) else None
        if source:
            folders[:] = []
            places.append(Place(parent, source))
            continue
        for name in sorted(files):
            location = str(Path(parent) / name)
            if name.startswith(".") or name.endswith(BESIDE_OTHERS):
                continue
            if Path(name).stem.lower() in ABOUT_A_FOLDER and name.lower().endswith((".txt", ".md")):
                skipped.append(location)
                continue
            source = _reader(location, sources)
            if source is None:
                skipped.append(location)
            else:
                places.append(Place(location, source))
    return places, skipped


def _is_collection(folder: Path) -> bool:
    """Whether a folder is one collection in BEIR layout, whose other files are no documents."""
    return any((folder / f"corpus{ending}").is_file() for ending in (".jsonl", ".jsonl.gz"))


def _reader(location: str, sources: Sequence[Source]) -> Source | None:
    return next((source for source in sources if source.accepts(location)), None)

"""Files that hold one document each: finds them, names their documents, and turns what goes wrong into words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError, RecordError
from citewell.sources._files import raw_digest, read_whole, why
from citewell.sources._record import UnusableRecord, brief

_LONGEST_ID = 120
_SAVED_BESIDE = ("_files", "-Dateien", "_fichiers", "_archivos", ".files")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file with its bytes, the name its document gets where nothing better is known, and its collection."""

    path: Path
    data: bytes
    identifier: str
    collection: str
    origin: str


def read_each(
    location: str,
    *,
    suffixes: Sequence[str],
    read: Callable[[FoundFile], Document],
    most: int,
    called: str,
) -> Iterator[Document | Rejection]:
    """The document of every file at `location` that ends in one of `suffixes`, or why it is none.

    `read` raises UnusableRecord or InputError for a file that is no document; `called` says what the files are
    ("a web page"). Folders are read with those in them; hidden ones and what a browser saved beside a page are
    not. Raises InputError when there is nothing to read, and at the end when no file could be used.
    """
    path = Path(location)
    documents, first, rejected = 0, "", 0
    seen: dict[str, str] = {}
    for file in _files(path, suffixes=suffixes, called=called):
        item = _read_one(file, base=path, read=read, most=most, seen=seen)
        if isinstance(item, Document):
            documents += 1
        else:
            rejected += 1
            first = first or f"{item.place}: {item.reason} {item.remedy}".strip()
        yield item
    if not documents:
        which = "The file" if rejected == 1 else f"None of the {rejected} files"
        verb = "could not" if rejected == 1 else "could"
        raise InputError(f"{which} at {location} {verb} be used. {first}", remedy=f"Name {called} or a folder of them.")


def holds(location: str, suffixes: Sequence[str]) -> bool:
    """Whether `location` is named as a file with one of these endings; a folder may hold files of other kinds too."""
    path = Path(location)
    try:
        return "://" not in location and not path.is_dir() and _is_one(path, suffixes)
    except (OSError, ValueError):
        return False


def slug(name: str) -> str:
    """A name in small letters without spaces, as in "migraine-in-adults"; empty when no letter is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:_LONGEST_ID].strip("-")


def _read_one(
    file: Path, *, base: Path, read: Callable[[FoundFile], Document], most: int, seen: dict[str, str]
) -> Document | Rejection:
    shown = file.relative_to(base).as_posix() if file != base else file.name
    place = f"{shown}: the whole file"
    try:
        if file != base and not file.resolve().is_relative_to(base.resolve()):
            raise UnusableRecord("It is a link to a place outside the folder.", "Copy the file itself into the folder.")
        data = read_whole(file, most=most)
        if not data.strip():
            raise UnusableRecord("It is empty.", "Fill it, or leave it out.")
        digest = raw_digest(data)
        words = Path(shown).with_suffix("")
        name = slug(str(words)) or f"text-{digest[:8]}"
        collection = _collection(base, file)
        document = read(FoundFile(file, data, name, collection, str(file)))
        if document.id in seen and document.id == name:
            document = replace(document, id=f"{name}-{digest[:8]}")
        if document.id in seen:
            raise UnusableRecord(
                f"It is {document.id}, which {seen[document.id]} is already; the first one counts.",
                "If they are parts of one publication, save them as one file; else correct the identifier.",
            )
    except UnusableRecord as error:
        return Rejection(place, error.reason, error.remedy)
    except InputError as error:
        return Rejection(place, error.message, error.remedy)
    except RecordError as error:
        return Rejection(place, error.message, "Correct the file.")
    except RecursionError:
        return Rejection(place, "Its parts are nested too deeply.", "Save it again from the program that made it.")
    except OSError as error:
        return Rejection(place, f"It cannot be read: {why(error)}.", "Check the file.")
    seen[document.id] = shown
    return replace(document, raw_digest=digest)


def _files(path: Path, *, suffixes: Sequence[str], called: str) -> list[Path]:
    try:
        if path.is_file():
            if not _is_one(path, suffixes):
                shown = brief(path.name)[1:-1]
                raise InputError(f"{shown} is not called {' or '.join(suffixes)}.", remedy=f"Name {called}.")
            return [path]
        if not path.is_dir():
            raise InputError(f"There is no file or folder {brief(str(path))[1:-1]}.", remedy="Check the path.")
        found = [file for file in path.rglob("*") if _is_one(file, suffixes) and file.is_file()]
    except (OSError, ValueError) as error:
        raise InputError(f"{brief(str(path))[1:-1]} cannot be read: {why(error)}.", remedy="Check the path.") from error
    files = sorted(file for file in found if not _is_aside(file.relative_to(path)))
    if not files:
        raise InputError(
            f"The folder {brief(str(path))[1:-1]} holds no file called {' or '.join(suffixes)}.",
            remedy="Name another folder.",
        )
    return files


def _is_one(path: Path, suffixes: Sequence[str]) -> bool:
    return path.name.lower().endswith(tuple(suffixes)) and not path.name.startswith((".", "~$"))


def _is_aside(relative: Path) -> bool:
    folders = relative.parts[:-1]
    return any(part.startswith(".") or part.endswith(_SAVED_BESIDE) for part in folders)


def _collection(base: Path, file: Path) -> str:
    if file == base:
        return file.name.partition(".")[0] or file.name
    return base.absolute().resolve().name or "texts"

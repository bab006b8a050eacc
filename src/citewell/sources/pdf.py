"""Guidelines and papers as PDF files: paragraphs, lists and tables with their headings and pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError, RecordError
from citewell.sources._files import READ_ERRORS, why
from citewell.sources._pdf_document import Found, make_document, name_pages
from citewell.sources._pdf_process import WorkerFailed, read_messages

LARGEST_PDF = 512 * 2**20
MOST_ENTRIES = 200_000
"""Files and folders that are looked at in a folder."""

_HEADER = b"%PDF-"
_HEADER_WITHIN = 1_024

_PROBLEMS = {
    "password": ("It is encrypted and needs a password.", "Save it without a password, and add it again."),
    "broken": ("It is no PDF, or a broken one.", "Download or copy the file again."),
    "memory": ("Reading it takes more memory than is allowed.", "Split it into smaller files."),
    "text": ("It holds more text than is allowed.", "Split it into smaller files."),
    "long": ("It has {pages} pages; 2000 are read at most.", "Split it into smaller files."),
}
_OCR_REMEDY = "Run OCR over the file, or install the program tesseract, and add it again."


class PdfSource:
    """Reads a PDF file, or every PDF file in a folder and the folders in it.

    A block's locator gives the page by its place in the file, and by the number printed on it where that differs:
    "page 12 (printed 4), Recommendations > Imaging". Reading happens in a process of its own, within limits of time
    and memory; a page that is a picture is read by tesseract where it is installed, and reported where it is not.
    """

    name = "pdf"

    def accepts(self, location: str) -> bool:
        """A PDF file, by its name or its first bytes, or a folder with one in it."""
        path = Path(location)
        try:
            if path.is_dir():
                return next(_in_folder(path), None) is not None
            return path.is_file() and (path.suffix.lower() == ".pdf" or _has_header(path))
        except (OSError, ValueError):
            return False

    def fetch(self, location: str) -> Iterator[Document | Rejection]:
        """Yield the document of each file, and a rejection for each file or run of pages that has no text.

        Raises InputError when there is nothing to read, and at the end when no file could be used.
        """
        path = Path(location)
        files = _files(path)
        collection = path.absolute().resolve().name if path.is_dir() else path.stem
        documents, first = 0, ""
        used: set[str] = set()
        for file in files:
            for item in _read(file, origin=location, collection=collection or "pdf", used=used):
                if isinstance(item, Document):
                    documents += 1
                else:
                    first = first or f"{item.place}: {item.reason} {item.remedy}"
                yield item
        if not documents:
            raise InputError(
                f"No text could be read from {location}. {first}".strip(),
                remedy="Name a PDF file that holds text, or a folder of such files.",
            )


def _files(path: Path) -> list[Path]:
    try:
        if path.is_dir():
            found = sorted(_in_folder(path))
            if not found:
                raise InputError(f"The folder {path} holds no .pdf file.", remedy="Name another folder.")
            return found
        if not path.exists():
            raise InputError(f"There is no file or folder {path}.", remedy="Check the path.")
    except (OSError, ValueError) as error:
        raise InputError(f"{str(path)[:200]!r} cannot be read: {why(error)}.", remedy="Check the path.") from error
    return [path]


def _in_folder(folder: Path) -> Iterator[Path]:
    for path in islice(folder.rglob("*"), MOST_ENTRIES):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.suffix.lower() == ".pdf" and path.is_file():
            yield path


def _has_header(path: Path) -> bool:
    with path.open("rb") as file:
        return _HEADER in file.read(_HEADER_WITHIN)


def _read(file: Path, *, origin: str, collection: str, used: set[str]) -> Iterator[Document | Rejection]:
    place = f"{file.name}: file"
    try:
        digest = _digest(file)
        found = _gather(file)
    except READ_ERRORS as error:
        yield Rejection(place, f"It cannot be read: {why(error)}.", "Check the file, or copy it again.")
        return
    except _Unusable as error:
        yield Rejection(place, error.reason, error.remedy)
        return
    except WorkerFailed as error:
        where = f" It was on page {error.page}." if error.page else ""
        yield Rejection(place, error.reason + where, "Print it to a new PDF, or split it, and add it again.")
        return
    if found.blocks:
        try:
            yield make_document(file, found, digest=digest, origin=origin, collection=collection, used=used)
        except RecordError as error:
            yield Rejection(place, error.message, "Check the file.")
    elif not any(found.pages.values()):
        yield Rejection(place, "It has no text.", "Name a file that holds text.")
    yield from _page_rejections(file, found)


class _Unusable(Exception):
    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


def _digest(file: Path) -> str:
    size = file.stat().st_size
    if not size:
        raise _Unusable("The file is empty.", "Download or copy it again.")
    if size > LARGEST_PDF:
        raise _Unusable(f"It is larger than {LARGEST_PDF // 2**20} MiB.", "Split it into smaller files.")
    if not _has_header(file):
        raise _Unusable(*_PROBLEMS["broken"])
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _gather(file: Path) -> Found:
    found = Found()
    for message in read_messages(file):
        match message["type"]:
            case "problem":
                reason, remedy = _PROBLEMS[message["what"]]
                raise _Unusable(reason.format(pages=message.get("pages", 0)), remedy)
            case "file":
                found.info = {str(key): str(value) for key, value in message["info"].items()}
            case "opening":
                found.opening = [(int(line[0]), float(line[1]), float(line[2]), line[3]) for line in message["lines"]]
            case "printed":
                found.printed = {int(number): label for number, label in message["numbers"].items()}
            case "block":
                found.blocks.append(message)
            case "scanned" | "failed" | "layer" | "oversized" | "ocr" as kind:
                found.pages.setdefault(kind, []).append(int(message["number"]))
    return found


def _page_rejections(file: Path, found: Found) -> Iterator[Rejection]:
    for kind, reason, remedy in (
        ("scanned", "{They} {show} a picture and next to no text.", _OCR_REMEDY),
        ("failed", "{They} cannot be read.", "Print the file to a new PDF, and add it again."),
        ("oversized", "A paragraph on {it} is longer than a million characters.", "Check the file."),
    ):
        numbers = found.pages.get(kind, [])
        if numbers:
            many = len(numbers) > 1
            words = {
                "They": "They" if many else "It",
                "show": "show" if many else "shows",
                "it": "them" if many else "it",
            }
            yield Rejection(f"{file.name}: {name_pages(numbers)}", reason.format(**words), remedy)

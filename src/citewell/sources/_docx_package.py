"""Opens a Word file within limits: which parts it has, and the few that are read."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from citewell.sources._clean import clean_page, single_spaced
from citewell.sources._record import UnusableRecord
from citewell.sources._xml import TooMuchMarkup, local_name, parse_xml

LARGEST_PART = 64 * 2**20
LARGEST_TOTAL = 512 * 2**20
MOST_PARTS = 10_000
MOST_EXPANSION = 400
DEEPEST = 150

_OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_AGAIN = "Open it in Word and save it again as .docx."
_FREE_EXPANSION = 2**20


@dataclass(frozen=True, slots=True)
class Package:
    """The body of a Word file, its styles and numbering as XML (or None), and its core properties."""

    body: Any
    styles: Any
    numbering: Any
    properties: Mapping[str, str]


def open_package(data: bytes) -> Package:
    """The parts of a Word file; raises UnusableRecord with what its owner can do."""
    from lxml import etree

    if data.startswith(_OLD_FORMAT):
        if _LOCKED in data:
            raise UnusableRecord("It is locked with a password.", "Open it in Word, take the password off and save it.")
        raise UnusableRecord("It is in Word's old format (.doc).", _AGAIN)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
            document = _part(archive, "word/document.xml")
            if document is None:
                raise UnusableRecord("It is no Word document.", "Check the file.")
            body = next((child for child in document if local_name(child) == "body"), None)
            if body is None:
                raise UnusableRecord("It has no text.", "Check the file.")
            return Package(
                body=body,
                styles=_part(archive, "word/styles.xml"),
                numbering=_part(archive, "word/numbering.xml"),
                properties={
                    **_properties(_part(archive, "docProps/app.xml")),
                    **_properties(_part(archive, "docProps/core.xml")),
                },
            )
    except (zipfile.BadZipFile, zlib.error, etree.LxmlError, EOFError, OSError, RuntimeError, ValueError) as error:
        if isinstance(error, RuntimeError) and "encrypted" in str(error):
            raise UnusableRecord("It is locked with a password.", "Take the password off and save it.") from error
        raise UnusableRecord("It is broken, incomplete or no Word file.", "Copy it again, or save it again.") from error


def _check(archive: zipfile.ZipFile) -> None:
    """Refuses an archive that unpacks to more than any document."""
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_PARTS or total > max(_FREE_EXPANSION * 16, packed * MOST_EXPANSION) or total > LARGEST_TOTAL:
        raise UnusableRecord("It unpacks to far more than a document holds.", _AGAIN)


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    try:
        member = archive.getinfo(name)
    except KeyError:
        return None
    if member.file_size > LARGEST_PART:
        raise UnusableRecord(f"Its text takes {member.file_size // 2**20} MiB.", "Part it into several files.")
    with archive.open(member) as part:
        # No more than is stated is unpacked, whatever there is.
        data = part.read(member.file_size + 1)
    try:
        root = parse_xml(data)
    except TooMuchMarkup as error:
        raise UnusableRecord(f"It is too large: {error}.", "Part it into several files.") from error
    if root.getroottree().docinfo.doctype:
        raise UnusableRecord("It declares a document type, which no Word file does.", _AGAIN)
    _check_depth(root)
    return root


def _check_depth(root: Any) -> None:
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise UnusableRecord(f"Its parts are nested more than {DEEPEST} deep.", _AGAIN)


def _properties(root: Any) -> dict[str, str]:
    if root is None:
        return {}
    pairs = ((local_name(child), single_spaced(clean_page("".join(map(str, child.itertext()))))) for child in root)
    return {name: value[:500] for name, value in pairs if name and value}

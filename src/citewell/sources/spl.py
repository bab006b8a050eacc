"""Drug labels in Structured Product Labeling (HL7 SPL), the XML that DailyMed gives out, one label a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from citewell.domain.documents import Document, Rejection
from citewell.domain.enums import EvidenceKind
from citewell.domain.errors import InputError, RecordError
from citewell.sources._files import LARGEST_FILE, beginning, raw_digest, read_whole
from citewell.sources._label_body import LabelTooLong, label_blocks
from citewell.sources._label_head import read_head
from citewell.sources._record import brief
from citewell.sources._xml import parse_xml, why_no_xml, xml_root

NAMESPACE = "urn:hl7-org:v3"
SUFFIXES = (".xml", ".xml.gz")
LOOKED_AT = 20
HEAD = 8_192
DAILYMED = "https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid="

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class SplSource:
    """Reads a label's .xml file, or every label in a folder.

    Text is the full label in its sections; the highlights repeat it and are read only where a section has nothing
    else. Package panels and figures are left out.
    """

    name = "spl"

    def accepts(self, location: str) -> bool:
        """An XML file whose root is an SPL document, or a folder that has one among its first XML files."""
        try:
            return any(_is_label(file) for file in _candidates(Path(location))[:LOOKED_AT])
        except (OSError, ValueError):
            return False

    def fetch(self, location: str) -> Iterator[Document | Rejection]:
        """Yield a document, or a rejection, for every label. Raises InputError where there is none."""
        files = _label_files(location)
        seen: dict[str, str] = {}
        for file in files:
            item = _read(file, location)
            if isinstance(item, Document) and item.id in seen:
                reason = f"The label {item.id.removeprefix('spl-')} stands in {seen[item.id]} already."
                item = Rejection(f"{file.name}: version {item.version}", reason, "Keep only its newest version.")
            elif isinstance(item, Document):
                seen[item.id] = f"{file.name} (version {item.version})"
            yield item


def _label_files(location: str) -> list[Path]:
    path = Path(location)
    try:
        candidates = _candidates(path)
        if not candidates:
            what = f"{brief(str(path))} is no XML file, and no folder with any."
            raise InputError(what, remedy="Name a label's .xml file, or a folder of them; unpack a .zip first.")
        files = [file for file in candidates if _is_label(file)]
    except (OSError, ValueError) as error:
        raise InputError(f"{brief(str(path))} cannot be read.", remedy="Check the path.") from error
    if not files:
        what = f"{brief(str(path))} holds no drug label in SPL."
        raise InputError(what, remedy=f'A label\'s root element is <document xmlns="{NAMESPACE}">.')
    return files


def _candidates(path: Path) -> list[Path]:
    if path.is_dir():
        files = (file for file in path.iterdir() if file.name.lower().endswith(SUFFIXES) and file.is_file())
        return sorted(file for file in files if not file.name.startswith("."))
    return [path] if path.is_file() and path.name.lower().endswith(SUFFIXES) else []


def _is_label(file: Path) -> bool:
    name, namespace = xml_root(file)
    return name == "document" and (namespace == NAMESPACE or NAMESPACE.encode() in beginning(file, most=HEAD))


def _read(file: Path, location: str) -> Document | Rejection:
    from lxml import etree

    place = f"{file.name}: label"
    try:
        data = read_whole(file)
        return _document(parse_xml(data), data, file=file, location=location)
    except InputError as error:
        return Rejection(place, error.message, error.remedy)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Rejection(place, f"It cannot be read: {why_no_xml(error)}.", "Download or copy the file again.")
    except (LabelTooLong, RecursionError, MemoryError):
        reason = "It has more text, deeper lists or larger tables than any label."
        return Rejection(place, reason, f"Look at the file; one label has less than {LARGEST_FILE // 2**20} MiB.")
    except RecordError as error:
        return Rejection(place, error.message, "Look at the file; its text may be pictures.")


def _document(root: Any, data: bytes, *, file: Path, location: str) -> Document | Rejection:
    head = read_head(root)
    blocks = tuple(label_blocks(root))
    identifier = head.set_id or head.document_id
    if not blocks:
        what = f"It is {head.kind} and has no text." if head.kind else "It has no text."
        return Rejection(f"{file.name}: {brief(head.title or identifier)}", what, "Leave it out: only labels are read.")
    if not identifier:
        return Rejection(f"{file.name}: label", "It has no set id.", "Download the file again.")
    is_american = head.country == "United States"
    return Document(
        id=f"spl-{identifier}",
        title=head.title or f"Drug label {identifier}",
        blocks=blocks,
        collection=file.parent.absolute().name if Path(location).is_dir() else file.name.split(".xml")[0],
        kind=EvidenceKind.DRUG_LABEL,
        kind_reason="drug label",
        organisation=head.organisation,
        year=int(head.effective[:4]) if head.effective else None,
        published=head.effective,
        version=head.version,
        url=DAILYMED + identifier if is_american and _UUID.fullmatch(identifier) else "",
        country=head.country,
        language=head.language,
        publication_types=(head.kind,) if head.kind else (),
        what_was_read="label",
        note="Figures and package panels were left out.",
        source=SplSource.name,
        origin=location,
        raw_digest=raw_digest(data),
    )

"""Makes a document of what the worker found in a PDF: identity, notes, and where each block stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from citewell.domain.documents import Block, Document
from citewell.domain.enums import EvidenceKind
from citewell.sources._kind import KindReading, read_kind
from citewell.sources._pdf_metadata import Metadata, read_metadata

_CALLED_GUIDELINE = re.compile(
    r"(?!.*\bconsensus\b)(?:[\w/’'-]+ ){0,6}(?P<word>guidelines?|recommendations?)\b"
    r"(?! (?:development|handbook|manual))",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """What the worker says of one file."""

    info: dict[str, str] = field(default_factory=dict)
    opening: list[tuple[int, float, float, str]] = field(default_factory=list)
    printed: dict[int, str] = field(default_factory=dict)
    blocks: list[dict[str, Any]] = field(default_factory=list)
    pages: dict[str, list[int]] = field(default_factory=dict)


def make_document(file: Path, found: Found, *, digest: str, origin: str, collection: str, used: set[str]) -> Document:
    text = " ".join(block["text"] for block in found.blocks[:40])[:20_000]
    metadata = read_metadata(found.opening, found.info, text=text, stem=file.stem)
    kind = _kind(metadata, text)
    return Document(
        id=_identifier(file, metadata, digest=digest, used=used),
        title=metadata.title,
        blocks=tuple(_blocks(found, metadata.title)),
        collection=collection,
        kind=kind.kind,
        kind_reason=kind.reason,
        kind_inferred=kind.inferred,
        organisation=metadata.organisation,
        country=metadata.country,
        year=metadata.year,
        published=metadata.published,
        doi=metadata.doi,
        licence=metadata.licence,
        version=metadata.version,
        language=metadata.language,
        what_was_read="full text",
        note=" ".join([*metadata.notes, *_notes(found)]),
        source="pdf",
        origin=origin,
        raw_digest=digest,
    )


def _kind(metadata: Metadata, text: str) -> KindReading:
    """The kind; what a body that issues guidelines calls a guideline or recommendations on its cover is one."""
    reading = read_kind(title=metadata.title, organisation=metadata.organisation, abstract=text)
    called = _CALLED_GUIDELINE.match(metadata.title)
    if called is None or not metadata.organisation or reading.kind not in (EvidenceKind.OTHER, EvidenceKind.CONSENSUS):
        return reading
    reason = f'the title says "{called["word"]}", and {metadata.organisation} published it'
    return KindReading(EvidenceKind.GUIDELINE, reason, inferred=True)


def _notes(found: Found) -> Iterator[str]:
    read = [number for number in found.pages.get("ocr", []) if number not in found.pages.get("scanned", [])]
    if read:
        yield f"{name_pages(read).capitalize()}: read by OCR."
    if layer := found.pages.get("layer"):
        yield f"{name_pages(layer).capitalize()}: the text lies hidden under a picture, as OCR leaves it."
    if left_out := sorted({*found.pages.get("scanned", []), *found.pages.get("failed", [])}):
        yield f"Not read: {name_pages(left_out)}."


def _identifier(file: Path, metadata: Metadata, *, digest: str, used: set[str]) -> str:
    written = f"doi-{metadata.doi}" if metadata.doi else file.stem
    identifier = re.sub(r"[^a-z0-9.()_-]+", "_", written.lower()).strip("_.")[:150] or f"pdf-{digest[:8]}"
    if identifier in used:
        identifier = f"{identifier}-{digest[:8]}"
    used.add(identifier)
    return identifier


def _blocks(found: Found, title: str) -> Iterator[Block]:
    for block in found.blocks:
        sections = _without_title(block["sections"], title)
        yield Block(
            text=block["text"],
            section_path=sections,
            locator=_locator(block, sections, found.printed),
        )


def _without_title(sections: Sequence[str], title: str) -> tuple[str, ...]:
    """The headings without those that only repeat the title of the whole."""
    whole = re.sub(r"\W+", "", title.lower())
    path = [
        section for section in sections if len(plain := re.sub(r"\W+", "", section.lower())) < 8 or plain not in whole
    ]
    return tuple(section[:300] for section in path)


def _locator(block: dict[str, Any], sections: Sequence[str], printed: dict[int, str]) -> str:
    """Where a block stands: "pages 12-13 (printed 4-5), Recommendations > Imaging > Table 2"."""
    numbers = sorted(set(block["pages"]))
    labels = [printed.get(number, "") for number in (numbers[0], numbers[-1])]
    place = name_pages(range(numbers[0], numbers[-1] + 1))
    if all(labels) and labels != [str(numbers[0]), str(numbers[-1])]:
        place += f" (printed {labels[0]})" if labels[0] == labels[1] else f" (printed {labels[0]}-{labels[1]})"
    if block.get("ocr"):
        place += " (read by OCR)"
    path = " > ".join([*sections, *filter(None, [block["label"]])])
    return f"{place}, {path}" if path else place


def name_pages(numbers: Iterable[int]) -> str:
    """ "page 3", "pages 3-5", "pages 1, 3-5": runs of numbers in words."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return f"page {shown}" if len(runs) == 1 and runs[0][0] == runs[0][1] else f"pages {shown}"

"""Records of what the library holds: documents, their blocks, and the passages cut from them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field

from citewell.domain.enums import DocumentStatus, EvidenceKind, Fidelity, PassageTopic
from citewell.domain.errors import RecordError


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document's text that passages never cross: a fact, a paragraph, a table.

    `locator` says where the block stands in the publication ("Table 23", "Results").
    `strength` and `certainty` are the source's own words, or empty.
    """

    text: str
    id: str = ""
    section_path: tuple[str, ...] = ()
    topic: PassageTopic | None = None
    locator: str = ""
    strength: str = ""
    certainty: str = ""
    inferred: bool = False

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise RecordError("A block needs text.")


@dataclass(frozen=True, slots=True)
class Document:
    """One publication at one version.

    `collection` names where it came from ("starter", a file's stem). `fidelity` is RESTATED when
    `blocks` are not the publication's own words. `year` is the year of publication, or None.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    collection: str
    kind: EvidenceKind = EvidenceKind.OTHER
    authors: str = ""
    organisation: str = ""
    journal: str = ""
    year: int | None = None
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    url: str = ""
    other_urls: tuple[str, ...] = ()
    country: str = ""
    licence: str = ""
    status: DocumentStatus = DocumentStatus.CURRENT
    superseded_by: str = ""
    fidelity: Fidelity = Fidelity.VERBATIM
    identity: str = "complete"
    what_was_read: str = ""
    read_on_copy_site: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if not self.id or any(character.isspace() for character in self.id):
            raise RecordError(f"A document id must be non-empty and without spaces: {self.id!r}")
        if not self.blocks:
            raise RecordError(f"Document {self.id} has no text.")
        if self.year is not None and not 1600 <= self.year <= 2200:
            raise RecordError(f"Document {self.id} has the year {self.year}.")

    @property
    def short_name(self) -> str:
        """Body or first author with year, as in "Jull et al., 2002"; the title when neither is known."""
        who = self.organisation or _first_authors(self.authors) or self.title
        return f"{who}, {self.year}" if self.year else who

    @property
    def digest(self) -> str:
        """SHA-256 over every field, so that any correction changes the library's release."""
        payload = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(payload.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document that is searched, quoted and cited as one piece.

    `start` and `end` are offsets, in characters, into the text of block number `block`.
    """

    id: str
    document_id: str
    text: str
    block: int = 0
    start: int = 0
    end: int = 0
    title: str = ""
    section_path: tuple[str, ...] = ()
    topic: PassageTopic | None = None
    locator: str = ""
    strength: str = ""
    certainty: str = ""
    inferred: bool = False

    def __post_init__(self) -> None:
        if not self.id or not self.text.strip():
            raise RecordError("A passage needs an id and text.")
        if self.end - self.start != len(self.text):
            raise RecordError(f"Passage {self.id}: offsets {self.start}-{self.end} do not fit its text.")


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that a source could not turn into a document: where it stood, why, what to do."""

    place: str
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class EngineIdentity:
    """Name, version and digest of an engine, as provenance records them."""

    name: str
    version: str
    digest: str = ""
    settings: dict[str, str] = field(default_factory=dict)


def _first_authors(authors: str) -> str:
    names = [name.strip() for name in authors.replace(";", ",").split(",") if name.strip()]
    names = [name for name in names if name.lower().rstrip(".") != "et al"]
    if not names:
        return ""
    return names[0] if len(names) == 1 and "et al" not in authors.lower() else f"{names[0]} et al."

"""Records of what the library holds: documents, their blocks, and the passages cut from them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable
from dataclasses import MISSING, Field, dataclass, field, fields
from functools import cache
from typing import Any, cast

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
class StatusNotice:
    """A published statement that changes what a publication is worth: a retraction, a concern, a correction.

    `date` is an ISO date as far as it is known ("2019", "2019-05"). `reference`, `pmid`, `doi` and `url` lead to
    the notice itself. `source` says who reports it ("PubMed", "Retraction Watch"), `reason` why, in its words.
    """

    status: DocumentStatus
    date: str = ""
    reference: str = ""
    pmid: str = ""
    doi: str = ""
    url: str = ""
    source: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One publication at one version.

    `collection` names what it was added with ("starter", a file's stem), `source` the reader it came through,
    `origin` the file or address, `retrieved` when (ISO 8601, UTC), `raw_digest` the SHA-256 of the record as it was
    found. `fidelity` is RESTATED when `blocks` are not the publication's own words. `year` is the year of
    publication, or None; `published` the ISO date as far as it is known. `what_was_read` says how much of the
    publication the blocks are ("abstract", "full text"). `kind_reason` says what `kind` was read from, and
    `kind_inferred` that its words were interpreted because nothing states it. `country` is the jurisdiction of a
    guideline. `status` is the gravest of `notices`, if there are any. `also_from` names the readers whose records
    of the same publication filled what this one lacked.
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
    source: str = ""
    origin: str = ""
    retrieved: str = ""
    raw_digest: str = ""
    version: str = ""
    published: str = ""
    review_date: str = ""
    language: str = ""
    publication_types: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    kind_reason: str = ""
    kind_inferred: bool = False
    notices: tuple[StatusNotice, ...] = ()
    also_from: tuple[str, ...] = ()

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
        """SHA-256 over the content, so that any correction changes the library's release.

        Left out is how the record was got: the same content found again, elsewhere or later, is the same document.
        Fields at their defaults are left out too, so that a new field does not change old documents.
        """
        payload = json.dumps(stated_fields(self, without=_HOW_IT_WAS_GOT), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(payload.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A sentence that recommends, with its strength and certainty in the source's own words.

    `start` and `end` are offsets, in characters, into the text it was found in. `scheme` names the grading it
    follows ("GRADE", "USPSTF", "ACC/AHA", "SORT"), or "wording" where only the verb tells ("should be considered").
    """

    start: int
    end: int
    strength: str = ""
    certainty: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document that is searched, quoted and cited as one piece.

    `start` and `end` are offsets, in characters, into the text of block number `block`. `recommendations` are
    the sentences of the passage that recommend.
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
    recommendations: tuple[Recommendation, ...] = ()

    def __post_init__(self) -> None:
        if not self.id or not self.text.strip():
            raise RecordError("A passage needs an id and text.")
        if self.end - self.start != len(self.text):
            raise RecordError(f"Passage {self.id}: offsets {self.start}-{self.end} do not fit its text.")

    def grade(self, start: int, end: int) -> tuple[str, str]:
        """Strength and certainty that belong to a stretch of the text: the passage's own, else of its recommendations.

        Where only the wording of a sentence tells its strength, that is not repeated beside it.
        """
        if self.strength or self.certainty:
            return self.strength, self.certainty
        within = [
            one for one in self.recommendations if one.start < end and start < one.end and one.scheme != "wording"
        ]
        strengths = dict.fromkeys(one.strength for one in within if one.strength)
        certainties = dict.fromkeys(one.certainty for one in within if one.certainty)
        return "; ".join(strengths), "; ".join(certainties)


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


_HOW_IT_WAS_GOT = frozenset({"origin", "retrieved", "raw_digest"})


def stated_fields(record: Any, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A record's fields that are not at their defaults, nested records likewise; for JSON."""
    stated: dict[str, Any] = {}
    for name, default in _defaults(cast(Hashable, type(record))).items():
        value = getattr(record, name)
        if name not in without and value != default:
            stated[name] = [_plain(item) for item in value] if isinstance(value, tuple) else value
    return stated


def _plain(item: Any) -> Any:
    return stated_fields(item) if hasattr(item, "__dataclass_fields__") else item


@cache
def _defaults(record: Hashable) -> dict[str, Any]:
    return {item.name: _default(item) for item in fields(cast(Any, record))}


def _default(item: Field[Any]) -> Any:
    return item.default_factory() if item.default_factory is not MISSING else item.default


def _first_authors(authors: str) -> str:
    names = [name.strip() for name in authors.replace(";", ",").split(",") if name.strip()]
    names = [name for name in names if name.lower().rstrip(".") != "et al"]
    if not names:
        return ""
    return names[0] if len(names) == 1 and "et al" not in authors.lower() else f"{names[0]} et al."

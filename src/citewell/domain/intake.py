"""What a source can yield beside documents: news of other publications, and terms for search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from citewell.domain.documents import Document, Rejection, StatusNotice
from citewell.domain.errors import RecordError


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a source says of another publication, named by at least one identifier.

    It holds whether or not the library has that publication yet: it is kept, and applied when it comes.
    """

    notice: StatusNotice
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""

    def __post_init__(self) -> None:
        if not (self.doi or self.pmid or self.pmcid):
            raise RecordError("An amendment must name the publication it is about.")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A record that its source has deleted: the library drops it, and keeps it readable for articles that cite it."""

    pmid: str
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A concept of a controlled vocabulary (MeSH): for search, never evidence.

    `broader` holds the ids of its parents. `type` is what it is to a question, in the words of the shipped
    vocabulary (condition, symptom, drug, procedure, test), empty where it is none of these. `apart` groups those
    synonyms that the vocabulary files under the term although they mean something narrower or merely related.
    """

    id: str
    label: str
    synonyms: tuple[str, ...] = ()
    broader: tuple[str, ...] = ()
    scope: str = ""
    source: str = ""
    type: str = ""
    apart: tuple[tuple[str, ...], ...] = ()


Item: TypeAlias = Document | Rejection | Amendment | Withdrawal | Term
"""Whatever a source yields, in the order of its records."""

"""Whether two records are of one publication."""

from __future__ import annotations

from typing import Protocol

IDENTIFIERS = ("doi", "pmid", "pmcid")


class Identified(Protocol):
    """Anything with a publication's identifiers, each empty where unknown."""

    @property
    def doi(self) -> str:
        """Digital object identifier, without a prefix."""
        ...

    @property
    def pmid(self) -> str:
        """PubMed's number."""
        ...

    @property
    def pmcid(self) -> str:
        """PubMed Central's number, with PMC."""
        ...


def same_publication(one: Identified, other: Identified) -> bool:
    """Whether two records share an identifier, as the restatement of a publication and its own text do."""
    return any((own := getattr(one, name).lower()) and own == getattr(other, name).lower() for name in IDENTIFIERS)

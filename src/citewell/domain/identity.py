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
    return bool(
        (one.doi and one.doi.lower() == other.doi.lower())
        or (one.pmid and one.pmid.lower() == other.pmid.lower())
        or (one.pmcid and one.pmcid.lower() == other.pmcid.lower())
    )

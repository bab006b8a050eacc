"""The identifiers of a PubMed record, and the id that its document takes from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_PMID, _PMCID, _DOI = re.compile(r"[1-9]\d{0,8}"), re.compile(r"PMC[1-9]\d{0,8}"), re.compile(r"10\.\d{4,9}/\S+")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record was found: source, location, collection, and the digest of its bytes."""

    source: str
    location: str
    collection: str
    digest: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """A record's own identifiers, each empty where there is none that can be true."""

    pmid: str = ""
    pmcid: str = ""
    doi: str = ""

    @staticmethod
    def read(pmid: str, identifiers: Any, locations: Sequence[Any]) -> Numbers:
        """From the record's PMID, its ArticleIdList or None, and the ELocationIDs, which count before it."""
        found = {"pubmed": pmid, "pmc": "", "doi": ""}
        for item in locations:
            if item.get("EIdType") == "doi" and item.get("ValidYN") != "N":
                found["doi"] = found["doi"] or (item.text or "").strip()
        for item in () if identifiers is None else identifiers:
            name = item.get("IdType", "")
            if name in found and not found[name]:
                found[name] = (item.text or "").strip()
        pmid, pmcid, doi = found["pubmed"].lstrip("0"), found["pmc"].upper(), found["doi"].lower()
        return Numbers(
            pmid=pmid if _PMID.fullmatch(pmid) else "",
            pmcid=pmcid if _PMCID.fullmatch(pmcid) else "",
            doi=doi if _DOI.fullmatch(doi) else "",
        )

    def identifier(self, origin: Origin) -> str:
        """The id of the document: by PMID, else PMCID, else DOI, else collection and digest."""
        if self.pmid:
            return f"pmid-{self.pmid}"
        if self.pmcid:
            return f"pmc-{self.pmcid}"
        if self.doi:
            return "doi-" + re.sub(r"[^a-z0-9.-]", "_", self.doi)
        name = re.sub(r"[^a-z0-9]+", "-", origin.collection.lower()).strip("-") or "record"
        return f"{name}-{origin.digest[:8]}"

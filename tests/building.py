"""Short ways to build the records of an article in tests."""

from __future__ import annotations

from citewell.domain.articles import Citation, Claim, Reference, Side
from citewell.domain.enums import DocumentStatus, EvidenceKind, Fidelity
from citewell.text.identity import claim_id


def reference(number: int, document_id: str, title: str, **fields: object) -> Reference:
    """A reference with the starter library's usual marks; `fields` go before them."""
    values: dict[str, object] = {
        "kind": EvidenceKind.COHORT,
        "authors": "",
        "organisation": "",
        "journal": "",
        "year": None,
        "country": "",
        "doi": "",
        "pmid": "",
        "pmcid": "",
        "url": "",
        "status": DocumentStatus.CURRENT,
        "fidelity": Fidelity.RESTATED,
    }
    return Reference(number=number, document_id=document_id, title=title, **(values | fields))  # type: ignore[arg-type]


def citation(number: int, passage_id: str, quote: str, locator: str, **fields: object) -> Citation:
    """A citation of a whole passage."""
    return Citation(
        document_id=passage_id.split("#")[0],
        passage_id=passage_id,
        locator=locator,
        quote=quote,
        start=0,
        end=len(quote),
        reference=number,
        **fields,  # type: ignore[arg-type]
    )


def claim(*citations: Citation, text: str = "") -> Claim:
    """A claim that says what its first citation quotes, or `text`."""
    words = text or citations[0].quote
    return Claim(claim_id(words, [(c.passage_id, c.quote, c.start, c.end) for c in citations]), words, citations)


def side(position: str, held: Claim, source: str, year: int, kind: EvidenceKind, country: str) -> Side:
    return Side(
        position=position,
        claim_id=held.id,
        statement=held.text,
        source=source,
        year=year,
        kind=kind,
        country=country,
        strength=held.citations[0].strength,
        reference=held.citations[0].reference,
    )

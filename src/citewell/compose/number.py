"""Numbering: references in order of first use, and the reference list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from citewell.compose.assemble import Draft
from citewell.domain.articles import Claim, Disagreement, Reference, Section
from citewell.domain.documents import Document


def number_claims(
    draft: Draft, *, documents: Mapping[str, Document], known: Sequence[Reference] = ()
) -> tuple[tuple[Claim, ...], tuple[Section, ...], tuple[Disagreement, ...], tuple[Reference, ...]]:
    """The draft's material with reference numbers, and the references they stand for, from 1 upwards.

    `known` are the references of what comes before the draft in its article.
    """
    numbers = {reference.document_id: reference.number for reference in known}

    def numbered(claim: Claim) -> Claim:
        return replace(
            claim,
            citations=tuple(
                replace(citation, reference=numbers.setdefault(citation.document_id, len(numbers) + 1))
                for citation in claim.citations
            ),
        )

    answer = tuple(numbered(claim) for claim in draft.direct_answer)
    body = tuple(
        replace(section, claims=tuple(map(numbered, _in_order(section.claims, documents))))
        for section in draft.sections
    )
    first = {claim.id: claim.citations[0].reference for claim in answer}
    first.update({claim.id: claim.citations[0].reference for section in body for claim in section.claims})
    sided = tuple(
        replace(item, sides=tuple(replace(side, reference=first[side.claim_id]) for side in item.sides))
        for item in draft.disagreements
    )
    new = list(numbers.items())[len(known) :]
    references = (*known, *(reference_to(number, documents[identity]) for identity, number in new))
    return answer, body, sided, references


def _in_order(claims: Sequence[Claim], documents: Mapping[str, Document]) -> list[Claim]:
    """The claims of a section by kind of evidence, then the newest first; otherwise as they stand."""

    def place(claim: Claim) -> tuple[int, int]:
        document = documents[claim.citations[0].document_id]
        return document.kind.rank, -(document.year or 0)

    return sorted(claims, key=place)


def reference_to(number: int, document: Document) -> Reference:
    """A document as a reference list shows it."""
    return Reference(
        number=number,
        document_id=document.id,
        kind=document.kind,
        title=document.title,
        authors=document.authors,
        organisation=document.organisation,
        journal=document.journal,
        year=document.year,
        country=document.country,
        doi=document.doi,
        pmid=document.pmid,
        pmcid=document.pmcid,
        url=best_address(document),
        status=document.status,
        fidelity=document.fidelity,
        identity=document.identity,
        read_on_copy_site=document.read_on_copy_site,
    )


def best_address(document: Document) -> str:
    """The address a reader should follow: DOI, then PubMed, then PubMed Central, then the page itself."""
    if document.doi:
        return f"https://doi.org/{document.doi}"
    if document.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{document.pmid}/"
    if document.pmcid:
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{document.pmcid}/"
    return document.url if document.url.startswith(("https://", "http://")) else ""

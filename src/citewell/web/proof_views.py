"""What a number behind a claim opens: the quote in its surroundings, and the publication that it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from citewell.compose import citing, clinical, reading
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Citation, Reference
from citewell.domain.documents import Passage
from citewell.domain.enums import Fidelity
from citewell.domain.errors import NotFoundError
from citewell.domain.wordings import WordedArticle
from citewell.web.claim_views import clean_lines

MOST_AROUND = 700
"""Letters shown on either side of a quote."""


@dataclass(frozen=True, slots=True)
class ProofView:
    """One citation as a reader checks it.

    `before` and `after` are the words around the quote in the stored passage; both are empty where the library no
    longer holds it, which `held` tells.
    """

    before: str
    quote: str
    after: str
    held: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProofPage:
    """The proof of one claim by one reference, and where to go on.

    `reworded` is how the claim was put to this reader, `withheld` why it was not; then there are no proofs.
    """

    digest: str
    question: str
    claim_id: str
    claim: str
    verbatim: bool
    reworded: str
    withheld: str
    number: int
    numbers: tuple[int, ...]
    support: str
    marks: tuple[str, ...]
    source: str
    kind: str
    status: tuple[str, ...]
    restated: bool
    links: tuple[tuple[str, str], ...]
    document_id: str
    passage: str
    proofs: tuple[ProofView, ...]
    reader: str = ""


def proof_page(
    article: Article,
    claim_id: str,
    number: int,
    *,
    passages: Mapping[str, Passage],
    words: WordedArticle | None = None,
    reader: str = "",
) -> ProofPage:
    """The proof of a claim by a reference; raises NotFoundError where the article has no such claim or number."""
    claim = next((claim for claim in article.claims if claim.id == claim_id), None)
    reference = next((one for one in article.references if one.number == number), None)
    cited = [item for item in claim.citations if item.reference == number] if claim else []
    if claim is None or reference is None or not cited:
        raise NotFoundError(
            "This article has no such statement with that number.", remedy="Open the article and choose a number there."
        )
    found = {item.claim_id: item for item in words.claims}.get(claim.id) if words else None
    return ProofPage(
        digest=clean(article.digest),
        question=clean(article.question),
        claim_id=claim.id,
        claim=clean(claim.text),
        verbatim=claim.text in {item.quote for item in cited},
        reworded=clean_lines(found.text) if found and found.text != clean(claim.text) else "",
        withheld=clean(found.withheld) if found else "",
        number=number,
        numbers=reading.claim_numbers(claim),
        support=clinical.support_words(claim),
        marks=reading.claim_marks(claim, article.references),
        source=citing.reference_text(reference),
        kind=reference.kind.label,
        status=citing.reference_marks(reference, article.references),
        restated=reference.fidelity is Fidelity.RESTATED,
        links=citing.reference_links(reference),
        document_id=clean(reference.document_id),
        passage=clean(cited[0].passage_id),
        proofs=()
        if found and found.withheld
        else tuple(_proof(item, reference, passages.get(item.passage_id)) for item in cited),
        reader=reader,
    )


def _proof(citation: Citation, reference: Reference, passage: Passage | None) -> ProofView:
    held = passage is not None and passage.text[citation.start : citation.end] == citation.quote
    before = _end(passage.text[: citation.start]) if passage and held else ""
    after = _beginning(passage.text[citation.end :]) if passage and held else ""
    rows = (
        ("Published by", citing.reference_author(reference)),
        ("Kind of evidence", reference.kind.label),
        ("Year and country", citing.reference_origin(reference)),
        ("Strength, in the source's words", clean(citation.strength)),
        ("Certainty, in the source's words", clean(citation.certainty)),
        ("Place in the publication", clean(citation.locator)),
        ("Passage", clean(citation.passage_id)),
        ("Inferred", reading.INFERRED if citation.inferred else ""),
    )
    return ProofView(before, clean(citation.quote), after, held, tuple(row for row in rows if row[1]))


def _end(text: str) -> str:
    """The last words of a text, from the beginning of one."""
    said = clean(text)
    return said if len(said) <= MOST_AROUND else f"… {said[-MOST_AROUND:].partition(' ')[2]}"


def _beginning(text: str) -> str:
    said = clean(text)
    return said if len(said) <= MOST_AROUND else f"{said[:MOST_AROUND].rpartition(' ')[0]} …"

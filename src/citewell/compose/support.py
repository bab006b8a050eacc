"""What a claim rests on: kinds of evidence, independent publications, the newest year, the sources' own grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from citewell.domain.articles import Claim, Reference, Support
from citewell.domain.identity import same_publication


def supported(claim: Claim, references: Mapping[int, Reference]) -> Claim:
    """The claim with its support, read off its citations and the references behind them, by number."""
    cited = [references[item.reference] for item in claim.citations if item.reference in references]
    published = independent(cited)
    years = [reference.year for reference in published if reference.year]
    return replace(
        claim,
        support=Support(
            kinds=tuple(sorted({reference.kind for reference in published}, key=lambda kind: kind.rank)),
            publications=len(published),
            newest=max(years, default=None),
            strengths=_stated(item.strength for item in claim.citations),
            certainties=_stated(item.certainty for item in claim.citations),
        ),
    )


def independent(references: Sequence[Reference]) -> list[Reference]:
    """The references without further ones of the same publication, such as its own text beside a restatement."""
    kept: list[Reference] = []
    for reference in references:
        known = any(reference.document_id == other.document_id or same_publication(reference, other) for other in kept)
        if not known:
            kept.append(reference)
    return kept


def _stated(grades: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(grade for grade in grades if grade))

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
    """The first reference of each publication; its own text and a restatement of it are one.

    Records are of one publication too where each shares an identifier with a third.
    """
    groups: list[list[Reference]] = []
    for reference in references:
        known = [group for group in groups if any(_is_one(reference, other) for other in group)]
        if not known:
            groups.append([reference])
            continue
        for group in known[1:]:
            known[0].extend(group)
            groups.remove(group)
        known[0].append(reference)
    return [group[0] for group in groups]


def _is_one(reference: Reference, other: Reference) -> bool:
    return reference.document_id == other.document_id or same_publication(reference, other)


def _stated(grades: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(grade for grade in grades if grade))

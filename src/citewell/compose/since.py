"""What was said before a year, set beside an answer that rests on what has been published since."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.compose.answering import choose_answers
from citewell.compose.merge import Supports, merge_statements
from citewell.compose.opening import Material
from citewell.compose.outlines import outline_for
from citewell.domain.articles import Claim, Section

MOST = 4


def earlier_claims(materials: Sequence[Material], *, taken: Sequence[Claim], supports: Supports) -> tuple[Claim, ...]:
    """The statements of earlier publications that answer the question best, without those that the answer has."""
    known = {claim.text for claim in taken}
    claims: dict[str, Claim] = {}
    for material in materials:
        pool = [one for one in merge_statements(material.candidates, supports=supports) if one.claim.text not in known]
        for candidate in choose_answers(pool, material.part, outline_for(material.part), most=MOST):
            claims.setdefault(candidate.claim.id, candidate.claim)
    return tuple(claims.values())[:MOST]


def earlier_section(claims: Sequence[Claim], *, since: int | None) -> tuple[Section, ...]:
    """The section that they stand in; none where there are none."""
    return (Section("earlier", f"Published before {since}", tuple(claims)),) if claims else ()

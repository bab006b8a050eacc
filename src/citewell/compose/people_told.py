"""What is told first where a question asks about particular people: whether the answer speaks of them at all.

Advice for everybody may not hold in pregnancy or in children. Where a statement of the direct answer does not name the
people asked about, it says so beside itself; where none does, a line before the answer says it.
"""

from __future__ import annotations

from collections.abc import Sequence

from citewell.compose.clinical import SummaryPiece, summary_pieces
from citewell.compose.populations import Population, asked_populations, names_them
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Claim, Reference


def people_marks(question: str, claim: Claim, references: Sequence[Reference]) -> tuple[str, ...]:
    """For each of the people asked about that a statement does not name, that it leaves open whether it holds."""
    silent = [one for one in asked_populations(question) if not names_them(one, _texts(claim, references))]
    return tuple(f"does not say whether it holds {one.label}" for one in silent)


def people_lead(article: Article) -> tuple[str, ...]:
    """What comes before the direct answer: of which people asked about none of its statements speaks."""
    return tuple(
        _lead(one, article)
        for one in asked_populations(article.question)
        if article.direct_answer and not any(_speaks(claim, article, one) for claim in article.direct_answer)
    )


def lines_lead(article: Article) -> tuple[str, ...]:
    """What comes before treatment by line: of which people asked about none of its options speaks."""
    claims = {claim.id: claim for claim in article.claims}
    stated = [claims[line.claim_id] for line in article.lines if line.claim_id in claims]
    return tuple(
        f"These lines are general: none of them says whether it holds {one.label}."
        for one in asked_populations(article.question)
        if stated and not any(_speaks(claim, article, one) for claim in stated)
    )


def in_short(article: Article) -> tuple[tuple[SummaryPiece, ...], ...]:
    """The summaries in pieces; none where people were asked about of whom the answer or its lines do not speak."""
    return () if people_lead(article) or lines_lead(article) else summary_pieces(article)


def _lead(people: Population, article: Article) -> str:
    further = sum(_speaks(claim, article, people) for section in article.sections for claim in section.claims)
    if not further:
        return (
            f"No source was found on this {people.label}. "
            f"What follows is general: it does not say whether it holds {people.label}."
        )
    where = "one statement" if further == 1 else f"{further} statements"
    return (
        f"The direct answer is general: it does not say whether it holds {people.label}. "
        f"Further down, {where} may bear on it."
    )


def _speaks(claim: Claim, article: Article, people: Population) -> bool:
    return names_them(people, _texts(claim, article.references))


def _texts(claim: Claim, references: Sequence[Reference]) -> list[str]:
    """What a statement says, and the titles of its publications: a study of children need not say so again."""
    numbers = {citation.reference for citation in claim.citations}
    return [clean(claim.text), *(clean(one.title) for one in references if one.number in numbers)]

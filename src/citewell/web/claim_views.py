"""What is shown of a claim: its own words or a reader's, its numbers, its grades, and terms explained."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from citewell.compose import clinical, reading
from citewell.compose.lay_grades import lay_marks
from citewell.compose.people_told import people_marks
from citewell.compose.reading import clean
from citewell.compose.urgent_order import order_signs
from citewell.domain.articles import Article, Claim, Reference, Section
from citewell.domain.wordings import Explanation, WordedArticle, WordedClaim

FIRST_STATEMENTS = 12
"""Statements that a reader with a telephone sees before the sections are folded: about four screens."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; with a `meaning` it is a term that the page explains."""

    text: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with its numbers and what must be read with it.

    `withheld` says why a reader does not get it, and then there are no pieces; `kept_because` why it stands in its own
    words among others that were reworded.
    """

    id: str
    pieces: tuple[Piece, ...]
    numbers: tuple[int, ...]
    marks: tuple[str, ...]
    support: str
    withheld: str = ""
    kept_because: str = ""

    @property
    def text(self) -> str:
        """The words without their explanations."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class SectionView:
    """A heading with its claims; `anchor` is where the contents link to, `folded` is shown when asked for."""

    anchor: str
    heading: str
    claims: tuple[ClaimView, ...]
    folded: tuple[ClaimView, ...] = ()

    @property
    def size(self) -> int:
        """How many statements it has."""
        return len(self.claims) + len(self.folded)


def first_open(sections: Sequence[SectionView], *, drawn: int) -> int:
    """How many of the sections, the direct answer among them, stand open on a narrow window.

    As many as make FIRST_STATEMENTS with the `drawn` options of treatment; at least one behind the answer where no
    treatment is drawn.
    """
    read, count = drawn, 0
    for section in sections:
        read += section.size
        if read > FIRST_STATEMENTS and count >= (1 if drawn else 2):
            break
        count += 1
    return count


def section_views(article: Article, words: WordedArticle | None, *, plainly: bool = False) -> tuple[SectionView, ...]:
    """The direct answer and the sections in the words of a reader."""
    worded = {claim.claim_id: claim for claim in words.claims} if words else {}
    return worded_sections(
        article.direct_answer,
        article.sections,
        article.references,
        worded,
        question=article.question,
        plainly=plainly,
    )


def worded_sections(
    direct: Sequence[Claim],
    sections: Sequence[Section],
    references: Sequence[Reference],
    worded: Mapping[str, WordedClaim],
    *,
    question: str = "",
    plainly: bool = False,
) -> tuple[SectionView, ...]:
    """The direct answer and the sections, each term explained where it stands first.

    A statement of the direct answer says where it does not speak of the people that the `question` is about.
    `plainly` puts grades in words for readers without training.

    The views of an article's beginning are the first of those of the whole.
    """
    parts = [("Direct answer", tuple(direct))] if direct else []
    parts += [(section.heading, section.claims) for section in sections]
    explained: set[str] = set()
    views = []
    for place, (heading, claims) in enumerate(parts):
        shown = [
            (_claim(claim, references, worded, explained, plainly=plainly), _is_shown(claim, worded))
            for claim in claims
        ]
        if direct and not place:
            shown = [
                (replace(view, marks=(*view.marks, *people_marks(question, claim, references))), open_)
                for (view, open_), claim in zip(shown, claims, strict=True)
            ]
        views.append(
            SectionView(
                anchor=f"section-{place}",
                heading=clean(heading),
                claims=tuple(view for view, open_ in shown if open_),
                folded=tuple(view for view, open_ in shown if not open_),
            )
        )
    return tuple(views)


def explained_pieces(text: str, explanations: Sequence[Explanation], explained: set[str]) -> tuple[Piece, ...]:
    """The text in pieces: each term with its meaning where it stands first; `explained` are those already told."""
    places: list[tuple[int, int, str]] = []
    for item in explanations:
        found = re.search(rf"(?<!\w){re.escape(item.term)}(?!\w)", text, re.IGNORECASE)
        if found and item.term.casefold() not in explained:
            places.append((*found.span(), item.meaning))
    pieces: list[Piece] = []
    at = 0
    for start, end, meaning in sorted(places, key=lambda place: (place[0], -place[1])):
        if start < at:
            continue
        pieces += [Piece(text[at:start])] if start > at else []
        pieces.append(Piece(text[start:end], clean(meaning)))
        explained.add(text[start:end].casefold())
        at = end
    return (*pieces, Piece(text[at:])) if at < len(text) else tuple(pieces)


def urgent_pieces(
    words: WordedArticle, article: Article
) -> tuple[tuple[tuple[Piece, ...], ...], tuple[tuple[Piece, ...], ...]]:
    """The signs that cannot wait, and those that stand behind them.

    Each term is explained where it stands first: whoever reads them may read no further.
    """
    explanations = {claim.text: claim.explanations for claim in words.claims}
    explained: set[str] = set()
    leading, behind = (
        tuple(explained_pieces(clean_lines(sign), explanations.get(sign, ()), explained) for sign in signs)
        for signs in order_signs(words.urgent, article)
    )
    return leading, behind


def worded_text(claim_id: str, text: str, worded: Mapping[str, WordedClaim]) -> str:
    """A claim's text as this reader gets it; where it is withheld, why."""
    found = worded.get(claim_id)
    return clean(text) if found is None else clean_lines(found.text or found.withheld)


def clean_lines(text: str) -> str:
    """A worded text whose lists stand one item a line, each line clean."""
    return "\n".join(map(clean, text.splitlines()))


def _is_shown(claim: Claim, worded: Mapping[str, WordedClaim]) -> bool:
    return claim.id not in worded or worded[claim.id].shown


def _claim(
    claim: Claim,
    references: Sequence[Reference],
    worded: Mapping[str, WordedClaim],
    explained: set[str],
    *,
    plainly: bool,
) -> ClaimView:
    found = worded.get(claim.id)
    withheld = clean(found.withheld) if found else ""
    text = clean_lines(found.text) if found else clean(claim.text)
    return ClaimView(
        id=claim.id,
        pieces=explained_pieces(text, found.explanations if found else (), explained) if not withheld else (),
        numbers=reading.claim_numbers(claim),
        marks=lay_marks(claim, references) if plainly else reading.claim_marks(claim, references),
        support=clinical.support_words(claim).removesuffix("; one publication"),
        withheld=withheld,
        kept_because=clean(found.kept_because) if found else "",
    )

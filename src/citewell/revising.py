"""Revising an article: a claim worded anew or taken out, and everything that follows from it worked out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from citewell.compose.assemble import Draft, keep_claims
from citewell.compose.derive import Grounds, with_derived
from citewell.compose.number import number_claims
from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article, Claim, Disagreement, Section
from citewell.domain.enums import ArticleStatus, Severity
from citewell.domain.errors import UserError
from citewell.text.identity import claim_id

REVISED = "A person worded or removed statements; every check was run again afterwards."
LONGEST_CLAIM = 2_000


def revise_claims(article: Article, edits: Mapping[str, str], *, grounds: Grounds, mending: bool = False) -> Article:
    """The article with these claims in other words, sealed anew; a claim with an empty text is taken out.

    Citations stay as they are, so that what is worded anew is held against the same quotes. What the sources are said
    to disagree on goes with a claim that is a side of it. Raises UserError for an unknown claim, a text that is
    too long, and where nothing would be left. With `mending`, for typing errors alone, no note tells of it: the
    record of the mend does, and nothing but the wording may differ.
    """
    known = {claim.id: claim for claim in article.claims}
    for name, text in edits.items():
        if name not in known:
            raise UserError(f"The article has no claim {name!r}.", remedy="Name a claim of the working revision.")
        if len(text) > LONGEST_CLAIM:
            raise UserError(f"The claim {name} is too long.", remedy=f"Use at most {LONGEST_CLAIM:,} characters.")
    worded = {name: " ".join(text.split()) for name, text in edits.items()}
    draft = Draft(
        direct_answer=tuple(_worded(claim, worded) for claim in article.direct_answer),
        sections=tuple(_section(section, worded) for section in article.sections),
        disagreements=tuple(_disagreement(item, known, worded) for item in article.disagreements),
    )
    draft = keep_claims(
        draft, frozenset(_worded(one, worded).id for one in known.values() if worded.get(one.id, one.text))
    )
    if not draft.claims:
        raise UserError("Nothing would be left of the article.", remedy="Leave at least one claim, or reject it.")
    direct, sections, disagreements, references = number_claims(draft, documents=grounds.documents)
    missing = [item.name for item in article.expected if not item.claim_ids]
    numbers = {reference.document_id: reference for reference in article.references}
    changed = replace(
        article,
        direct_answer=direct,
        sections=sections,
        disagreements=disagreements,
        references=tuple(replace(numbers.get(one.document_id, one), number=one.number) for one in references),
        notes=article.notes if mending else tuple(dict.fromkeys((*article.notes, REVISED))),
        findings=tuple(one for one in article.findings if one.severity is Severity.NOTICE and one.target in known),
        status=ArticleStatus.PARTLY_ANSWERED if article.not_found else ArticleStatus.ANSWERED,
    )
    return with_digest(with_derived(changed, grounds, missing=missing))


def _worded(claim: Claim, worded: Mapping[str, str]) -> Claim:
    """The claim in its new words, under the name that they give it."""
    if not (text := worded.get(claim.id)):
        return claim
    quotes = [(citation.passage_id, citation.quote, citation.start, citation.end) for citation in claim.citations]
    return replace(claim, text=text, id=claim_id(text, quotes))


def _section(section: Section, worded: Mapping[str, str]) -> Section:
    return replace(section, claims=tuple(_worded(claim, worded) for claim in section.claims))


def _disagreement(item: Disagreement, known: Mapping[str, Claim], worded: Mapping[str, str]) -> Disagreement:
    """The sides in the words of their claims."""
    sides = []
    for side in item.sides:
        claim = _worded(known[side.claim_id], worded)
        sides.append(replace(side, statement=claim.text, claim_id=claim.id) if worded.get(side.claim_id) else side)
    return replace(item, sides=tuple(sides))

"""The brief form of a finished article: fewer claims, numbered anew, with all that follows from them."""

from __future__ import annotations

from dataclasses import replace

from citewell.compose.assemble import Draft
from citewell.compose.derive import Grounds, with_derived
from citewell.compose.editions import EARLIER_EDITION, edition_notes
from citewell.compose.length import brief, left_out
from citewell.compose.number import number_claims
from citewell.compose.wording import SUPERSEDED
from citewell.domain.articles import Article
from citewell.domain.enums import DocumentStatus, Length, Severity


def in_brief(article: Article, draft: Draft, held: Grounds) -> Article:
    """The article in its brief form; `draft` is what it was numbered from, with the claims that stand."""
    short = brief(draft, article.lines)
    direct, sections, disagreements, references = number_claims(short, documents=held.documents)
    kept = {claim.id for claim in short.claims}
    superseded = any(reference.status is DocumentStatus.SUPERSEDED for reference in references)
    notes = [
        note for note in article.notes if (note != SUPERSEDED or superseded) and not note.startswith(EARLIER_EDITION)
    ]
    notes += edition_notes((one.number, held.documents[one.document_id]) for one in references)
    missing = [item.name for item in article.expected if not item.claim_ids]
    return with_derived(
        replace(
            article,
            direct_answer=direct,
            sections=sections,
            disagreements=disagreements,
            references=references,
            notes=tuple(note for note in (*notes, left_out(draft, short)) if note),
            findings=tuple(
                finding for finding in article.findings if finding.severity is Severity.ERROR or finding.target in kept
            ),
            length=Length.BRIEF,
        ),
        held,
        missing=missing,
    )

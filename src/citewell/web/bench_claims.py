"""The claims of a dossier, each beside its sources, with what the checks and people say of it."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.compose import clinical, reading
from citewell.compose.finding_words import finding_words, rule_name
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Claim
from citewell.domain.documents import Passage
from citewell.domain.enums import Severity
from citewell.domain.reviewing import Comment, Judgement
from citewell.web.account_views import moment_words
from citewell.web.bench_desk import CaseFile
from citewell.web.bench_words import JUDGEMENT_WORDS, capacity_words
from citewell.web.proof_views import ProofPage, proof_page


@dataclass(frozen=True, slots=True)
class VerdictView:
    """What one reviewer said of a claim."""

    by: str
    judgement: str
    amiss: bool
    comment: str
    earlier: bool


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment of the thread of a claim; `earlier` where it was read in an earlier revision."""

    by: str
    at: str
    lines: tuple[str, ...]
    earlier: bool


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim beside its sources: its words, what must be read with it, findings, verdicts and comments."""

    id: str
    number: int
    heading: str
    text: str
    marks: tuple[str, ...]
    support: str
    failing: tuple[str, ...]
    notices: tuple[str, ...]
    disputed: tuple[str, ...]
    sources: tuple[ProofPage, ...]
    verdicts: tuple[VerdictView, ...]
    comments: tuple[CommentView, ...]


def claim_cards(file: CaseFile) -> tuple[ClaimCard, ...]:
    """Every claim of the working revision in reading order."""
    article = file.article
    placed = [("Direct answer", claim) for claim in article.direct_answer]
    placed += [(clean(section.heading), claim) for section in article.sections for claim in section.claims]
    last = ""
    cards = []
    for number, (heading, claim) in enumerate(placed, start=1):
        cards.append(_card(file, claim, number=number, heading=heading if heading != last else ""))
        last = heading
    return tuple(cards)


def claim_card(file: CaseFile, claim_id: str) -> ClaimCard | None:
    """One claim; None where the working revision has none of that name."""
    return next((one for one in claim_cards(file) if one.id == claim_id), None)


def now_at(file: CaseFile, claim_id: str) -> str:
    """What a claim of any revision is called in this one; its own id where it has not changed."""
    return file.claims_now.get(claim_id, claim_id)


def _card(file: CaseFile, claim: Claim, *, number: int, heading: str) -> ClaimCard:
    article = file.article
    findings = [one for one in file.findings if one.target == claim.id]
    return ClaimCard(
        id=claim.id,
        number=number,
        heading=heading,
        text=clean(claim.text),
        marks=reading.claim_marks(claim, article.references),
        support=clinical.support_words(claim),
        failing=tuple(
            f"{clean(one.explanation)} ({rule_name(one.rule)})" for one in findings if one.severity is Severity.ERROR
        ),
        notices=tuple(finding_words(one) for one in findings if one.severity is not Severity.ERROR),
        disputed=_disputed(article, claim),
        sources=tuple(
            proof_page(article, claim.id, name, passages=file.passages, publication=_publication(file, name))
            for name in reading.claim_numbers(claim)
        ),
        verdicts=tuple(_verdicts(file, claim.id)),
        comments=tuple(comment_view(file, one) for one in file.comments if now_at(file, one.claim_id) == claim.id),
    )


def _publication(file: CaseFile, number: int) -> tuple[Passage, ...]:
    """What is cited of a reference's publication, with what stands beside it."""
    document = next((one.document_id for one in file.article.references if one.number == number), "")
    return file.around.get(document, ())


def _disputed(article: Article, claim: Claim) -> tuple[str, ...]:
    """What other sources say on a point on which this claim is a side, in short."""
    found = []
    for item in article.disagreements:
        if any(side.claim_id == claim.id for side in item.sides):
            others = [side for side in item.sides if side.claim_id != claim.id]
            found += [f"{clean(side.position)} [{side.reference}]" for side in others]
    return tuple(found)


def _verdicts(file: CaseFile, claim_id: str) -> list[VerdictView]:
    return [
        VerdictView(
            by=f"{clean(review.reviewer_name)}, {capacity_words(review.capacity, review.specialty)}",
            judgement=JUDGEMENT_WORDS[verdict.judgement][0],
            amiss=verdict.judgement is not Judgement.CORRECT,
            comment=clean(verdict.comment),
            earlier=review.digest != file.dossier.digest,
        )
        for review in file.seen
        for verdict in review.verdicts
        if verdict.claim_id == claim_id
    ]


def comment_view(file: CaseFile, comment: Comment) -> CommentView:
    """A comment as its thread shows it."""
    return CommentView(
        by=clean(comment.person_name),
        at=moment_words(comment.written_at),
        lines=tuple(map(clean, comment.text.splitlines())),
        earlier=comment.digest != file.dossier.digest,
    )

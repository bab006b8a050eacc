"""What each page shows, worked out once: templates and JSON answers only set it in type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citewell.compose import citing, clinical, reading
from citewell.compose.audiences import load_audience
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Citation, Claim, Disagreement, Finding, Reference
from citewell.domain.enums import Fidelity, Length, Severity
from citewell.domain.threads import Thread
from citewell.review.states import READER_LABELS

EXAMPLES = (
    "What are the treatment options for cervicogenic headache and craniocervical junction anomaly management?",
    "How is spontaneous intracranial hypotension diagnosed?",
    "Which headaches need urgent imaging?",
    "Is a positive nerve block required to diagnose cervicogenic headache?",
)
CAUTION = "Educational purpose only; this answer has not been reviewed by a person."


@dataclass(frozen=True, slots=True)
class RecentView:
    """A line in the list of recent articles."""

    digest: str
    question: str
    status: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The ask box, examples, and recent articles or why they cannot be shown."""

    examples: tuple[str, ...]
    recent: tuple[RecentView, ...]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ProofView:
    """One citation as a reader checks it: the quote and where it stands."""

    number: int
    quote: str
    restated: bool
    author: str
    origin: str
    kind: str
    passage: str
    locator: str
    grade: str
    inferred: bool
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with its numbers, what must be read with it, and its proofs."""

    id: str
    text: str
    numbers: tuple[int, ...]
    marks: tuple[str, ...]
    proofs: tuple[ProofView, ...]
    support: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """A heading with its claims; `anchor` is where the contents link to."""

    anchor: str
    heading: str
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a disagreement."""

    position: str
    origin: str
    statement: str
    strength: str
    number: int
    why: str


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """The point, and its sides to be shown beside each other."""

    heading: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A publication in the reference list."""

    number: int
    kind: str
    text: str
    links: tuple[tuple[str, str], ...]
    document_id: str
    passages: tuple[tuple[str, str], ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TurnView:
    """A question of the article's thread; `here` says whether it is this article's."""

    digest: str
    asked: str
    here: bool


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """A sign of danger in the question, with the publication behind its rule."""

    sign: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Everything an article's page shows, in reading order."""

    digest: str
    question: str
    status: str
    review: str
    caution: str
    found: bool
    emergencies: tuple[EmergencyView, ...]
    calls: tuple[str, ...]
    asked_back: str
    choices: tuple[str, ...]
    notes: tuple[str, ...]
    sections: tuple[SectionView, ...]
    how_sure: str
    steps: tuple[clinical.TreatmentStep, ...]
    expected: tuple[clinical.ExpectedView, ...]
    brief: bool
    disagreements: tuple[DisagreementView, ...]
    missing: tuple[str, ...]
    searched: str
    searches: tuple[str, ...]
    advice: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    notices: tuple[str, ...]
    references: tuple[ReferenceView, ...]
    provenance: tuple[tuple[str, str], ...]
    disclaimer: str
    thread: tuple[TurnView, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What went wrong and what to do; `reference` finds it in the log, `question` is given back."""

    status: int
    code: str
    title: str
    message: str
    remedy: str = ""
    reference: str = ""
    question: str = ""


def home_page(recent: Sequence[Article], *, trouble: str = "") -> HomePage:
    """The first page."""
    rows = tuple(
        RecentView(article.digest, clean(article.question), reading.status_words(article)) for article in recent
    )
    return HomePage(EXAMPLES, rows, trouble)


def article_page(article: Article, *, thread: Thread | None = None) -> ArticlePage:
    """An article's page, with the other questions of its thread."""
    references = {reference.number: reference for reference in article.references}
    audience = load_audience(article.audience)
    parts = [("Direct answer", article.direct_answer)] if article.direct_answer else []
    parts += [(section.heading, section.claims) for section in article.sections]
    return ArticlePage(
        digest=clean(article.digest),
        question=clean(article.question),
        status=reading.status_words(article),
        review=reading.review_words(article.review_state, READER_LABELS.items()),
        caution=CAUTION,
        found=reading.has_answer(article),
        emergencies=tuple(
            EmergencyView(clean(item.sign), clean(item.source), reading.emergency_address(item))
            for item in article.emergencies
        ),
        calls=reading.emergency_calls(article.emergencies),
        asked_back=clean(article.clarification.question) if article.clarification else "",
        choices=tuple(map(clean, article.clarification.choices)) if article.clarification else (),
        notes=tuple(map(clean, article.notes)),
        sections=tuple(
            SectionView(f"section-{place}", clean(heading), tuple(_claim(claim, references) for claim in claims))
            for place, (heading, claims) in enumerate(parts)
        ),
        how_sure=clean(article.how_sure),
        steps=clinical.treatment_steps(article),
        expected=clinical.expected_views(article),
        brief=article.length is Length.BRIEF,
        disagreements=tuple(map(_disagreement, article.disagreements)),
        missing=tuple(map(reading.missing_words, article.not_found)),
        searched=reading.library_size(article.provenance),
        searches=tuple(map(clean, article.provenance.searches)),
        advice=reading.NO_SOURCE_ADVICE,
        removed=_findings(article.findings, Severity.ERROR),
        notices=_findings(article.findings, Severity.NOTICE),
        references=tuple(_reference(article, reference) for reference in article.references),
        provenance=(*reading.provenance_rows(article.provenance), ("Reader", audience.label)),
        disclaimer=audience.disclaimer,
        thread=tuple(
            TurnView(clean(turn.article), clean(turn.asked), turn.article == article.digest)
            for turn in (thread.turns if thread else ())
        ),
    )


def _claim(claim: Claim, references: Mapping[int, Reference]) -> ClaimView:
    return ClaimView(
        id=claim.id,
        text=clean(claim.text),
        numbers=reading.claim_numbers(claim),
        marks=reading.claim_marks(claim, tuple(references.values())),
        proofs=tuple(_proof(citation, references[citation.reference]) for citation in claim.citations),
        support=clinical.support_words(claim),
    )


def _proof(citation: Citation, reference: Reference) -> ProofView:
    return ProofView(
        number=citation.reference,
        quote=clean(citation.quote),
        restated=reference.fidelity is Fidelity.RESTATED,
        author=citing.reference_author(reference) or clean(reference.title),
        origin=citing.reference_origin(reference),
        kind=reference.kind.label,
        passage=clean(citation.passage_id),
        locator=clean(citation.locator),
        grade=reading.grade_words(citation),
        inferred=citation.inferred,
        links=citing.reference_links(reference),
    )


def _disagreement(disagreement: Disagreement) -> DisagreementView:
    return DisagreementView(
        heading=reading.disagreement_heading(disagreement),
        sides=tuple(
            SideView(
                position=clean(side.position),
                origin=reading.side_origin(side),
                statement=clean(side.statement),
                strength=clean(side.strength),
                number=side.reference,
                why=reading.side_reason(side),
            )
            for side in disagreement.sides
        ),
    )


def _reference(article: Article, reference: Reference) -> ReferenceView:
    return ReferenceView(
        number=reference.number,
        kind=reference.kind.label,
        text=citing.reference_text(reference),
        links=citing.reference_links(reference),
        document_id=clean(reference.document_id),
        passages=citing.cited_passages(article, reference),
        marks=citing.reference_marks(reference, article.references),
    )


def _findings(findings: Sequence[Finding], severity: Severity) -> tuple[str, ...]:
    return tuple(reading.finding_words(finding) for finding in findings if finding.severity is severity)

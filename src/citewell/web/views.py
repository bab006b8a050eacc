"""What each page shows, worked out once: templates and JSON answers only set it in type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from citewell.compose import citing, clinical, reading
from citewell.compose.audiences import load_audience
from citewell.compose.finding_words import finding_words
from citewell.compose.lay_grades import lay_grade, without_grades
from citewell.compose.people_told import in_short, lines_lead, people_lead
from citewell.compose.reading import clean
from citewell.compose.wording import is_source_note
from citewell.domain.articles import Article, Disagreement, Finding, Reference, Side
from citewell.domain.enums import DocumentStatus, Length, Severity
from citewell.domain.reviewing import BoardRecord
from citewell.domain.threads import Thread
from citewell.domain.wordings import WordedArticle, WordedClaim
from citewell.reviewed import ReviewStep, ToldReview, not_covered, tell_words
from citewell.text.dates import date_words
from citewell.web.claim_views import (
    Piece,
    SectionView,
    first_open,
    section_views,
    urgent_pieces,
    worded_text,
)

_SINCE = {
    DocumentStatus.RETRACTED: ("has been RETRACTED since.", "have been RETRACTED since."),
    DocumentStatus.EXPRESSION_OF_CONCERN: (
        "is under an expression of concern now.",
        "are under an expression of concern now.",
    ),
    DocumentStatus.SUPERSEDED: ("has been superseded since.", "have been superseded since."),
    DocumentStatus.CORRECTED: ("has been corrected since.", "have been corrected since."),
    DocumentStatus.CURRENT: ("is marked as current now.", "are marked as current now."),
    None: ("is no longer in the library.", "are no longer in the library."),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of an article besides itself: when it was saved, and the library as it is now.

    `changed` are the references whose publications stand otherwise now; None for one that has left the library.
    `record` is what the board holds of it; None where no board has taken it up. `editions` are the titles of newer
    publications by the ids that findings name.
    """

    saved_at: str = ""
    release: str = ""
    newest_year: int | None = None
    changed: Mapping[int, DocumentStatus | None] = field(default_factory=dict)
    record: BoardRecord | None = None
    editions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a disagreement; `grade` is its strength as this reader is told it."""

    position: str
    origin: str
    statement: str
    strength: str
    grade: str
    number: int
    claim_id: str
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
    kind_name: str
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
    told: ToldReview
    found: bool
    emergencies: tuple[EmergencyView, ...]
    calls: tuple[str, ...]
    asked_back: str
    choices: tuple[str, ...]
    notes: tuple[str, ...]
    source_notes: tuple[str, ...]
    in_short: tuple[tuple[clinical.SummaryPiece, ...], ...]
    sections: tuple[SectionView, ...]
    first_open: int
    people_lead: tuple[str, ...]
    lines_lead: tuple[str, ...]
    how_sure: str
    ladders: tuple[clinical.Ladder, ...]
    expected: tuple[clinical.ExpectedView, ...]
    brief: bool
    disagreements: tuple[DisagreementView, ...]
    missing: tuple[str, ...]
    searched: str
    searches: tuple[str, ...]
    refusal: str
    advice: tuple[tuple[str, str], ...]
    removed: tuple[str, ...]
    notices: tuple[str, ...]
    references: tuple[ReferenceView, ...]
    provenance: tuple[tuple[str, str], ...]
    disclaimer: str
    reader: str
    reader_label: str
    review_steps: tuple[ReviewStep, ...]
    facts: tuple[tuple[str, str], ...]
    outdated: bool
    news: tuple[tuple[str, bool], ...]
    kinds: tuple[tuple[str, str, int], ...]
    checked: str
    citation: str
    words: WordedArticle | None
    readability: str
    urgent: tuple[tuple[Piece, ...], ...]
    urgent_further: tuple[tuple[Piece, ...], ...]
    to_ask: tuple[str, ...]
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
    retry_after: int = 0


def article_page(
    article: Article,
    *,
    thread: Thread | None = None,
    reader: str = "",
    words: WordedArticle | None = None,
    kept: Kept | None = None,
) -> ArticlePage:
    """An article's page as `reader` reads it, in `words` where they are given, with the questions of its thread."""
    audience = load_audience(reader or article.audience)
    known = kept or Kept()
    told = tell_words(article, known.record, reader, made_at=known.saved_at)
    worded = {claim.claim_id: claim for claim in words.claims} if words else {}
    urgent, further = urgent_pieces(words, article) if words else ((), ())
    sections = section_views(article, words, plainly=audience.swap)
    ladders = _ladders(article, worded, plainly=audience.swap)
    return ArticlePage(
        digest=clean(article.digest),
        question=clean(article.question),
        status=reading.status_words(article),
        review=told.words,
        caution=told.caution,
        told=told,
        found=reading.has_answer(article),
        emergencies=tuple(
            EmergencyView(clean(item.sign), clean(item.source), reading.emergency_address(item))
            for item in article.emergencies
        ),
        calls=reading.emergency_calls(article.emergencies),
        asked_back=clean(article.clarification.question) if article.clarification else "",
        choices=tuple(map(clean, article.clarification.choices)) if article.clarification else (),
        notes=(
            *filter(None, [not_covered(article, known.record, reader)]),
            *(clean(note) for note in article.notes if not is_source_note(note)),
        ),
        source_notes=tuple(clean(note) for note in article.notes if is_source_note(note)),
        in_short=() if words else in_short(article),
        sections=sections,
        first_open=first_open(sections, drawn=sum(len(step.options) for ladder in ladders for step in ladder.steps)),
        people_lead=people_lead(article),
        lines_lead=lines_lead(article),
        how_sure=without_grades(article.how_sure, article) if audience.swap else clean(article.how_sure),
        ladders=ladders,
        expected=clinical.expected_views(article),
        brief=article.length is Length.BRIEF,
        disagreements=tuple(_disagreement(item, worded, plainly=audience.swap) for item in article.disagreements),
        missing=tuple(map(reading.missing_words, article.not_found)),
        searched=reading.library_size(article.provenance),
        searches=tuple(map(clean, article.provenance.searches)),
        refusal=reading.no_source_words(article),
        advice=reading.no_source_advice(article),
        removed=() if words else _findings(article.findings, Severity.ERROR, known.editions),
        notices=_findings(article.findings, Severity.NOTICE, known.editions),
        references=tuple(_reference(article, reference) for reference in article.references),
        provenance=(
            *reading.provenance_rows(article.provenance),
            *([("Reader", audience.label)] if reading.has_answer(article) else []),
        ),
        disclaimer=audience.disclaimer,
        reader=reader,
        reader_label=audience.label,
        review_steps=told.steps,
        facts=_facts(article, known, told),
        outdated=bool(known.release) and known.release != article.provenance.library_release,
        news=_news(known.changed),
        kinds=_kinds(article.references),
        checked=_checked(article),
        citation=_citation(article, known, told),
        words=words,
        readability=reading.readability_words(words.readability) if words else "",
        urgent=urgent,
        urgent_further=further,
        to_ask=tuple(map(clean, words.questions)) if words and reading.has_answer(article) else (),
        thread=tuple(
            TurnView(clean(turn.article), clean(turn.asked), turn.article == article.digest)
            for turn in (thread.turns if thread else ())
        ),
    )


def _facts(article: Article, known: Kept, told: ToldReview) -> tuple[tuple[str, str], ...]:
    """How current an article is."""
    made = article.provenance
    years = [reference.year for reference in article.references if reference.year]
    current = known.release == made.library_release
    up_to = [f"newest publication cited {max(years)}"] if years else []
    up_to += [f"newest in the library {known.newest_year}"] if current and known.newest_year else []
    words = "; ".join(up_to)
    rows = (
        ("Last updated", date_words(known.saved_at)),
        ("Evidence searched up to", f"{words[:1].upper()}{words[1:]}"),
        ("Library", f"release {clean(made.library_release)}, {reading.library_size(made)}"),
        ("Last reviewed", date_words(told.approved_on)),
        ("Next review", date_words(told.next_review) or "None is set; an article gets one when a person approves it"),
    )
    return tuple(row for row in rows if row[1])


def _news(changed: Mapping[int, DocumentStatus | None]) -> tuple[tuple[str, bool], ...]:
    """What has become of the sources since, the gravest first, each with whether it is an alarm."""
    news = []
    for status in (*reversed(DocumentStatus), None):
        numbers = [number for number, now in changed.items() if now is status]
        if numbers:
            alone = len(numbers) == 1
            words = f"Reference{'' if alone else 's'} {reading.numbers_text(numbers)} {_SINCE[status][not alone]}"
            news.append((words, status is DocumentStatus.RETRACTED))
    return tuple(news)


def _kinds(references: Sequence[Reference]) -> tuple[tuple[str, str, int], ...]:
    """The kinds among the references, strongest first: name, label, and how many there are."""
    counts = Counter(reference.kind for reference in references)
    return tuple((kind.value, kind.label, counts[kind]) for kind in sorted(counts, key=lambda kind: kind.rank))


def _checked(article: Article) -> str:
    """How many statements stand with how many quotes, and how many the checks removed."""
    shown = {claim.id for claim in article.claims}
    removed = {finding.target for finding in article.findings if finding.severity is Severity.ERROR} - shown
    quotes = sum(len(claim.citations) for claim in article.claims)
    told = {0: "none was removed", 1: "one was removed because it did not"}
    return (
        f"{len(shown):,} statements passed every check, each against its own quotes ({quotes:,} in all); "
        f"{told.get(len(removed), f'{len(removed):,} were removed because they did not')}."
    )


def _citation(article: Article, known: Kept, told: ToldReview) -> str:
    """How to cite this very text; the digest tells it from any later one."""
    made = date_words(known.saved_at)
    question = clean(article.question).rstrip(".")
    approved = f"approved by {told.approver} on {date_words(told.approved_on)}"
    reviewed = approved if told.stands else "not reviewed by a person"
    return (
        f"Citewell {clean(article.provenance.citewell)}. {question}{'' if question.endswith(('?', '!')) else '.'} "
        f"Article made by machine, {reviewed}{f'; {made}' if made else ''}. "
        f"Library release {clean(article.provenance.library_release)}. SHA-256 {clean(article.digest)}."
    )


def _ladders(article: Article, worded: Mapping[str, WordedClaim], *, plainly: bool) -> tuple[clinical.Ladder, ...]:
    """Treatment by line, without what this reader does not get."""
    ladders = []
    for ladder in clinical.treatment_ladders(article, grade=(lambda _, words: lay_grade(words)) if plainly else None):
        steps = []
        for step in ladder.steps:
            told = tuple(one for one in step.options if one.claim_id not in worded or worded[one.claim_id].text)
            steps += [replace(step, options=told)] if told else []
        ladders += [replace(ladder, steps=tuple(steps))] if steps else []
    return tuple(ladders)


def _disagreement(disagreement: Disagreement, worded: Mapping[str, WordedClaim], *, plainly: bool) -> DisagreementView:
    return DisagreementView(
        heading=reading.disagreement_heading(disagreement),
        sides=tuple(
            SideView(
                position=clean(side.position),
                origin=reading.side_origin(side),
                statement=worded_text(side.claim_id, side.statement, worded),
                strength=reading.quoted_grade(side.strength) if side.strength else "",
                grade=_side_grade(side, plainly=plainly),
                number=side.reference,
                claim_id=side.claim_id,
                why=reading.side_reason(side),
            )
            for side in disagreement.sides
        ),
    )


def _side_grade(side: Side, *, plainly: bool) -> str:
    if not side.strength:
        return ""
    return lay_grade(side.strength) if plainly else f"strength {reading.quoted_grade(side.strength)}"


def _reference(article: Article, reference: Reference) -> ReferenceView:
    return ReferenceView(
        number=reference.number,
        kind=reference.kind.label,
        kind_name=reference.kind.value,
        text=citing.reference_text(reference),
        links=citing.reference_links(reference),
        document_id=clean(reference.document_id),
        passages=citing.cited_passages(article, reference),
        marks=citing.reference_marks(reference, article.references),
    )


def _findings(findings: Sequence[Finding], severity: Severity, editions: Mapping[str, str]) -> tuple[str, ...]:
    said = (finding_words(finding, editions) for finding in findings if finding.severity is severity)
    return tuple(dict.fromkeys(said))

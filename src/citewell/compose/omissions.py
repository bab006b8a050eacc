"""Omissions: what is expected of an answer is answered with claims of the article, or named as missing.

A claim answers a slot only when its own words do and it is on what the question asks about. Nothing is filled in
from elsewhere: where no claim answers, the slot stands in the article without one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from citewell.compose.answering import is_of_paper
from citewell.compose.assemble import Draft, heading_of
from citewell.compose.candidates import Candidate, is_page
from citewell.compose.expected import Slot, slots_for
from citewell.compose.on_point import tells_asked
from citewell.compose.outlines import Outline, load_outline, outline_for
from citewell.compose.passed_over import bears_on_safety
from citewell.compose.standing import Standing
from citewell.domain.articles import Article, Claim, Expected, Section, TreatmentLine
from citewell.domain.documents import Passage
from citewell.domain.enums import DocumentStatus, Intent, Length, PassageTopic
from citewell.domain.questions import QuestionPart
from citewell.text.coverage import heading
from citewell.text.normalise import content_stems
from citewell.text.vocabulary import Vocabulary

MOST_CLAIMS = 3
_ASIDE = frozenset({"population", "measure"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about: concepts (`labels`, and `around` them), or where it names none, word stems."""

    labels: frozenset[str]
    around: frozenset[str]
    stems: frozenset[str]


def read_subject(topic: str, vocabulary: Vocabulary, *, treatments: Collection[str] = ()) -> Subject:
    """The subject of a question's topic; `treatments` are words for the options that its answer names."""
    named = {label for label in vocabulary.labels(topic) if vocabulary.concepts[label].type not in _ASIDE}
    labels = {kind for label in named for kind in vocabulary.family(label)}
    wider = {kind for label in named for kind in vocabulary.broader(label) if vocabulary.concepts[kind].is_problem}
    used = {
        label
        for words in treatments
        for label in vocabulary.labels(words)
        if vocabulary.concepts[label].type in {"drug", "procedure"}
    }
    return Subject(frozenset(labels), frozenset(wider | used), frozenset(content_stems(topic)))


def is_on(subject: Subject, text: str, around: str, vocabulary: Vocabulary) -> bool:
    """Whether a sentence, with the title and headings `around` it, is on the subject and on no other condition."""
    own = vocabulary.labels(text)
    if subject.labels:
        conditions = {label for label in own if vocabulary.concepts[label].type == "condition"}
        wanted = subject.labels | subject.around
        return bool(wanted & (own | vocabulary.labels(around))) and (not conditions or bool(conditions & wanted))
    if not subject.stems:
        return True
    stems = set(content_stems(text)) | set(content_stems(around))
    return len(subject.stems & stems) >= len(subject.stems) - (1 if len(subject.stems) > 2 else 0)


def unanswered(draft: Draft, slots: Sequence[Slot], topics: Mapping[str, PassageTopic | None]) -> list[Slot]:
    """The slots that no claim of the draft answers by its words; `topics` are the sources' labels, by passage id."""
    return [
        slot
        for slot in slots
        if not any(slot.is_answered_by(claim.text, topic=_topic(claim, topics)) for claim in draft.claims)
    ]


def add_expected(draft: Draft, candidates: Sequence[Candidate], *, part: QuestionPart, vocabulary: Vocabulary) -> Draft:
    """The draft with the best of `candidates` for each slot that it does not answer, in the slot's section."""
    topics = {item.evidence.passage.id: item.evidence.passage.topic for item in candidates}
    subject, outline = read_subject(part.topic, vocabulary), outline_for(part)
    for slot in unanswered(draft, slots_for(part.intent), topics):
        held = {claim.text for claim in draft.claims}
        fitting = [
            candidate
            for candidate in candidates
            if candidate.claim.text not in held and _answers(slot, candidate, subject, part, vocabulary)
        ]
        if fitting:
            best = min(fitting, key=lambda item: (item.evidence.document.kind.rank, -item.relevance, item.claim.id))
            draft = with_claim(draft, best.claim, slot.section, outline, part)
    return draft


def expected_of(
    article: Article,
    *,
    passages: Mapping[str, Passage],
    lines: Sequence[TreatmentLine],
    vocabulary: Vocabulary,
) -> tuple[Expected, ...]:
    """Every slot of the article's intent, with the claims that answer it; none for an article without claims."""
    if not article.claims:
        return ()
    topic = article.understood[0].topic if article.understood else article.question
    subject = read_subject(topic, vocabulary, treatments=[line.option for line in lines])
    found: list[Expected] = []
    for slot in slots_for(article.intent):
        ids = [
            claim.id
            for claim in article.claims
            if (passage := passages.get(claim.citations[0].passage_id)) is not None
            and slot.is_answered_by(claim.text, topic=passage.topic)
            and is_on(subject, claim.text, heading(passage), vocabulary)
        ]
        found.append(Expected(slot.name, slot.label, slot.reason, tuple(ids[:MOST_CLAIMS])))
    return tuple(found)


def shown_expected(expected: Sequence[Expected], *, length: Length, missing: Collection[str]) -> tuple[Expected, ...]:
    """The slots that an article of this length shows.

    The brief form leaves out those that only the full form answers: naming them as missing would be false.
    """
    if length is Length.FULL:
        return tuple(expected)
    return tuple(item for item in expected if item.claim_ids or item.name in missing)


def _answers(slot: Slot, candidate: Candidate, subject: Subject, part: QuestionPart, vocabulary: Vocabulary) -> bool:
    passage, document = candidate.evidence.passage, candidate.evidence.document
    standing = document.status not in (DocumentStatus.RETRACTED, DocumentStatus.SUPERSEDED)
    on_it = passage.topic is not None or candidate.standing >= Standing.OF_ITS_KINDS
    if passage.topic is None and is_page(document):
        on_it = on_it and candidate.named
    if is_of_paper(candidate):
        on_it = on_it and (bears_on_safety(candidate.claim.text) or tells_asked(candidate.claim.text, part.intent))
    return (
        standing
        and on_it
        and slot.is_answered_by(candidate.claim.text, topic=passage.topic)
        and is_on(subject, candidate.claim.text, heading(passage), vocabulary)
    )


def with_claim(draft: Draft, claim: Claim, kind: str, outline: Outline, part: QuestionPart) -> Draft:
    """The draft with a claim at the end of its section, which is opened at its place where it is missing."""
    sections = list(draft.sections)
    for place, section in enumerate(sections):
        if section.kind == kind:
            sections[place] = replace(section, claims=(*section.claims, claim))
            return replace(draft, sections=tuple(sections))
    order = [plan.kind for plan in outline.sections]
    later = set(order[order.index(kind) + 1 :]) if kind in order else set()
    at = next((place for place, section in enumerate(sections) if section.kind in later), len(sections))
    sections.insert(at, Section(kind, _heading(kind, outline, part), (claim,)))
    return replace(draft, sections=tuple(sections))


def _heading(kind: str, outline: Outline, part: QuestionPart) -> str:
    plans = (*outline.sections, *load_outline(Intent.TREATMENT.value).sections)
    return heading_of(next(plan.heading for plan in plans if plan.kind == kind), part)


def _topic(claim: Claim, topics: Mapping[str, PassageTopic | None]) -> PassageTopic | None:
    return topics.get(claim.citations[0].passage_id)

"""Assembly: from the candidates of every part to a draft with a direct answer, sections and disagreements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from citewell.compose.answering import answer_score, choose_answers, conclusion_of, is_labelled, may_come_second
from citewell.compose.asks import as_part, may_answer_ask
from citewell.compose.candidates import Candidate
from citewell.compose.disagreement import Found, find_disagreements
from citewell.compose.length import MOST_ANSWER_WORDS, fitting, words_of
from citewell.compose.merge import Supports, merge_statements
from citewell.compose.outlines import OutlineSection, outline_for
from citewell.compose.repeating import repeats
from citewell.compose.select import fill_section, on_wider_topic, put_first
from citewell.compose.serving import serving, settled
from citewell.compose.sides import adds_side
from citewell.domain.articles import Claim, Disagreement, Section
from citewell.domain.enums import DocumentStatus, Intent, PassageTopic
from citewell.domain.identity import same_publication
from citewell.domain.questions import QuestionPart
from citewell.text.vocabulary import Vocabulary

MOST_ANSWERS = 3
MOST_RETRACTED = 3
FEW = 4
BACKGROUND = "Background"


@dataclass(frozen=True, slots=True)
class Material:
    """A part that can be answered, with the candidates on its topic, those most worth showing first.

    `wider` are candidates found for the concepts of which the part's are kinds or parts; `harms` those found
    on the harms of treatments that the candidates name. `bench` says that the candidates rest on animals or cells, as
    nothing was found in people.
    """

    part: QuestionPart
    candidates: tuple[Candidate, ...]
    wider: tuple[Candidate, ...] = ()
    harms: tuple[Candidate, ...] = ()
    bench: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before its claims are checked and its references numbered."""

    direct_answer: tuple[Claim, ...]
    sections: tuple[Section, ...]
    disagreements: tuple[Disagreement, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim in reading order."""
        return self.direct_answer + tuple(claim for section in self.sections for claim in section.claims)


def assemble(materials: Sequence[Material], *, vocabulary: Vocabulary, supports: Supports) -> Draft:
    """Draft an answer: the first part in full along its outline, each further part under its own heading.

    `supports` tells which statements of several publications are one claim.
    """
    if not materials:
        return Draft((), (), ())
    main, further = materials[0], materials[1:]
    outline = outline_for(main.part)
    pools = [merge_statements(material.candidates, supports=supports) for material in materials]
    pools[0] = settled(pools[0], main.part)
    answers = _direct_answers(materials, pools)
    taken = {candidate.claim.id for candidate in answers} | {candidate.claim.text for candidate in answers}
    disagreements = _disagreements(materials, pools, vocabulary=vocabulary)
    required = {candidate.claim.id for found in disagreements for candidate in found.candidates}
    wider = on_wider_topic(main.wider, wider_concepts(main.part, vocabulary), vocabulary=vocabulary)
    sections: list[Section] = []
    for plan in outline.sections:
        if plan.other_topics:
            for material, pool in zip(further, pools[1:], strict=True):
                heading = f"{_capitalised(material.part.topic)}: {material.part.intent.value}"
                asked = _asked_about(pool, material.part)
                _add(sections, plan, heading, asked, taken, required, _kinds(material.part, vocabulary))
            continue
        heading = heading_of(plan.heading, main.part)
        pool = merge_statements(pools[0] + wider, supports=supports) if plan.broader else pools[0]
        pool = put_first(pool, main.part, plan.topics)
        pool = serving(pool, main.part, plan, required)
        if PassageTopic.SAFETY in plan.topics:
            pool = merge_statements([*main.harms, *pool], supports=supports)
        _add(sections, plan, heading, pool, taken, required, focus=main.part.focus, intent=main.part.intent)
    return Draft(
        direct_answer=tuple(candidate.claim for candidate in answers),
        sections=tuple(sections),
        disagreements=tuple(found.disagreement for found in disagreements),
    )


def heading_of(heading: str, part: QuestionPart) -> str:
    """A section's heading with the topic in it; "Background" where the topic is no words of the question in a row.

    "Understanding compression stockings blood clots flights" is no heading.
    """
    if "{topic}" not in heading or part.concepts or part.topic.lower() in part.text.lower():
        return heading.format(topic=part.topic)
    return BACKGROUND


def retracted_claims(materials: Sequence[Material], *, taken: Sequence[Claim]) -> tuple[Claim, ...]:
    """Claims on the topic of publications that were retracted, so that the checks tell why each is not shown."""
    known = {claim.id for claim in taken}
    found = {
        candidate.evidence.document.id: candidate.claim
        for material in materials
        for candidate in material.candidates
        if candidate.evidence.document.status is DocumentStatus.RETRACTED and candidate.claim.id not in known
    }
    return tuple(found.values())[:MOST_RETRACTED]


def keep_claims(draft: Draft, kept: frozenset[str]) -> Draft:
    """The draft without the claims whose ids are not in `kept`, without empty sections and one-sided disagreements.

    A direct answer that was lost is replaced by the first claim that stands.
    """
    direct = tuple(claim for claim in draft.direct_answer if claim.id in kept)
    sections = [_keep_section(section, kept) for section in draft.sections]
    if not direct:
        standing = [claim for section in sections if section for claim in section.claims]
        direct = tuple([claim for claim in standing if words_of(claim) <= MOST_ANSWER_WORDS][:1] or standing[:1])
        sections = [
            _keep_section(section, kept - {direct[0].id}) if section and direct else section for section in sections
        ]
    return Draft(
        direct_answer=direct,
        sections=tuple(section for section in sections if section),
        disagreements=tuple(
            disagreement
            for disagreement in draft.disagreements
            if all(side.claim_id in kept for side in disagreement.sides)
        ),
    )


def _keep_section(section: Section, kept: frozenset[str]) -> Section | None:
    claims = tuple(claim for claim in section.claims if claim.id in kept)
    return replace(section, claims=claims) if claims else None


def _add(
    sections: list[Section],
    plan: OutlineSection,
    heading: str,
    pool: Sequence[Candidate],
    taken: set[str],
    required: set[str],
    kinds: frozenset[str] = frozenset(),
    focus: Collection[PassageTopic] = (),
    intent: Intent | None = None,
) -> None:
    """Fill a section from `pool`, note its claims as taken, and leave it out when nothing fits."""
    free = [candidate for candidate in pool if candidate.claim.text not in taken]
    chosen = fill_section(plan, free, taken=taken, required=required, kinds=kinds, focus=focus, intent=intent)
    if chosen:
        taken.update(candidate.claim.id for candidate in chosen)
        taken.update(candidate.claim.text for candidate in chosen)
        sections.append(Section(plan.kind, heading, tuple(candidate.claim for candidate in chosen)))


def _direct_answers(materials: Sequence[Material], pools: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """One to three claims: each part's best; where there is a single part a second one, on what it also asks.

    Together they have at most MOST_ANSWER_WORDS words, unless no single claim is as short as that.
    """
    asks = [
        (asked, own, own is not pool)
        for material, pool in zip(materials, pools, strict=True)
        for asked, own in _asked_for(material.part, pool, alone=len(materials) == 1)
    ][:MOST_ANSWERS]
    answers: list[Candidate] = []
    for place, (asked, pool, chosen) in enumerate(asks):
        texts = {answer.claim.text for answer in answers}
        free = [candidate for candidate in pool if candidate.claim.text not in texts]
        other = [candidate for candidate in free if not any(_of_one(candidate, answer) for answer in answers)]
        if answers and len(materials) == 1:
            part = materials[0].part
            first = answer_score(answers[0], part, outline_for(part))
            shown = [answer.signs.stems for answer in answers]
            free = [one for one in free if chosen or may_come_second(one, asked, first=first)]
            free = [one for one in free if not _repeats(one, shown)]
            free = [one for one in free if adds_side(part.text, answers[0].claim.text, one.claim.text)]
            other = [candidate for candidate in other if candidate in free]
        room = MOST_ANSWER_WORDS - sum(words_of(answer.claim) for answer in answers)
        outline = outline_for(asked)
        ranked = sorted(other or free, key=lambda item: (-answer_score(item, asked, outline), item.place))
        short = fitting(ranked, room=room, waiting=_waiting(asks, place, ranked, alone=len(materials) == 1))
        if short or (ranked and not answers):
            concluded = None if answers else conclusion_of(short or ranked, asked, outline)
            answers += choose_answers([concluded] if concluded else short or ranked, asked, outline, most=1)
    return answers


def _waiting(
    asks: Sequence[tuple[QuestionPart, Sequence[Candidate], bool]],
    place: int,
    ranked: Sequence[Candidate],
    *,
    alone: bool,
) -> int:
    """How many of the asks behind `place` room is kept for: a second statement on the same is no need.

    Of texts whose topics nobody has labelled the best statement goes before two that leave each other room.
    """
    further = [asked for asked, _, _ in asks[place + 1 :]]
    if alone and ranked and not is_labelled(ranked[0]):
        further = [asked for asked in further if asked != asks[place][0]]
    return len(further)


def _repeats(candidate: Candidate, shown: Sequence[frozenset[str]]) -> bool:
    return not is_labelled(candidate) and repeats(candidate, shown)


def _of_one(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are of one publication."""
    first, second = one.evidence.document, other.evidence.document
    return first.id == second.id or same_publication(first, second)


def _asked_for(
    part: QuestionPart, pool: Sequence[Candidate], *, alone: bool
) -> list[tuple[QuestionPart, Sequence[Candidate]]]:
    """The part once for each claim of its direct answer, with the intent that the claim should meet, and candidates.

    Where it asks several things, those that some candidate is on, each with the candidates that are.
    """
    fitting = [
        (as_part(ask, part), own)
        for ask in part.asks
        if (own := [candidate for candidate in pool if may_answer_ask(candidate, ask, part)])
    ]
    if fitting:
        return [*fitting]
    if part.also is not None:
        return [(part, pool), (replace(part, intent=part.also, focus=(), also=None), pool)]
    return [(part, pool), (part, pool)] if alone else [(part, pool)]


def _disagreements(
    materials: Sequence[Material], pools: Sequence[Sequence[Candidate]], *, vocabulary: Vocabulary
) -> list[Found]:
    found: list[Found] = []
    for material, pool in zip(materials, pools, strict=True):
        conditions = [label for label in material.part.concepts if vocabulary.concepts[label].is_problem]
        found += find_disagreements(pool, conditions=conditions, vocabulary=vocabulary)
    return found


def _asked_about(pool: Sequence[Candidate], part: QuestionPart) -> list[Candidate]:
    """A further part's candidates on the topics it asks about, best first; all of them where those are few."""
    outline = outline_for(part)
    ranked = sorted(pool, key=lambda candidate: (-answer_score(candidate, part, outline), candidate.claim.id))
    asked = [candidate for candidate in ranked if candidate.topic in (*part.focus, *outline.answer_topics)]
    return asked if len(asked) >= FEW else ranked


def _kinds(part: QuestionPart, vocabulary: Vocabulary) -> frozenset[str]:
    """The concepts below the part's own."""
    return frozenset(label for concept in part.concepts for label in vocabulary.family(concept) - {concept})


def wider_concepts(part: QuestionPart, vocabulary: Vocabulary) -> frozenset[str]:
    """The conditions of which the part's concepts are kinds or parts."""
    return frozenset(
        label
        for concept in part.concepts
        for label in vocabulary.broader(concept)
        if vocabulary.concepts[label].is_problem
    )


def wider_parts(part: QuestionPart, vocabulary: Vocabulary) -> list[QuestionPart]:
    """What to search for besides the part itself: the wider concepts under the outline's broader headings.

    Nothing for a part on a drug, procedure or test, whose answer should stay with that.
    """
    wider = sorted(wider_concepts(part, vocabulary))
    plain = all(vocabulary.concepts[label].is_problem for label in part.concepts)
    if not wider or not plain:
        return []
    return [
        QuestionPart(
            text=f"{plan.heading.lower()} of {' or '.join(wider)}",
            topic=part.topic,
            intent=part.intent,
            concepts=tuple(wider),
        )
        for plan in outline_for(part).sections
        if plan.broader
    ]


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]

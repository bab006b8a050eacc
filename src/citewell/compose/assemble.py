"""Assembly: from the candidates of every part to a draft with a direct answer, sections and disagreements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from citewell.compose.answering import answer_score
from citewell.compose.candidates import Candidate
from citewell.compose.disagreement import Found, find_disagreements
from citewell.compose.length import MOST_ANSWER_WORDS, words_of
from citewell.compose.merge import Supports, merge_statements
from citewell.compose.opening import Material, Opening, open_draft
from citewell.compose.outlines import OutlineSection, outline_for
from citewell.compose.select import fill_section, on_wider_topic, put_first
from citewell.compose.serving import serving
from citewell.domain.articles import Claim, Disagreement, Section
from citewell.domain.enums import DocumentStatus, Intent, PassageTopic
from citewell.domain.questions import QuestionPart
from citewell.text.vocabulary import Vocabulary

MOST_RETRACTED = 3
FEW = 4
BACKGROUND = "Background"


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
    """Draft an answer; `supports` tells which statements of several publications are one claim."""
    return fill_draft(open_draft(materials, supports=supports), materials, vocabulary=vocabulary, supports=supports)


def fill_draft(opening: Opening, materials: Sequence[Material], *, vocabulary: Vocabulary, supports: Supports) -> Draft:
    """Draft the rest: the first part in full along its outline, each further part under its own heading.

    `materials` are those of the opening, by now with what stands beside them.
    """
    if not materials:
        return Draft((), (), ())
    main, further = materials[0], materials[1:]
    outline = outline_for(main.part)
    pools, answers = [list(pool) for pool in opening.pools], opening.answers
    taken = {candidate.claim.id for candidate in answers} | {candidate.claim.text for candidate in answers}
    disagreements = _disagreements(materials, pools, vocabulary=vocabulary)
    required = {candidate.claim.id for found in disagreements for candidate in found.candidates}
    wider = on_wider_topic(main.wider, wider_concepts(main.part, vocabulary), vocabulary=vocabulary)
    sections: list[Section] = []
    for plan in outline.sections:
        if plan.other_topics:
            for material, pool in zip(further, pools[1:], strict=True):
                heading = further_heading(material.part, material.part.intent.value)
                asked = _asked_about(pool, material.part)
                _add(sections, plan, heading, asked, taken, required, _kinds(material.part, vocabulary))
            continue
        heading = heading_of(plan.heading, main.part)
        pool = merge_statements([*pools[0], *wider], supports=supports) if plan.broader else pools[0]
        pool = put_first(pool, main.part, plan.topics)
        pool = serving(pool, main.part, plan, required)
        if PassageTopic.SAFETY in plan.topics:
            pool = merge_statements([*main.harms, *pool], supports=supports)
        _add(sections, plan, heading, pool, taken, required, focus=main.part.focus, intent=main.part.intent)
    return Draft(
        direct_answer=opening.direct_answer,
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


def further_heading(part: QuestionPart, matter: str) -> str:
    """The heading of what is told on one matter of a part that is not the first: its topic and that."""
    return f"{_capitalised(part.topic)}: {matter}"


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


def keep_claims(draft: Draft, kept: frozenset[str], *, after: Sequence[Section] = ()) -> Draft:
    """The draft without the claims whose ids are not in `kept`, without empty sections and one-sided disagreements.

    A direct answer that was lost is replaced by the first claim that stands. `after` are sections that follow an answer
    and are none by themselves.
    """
    direct = tuple(claim for claim in draft.direct_answer if claim.id in kept)
    sections = [_keep_section(section, kept) for section in draft.sections]
    if not direct:
        standing = [claim for section in sections if section for claim in section.claims]
        direct = tuple([claim for claim in standing if words_of(claim) <= MOST_ANSWER_WORDS][:1] or standing[:1])
        sections = [
            _keep_section(section, kept - {direct[0].id}) if section and direct else section for section in sections
        ]
    sections += [_keep_section(section, kept) for section in after] if direct else []
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

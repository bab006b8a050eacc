"""Which statements of pages for readers serve a question that asks for one aspect of a thing, section by section.

Such a page is titled with the aspect that it tells ("What are the complications of ... ?"). Beside what was asked a
reader needs what the thing is, and what must not wait; the rest of an encyclopaedia's entry answers other questions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from citewell.compose.answering import EXPLAINED, is_labelled, is_of_paper, names_itself
from citewell.compose.asks import as_part
from citewell.compose.aspects import PAGE, Aspect, aspect_named, aspect_of, is_hollow, is_titled, page_fit, says_fit
from citewell.compose.candidates import EXPLAINING, Candidate, is_page
from citewell.compose.focus import is_on_wider
from citewell.compose.on_point import is_proposal, names_excluded, tells_asked
from citewell.compose.outlines import OutlineSection, outline_for
from citewell.compose.passed_over import bears_on_safety, compares, tells_when_to_act
from citewell.compose.saying import words_read
from citewell.compose.sides import sides_fit, sides_of
from citewell.compose.standing import Standing
from citewell.domain.enums import Intent, PassageTopic
from citewell.domain.questions import QuestionPart

# What a heading promises, in aspects.
HEADED = {
    PassageTopic.DEFINITION: ("definition",),
    PassageTopic.EPIDEMIOLOGY: ("frequency", "risk factors"),
    PassageTopic.MECHANISM: ("cause", "inheritance"),
    PassageTopic.DIAGNOSIS: ("tests", "symptoms"),
    PassageTopic.FIRST_LINE: ("treatment", "prevention"),
    PassageTopic.SECOND_LINE: ("treatment",),
    PassageTopic.REFRACTORY: ("treatment",),
    PassageTopic.SURGERY: ("treatment",),
    PassageTopic.PROGNOSIS: ("outlook", "complications"),
    PassageTopic.SAFETY: ("side effects", "safe or not", "complications"),
}
# Aspects after which the whole entry is asked for.
OPEN = frozenset({"definition"})
# Aspects of which the effect of something tells.
HELPING = frozenset({"treatment", "prevention"})
MOST_BESIDE = 2
ENOUGH = 2
# What was done with people tells neither how common a thing is nor whence it comes.
_DONE = re.compile(
    r"\b(?:imaging|tomography|scans?|surgery|treatments?|therapy|thrombolysis|medication)\b[^.]*"
    r"\b(?:was|were) (?:performed|given|administered|used)\b|\b(?:received|underwent)\b",
    re.IGNORECASE,
)
# "Targets are numbers you aim for.": so few words without the thing's name or the aspect's explain the sentence before.
FEWEST_WORDS = 8
# And from so many statements that name the thing on, those that lean on their page's title for it have no room.
ENOUGH_NAMED = 3


def serving(
    pool: Sequence[Candidate], part: QuestionPart, plan: OutlineSection, required: Collection[str] = ()
) -> list[Candidate]:
    """The pool without the statements of pages that would not serve the question under this heading.

    Of papers go the results that tell nothing of what is asked; what a source labels and what is `required` stays.
    """
    pool = [
        one
        for one in pool
        if one.claim.id in required
        or is_labelled(one)
        or not (_beside_results(one, part, plan) or names_excluded(one.claim.text, part.text))
    ]
    if plan.other_topics:
        return pool
    if sides_of(part.text):
        return [one for one in pool if not _is_read(one) or one.claim.id in required or _tells_of_a_side(one, part)]
    asked = _asked(part)
    if not asked:
        return pool
    read = [one for one in pool if _is_read(one)]
    served = {one.claim.id for one in read if any(serves(one, ask, aspect) for ask, aspect in asked)}
    told = sum(one.named for one in read if one.claim.id in served)
    open_question = part.intent is Intent.GENERAL or {aspect.name for _, aspect in asked} <= OPEN
    counts = {"beside": 0, "unnamed": 0}
    return [
        one
        for one in pool
        if not _is_read(one)
        or one.claim.id in required
        or _has_place(one, part, plan, served=served, told=told, open_question=open_question, counts=counts)
    ]


def _asked(part: QuestionPart) -> list[tuple[QuestionPart, Aspect]]:
    """What a part asks, each with its aspect; a part that asks several things is read ask by ask."""
    asks = [as_part(ask, part) for ask in part.asks] or [part]
    return [(ask, aspect) for ask in asks if (aspect := aspect_of(ask)) is not None]


def _has_place(
    one: Candidate,
    part: QuestionPart,
    plan: OutlineSection,
    *,
    served: Collection[str],
    told: int,
    open_question: bool,
    counts: dict[str, int],
) -> bool:
    """Whether a statement of a page has a place under a heading, after those counted before it."""
    if _is_asked(plan, part):
        if one.claim.id not in served:
            return one.named and len(served) < ENOUGH and _belongs_under(one, plan, part.topic)
        if not one.named and one.topic in plan.topics:
            counts["unnamed"] += 1
        return one.named or told + counts["unnamed"] <= ENOUGH_NAMED
    if open_question:
        return _belongs_under(one, plan, part.topic)
    if one.claim.id in served and not plan.topics:
        return True
    if not _stands_beside(one, plan):
        return False
    counts["beside"] += one.topic in plan.topics
    return counts["beside"] <= MOST_BESIDE


def _beside_results(candidate: Candidate, part: QuestionPart, plan: OutlineSection) -> bool:
    """Whether a statement of a paper is a result on something else, as the thyroid hormones of women after IVF."""
    if plan.other_topics or not is_of_paper(candidate) or part.intent in (Intent.GENERAL, Intent.DEFINITION):
        return False
    if plan.topics and plan.topics <= EXPLAINING and not _is_asked(plan, part):
        return not _belongs_under(candidate, plan, part.topic)
    if PassageTopic.SAFETY in plan.topics and bears_on_safety(candidate.claim.text):
        return False
    if part.intent in EXPLAINED and _DONE.search(candidate.claim.text):
        return True
    if is_proposal(candidate.evidence.passage.title):
        return True
    return not (tells_asked(candidate.claim.text, part.intent) or _names_both(candidate, part))


def _names_both(candidate: Candidate, part: QuestionPart) -> bool:
    """Whether a statement names by itself the thing asked about and every drug, procedure or test asked of it."""
    return bool(part.means) and set(part.concepts) <= candidate.signs.labels


def settled(pool: Sequence[Candidate], part: QuestionPart) -> list[Candidate]:
    """The pool with what stands on a page for the aspect asked about, or serves it by its words, under the topic asked.

    A guess from its words alone puts the sentences of one page under many headings.
    """
    aspect, topics = aspect_of(part), outline_for(part).answer_topics
    if aspect is None or not topics or aspect.name in OPEN or part.asks:
        return list(pool)
    asked = part.focus[0] if part.focus else topics[0]
    return [
        replace(one, topic=asked)
        if _is_read(one)
        and one.topic not in (*part.focus, *topics)
        and (_on_its_page(one, aspect, part.topic) or (one.topic is None and serves(one, part, aspect)))
        else one
        for one in pool
    ]


def serves(candidate: Candidate, part: QuestionPart, aspect: Aspect) -> bool:
    """Whether a statement of a page is on the aspect asked about: by its page, or by its words on the thing itself."""
    text = candidate.claim.text
    if is_hollow(text):
        return False
    helps = aspect.name in HELPING and (compares(text) or tells_asked(text, Intent.TREATMENT))
    said = helps or says_fit(aspect, text, part.topic) > 0.0
    if _on_its_page(candidate, aspect, part.topic):
        return said or candidate.named or words_read(text) >= FEWEST_WORDS
    if not is_titled(candidate.evidence.passage.title):
        said = said or candidate.topic in (*part.focus, *outline_for(part).answer_topics)
    by_itself = helps or names_itself(candidate)
    return said and by_itself and candidate.named and candidate.standing >= Standing.OF_ITS_KINDS


def _is_read(candidate: Candidate) -> bool:
    """Whether these rules are for it: unlabelled, and of a page for readers."""
    return not is_labelled(candidate) and is_page(candidate.evidence.document)


def _on_its_page(candidate: Candidate, aspect: Aspect, topic: str) -> bool:
    """Whether a statement stands on the page for an aspect of the thing itself, and not of a wider one."""
    title = candidate.evidence.passage.title
    if page_fit(aspect, title, share=candidate.entitled) < PAGE:
        return False
    return candidate.named or not is_on_wider(title, topic)


def _tells_of_a_side(candidate: Candidate, part: QuestionPart) -> bool:
    """Whether a statement says of one of two things told apart what it is like, naming it."""
    text = candidate.claim.text
    return not is_hollow(text) and sides_fit(part.text, text) > 0.0


def _is_asked(plan: OutlineSection, part: QuestionPart) -> bool:
    asks = [as_part(ask, part) for ask in part.asks] or [part]
    return any(plan.topics & {*ask.focus, *outline_for(ask).answer_topics} for ask in asks)


def _belongs_under(candidate: Candidate, plan: OutlineSection, topic: str) -> bool:
    """Whether a statement keeps what the heading promises, by its page's title or in so many words."""
    aspects = [aspect_named(name) for topic in plan.topics for name in HEADED.get(topic, ())]
    if not aspects:
        return names_itself(candidate)
    return any(
        _on_its_page(candidate, one, topic) or (candidate.named and says_fit(one, candidate.claim.text) > 0.0)
        for one in aspects
    )


def _stands_beside(candidate: Candidate, plan: OutlineSection) -> bool:
    """Whether a statement is what a reader needs besides: what the thing is, or a sign on which to act at once."""
    if PassageTopic.RED_FLAGS in plan.topics:
        return tells_when_to_act(candidate.claim.text)
    if PassageTopic.DEFINITION not in plan.topics:
        return False
    return candidate.named and says_fit(aspect_named("definition"), candidate.claim.text) > 0.0

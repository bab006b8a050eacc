"""The opening of a draft: every part's statements, each once, and the direct answer that is chosen among them.

It needs nothing of what stands beside the question, so that it can be checked and shown before the rest is gathered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from citewell.compose.answering import answer_score, choose_answers, conclusion_of, is_labelled, may_come_second
from citewell.compose.asks import as_part, may_answer_ask
from citewell.compose.candidates import Candidate
from citewell.compose.length import MOST_ANSWER_WORDS, fitting, words_of
from citewell.compose.merge import Supports, merge_statements
from citewell.compose.outlines import outline_for
from citewell.compose.repeating import repeats
from citewell.compose.serving import settled
from citewell.compose.sides import adds_side
from citewell.domain.articles import Claim
from citewell.domain.identity import same_publication
from citewell.domain.questions import QuestionPart

MOST_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Material:
    """A part that can be answered, with the candidates on its topic, those most worth showing first.

    `extracted` are the sources' own sentences, before a writer wrote from them. `wider` are candidates found for the
    concepts of which the part's are kinds or parts; `harms` those found on the harms of treatments that the sentences
    name. `bench` says that the candidates rest on animals or cells, as nothing was found in people.
    """

    part: QuestionPart
    candidates: tuple[Candidate, ...]
    extracted: tuple[Candidate, ...] = ()
    wider: tuple[Candidate, ...] = ()
    harms: tuple[Candidate, ...] = ()
    bench: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """The statements of every part in the order of the parts (`pools`), and those that answer directly."""

    pools: tuple[tuple[Candidate, ...], ...] = ()
    answers: tuple[Candidate, ...] = ()

    @property
    def direct_answer(self) -> tuple[Claim, ...]:
        """The claims of the direct answer, before they are checked."""
        return tuple(candidate.claim for candidate in self.answers)


def open_draft(materials: Sequence[Material], *, supports: Supports) -> Opening:
    """Merge what is said twice, and choose the direct answer.

    `supports` tells which statements of several publications are one claim.
    """
    if not materials:
        return Opening()
    pools = [merge_statements(material.candidates, supports=supports) for material in materials]
    pools[0] = settled(pools[0], materials[0].part)
    return Opening(tuple(map(tuple, pools)), tuple(_direct_answers(materials, pools)))


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

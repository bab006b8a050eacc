"""Several things asked of one topic ("what is it and how is it treated"): finding each, and what answers it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from citewell.compose.answering import ABOUT_FURTHER, is_labelled, says_aspect
from citewell.compose.aspects import aspect_of, says_fit
from citewell.compose.candidates import Candidate
from citewell.compose.intents import find_intents, settle_intent, without_conditions, without_cues
from citewell.compose.outlines import outline_for
from citewell.compose.pico import read_pico
from citewell.compose.populations import asked_populations, names_them
from citewell.domain.enums import Intent
from citewell.domain.questions import Ask, QuestionPart
from citewell.text.normalise import content_stems, stem
from citewell.text.ordinary import is_plain
from citewell.text.vocabulary import Vocabulary

_OPENS = (
    r"(?:what|which|who|whom|whose|how|when|where|why|is|are|was|were|does|do|did|can|could|should|shall|will|would"
    r"|may|must)\b"
)
_BETWEEN = re.compile(
    rf"\s*[?!.;:]\s+(?:and\s+|but\s+|also\s+)*|\s*,?\s+(?:and|but|or|plus)\s+(?:also\s+|if so,?\s+)?(?={_OPENS})"
    rf"|\s*,\s+(?={_OPENS})",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_ASKING = re.compile(rf"(?:(?:and|but|also|so)\s+)?{_OPENS}", re.IGNORECASE)
# "What else" asks for other causes, but here for other treatments.
_ELSE_TO_DO = re.compile(
    r"\bwhat else (?:can|could|should|might)\b.*\b(?:try|tried|do|done|take|use|help)\b", re.IGNORECASE
)
MOST_ASKS = 3
# Aspects that no topic of a passage tells.
_WITHOUT_TOPIC = frozenset({"inheritance", "risk factors", "complications"})


def find_asks(text: str, *, topic: str, vocabulary: Vocabulary) -> tuple[Ask, ...]:
    """The clauses of a part that each ask for something; none where fewer than two do.

    A clause that asks nothing ("my grandmother has shingles") only tells what the others are about.
    """
    clauses = [clause.strip(" ,?!.") for clause in _BETWEEN.split(text)]
    if len(clauses) < 2:
        return ()
    told = [word for word in _topic_words(clauses[0]) if not asked_populations(word)]
    about = (
        topic
        if content_stems(topic) and set(content_stems(topic)) <= set(content_stems(clauses[0]))
        else " ".join(told)
    )
    asks = [
        ask
        for place, clause in enumerate(clauses)
        if _ASKING.match(clause) and (ask := _read(clause, about if place else "", told, vocabulary))
    ]
    return tuple(asks[:MOST_ASKS]) if len(asks) > 1 else ()


def _read(clause: str, about: str, told: Sequence[str], vocabulary: Vocabulary) -> Ask | None:
    bare = without_conditions(clause, vocabulary)
    rows = find_intents(bare)
    row = rows[0] if rows else None
    intent = settle_intent(row, read_pico(clause, vocabulary), bare=bare) or Intent.GENERAL
    if _ELSE_TO_DO.search(clause):
        return Ask(clause, Intent.TREATMENT, about=about)
    people = asked_populations(clause)
    known = {stem(word.lower()) for word in told}
    terms = tuple(
        word
        for word in (_topic_words(bare.lower()) if about else ())
        if stem(word) not in known and not any(one.asked.search(word) or one.named.search(word) for one in people)
    )
    if intent is Intent.GENERAL and not (row or terms or people):
        return None
    return Ask(clause, intent, row.focus if row else (), terms, about)


def _topic_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(without_cues(text)) if not is_plain(word)]


def as_part(ask: Ask, part: QuestionPart) -> QuestionPart:
    """The part with this ask alone."""
    return replace(
        part, text=ask.text, intent=ask.intent, focus=ask.focus, terms=ask.terms or part.terms, also=None, asks=()
    )


def answers_ask(candidate: Candidate, ask: Ask, part: QuestionPart) -> bool:
    """Whether a candidate on the topic is on this ask: its people, and all its own words, or one and its aspect."""
    alone = as_part(ask, part)
    title = candidate.evidence.passage.title
    if not all(names_them(people, (candidate.claim.text, title)) for people in asked_populations(ask.text)):
        return False
    own = {stem(term) for term in ask.terms}
    if own and not candidate.signs.stems & own:
        return False
    if own and own <= candidate.signs.stems:
        return True
    aspect = aspect_of(alone)
    if aspect is not None and aspect.name in _WITHOUT_TOPIC:
        return says_fit(aspect, candidate.claim.text) > 0.0
    if ask.intent is Intent.GENERAL and not ask.focus:
        return True
    if candidate.topic in (*ask.focus, *outline_for(alone).answer_topics):
        return True
    return not is_labelled(candidate) and says_aspect(candidate, alone)


def may_answer_ask(candidate: Candidate, ask: Ask, part: QuestionPart) -> bool:
    """Whether a candidate deserves a place in the direct answer for this ask."""
    return answers_ask(candidate, ask, part) and (is_labelled(candidate) or candidate.about >= ABOUT_FURTHER)


def unanswered_asks(part: QuestionPart, pool: Sequence[Candidate]) -> list[str]:
    """The asks that no candidate is on, in words for the reader."""
    return [
        f"{ask.about}: {ask.text}" if ask.about else ask.text
        for ask in part.asks
        if not any(answers_ask(candidate, ask, part) for candidate in pool)
    ]

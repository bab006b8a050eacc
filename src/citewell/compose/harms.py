"""The harms of the treatments that an answer names: no treatment is shown without the gravest that is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from citewell.compose.answering import answer_score, is_labelled
from citewell.compose.aspects import is_furniture, is_hollow
from citewell.compose.candidates import Candidate
from citewell.compose.outlines import load_outline
from citewell.compose.standing import Standing
from citewell.domain.enums import Intent, PassageTopic
from citewell.domain.questions import QuestionPart
from citewell.text.vocabulary import Vocabulary

MOST_TREATMENTS = 3
MOST_HARMS = 2
_LINES = frozenset({PassageTopic.FIRST_LINE, PassageTopic.SECOND_LINE, PassageTopic.REFRACTORY, PassageTopic.SURGERY})
_KINDS = frozenset({"procedure", "drug"})


def harm_parts(part: QuestionPart, candidates: Sequence[Candidate], vocabulary: Vocabulary) -> list[QuestionPart]:
    """What to search for on harms: the treatments that an answer on treatment names most, one part each."""
    if part.intent is not Intent.TREATMENT:
        return []
    named = Counter(
        label
        for candidate in candidates
        if candidate.topic in _LINES
        for label in candidate.signs.labels
        if vocabulary.concepts[label].type in _KINDS and label not in part.aspects
    )
    ranked = sorted(named, key=lambda label: (-named[label], label))
    return [
        QuestionPart(
            text=f"serious risks and harm of {label}",
            topic=label,
            intent=Intent.SAFETY,
            focus=(PassageTopic.SAFETY,),
            concepts=(label,),
        )
        for label in ranked[:MOST_TREATMENTS]
    ]


def gravest(part: QuestionPart, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The most telling statements on the harm of one treatment, at most MOST_HARMS."""
    outline = load_outline(Intent.SAFETY.value)
    on_harm = [
        candidate
        for candidate in candidates
        if candidate.topic is PassageTopic.SAFETY
        and set(part.concepts) <= candidate.signs.labels
        and (is_labelled(candidate) or _tells(candidate))
    ]
    return sorted(on_harm, key=lambda item: (-answer_score(item, part, outline), item.claim.id))[:MOST_HARMS]


def _tells(candidate: Candidate) -> bool:
    """Whether a statement of an unlabelled text is on the treatment itself and tells a harm of it."""
    text = candidate.claim.text
    return candidate.standing >= Standing.OF_ITS_KINDS and not is_furniture(text) and not is_hollow(text)

"""Dangerous conditions that show as the one asked about does, from sources that are on them and not on it.

A statement on a torn neck artery names no cervicogenic headache, so that no search for the latter is answered by it;
but it names the same complaints, and whoever treats these must have thought of it (Welch 2011, Clinical Medicine
11:251-253).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from citewell.compose.answering import worth
from citewell.compose.assemble import wider_concepts
from citewell.compose.candidates import Candidate
from citewell.domain.documents import Passage
from citewell.domain.enums import DocumentStatus, Intent, PassageTopic
from citewell.domain.questions import QuestionPart
from citewell.text.vocabulary import Vocabulary

MOST_CONDITIONS = 2
# A complaint belongs to a condition where so many statements on what it is and how it is found name it.
NAMED_BY = 2
MOST_COMPLAINTS = 3
_TELLING = frozenset({PassageTopic.DEFINITION, PassageTopic.DIAGNOSIS, PassageTopic.DIFFERENTIAL})
_DANGEROUS = frozenset({PassageTopic.RED_FLAGS})
_SHOWS = re.compile(
    r"\b(?:present(?:s|ing)?(?: with| as)|symptoms?|signs? of|appear(?:s)? as|mimics?|occurs? in|felt as)\b",
    re.IGNORECASE,
)


def complaints_of(
    part: QuestionPart, candidates: Sequence[Candidate], vocabulary: Vocabulary
) -> tuple[frozenset[str], frozenset[str]]:
    """What a condition is a kind of (headache), and the other complaints that its statements tell (neck pain).

    Both empty where the part is not on treating one condition, or nothing wider is known.
    """
    wider = wider_concepts(part, vocabulary)
    if part.intent is not Intent.TREATMENT or part.focus or not wider:
        return frozenset(), frozenset()
    counted = Counter(
        label
        for one in candidates
        if one.topic in _TELLING
        for label in one.signs.labels
        if vocabulary.concepts[label].type == "symptom" and label not in wider and label not in part.concepts
    )
    ranked = sorted(counted, key=lambda label: (-counted[label], label))
    return wider, frozenset([label for label in ranked if counted[label] >= NAMED_BY][:MOST_COMPLAINTS])


def queries_for(wider: Collection[str], others: Collection[str]) -> list[str]:
    """What is searched for conditions that show with these complaints."""
    named = " ".join((*sorted(wider), *sorted(others)))
    return [f"{named} first symptom", f"{named} may present with"]


def may_look_alike(
    passage: Passage, *, complaints: tuple[frozenset[str], frozenset[str]], vocabulary: Vocabulary
) -> bool:
    """Whether a passage is labelled as on danger and names both sorts of complaints."""
    labels = vocabulary.labels(passage.text) if passage.topic in _DANGEROUS else frozenset()
    return all(labels & sort for sort in complaints)


def look_alikes(
    part: QuestionPart,
    candidates: Sequence[Candidate],
    *,
    complaints: tuple[frozenset[str], frozenset[str]],
    vocabulary: Vocabulary,
) -> list[Candidate]:
    """Statements that another condition, dangerous by its source's label, shows with both sorts of complaints.

    One for each condition, which the statement names itself; at most MOST_CONDITIONS.
    """
    wider, others = complaints
    own = {kind for label in part.concepts for kind in (*vocabulary.family(label), *vocabulary.broader(label))} | wider
    chosen: list[Candidate] = []
    heard: set[str] = set()
    for one in sorted(candidates, key=lambda one: (-worth(one), one.claim.id)):
        labels = one.signs.labels
        named = {label for label in labels if vocabulary.concepts[label].type == "condition"} - own
        particular = {label for label in labels if vocabulary.concepts[label].excludes}
        if (
            one.evidence.passage.topic in _DANGEROUS
            and one.evidence.document.status is DocumentStatus.CURRENT
            and named
            and labels & wider
            and labels & others
            and not particular - set(part.concepts)
            and _SHOWS.search(one.claim.text)
        ):
            about = vocabulary.labels(one.evidence.passage.title) & named or named
            if not heard & about:
                chosen.append(one)
                heard |= {kin for label in about for kin in (*vocabulary.family(label), *vocabulary.broader(label))}
    return chosen[:MOST_CONDITIONS]

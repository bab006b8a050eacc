"""Points that make an answer whole: imaging, what it cannot show, look-alikes, watching, pain relief, advice against.

A section has room for the statements that are most worth showing, and a condition with many sources fills it with one
kind of statement. Here each condition that was asked about gets one or two of every kind that a source labels.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import resources
from itertools import product

from citewell.compose.answering import is_set_up
from citewell.compose.assemble import Draft, further_heading
from citewell.compose.candidates import Candidate
from citewell.compose.intents import cue_pattern
from citewell.compose.omissions import with_claim
from citewell.compose.outlines import outline_for
from citewell.compose.repeating import says_again
from citewell.domain.articles import Claim, Section
from citewell.domain.documents import Passage
from citewell.domain.enums import DocumentStatus, Intent, PassageTopic
from citewell.domain.questions import QuestionPart
from citewell.text.vocabulary import Vocabulary

MOST_KINDS = 12
_FURTHER = "topic"
_LINES = frozenset({"first_line", "second_line", "refractory", "surgery"})


@dataclass(frozen=True, slots=True)
class Point:
    """One row of `points.toml`: where it is looked for, what tells a statement on it, and how many are shown."""

    name: str
    intents: frozenset[Intent]
    search: str
    section: str
    topics: tuple[PassageTopic, ...]
    cues: re.Pattern[str]
    without: re.Pattern[str] | None
    most: int

    def is_told_by(self, text: str, topic: PassageTopic | None) -> bool:
        """Whether a sentence of a passage with this label is on the point."""
        if topic not in self.topics or not self.cues.search(text):
            return False
        return self.without is None or not self.without.search(text)


def points_for(part: QuestionPart) -> tuple[Point, ...]:
    """The points that a part of a question asks for by its intent; none where it asks for one aspect by name."""
    return tuple(point for point in _table() if part.intent in point.intents) if not part.focus else ()


def kinds_of(part: QuestionPart, vocabulary: Vocabulary) -> list[str]:
    """What a source may name in the place of a part's topic: its other conditions, then their kinds and parts."""
    beside = [label for label in part.concepts if vocabulary.concepts[label].is_problem and label != part.topic]
    kinds = {kind for label in part.concepts for kind in vocabulary.family(label)} - set(part.concepts)
    return [*beside, *sorted(kinds)][:MOST_KINDS]


def conditions_of(part: QuestionPart, vocabulary: Vocabulary) -> list[frozenset[str]]:
    """Each condition that a part asks about, with its kinds; one empty set where the vocabulary knows none."""
    named = [label for label in part.concepts if vocabulary.concepts[label].type == "condition"]
    return [frozenset(vocabulary.family(label)) for label in named] or [frozenset()]


def add_points(
    draft: Draft,
    candidates: Mapping[QuestionPart, Sequence[Candidate]],
    *,
    main: QuestionPart,
    passages: Mapping[str, Passage],
    vocabulary: Vocabulary,
) -> Draft:
    """The draft with what its parts' `candidates`, all of them on their topics, tell of the points that it lacks.

    A statement of the `main` part stands in its section, one of a further part under that part's own heading. No two
    statements on one point are of one publication, and none repeats another.
    """
    for part, pool in candidates.items():
        for labels, point in product(conditions_of(part, vocabulary), points_for(part)):
            fitting = [
                one
                for one in pool
                if point.is_told_by(one.claim.text, one.evidence.passage.topic) and _is_of(one, labels)
            ]
            ranked = sorted(fitting, key=partial(_rank, point=point, part=part))
            told = [claim for claim in draft.claims if _tells(point, claim, labels, passages, vocabulary)]
            taken = {claim.citations[0].document_id for claim in told}
            shown = {claim.text for claim in draft.claims}
            stems = [one.signs.stems for every in candidates.values() for one in every if one.claim.text in shown]
            room = point.most - len(told)
            for one in ranked:
                if room <= 0:
                    break
                if not _is_wanted(one, taken=taken, shown=shown, stems=stems):
                    continue
                if part is main:
                    draft = with_claim(draft, one.claim, point.section, outline_for(part), part)
                else:
                    draft = _under_further(draft, one.claim, point.section, part)
                taken.add(one.evidence.document.id)
                shown.add(one.claim.text)
                stems.append(one.signs.stems)
                room -= 1
    return draft


def add_look_alikes(draft: Draft, found: Sequence[Candidate], part: QuestionPart) -> Draft:
    """The draft with the dangerous conditions that show alike, under the differential diagnosis."""
    for one in found:
        shown = {claim.text for claim in draft.claims}
        if one.claim.text not in shown:
            draft = with_claim(draft, one.claim, "differential", outline_for(part), part)
    return draft


def _is_of(one: Candidate, labels: frozenset[str]) -> bool:
    """Whether a candidate names one condition of a part, or leaves it to its title to do so."""
    return not labels or bool(labels & (one.signs.labels | one.around.labels))


def _rank(one: Candidate, *, point: Point, part: QuestionPart) -> tuple[bool, int, bool]:
    """Sorting key among what is worth the same: results, then the point's best topics, then the condition itself."""
    topic = one.evidence.passage.topic
    place = point.topics.index(topic) if topic in point.topics else len(point.topics)
    return (is_set_up(one), place, not set(part.concepts) <= one.signs.labels)


def _is_wanted(one: Candidate, *, taken: set[str], shown: set[str], stems: Sequence[frozenset[str]]) -> bool:
    document = one.evidence.document
    return (
        document.status is DocumentStatus.CURRENT
        and document.id not in taken
        and one.claim.text not in shown
        and not says_again(one, stems)
    )


def _tells(
    point: Point, claim: Claim, labels: frozenset[str], passages: Mapping[str, Passage], vocabulary: Vocabulary
) -> bool:
    """Whether a claim that stands in the draft is on the point, and on the condition by its own words or its title."""
    passage = passages.get(claim.citations[0].passage_id)
    if passage is None or not point.is_told_by(claim.text, passage.topic):
        return False
    return not labels or bool(labels & (vocabulary.labels(claim.text) or vocabulary.labels(passage.title)))


def _under_further(draft: Draft, claim: Claim, kind: str, part: QuestionPart) -> Draft:
    """The draft with a claim on a further part: among its treatments, or in a section of its own behind these."""
    plans = outline_for(part).sections
    heading = next(plan.heading.lower() for plan in plans if plan.kind == kind)
    matter = part.intent.value if kind in _LINES else heading
    wanted, own = further_heading(part, matter), further_heading(part, "")
    sections = list(draft.sections)
    for place, section in enumerate(sections):
        if section.heading == wanted:
            sections[place] = replace(section, claims=(*section.claims, claim))
            return replace(draft, sections=tuple(sections))
    behind = [place for place, section in enumerate(sections) if section.heading.startswith(own)]
    sections.insert(behind[-1] + 1 if behind else len(sections), Section(_FURTHER, wanted, (claim,)))
    return replace(draft, sections=tuple(sections))


@cache
def _table() -> tuple[Point, ...]:
    rows = tomllib.loads(resources.files("citewell.compose").joinpath("points.toml").read_text("utf-8"))["point"]
    return tuple(
        Point(
            name=row["name"],
            intents=frozenset(Intent(name) for name in row["intents"]),
            search=row["search"],
            section=row["section"],
            topics=tuple(PassageTopic(topic) for topic in row["topics"]),
            cues=cue_pattern(row["cues"]),
            without=cue_pattern(row["without"]) if "without" in row else None,
            most=row["most"],
        )
        for row in rows
    )

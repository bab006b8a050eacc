"""Records of a question, what it was understood to ask, and the evidence found for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citewell.domain.documents import Document, Passage
from citewell.domain.enums import Intent, Length, PassageTopic

Vector = Sequence[float]


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked, as typed; `audience` names a reader profile.

    A follow-up is asked in its stand-alone form; `asked` are then the person's own words, and `thread` is the
    conversation it belongs to. With `since` only publications of that year and later answer it; where it could not
    be resolved, `unclear` is what to ask back.
    """

    text: str
    audience: str = "clinician"
    length: Length = Length.FULL
    asked: str = ""
    thread: str = ""
    since: int | None = None
    unclear: Clarification | None = None


@dataclass(frozen=True, slots=True)
class Pico:
    """What a question is about, in the words of evidence-based medicine: population, intervention, comparator, outcome.

    Each field has the question's own words or a concept's label, as many as were named; `conditions` are what the
    population has. Richardson et al. 1995, doi 10.7326/ACPJC-1995-123-3-A12.
    """

    populations: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    comparators: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Emergency:
    """A sign of danger in a question: what it may be, whom to call, and the publication behind the rule."""

    rule: str
    sign: str
    call: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class Clarification:
    """What is asked back where a question cannot be understood, with questions to choose from."""

    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """One of several things that a part asks of its topic ("what is it and how is it treated"), as a question part has
    them; `terms` are its own words beside the topic, `about` what it is about where it does not name that itself."""

    text: str
    intent: Intent
    focus: tuple[PassageTopic, ...] = ()
    terms: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One thing a question asks: a topic in the asker's words and the intent behind it.

    `focus` are the passage topics that the direct answer comes from first, empty when the outline
    decides. `also` is a second intent ("diagnosed and treated"), `asks` are its clauses where two or more of them ask
    something of the same topic. `concepts` are the vocabulary's entries
    recognised in the part (preferred labels); `aspects` those that only name the aspect asked about, such
    as "imaging"; `means` the drugs, procedures and tests among both, with every kind of them; `terms` the
    remaining words that a fitting passage is expected to carry.
    """

    text: str
    topic: str
    intent: Intent
    focus: tuple[PassageTopic, ...] = ()
    also: Intent | None = None
    concepts: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    means: frozenset[str] = frozenset()
    terms: tuple[str, ...] = ()
    pico: Pico = Pico()
    asks: tuple[Ask, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question taken apart: its parts, and what was read into it, to be told to the asker.

    `emergencies` are told before anything else. With a `clarification` nothing is searched until it is answered.
    """

    parts: tuple[QuestionPart, ...]
    notes: tuple[str, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    clarification: Clarification | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage as one search list returned it; a higher score is better."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage ranked for a question part, with its document.

    `score` is the fused score in 0..1; `similarity` the cosine with the part (None without
    vectors); `coverage` the share, in 0..1, of the part's weighted terms that the passage carries.
    """

    passage: Passage
    document: Document
    score: float
    rank: int
    part: int = 0
    similarity: float | None = None
    coverage: float = 0.0
    vector: Vector | None = None

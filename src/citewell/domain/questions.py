"""Records of a question, what it was understood to ask, and the evidence found for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citewell.domain.documents import Document, Passage
from citewell.domain.enums import Intent, PassageTopic

Vector = Sequence[float]


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked, as typed; `audience` names a reader profile."""

    text: str
    audience: str = "clinician"


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """One thing a question asks: a topic in the asker's words and the intent behind it.

    `focus` are the passage topics that the direct answer comes from first, empty when the outline
    decides. `also` is a second intent ("diagnosed and treated"). `concepts` are the vocabulary's entries
    recognised in the part (preferred labels); `aspects` those that only name the aspect asked about, such
    as "imaging"; `terms` the remaining words that a fitting passage is expected to carry.
    """

    text: str
    topic: str
    intent: Intent
    focus: tuple[PassageTopic, ...] = ()
    also: Intent | None = None
    concepts: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question taken apart: its parts, and what was read into it, to be told to the asker."""

    parts: tuple[QuestionPart, ...]
    notes: tuple[str, ...] = ()


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

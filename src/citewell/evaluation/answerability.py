"""Refusal, measured: how often answerable questions are refused and others answered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from citewell.domain.enums import ArticleStatus
from citewell.domain.errors import InputError, QuestionError

SETS = {
    "dev": "answerability.jsonl",
    "heldout": "answerability-heldout.jsonl",
    "heldout-2": "answerability-heldout-2.jsonl",
    "medquad": "medquad.jsonl",
    "medquad-heldout": "medquad-heldout.jsonl",
    "medquad-heldout-2": "medquad-heldout-2.jsonl",
    "medquad-heldout-3": "medquad-heldout-3.jsonl",
    "medquad-4": "medquad-4.jsonl",
    "medquad-heldout-4": "medquad-heldout-4.jsonl",
    "pubmed": "pubmed.jsonl",
    "pubmed-heldout": "pubmed-heldout.jsonl",
    "pubmed-heldout-2": "pubmed-heldout-2.jsonl",
    "pubmed-heldout-3": "pubmed-heldout-3.jsonl",
    "pubmed-heldout-4": "pubmed-heldout-4.jsonl",
    "pubmed-5": "pubmed-5.jsonl",
    "pubmed-heldout-5": "pubmed-heldout-5.jsonl",
}
LABELS = ("answerable", "near", "off")


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question with whether the library can answer it, cannot although it is near, or is about something else."""

    id: str
    text: str
    label: str
    group: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question."""

    id: str
    text: str
    label: str
    group: str
    answered: bool


@dataclass(frozen=True, slots=True)
class Group:
    """How many questions of one group there were and how many of them were answered."""

    label: str
    group: str
    questions: int
    answered: int


def read_questions(name: str) -> list[LabelledQuestion]:
    """One of SETS or a jsonl file of {id, text, label, group}; raises InputError."""
    try:
        if name in SETS:
            folder = resources.files("citewell.evaluation").joinpath("questions")
            text = folder.joinpath(SETS[name]).read_text("utf-8")
        else:
            text = Path(name).read_text("utf-8")
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        questions = [LabelledQuestion(str(row["id"]), row["text"], row["label"], row["group"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"The questions {name} cannot be read: {error}",
            remedy=f"Name {', '.join(SETS)}, or a jsonl file with id, text, label and group on each line.",
        ) from error
    strange = sorted({question.label for question in questions} - set(LABELS))
    if strange:
        raise InputError(f"Unknown labels: {', '.join(strange)}.", remedy=f"Use {', '.join(LABELS)}.")
    return questions


def measure_answerability(questions: Sequence[LabelledQuestion], ask: Callable[[str], ArticleStatus]) -> dict[str, Any]:
    """Error rates in 0..1 with their counts, and every outcome; a question error or a question back is a refusal."""
    outcomes = [_outcome(question, ask) for question in questions]
    result: dict[str, Any] = {"questions": len(outcomes)}
    for label in LABELS:
        rows = [row for row in outcomes if row.label == label]
        wrong = sum(row.answered != (label == "answerable") for row in rows)
        name = "answerable_refused" if label == "answerable" else f"{label}_answered"
        result[name] = wrong / len(rows) if rows else 0.0
        result[f"{name}_count"] = f"{wrong} of {len(rows)}"
    result["groups"] = [asdict(row) for row in count_groups(outcomes)]
    result["outcomes"] = [asdict(row) for row in outcomes]
    return result


def count_groups(outcomes: Sequence[Outcome]) -> list[Group]:
    """How many of each group of each label were answered, in the order of the labels."""
    counts = Counter((row.label, row.group) for row in outcomes)
    answered = Counter((row.label, row.group) for row in outcomes if row.answered)
    order = sorted(counts, key=lambda key: (LABELS.index(key[0]), key[1]))
    return [Group(label, group, counts[label, group], answered[label, group]) for label, group in order]


def _outcome(question: LabelledQuestion, ask: Callable[[str], ArticleStatus]) -> Outcome:
    try:
        answered = ask(question.text) in (ArticleStatus.ANSWERED, ArticleStatus.PARTLY_ANSWERED)
    except QuestionError:
        answered = False
    return Outcome(question.id, question.text, question.label, question.group, answered)

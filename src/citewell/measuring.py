"""What `citewell evaluate` measures, over an app with all its engines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from citewell import wiring
from citewell.app import App
from citewell.compose.followup import Earlier, FollowUp


def evaluate_retrieval(app: App, folder: Path, *, mode: str, vector_weight: float | None = None) -> dict[str, object]:
    """Measures of a collection in BEIR layout; its index is kept in the cache. Raises InputError."""
    return wiring.measure_retrieval(
        folder,
        app.settings,
        embedder=app.embedder,
        mode=mode,
        vector_weight=vector_weight,
        progress=app.progress,
    )


def evaluate_answerability(app: App, name: str) -> dict[str, Any]:
    """Error rates of refusal on a set of labelled questions. Raises InputError."""
    measured = wiring.measure_answerability(name, lambda text: app.ask(text, keep=False).status, progress=app.progress)
    return {"release": app.release(), **measured}


def evaluate_followups(app: App, name: str) -> dict[str, Any]:
    """How follow-ups are made into stand-alone questions, on a set of labelled ones. Raises InputError."""
    from citewell.compose.followup import stand_alone
    from citewell.evaluation.followups import YEAR, measure_followups, read_followups

    def resolve(text: str, earlier: Sequence[Earlier]) -> FollowUp:
        return stand_alone(text, earlier, vocabulary=app.vocabulary, year=YEAR)

    return {"set": name, **measure_followups(read_followups(name), resolve)}


def evaluate_understanding(app: App, name: str) -> dict[str, Any]:
    """How well the intent and the PICO of labelled questions are read, with the vocabulary alone. Raises InputError."""
    from citewell.compose.question import understand
    from citewell.domain.questions import Question
    from citewell.evaluation.understanding import measure_understanding, read_labelled_intents

    questions = read_labelled_intents(name)
    vocabulary = app.vocabulary
    return {"set": name, **measure_understanding(questions, lambda text: understand(Question(text), vocabulary))}


def evaluate_recommendations(name: str) -> dict[str, Any]:
    """How well recommendations are recognised on a set of labelled sentences. Raises InputError."""
    from citewell.evaluation.recommendations import measure_recommendations, read_labelled_texts
    from citewell.text.recommendations import find_recommendations

    return {"set": name, **measure_recommendations(read_labelled_texts(name), find_recommendations)}

"""Fit the refusal rule: python tools/fit_refusal.py [--words-only] [--curve FILE] SET=LIBRARY ...

SET is one of `evaluation/questions` or a file, or several joined by `+`; LIBRARY a folder, or nothing (`dev=`) for the
usual one. Prints the coefficients for `retrieval/answerable.py`, fitted on all sets together with each library weighing
the same, and for several thresholds how many questions of each label would be answered. Logistic regression by
Newton's method with a small ridge penalty, so that the same questions and libraries give the same coefficients.

With --curve nothing is fitted: the rates of the whole decision over the threshold of the rule in force go into FILE for
`draw_refusal.py`, each under the NAME of NAME:SET+SET=LIBRARY. A part is answered below its own probability, and never
where it is of everyday subjects alone, means nothing like what the library has, or no sentence is on its topic.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from citewell.app import App, read_settings
from citewell.domain.errors import QuestionError
from citewell.domain.questions import Question
from citewell.evaluation.answerability import LABELS, read_questions
from citewell.gathering import Engines, for_question, gather, read_question, search
from citewell.retrieval.answerable import Signals, is_elsewhere, probability, read_signals

NAMES = ("similarity", "coverage", "unknown", "concept", "title")
RIDGE = 0.003
THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


@dataclass(frozen=True)
class Asked:
    """A question's label and the signals of each of its parts; no signals where it could not be read."""

    label: str
    signals: tuple[Signals, ...]

    def best(self) -> list[float]:
        """The figures of the part with most evidence, after a 1 for the intercept."""
        if not self.signals:
            return [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
        best = max(self.signals, key=lambda signals: signals.coverage + signals.similarity)
        return [1.0, *(getattr(best, name) for name in NAMES)]


def main() -> None:
    """Fit and print, or write a curve."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="SET=LIBRARY")
    parser.add_argument("--words-only", action="store_true")
    parser.add_argument("--curve", type=Path, metavar="FILE")
    options = parser.parse_args()
    if options.curve:
        curves = dict(curve(pair) for pair in options.sets)
        options.curve.write_text(json.dumps(curves, indent=1) + "\n", "utf-8")
        return
    asked = {pair: ask_all(*pair.partition("=")[::2], words_only=options.words_only) for pair in options.sets}
    figures = {pair: np.array([row.best() for row in rows]) for pair, rows in asked.items()}
    answerable = np.array([row.label == "answerable" for rows in asked.values() for row in rows], dtype=float)
    shares = np.concatenate([np.full(len(rows), 1 / len(rows) / len(asked)) for rows in asked.values()])
    weights = fit(np.vstack(list(figures.values())), answerable, shares)
    print(", ".join(f"{name}={weight:.2f}" for name, weight in zip(("intercept", *NAMES), weights, strict=True)))
    for threshold in THRESHOLDS:
        for pair, rows in asked.items():
            estimates = 1 / (1 + np.exp(-figures[pair] @ weights))
            print(f"threshold {threshold}, {pair}: answered {count(rows, estimates >= threshold)}")


def open_library(folder: str) -> App:
    """The library of a folder as it is, without the starter library; the usual one where no folder is named."""
    settings = replace(read_settings(library=folder or None), starter=not folder)
    return App(settings, tell=lambda line: print(line, file=sys.stderr))


def ask_all(name: str, library: str, *, words_only: bool) -> list[Asked]:
    """The signals of every question of a set on a library."""
    app = open_library(library)
    engines = replace(app.engines, embedder=None) if words_only else app.engines
    rows = []
    for question in (question for one in name.rpartition(":")[2].split("+") for question in read_questions(one)):
        try:
            own, _ = for_question(Question(question.text), engines=engines)
            understanding = read_question(Question(question.text), engines=own)
            found = [] if understanding.clarification else search(understanding, engines=own)
        except QuestionError:
            found = []
        signals = tuple(read_signals(item) for item in found if item.units and item.evidence)
        rows.append(Asked(question.label, signals))
    return rows


def count(rows: list[Asked], answered: np.ndarray) -> str:
    """How many of each label are answered, in words."""
    words = []
    for label in LABELS:
        own = [bool(yes) for yes, row in zip(answered, rows, strict=True) if row.label == label]
        words.append(f"{label} {sum(own)} of {len(own)}")
    return ", ".join(words)


def curve(pair: str) -> tuple[str, dict[str, list[float]]]:
    """A name, and for thresholds from 0 to 1 the share of each label that would be answered."""
    sets, _, library = pair.partition("=")
    name, _, joined = sets.rpartition(":")
    engines = open_library(library).engines
    questions = [question for one in joined.split("+") for question in read_questions(one)]
    estimates = [(question.label, greatest_threshold(question.text, engines)) for question in questions]
    thresholds = [round(step / 50, 2) for step in range(51)]
    shares: dict[str, list[float]] = {"threshold": thresholds}
    for label in LABELS:
        own = [estimate for other, estimate in estimates if other == label]
        shares[label] = [round(sum(one >= max(at, 1e-9) for one in own) / len(own), 4) for at in thresholds]
    return name or joined, shares


def greatest_threshold(text: str, engines: Engines) -> float:
    """The greatest threshold at which a question is answered; 0 where it is refused at any."""
    question = Question(text)
    try:
        engines, _ = for_question(question, engines=engines)
        understanding = read_question(question, engines=engines)
    except QuestionError:
        return 0.0
    if understanding.clarification:
        return 0.0
    searches = [item for item in search(understanding, engines=engines) if item.units and item.evidence]
    return max(
        (
            probability(read_signals(item))
            for item in searches
            if not is_elsewhere(item) and gather(item, engines).candidates
        ),
        default=0.0,
    )


def fit(figures: np.ndarray, answerable: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Coefficients, one per column of `figures`; the first column's is not penalised. `shares` sum to one."""
    penalty = np.diag([0.0] + [RIDGE] * (figures.shape[1] - 1))
    weights = np.zeros(figures.shape[1])
    for _ in range(100):
        estimates = 1 / (1 + np.exp(-figures @ weights))
        slope = figures.T @ (shares * (estimates - answerable)) + penalty @ weights
        bend = (figures.T * (shares * estimates * (1 - estimates))) @ figures + penalty
        weights -= np.linalg.solve(bend + 1e-9 * np.eye(len(weights)), slope)
    return weights


if __name__ == "__main__":
    main()

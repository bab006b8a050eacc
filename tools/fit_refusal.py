"""Fit the refusal rule on labelled questions: python tools/fit_refusal.py [--words-only] [SET].

Prints the coefficients for `retrieval/answerable.py` and, for several thresholds, how many questions of each
label would be answered. Logistic regression by Newton's method with a small ridge penalty.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

import numpy as np

from citewell.app import App, read_settings
from citewell.domain.errors import QuestionError
from citewell.domain.questions import Question
from citewell.evaluation.answerability import LABELS, read_questions
from citewell.pipeline import read_question, search
from citewell.retrieval.answerable import read_signals

NAMES = ("intercept", "similarity", "coverage", "unknown", "concept")
RIDGE = 0.002


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", nargs="?", default="dev")
    parser.add_argument("--words-only", action="store_true")
    options = parser.parse_args()
    app = App(read_settings(), tell=lambda line: print(line, file=sys.stderr))
    engines = replace(app.engines, embedder=None) if options.words_only else app.engines
    rows, labels = [], []
    for question in read_questions(options.set):
        try:
            understanding = read_question(Question(question.text), engines=engines)
        except QuestionError:
            continue
        found = [read_signals(item.units, item.evidence) for item in search(understanding, engines=engines)]
        best = max(found, key=lambda signals: signals.coverage + signals.similarity)
        rows.append((1.0, best.similarity, best.coverage, best.unknown, best.concept))
        labels.append(question.label)
    figures = np.array(rows)
    weights = fit(figures, np.array([label == "answerable" for label in labels], dtype=float))
    print(", ".join(f"{name}={weight:.2f}" for name, weight in zip(NAMES, weights, strict=True)))
    estimates = 1 / (1 + np.exp(-figures @ weights))
    for threshold in (0.3, 0.4, 0.45, 0.47, 0.5, 0.6):
        answered = [
            f"{label} {sum(e >= threshold for e, own in zip(estimates, labels, strict=True) if own == label)}"
            f" of {labels.count(label)}"
            for label in LABELS
        ]
        print(f"threshold {threshold}: answered {', '.join(answered)}")


def fit(figures: np.ndarray, answerable: np.ndarray) -> np.ndarray:
    """Coefficients, one per column of `figures`; the first column's is not penalised."""
    penalty = np.diag([0.0] + [RIDGE] * (figures.shape[1] - 1))
    weights = np.zeros(figures.shape[1])
    for _ in range(100):
        estimates = 1 / (1 + np.exp(-figures @ weights))
        slope = figures.T @ (estimates - answerable) / len(answerable) + penalty @ weights
        bend = (figures.T * (estimates * (1 - estimates))) @ figures / len(answerable) + penalty
        weights -= np.linalg.solve(bend + 1e-9 * np.eye(len(weights)), slope)
    return weights


if __name__ == "__main__":
    main()

"""Linear classifiers over the words of a sentence, with their weights kept as data.

A model is a JSON file made by a script in `training/`: its classes, a bias for each, and for each feature one
character per class that stands for a weight. Reading one takes a few milliseconds and no numerical library.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from citewell.text.normalise import content_stems, words

# One weight is one printable character: this one stands for nought, those beside it for one step up or down.
NOUGHT = 78
MOST_STEPS = 44

_DIGIT = re.compile(r"\d")
# Words that carry no content and yet tell what a sentence is for ("were enrolled", "is a", "should be").
_TELLING = frozenset("is are was were be been may can could should must has have had we our to will".split())


def sentence_features(text: str) -> tuple[str, ...]:
    """What a classifier sees of a sentence: its stems, neighbouring stems, and auxiliaries with the word behind.

    Numbers are all the same to it. In order of first appearance, each once.
    """
    stems = ["#" if _DIGIT.search(stem) else stem for stem in content_stems(text)]
    found = dict.fromkeys(stems)
    found.update(dict.fromkeys(f"{first} {second}" for first, second in itertools.pairwise(stems)))
    plain = words(text)
    found.update(dict.fromkeys(f"{first}_{second}" for first, second in itertools.pairwise(plain) if first in _TELLING))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Classes with their biases, and weights by feature; a weight is its steps times `step`."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    step: float
    written: dict[str, str]
    _read: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def from_json(cls, text: str) -> LinearModel:
        """The model that a training script wrote."""
        data = json.loads(text)
        return cls(tuple(data["classes"]), tuple(data["bias"]), float(data["step"]), dict(data["features"]))

    def scores(self, features: Sequence[str]) -> tuple[float, ...]:
        """One score per class, in the order of `classes`: the sum of weights over the root of how many are known."""
        rows = [row for name in features if (row := self._row(name))]
        if not rows:
            return self.bias
        scale = self.step / math.sqrt(len(rows))
        return tuple(
            bias + scale * sum(column) for bias, column in zip(self.bias, zip(*rows, strict=True), strict=True)
        )

    def _row(self, name: str) -> tuple[int, ...] | None:
        row = self._read.get(name)
        if row is None and name in self.written:
            row = self._read[name] = tuple(ord(mark) - NOUGHT for mark in self.written[name])
        return row


def shares(scores: Sequence[float]) -> tuple[float, ...]:
    """Scores as shares of one, by the softmax."""
    most = max(scores)
    raised = [math.exp(score - most) for score in scores]
    total = sum(raised)
    return tuple(value / total for value in raised)

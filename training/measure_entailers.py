"""Accuracy, macro-F1 and time of entailment engines on the held-back parts of the sets of `training.pairs`.

    python -m training.measure_entailers --claims DIR [--onnx FOLDER] [--base-url URL --model NAME] [--sample 200]

A model is asked once about each pair, so only its time alone means anything. A set's macro-F1 is over the verdicts
that occur in it; a verdict that does not occur counts as a mistake.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from citewell.domain.enums import Verdict
from citewell.domain.ports import Entailer
from citewell.engines._stricter import StricterEntailer
from citewell.engines.lexical_entailer import LexicalEntailer
from training.pairs import LABELS, SUPPORTED, Pair, read_sets


def main() -> None:
    """Print one JSON record per engine and set."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--claims", type=Path, required=True, help="folder of healthver-dev.csv and nli4ct/")
    parser.add_argument("--onnx", type=Path, help="folder of a cross-encoder")
    parser.add_argument("--base-url", help="address of a chat server")
    parser.add_argument("--model", default="", help="the chat model's name")
    parser.add_argument("--api-key", default="")
    parser.add_argument("--sample", type=int, help="pairs of each set, drawn with a fixed seed; all without it")
    given = parser.parse_args()
    _, held = read_sets(given.claims)
    engines = list(_engines(given))
    for name, pairs in held.items():
        chosen = random.Random(7).sample(pairs, min(given.sample, len(pairs))) if given.sample else pairs
        for engine, entailer in engines:
            print(json.dumps({"engine": engine, "set": name} | measure(entailer, chosen)), flush=True)


def _engines(given: argparse.Namespace) -> Iterator[tuple[str, Entailer]]:
    lexical = LexicalEntailer()
    yield "lexical", lexical
    if given.onnx:
        from citewell.engines.onnx_entailer import OnnxEntailer

        model = Remembered(OnnxEntailer(given.onnx, threads=1))
        yield "onnx alone", model
        yield "lexical and onnx", StricterEntailer(lexical, model)
    if given.base_url:
        from citewell.engines.openai_entailer import OpenAIEntailer

        chat = Remembered(
            OpenAIEntailer(
                base_url=given.base_url,
                model=given.model,
                api_key=given.api_key,
                timeout=60,
                tell=lambda line: print(line, file=sys.stderr),
            )
        )
        yield "openai alone", chat
        yield "lexical and openai", StricterEntailer(lexical, chat)


class Remembered:
    """An entailer that is asked once about each pair, however many engines it is part of."""

    def __init__(self, entailer: Entailer) -> None:
        self.identity = entailer.identity
        self._ask = functools.cache(lambda claim, evidence: entailer.judge(claim, evidence))

    def judge(self, claim: str, evidence: Sequence[str]) -> tuple[Verdict, str]:
        """What the entailer said of it."""
        return self._ask(claim, tuple(evidence))


def measure(entailer: Entailer, pairs: Sequence[Pair]) -> dict[str, object]:
    """The measures, the confusion of verdicts, and for each kind of pair how many were called supported."""
    begun = time.perf_counter()
    found = [str(entailer.judge(pair.claim, [pair.evidence])[0]) for pair in pairs]
    seconds = time.perf_counter() - begun
    kinds = sorted({pair.kind for pair in pairs})
    return {
        "pairs": len(pairs),
        "accuracy": round(sum(one == pair.verdict for one, pair in zip(found, pairs, strict=True)) / len(pairs), 3),
        "macro_f1": round(macro_f1([pair.verdict for pair in pairs], found), 3),
        "ms_per_pair": round(1000 * seconds / len(pairs), 1),
        "confusion": {
            true: {
                said: sum((pair.verdict, one) == (true, said) for one, pair in zip(found, pairs, strict=True))
                for said in LABELS
            }
            for true in LABELS
        },
        "supported": {
            kind: f"{sum(one == SUPPORTED for one, pair in zip(found, pairs, strict=True) if pair.kind == kind)}"
            f"/{sum(pair.kind == kind for pair in pairs)}"
            for kind in kinds
        },
    }


def macro_f1(true: list[str], found: list[str]) -> float:
    """The mean of F1 over the verdicts that occur in `true`."""
    scores = []
    for label in sorted(set(true)):
        hits = sum(one == two == label for one, two in zip(true, found, strict=True))
        scores.append(2 * hits / (true.count(label) + found.count(label)) if hits else 0.0)
    return sum(scores) / len(scores)


if __name__ == "__main__":
    main()

"""What the verbs that check claims do: citewell check, and citewell evaluate checks."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from citewell import wiring
from citewell.app import App
from citewell.commands import print_json, tell
from citewell.domain.documents import Rejection
from citewell.domain.enums import Verdict
from citewell.domain.errors import InputError, UserError
from citewell.domain.ports import Entailer
from citewell.evaluation.claim_checks import CheckResult, check_item, score
from citewell.evaluation.claim_files import CheckItem, read_claims
from citewell.settings import ENTAILERS

LEXICAL = "lexical"


def check(app: App, options: Namespace) -> int:
    """Check claims; exit code 0 when all are supported, 1 when some are not, 3 when lines could not be read."""
    items, rejections = _items(options)
    entailer = _entailer(app, options.entailer)
    vocabulary = wiring.read_vocabulary()
    results = [check_item(item, entailer=entailer, vocabulary=vocabulary) for item in items]
    _tell_rejections(rejections)
    if options.json:
        for result in results:
            print(json.dumps(result.as_record(), ensure_ascii=False))
    else:
        _print_results(results)
    if rejections:
        return 3
    return 0 if all(result.verdict is Verdict.SUPPORTED for result in results) else 1


def evaluate_checks(app: App, options: Namespace) -> int:
    """Score verdicts against the labels of a file."""
    items, rejections = _items(options)
    _tell_rejections(rejections)
    if not any(item.label for item in items):
        raise InputError(f"{options.file} has no labels.", remedy="Give each line a “label”, such as supported.")
    entailer = _entailer(app, options.entailer)
    vocabulary = wiring.read_vocabulary()
    figures = score(items, lambda item: check_item(item, entailer=entailer, vocabulary=vocabulary).verdict)
    figures = {"file": options.file, "entailer": options.entailer, "left_out": len(rejections), **figures}
    if options.json:
        print_json(figures)
    else:
        _print_figures(figures)
    return 3 if rejections else 0


def _items(options: Namespace) -> tuple[list[CheckItem], list[Rejection]]:
    try:
        text = sys.stdin.read() if options.file == "-" else Path(options.file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{options.file} cannot be read: {error}", remedy="Give a UTF-8 file, or - for stdin."
        ) from error
    items, rejections = read_claims(text, name=options.file, format=options.format or "")
    if not items:
        why = f" {rejections[0].place}: {rejections[0].reason}" if rejections else ""
        remedy = rejections[0].remedy if rejections else "See the forms in docs/command-line.md."
        raise InputError(f"{options.file} holds no claim that can be read.{why}", remedy=remedy)
    return items, rejections


def _entailer(app: App, name: str) -> Entailer | None:
    """The named engine, or None for the default, whose judgement the rules already are."""
    if name == LEXICAL:
        return None
    if name not in ENTAILERS:
        raise UserError(f"There is no entailment engine {name!r}.", remedy=f"Choose one of: {', '.join(ENTAILERS)}.")
    return wiring.open_entailer(replace(app.settings, entailer=name), app.vocabulary, tell)


def _tell_rejections(rejections: list[Rejection]) -> None:
    for one in rejections:
        tell(f"{one.place}: {one.reason} {one.remedy}".rstrip())


def _print_results(results: list[CheckResult]) -> None:
    for result in results:
        print(f"{result.verdict.value:<12} {result.item.id}: {result.item.claim}")
        for finding in result.findings:
            print(f"             {finding.rule}: {finding.why}")
    counts = Counter(result.verdict for result in results)
    named = ", ".join(f"{counts[verdict]:,} {verdict.value.replace('_', ' ')}" for verdict in Verdict)
    print(f"{len(results):,} claims: {named}")


def _print_figures(figures: dict[str, Any]) -> None:
    print(f"{figures['items']:,} claims, accuracy {figures['accuracy']:.3f}, macro-F1 {figures['macro_f1']:.3f}")
    classes = list(figures["confusion"])
    print(f"{'label':<14}" + "".join(f"{name:>14}" for name in classes))
    for truth, row in figures["confusion"].items():
        print(f"{truth:<14}" + "".join(f"{row[name]:>14,}" for name in classes))
    for name, counts in figures["kinds"].items():
        print(f"  {name:<20} {counts['right']:>5,} of {counts['items']:>5,} right")

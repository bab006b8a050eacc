"""Measure what the page on figures shows, and put it beside the documents and into the package.

    python tools/measure_figures.py [--only checks,answerability] [--ask LIBRARY:SET=DIR ...]

Questions of the starter library are asked of the library at hand; `--ask MedQuAD:medquad-heldout-3=DIR` adds a set on
another. First measurements and speed are read from the tables of docs/evaluation.md and docs/benchmarks.md. With
`--copy` nothing is measured: what lies in docs/figures/ is copied into the package.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from pathlib import Path
from typing import Any

from citewell import __version__
from citewell.app import App, read_settings
from citewell.domain.enums import Verdict
from citewell.evaluation.claim_checks import check_item
from citewell.evaluation.claim_files import read_claims
from citewell.evaluation.published import NAMES
from citewell.measuring import (
    evaluate_answerability,
    evaluate_followups,
    evaluate_recommendations,
    evaluate_understanding,
)
from citewell.wiring import read_vocabulary

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "docs" / "figures"
PACKAGED = ROOT / "src" / "citewell" / "evaluation" / "figures"
PROBES = ROOT / "tests" / "data" / "probes"
KEPT_PROBES = ("fresh-2-heldout", "natural-heldout", "blind-3", "written-heldout")
"""The sets of claims that no rule was mended for."""
TRUE_LABELS = frozenset({"supported", "supports", "entailment"})
SINGLE = ("outcomes", "questions_by_id", "groups")


def main() -> None:
    """Measure, write, copy."""
    options = _options()
    if not options.copy:
        makers = {
            "checks": lambda: [_checks(name) for name in KEPT_PROBES],
            "answerability": lambda: _answerability(options.ask),
            "followups": lambda: _summary(evaluate_followups(App(read_settings()), "heldout")),
            "understanding": lambda: _summary(evaluate_understanding(App(read_settings()), "heldout")),
            "recommendations": lambda: _summary(evaluate_recommendations("heldout")),
            "first_measurements": _first_measurements,
            "speed": _speed,
        }
        for name in options.only.split(",") if options.only else makers:
            _write(name, {"citewell": __version__, "results": makers[name]()})
    PACKAGED.mkdir(exist_ok=True)
    for name in NAMES:
        shutil.copyfile(FIGURES / f"{name}.json", PACKAGED / f"{name}.json")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="names of figures, with commas between them")
    parser.add_argument("--ask", action="append", default=[], metavar="LIBRARY:SET=DIR")
    parser.add_argument("--copy", action="store_true", help="measure nothing")
    return parser.parse_args()


def _checks(name: str) -> dict[str, Any]:
    """How many wrong claims of a set are caught, and how many right ones pass."""
    path = PROBES / f"{name}.jsonl"
    items, _ = read_claims(path.read_text("utf-8"), name=path.name)
    vocabulary = read_vocabulary()
    counts = {"wrong": 0, "wrong_caught": 0, "right": 0, "right_passed": 0}
    for item in items:
        passed = check_item(item, entailer=None, vocabulary=vocabulary).verdict is Verdict.SUPPORTED
        kind, good = ("right", passed) if item.label in TRUE_LABELS else ("wrong", not passed)
        counts[kind] += 1
        counts[f"{kind}_{'passed' if kind == 'right' else 'caught'}"] += good
    return {"set": name, **counts}


def _answerability(more: list[str]) -> list[dict[str, Any]]:
    asked = [("starter", name, "") for name in ("heldout", "heldout-2")]
    for one in more:
        library, _, rest = one.partition(":")
        name, _, folder = rest.partition("=")
        asked.append((library, name, folder))
    return [_asked(*one) for one in asked]


def _asked(library: str, name: str, folder: str) -> dict[str, Any]:
    settings = read_settings({"CITEWELL_STARTER": "off"}, library=folder) if folder else read_settings()
    app = App(settings)
    held = app.index.count()
    size = {"documents": held.documents, "passages": held.passages}
    return {"library": library, **size, **_summary(evaluate_answerability(app, name))}


def _first_measurements() -> list[dict[str, str]]:
    """What sets of questions that nobody had asked before measured first, as the document records it."""
    rows = _table((ROOT / "docs" / "evaluation.md").read_text("utf-8"), "set, first measurement")
    names = ("set", "answerable_refused", "near_answered", "off_answered")
    return [dict(zip(names, (re.sub(r"`", "", cell) for cell in row), strict=True)) for row in rows]


def _speed() -> dict[str, Any]:
    text = (ROOT / "docs" / "benchmarks.md").read_text("utf-8").split("<!-- figures -->")[1]
    machine = re.search(r"^Machine: (.+)$", text, re.MULTILINE)
    rows = [dict(zip(("what", "asked", "measured"), row, strict=True)) for row in _table(text, "what")]
    return {"machine": machine[1] if machine else "", "rows": rows}


def _table(text: str, first: str) -> list[list[str]]:
    """The cells of the table whose head begins with `first`."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {first} |"):
            next(lines)
            break
    rows: list[list[str]] = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def _summary(measured: dict[str, Any]) -> dict[str, Any]:
    """The measures without the single results."""
    return {name: value for name, value in measured.items() if name not in SINGLE}


def _write(name: str, figures: dict[str, Any]) -> None:
    path = FIGURES / f"{name}.json"
    path.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(path)


if __name__ == "__main__":
    main()

"""Recognising recommendations, measured: which sentences are found, and whether their grade is read exactly.

Conventions of the labels. `strength` is the grade where the source gives one, else the words that recommend with their
"not". A word stands without its label ("low"), a code with it ("Grade B", "LOE B-R"); a code that says both at once
("2C") is a strength. `scheme` is the grading that the form of the grade shows, "reported" for what is laid to a named
body or guideline without a grade, "wording" where only the verb tells. `span` is what a hit must cover, the whole
text unless it is given.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from citewell.domain.documents import Recommendation
from citewell.domain.errors import InputError

SPLITS = ("dev", "heldout")
FIELDS = ("strength", "certainty", "scheme")
Finder = Callable[[str], tuple[Recommendation, ...]]


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with whether it recommends, and if so how strongly, how surely and in which scheme."""

    id: str
    text: str
    recommends: bool
    strength: str
    certainty: str
    scheme: str
    group: str
    span: str


@dataclass(frozen=True, slots=True)
class RecommendationOutcome:
    """What was found in one text; `wrong` names the fields of a rightly found recommendation that differ."""

    id: str
    text: str
    group: str
    recommends: bool
    found: bool
    strength: str = ""
    certainty: str = ""
    scheme: str = ""
    wrong: tuple[str, ...] = ()


def read_labelled_texts(name: str) -> list[LabelledText]:
    """A split of the shipped set ("dev", "heldout") or a jsonl file of the same fields; raises InputError."""
    try:
        if name in SPLITS:
            folder = resources.files("citewell.evaluation").joinpath("questions")
            text = folder.joinpath("recommendations.jsonl").read_text("utf-8")
        else:
            text = Path(name).read_text("utf-8")
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        return [_labelled(row) for row in rows if name not in SPLITS or row["split"] == name]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"The labelled sentences {name} cannot be read: {error}",
            remedy="Name dev, heldout, or a jsonl file with id, text, recommends, strength, certainty, scheme, group.",
        ) from error


def measure_recommendations(texts: Sequence[LabelledText], find: Finder) -> dict[str, Any]:
    """Precision, recall and F1 of finding, exact matches of the grade, each in 0..1, per group; and every outcome.

    A match counts among the texts that recommend and were found. `span` is the share whose offsets are exact.
    """
    outcomes = [_outcome(item, find) for item in texts]
    result: dict[str, Any] = {"texts": len(outcomes), **_rates(outcomes)}
    groups = sorted({row.group for row in outcomes})
    result["groups"] = {group: _rates([row for row in outcomes if row.group == group]) for group in groups}
    result["outcomes"] = [asdict(row) for row in outcomes]
    return result


def _labelled(row: dict[str, Any]) -> LabelledText:
    words = {name: str(row[name]) for name in ("id", "text", *FIELDS, "group")}
    return LabelledText(**words, recommends=bool(row["recommends"]), span=str(row.get("span") or row["text"]))


def _outcome(item: LabelledText, find: Finder) -> RecommendationOutcome:
    hits = find(item.text)
    if not hits:
        return RecommendationOutcome(item.id, item.text, item.group, item.recommends, found=False)
    hit = hits[0]
    wrong = [name for name in FIELDS if getattr(hit, name) != getattr(item, name)]
    if item.text[hit.start : hit.end] != item.span:
        wrong.append("span")
    return RecommendationOutcome(
        item.id,
        item.text,
        item.group,
        item.recommends,
        found=True,
        strength=hit.strength,
        certainty=hit.certainty,
        scheme=hit.scheme,
        wrong=tuple(wrong) if item.recommends else (),
    )


def _rates(outcomes: Sequence[RecommendationOutcome]) -> dict[str, Any]:
    right = [row for row in outcomes if row.recommends and row.found]
    recommending = sum(row.recommends for row in outcomes)
    found = sum(row.found for row in outcomes)
    rates: dict[str, Any] = {
        "recommending": recommending,
        "found": found,
        "rightly_found": len(right),
        "precision": _share(len(right), found),
        "recall": _share(len(right), recommending),
        "f1": _share(2 * len(right), found + recommending),
    }
    for name in (*FIELDS, "span"):
        rates[name] = _share(sum(name not in row.wrong for row in right), len(right))
    return rates


def _share(count: int, total: int) -> float | None:
    return count / total if total else None

"""Reads claims with their evidence: JSON lines, CSV with labels, trial statements, Markdown with sources."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citewell.domain.documents import Rejection
from citewell.domain.enums import Verdict
from citewell.domain.errors import InputError
from citewell.evaluation.cited_text import read_cited_text

FORMATS = ("jsonl", "markdown", "healthver", "nli4ct")
LABELS = {
    "supported": Verdict.SUPPORTED,
    "supports": Verdict.SUPPORTED,
    "entailment": Verdict.SUPPORTED,
    "contradicted": Verdict.CONTRADICTED,
    "refutes": Verdict.CONTRADICTED,
    "contradiction": Verdict.CONTRADICTED,
    "not_enough": Verdict.NOT_ENOUGH,
    "neutral": Verdict.NOT_ENOUGH,
    "wrong": None,
}
"""The words for a verdict in published sets; "wrong" is anything but supported."""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A claim with its evidence. `label` is a key of LABELS or empty, `kind` groups items in a report."""

    id: str
    claim: str
    evidence: tuple[str, ...]
    label: str = ""
    kind: str = ""


def read_claims(text: str, *, name: str, format: str = "") -> tuple[list[CheckItem], list[Rejection]]:
    """The claims of a file's text, and what could not be read with its place and remedy.

    Without `format` it is told from the name and the text. Trial statements are read from the folder of `name`, which
    has the trials in CTs/. Raises InputError when nothing of the file can be read.
    """
    chosen = format or _format_of(text, name)
    if chosen == "markdown":
        rows, rejections = read_cited_text(text, name=name)
        return [CheckItem(place, claim, evidence) for place, claim, evidence in rows], rejections
    if chosen == "healthver":
        return _read_csv(text, name)
    if chosen == "nli4ct":
        return _read_statements(text, name)
    return _read_lines(text, name)


def _format_of(text: str, name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix == ".csv":
        return "healthver"
    start = text.lstrip()[:2000]
    if '"Primary_id"' in start and '"Statement"' in start:
        return "nli4ct"
    if suffix in {".md", ".markdown", ".txt"} or (suffix not in {".jsonl", ".json"} and not start.startswith("{")):
        return "markdown"
    return "jsonl"


def _read_lines(text: str, name: str) -> tuple[list[CheckItem], list[Rejection]]:
    items: list[CheckItem] = []
    rejections: list[Rejection] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        place = f"{name}:{number}"
        try:
            item = _item(json.loads(line), default=str(number))
        except (ValueError, RecursionError) as error:
            rejections.append(Rejection(place, f"The line cannot be read: {error}.", _REMEDY))
            continue
        items.append(item)
    return items, rejections


_REMEDY = 'Write one JSON object a line: {"id": "1", "claim": "...", "evidence": "..."}; evidence may be a list.'


def _item(row: object, *, default: str) -> CheckItem:
    """One line as an item; raises ValueError that says what is missing."""
    if not isinstance(row, dict):
        raise ValueError("it is no JSON object")
    claim, evidence = row.get("claim"), row.get("evidence")
    if not isinstance(claim, str) or not claim.strip():
        raise ValueError("it has no text under “claim”")
    pieces = [evidence] if isinstance(evidence, str) else evidence
    if not isinstance(pieces, list) or not all(isinstance(piece, str) for piece in pieces):
        raise ValueError("“evidence” is neither a text nor a list of texts")
    label = str(row.get("label") or row.get("expected") or "").strip().lower()
    if label and label not in LABELS:
        raise ValueError(f"the label {label!r} is none of {', '.join(LABELS)}")
    identity = row.get("id")
    return CheckItem(
        default if identity is None else str(identity),
        claim.strip(),
        tuple(piece.strip() for piece in pieces if piece.strip()),
        label,
        str(row.get("kind") or ""),
    )


def _read_csv(text: str, name: str) -> tuple[list[CheckItem], list[Rejection]]:
    items: list[CheckItem] = []
    rejections: list[Rejection] = []
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""))
        for row in reader:
            try:
                items.append(_item(row, default=str(reader.line_num)))
            except ValueError as error:
                rejections.append(
                    Rejection(f"{name}:{reader.line_num}", f"The row cannot be read: {error}.", _CSV_REMEDY)
                )
    except csv.Error as error:
        raise InputError(f"{name} cannot be read as CSV: {error}", remedy=_CSV_REMEDY) from error
    return items, rejections


_CSV_REMEDY = "Give columns named id, claim, evidence and, to score, label (Supports, Refutes or Neutral)."


def _read_statements(text: str, name: str) -> tuple[list[CheckItem], list[Rejection]]:
    """Statements on trials, each against the section of one or two trial records that it names."""
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise InputError(f"{name} cannot be read: {error}", remedy="Give the JSON file of statements.") from error
    if not isinstance(rows, dict):
        raise InputError(f"{name} holds no statements by id.", remedy="Give the JSON file of statements.")
    folder = Path(name).parent / "CTs"
    items: list[CheckItem] = []
    rejections: list[Rejection] = []
    for identity, row in rows.items():
        try:
            trials = [row[key] for key in ("Primary_id", "Secondary_id") if row.get(key)]
            sections = [_section(folder / f"{trial}.json", row["Section_id"]) for trial in trials]
            claim, label = str(row["Statement"]), str(row.get("Label", "")).lower()
        except (KeyError, TypeError, AttributeError, OSError, ValueError) as error:
            why = f"The statement or its trial cannot be read: {error}."
            rejections.append(Rejection(f"{name}:{identity}", why, "Put the trials into CTs/ beside the file."))
            continue
        items.append(CheckItem(identity, claim, ("\n".join(sections),), label, str(row.get("Section_id", ""))))
    return items, rejections


def _section(path: Path, name: str) -> str:
    record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return "\n".join(_strings(record[name]))


def _strings(lines: object) -> Iterable[str]:
    return (str(line).strip() for line in lines) if isinstance(lines, list) else ()

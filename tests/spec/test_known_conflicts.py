"""The points on which publications of the starter library are known to conflict, asked one by one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from citewell.app import App

CONFLICTS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "known_conflicts.toml").read_text("utf-8")
)["conflict"]
SHOWN = [row for row in CONFLICTS if row.get("shown")]
NONE = [row for row in CONFLICTS if row["verdict"] != "disagree"]


def is_shown(app: App, row: dict[str, Any]) -> bool:
    """Whether an answer shows publications of both sides on sides of one disagreement."""
    article = app.ask(row["question"], keep=False)
    source = {claim.id: claim.citations[0].document_id for claim in article.claims}
    sides = [{source[side.claim_id] for side in item.sides} for item in article.disagreements]
    return any(held & set(row["one"]) and held & set(row["other"]) and len(held) > 1 for held in sides)


@pytest.mark.parametrize("row", SHOWN, ids=lambda row: str(row["number"]))
def test_a_known_conflict_is_shown_with_both_sides(row: dict[str, Any], starter_app: App) -> None:
    assert row["verdict"] == "disagree"
    assert is_shown(starter_app, row), row["question"]


@pytest.mark.parametrize("row", NONE, ids=lambda row: str(row["number"]))
def test_editions_and_compatible_statements_are_no_disagreement(row: dict[str, Any], starter_app: App) -> None:
    assert not is_shown(starter_app, row), row["question"]

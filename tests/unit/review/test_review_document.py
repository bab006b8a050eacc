"""docs/review.md says what the data says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from citewell.domain.reviewing import ReviewState
from citewell.review.rules import rules
from citewell.review.transitions import draw_diagram, steps

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.docs


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_workflow", ROOT / "tools" / "draw_workflow.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_diagram_and_tables_of_the_document_are_those_of_the_data() -> None:
    text = (ROOT / "docs" / "review.md").read_text("utf-8")
    assert tool().renewed(text) == text, "run python tools/draw_workflow.py"


def test_the_diagram_has_every_step_once_and_every_state() -> None:
    edges = re.findall(r"^    (\w+) --> (\w+): (.+)$", draw_diagram(), re.MULTILINE)
    drawn = sorted(
        (start, end, action) for start, end, words in edges for action in re.findall(r"(\w+) \([^)]*\)", words)
    )
    assert drawn == sorted((step.state.value, step.next.value, step.action.value) for step in steps())
    assert {start for start, _, _ in edges} == {state.value for state in ReviewState}


def test_rules_that_the_document_names_exist() -> None:
    named = re.findall(r"\(`([a-z_]+)`\)", (ROOT / "docs" / "review.md").read_text("utf-8"))
    assert set(named) - {"review_refused"} <= set(rules())

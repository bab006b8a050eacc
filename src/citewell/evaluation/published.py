"""The measured figures that are published: files of the last runs, shipped so that every installation can show them."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

NAMES = (
    "answerability",
    "checks",
    "first_measurements",
    "followups",
    "pages",
    "recommendations",
    "retrieval",
    "speed",
    "understanding",
)


def read_figures(name: str) -> Any:
    """The figures of one of NAMES, as they were measured."""
    return json.loads(resources.files("citewell.evaluation").joinpath("figures", f"{name}.json").read_text("utf-8"))

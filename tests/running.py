"""Runs the program as a person does, in a process of its own, and changes finished articles in tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from citewell.app import App
from citewell.domain.article_codec import article_from_json, article_to_dict, with_digest
from citewell.domain.articles import Article
from citewell.text.identity import claim_id

NOTE = {"_id": "night-1", "title": "Night rounds", "text": "On ward seven the night round starts at ten.", "year": 2021}
SEED = "What are the treatment options for cervicogenic headache and craniocervical junction anomaly management?"
NERVE_BLOCK = "Is a positive nerve block required to diagnose cervicogenic headache?"
PROGRAM = "import sys; from citewell.cli import main; sys.exit(main())"
UNAVAILABLE = """
import citewell.engines.minilm as minilm
from citewell.domain.errors import EngineUnavailable
def missing(*arguments, **named):
    raise EngineUnavailable("The weights of all-MiniLM-L6-v2 are not installed.", remedy="Install the weights.")
minilm.find_weights = missing
"""


class Ended(NamedTuple):
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


def environment(app: App, *, library: Path | None = None, **values: str) -> dict[str, str]:
    """What a process of its own needs to work on the same library, or on another one."""
    own = {
        "CITEWELL_LIBRARY": str(library or app.settings.library),
        "CITEWELL_CACHE": str(app.settings.cache),
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CITEWELL_")}
    return inherited | own | values


def run_citewell(
    *arguments: str, where: dict[str, str], stdin: str = "", before: str = ""
) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own; `before` is Python that runs first."""
    return subprocess.run(
        [sys.executable, "-c", f"{before}\n{PROGRAM}", *arguments],
        env=where,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def as_data(article: Article) -> dict[str, Any]:
    """The article as JSON data of its own, to be changed."""
    data: dict[str, Any] = json.loads(json.dumps(article_to_dict(article)))
    return data


def claims_of(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every claim of an article's JSON data, in reading order."""
    yield from data["direct_answer"]
    for section in data["sections"]:
        yield from section["claims"]


def resealed(data: dict[str, Any]) -> dict[str, Any]:
    """The data with a digest that fits, as a forger would give it."""
    return as_data(with_digest(article_from_json(json.dumps(data))))


def renamed(data: dict[str, Any]) -> dict[str, Any]:
    """The data with claim ids that fit too, in the claims and in the disagreements."""
    for claim in claims_of(data):
        quotes = [(item["passage_id"], item["quote"], item["start"], item["end"]) for item in claim["citations"]]
        old, claim["id"] = claim["id"], claim_id(claim["text"], quotes)
        for disagreement in data["disagreements"]:
            for side in disagreement["sides"]:
                if side["claim_id"] == old:
                    side.update(claim_id=claim["id"], statement=claim["text"])
    return resealed(data)


def with_another_letter(text: str) -> str:
    """The text with one letter of its longest word changed."""
    word = max(text.split(), key=lambda word: (word.isalpha(), len(word)))
    place = text.index(word) + len(word) // 2
    return text[:place] + ("q" if text[place] != "q" else "z") + text[place + 1 :]

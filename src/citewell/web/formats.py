"""The formats that an article can be taken away in, as its page offers them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.articles import Article

SHOWN_FIRST = ("pdf", "docx", "markdown", "text", "json", "proof")
"""What most readers take, in this order; the others are folded away behind them."""
PROOF = "proof"
LONGEST_NAME = 48
"""Characters of the question in a file's name."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name, the ending of its address, and what a reader calls it."""

    name: str
    ending: str
    label: str
    media_type: str


def find_formats(app: App) -> tuple[Format, ...]:
    """Every format that an exporter makes, those first that most readers take."""
    found = [Format(name, one.ending, one.label, one.media_type) for name, one in app.exporters().items()]
    places = {name: place for place, name in enumerate(SHOWN_FIRST)}
    return tuple(sorted(found, key=lambda one: (places.get(one.name, len(places)), one.label)))


def file_name(article: Article, ending: str) -> str:
    """What a file is called when it is kept: the question's first words, and what tells it from any other."""
    words = re.findall(r"[a-z0-9]+", article.question.casefold())
    asked = "-".join(words)[:LONGEST_NAME].strip("-")
    return f"citewell-{asked}{'-' * bool(asked)}{article.digest[:12]}.{ending}"

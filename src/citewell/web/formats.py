"""The formats that an article can be taken away in, as its page offers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citewell.app import App

SHOWN_FIRST = ("pdf", "docx", "markdown", "text", "json", "proof")
"""What most readers take, in this order; the others are folded away behind them."""


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

"""Everyday names in a question, each made a concept that is found by the names that papers have for the same thing."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from citewell.domain.intake import Term
from citewell.text.terms import phrase_key

SOURCE = "everyday name of"


class EverydayNames:
    """The table of `everyday_names.toml` as terms, each row one; implements the Terms port."""

    def find(self, phrases: Sequence[str]) -> list[Term]:
        """The rows that have one of the phrases among their names, in the order of the table."""
        table = _by_key()
        return list({term.id: term for phrase in phrases if (term := table.get(phrase_key(phrase)))}.values())


@cache
def _by_key() -> dict[str, Term]:
    rows = tomllib.loads(resources.files("citewell.compose").joinpath("everyday_names.toml").read_text("utf-8"))
    found: dict[str, Term] = {}
    for type, names in ((type, row) for type, table in rows.items() for row in table):
        term = Term(names[1], names[0], tuple(names[1:]), source=SOURCE, type=type)
        for name in names:
            found.setdefault(phrase_key(name), term)
    return found

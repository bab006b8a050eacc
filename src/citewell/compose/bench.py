"""Whether a question may be on animals, cells or molecules, so that work on these answers it."""

from __future__ import annotations

import re

from citewell.compose.passed_over import is_on_animals, speaks_of_cells
from citewell.compose.populations import asked_populations
from citewell.domain.enums import Intent
from citewell.domain.questions import QuestionPart

# What is asked of people: whether it helps them, harms them, how much of it they take, how they will fare.
_OF_PEOPLE = frozenset(
    {
        Intent.TREATMENT,
        Intent.PREVENTION,
        Intent.SAFETY,
        Intent.DOSING,
        Intent.PROGNOSIS,
        Intent.COMPARISON,
        Intent.IMAGING,
    }
)
# KLF8, GPR15, IL-6: names of genes and compounds have capitals with figures behind them.
_NAMED = re.compile(r"\b(?=[A-Za-z]*[A-Z])[A-Za-z]+-?\d+[A-Za-z\d]*\b")


def may_ask_bench(part: QuestionPart) -> bool:
    """Whether a part names cells, genes or the like, or asks nothing that only people can tell."""
    if asked_populations(part.text):
        return False
    if speaks_of_cells(part.text) or is_on_animals(part.text) or _NAMED.search(part.text):
        return True
    return part.intent not in _OF_PEOPLE and not part.pico.populations

"""What a record of MeSH is to a question, by where it stands in the trees."""

from __future__ import annotations

from collections.abc import Iterable

# Each type with the branches whose records have it, in the order in which they count for a record in several places.
_BRANCHES = {
    "condition": ("C", "F03."),
    "drug": ("D27.505.954.",),
    "procedure": ("E02.", "E03.", "E04.", "E06.", "F04.754"),
    "test": ("E01.",),
}
# Signs and symptoms; a disease that stands among them stands elsewhere too.
_SIGNS = ("C23.888.", "C10.597.")
# Diseases of animals, and what every disease has: onset, course, outlook.
_LEFT_OUT = ("C22", "C23.550.288", "C23.550.291", "E01.789")
# Higher up stand the names of whole branches.
_LEAST_DEPTH = {"C23": 3, "E01": 3, "E02": 3, "E04": 3, "E06": 3}


def descriptor_type(tree_numbers: Iterable[str], *, acts: bool) -> str:
    """A descriptor's type, or nothing for what is none: people, places, methods, organisms, publication types.

    `acts` tells that the record names a pharmacological action, which makes a chemical a drug.
    """
    places = [number for number in tree_numbers if not number.startswith(_LEFT_OUT) and _is_deep(number)]
    for name, branches in _BRANCHES.items():
        found = [number for number in places if number.startswith(branches)]
        if found:
            return "symptom" if all(number.startswith(_SIGNS) for number in found) else name
    return "drug" if acts and any(number.startswith("D") for number in places) else ""


def supplement_type(kind: str, *, acts: bool) -> str:
    """A supplementary record's type by its class: 3 is a disease, 1 a chemical."""
    if kind == "3":
        return "condition"
    return "drug" if kind == "1" and acts else ""


def _is_deep(tree_number: str) -> bool:
    return tree_number.count(".") + 1 >= _LEAST_DEPTH.get(tree_number[:3], 2)

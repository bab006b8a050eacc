"""What is done quickly because most texts need little of it gives the same as doing all of it."""

from __future__ import annotations

import time
import tomllib
import unicodedata
from pathlib import Path

import pytest

from citewell.checks.comparing import make_pair
from citewell.checks.edits_match import compare
from citewell.compose.reading import clean
from citewell.text import canonical
from citewell.text.canonical import read_meaning

PUBLICATIONS = Path(__file__).parents[2] / "src" / "citewell" / "starter" / "publications"
ODD = [
    "a\u00a0b\u2028c\td",
    "turned \u202e round",
    "joined \u200d here",
    "null \x00 and \ud800 and \ufffe",
    " two  spaces ",
    "μg 1·5 “said” naïve 頭痛",
    "private \ue000, unassigned \u0378",
    "",
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Every fact of the starter library."""
    files = [tomllib.loads(file.read_text("utf-8")) for file in sorted(PUBLICATIONS.glob("*.toml"))]
    found = [fact["text"] for file in files for fact in file.get("facts", [])]
    assert len(found) > 500
    return found


def test_abbreviations_are_read_as_by_looking_for_each_of_them(
    texts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row for row in canonical._table()["abbreviations"] if isinstance(row, list)]
    named = [f"Of {short} and {short}s, not x{short} or {short}-like." for short, _ in rows]
    read = [read_meaning.__wrapped__(text) for text in (*texts, *named)]
    each = tuple(("", pattern, long_form) for _, pattern, long_form in canonical._abbreviations())
    monkeypatch.setattr(canonical, "_abbreviations", lambda: each)
    assert read == [read_meaning.__wrapped__(text) for text in (*texts, *named)]
    assert (
        sum(long.casefold() in meaning.text for (_, long), meaning in zip(rows, read[len(texts) :], strict=True)) > 60
    )


def test_every_stem_of_a_group_is_found_from_each_of_them() -> None:
    groups = canonical._groups()
    for root in [*groups, "nodul", "unknownroot"]:
        first = canonical.key_of_stem(root)
        assert canonical.same_stems(root) == {root, *(other for other, group in groups.items() if group == first)}


def test_a_text_is_cleaned_letter_by_letter_or_at_once_to_the_same(texts: list[str]) -> None:
    def by_letter(text: str) -> str:
        letters = []
        for letter in text:
            kind = unicodedata.category(letter)
            if letter.isspace() or kind in ("Zl", "Zp"):
                letters.append(" ")
            elif kind in ("Cc", "Cs") or ord(letter) & 0xFFFE == 0xFFFE:
                letters.append("\ufffd")
            elif kind != "Cf" or letter in "\u200c\u200d":
                letters.append(letter)
        return " ".join("".join(letters).split())

    for text in (*texts, *ODD, *map(chr, range(0x3000))):
        assert clean(text) == by_letter(text)


def test_words_repeated_over_and_over_are_refused_before_they_take_long() -> None:
    quote = "Pain of the neck is not rare. " * 400
    begun = time.process_time()
    (difference,) = compare(make_pair(quote.replace("not", "now", 1), quote, None))
    assert "too often" in difference.why
    assert not compare(make_pair(quote, quote, None)), "the very quote stands"
    assert time.process_time() - begun < 1

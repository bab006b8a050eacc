"""Grades and certainties of sources in words for readers without training, by a table of schemes.

The source's own words stand in the proof. What no row of the table knows is quoted as the source has it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from citewell.compose.how_sure import graded_words
from citewell.compose.reading import claim_numbers, clean, numbers_text, quoted_grade, standing_marks, unsaid_grades
from citewell.domain.articles import Article, Claim, Reference

_SUPERSEDED, _REPLACED = " is superseded", " has been replaced by a newer text"


def lay_grade(grade: str) -> str:
    """What a grade or a certainty means, never more than its scheme says; the source's words where it is unknown."""
    words = clean(grade)
    plain = words.casefold()
    meant = next((means for pattern, means in _table() if pattern.fullmatch(plain)), "")
    return meant or f"graded by its source as {quoted_grade(words)}"


def lay_marks(claim: Claim, references: Sequence[Reference]) -> tuple[str, ...]:
    """What must be read with a claim, as `reading.claim_marks` has it, with grades in words for anybody."""
    graded: dict[str, list[int]] = {}
    for citation in claim.citations:
        for _, value in unsaid_grades(citation):
            sources = graded.setdefault(lay_grade(value), [])
            sources += [] if citation.reference in sources else [citation.reference]
    several = len(claim_numbers(claim)) > 1
    marks = [f"{numbers_text(sources)}: {words}" if several else words for words, sources in graded.items()]
    standing = (mark.replace(_SUPERSEDED, _REPLACED) for mark in standing_marks(claim, references))
    return tuple(dict.fromkeys([*marks, *standing]))


def without_grades(how_sure: str, article: Article) -> str:
    """How sure an answer is, without the sentence that quotes the sources' grades."""
    told = clean(graded_words(article))
    return " ".join(clean(how_sure).replace(told, "").split()) if "“" in told else clean(how_sure)


@cache
def _table() -> tuple[tuple[re.Pattern[str], str], ...]:
    text = resources.files("citewell.compose").joinpath("lay_grades.toml").read_text("utf-8")
    return tuple((re.compile(words), row["means"]) for row in tomllib.loads(text)["grade"] for words in row["words"])

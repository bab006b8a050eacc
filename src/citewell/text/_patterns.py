"""Compiles patterns that are written with plain blanks."""

from __future__ import annotations

import re

_BLANK = re.compile(r"\\.|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<optional> [?*])|(?P<blank> )", re.DOTALL)


def spaced(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """`pattern` with every blank matching any white space, so that a line break inside a sentence does not matter.

    " ?" and " *" make the white space optional. A blank in a character set is a single white-space character.
    """
    return re.compile(_BLANK.sub(_replaced, pattern), flags)


def one_of(words: list[str]) -> str:
    """A group of alternatives, longer ones first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


def _replaced(match: re.Match[str]) -> str:
    if match["set"]:
        return match["set"].replace(" ", r"\s")
    if match["optional"]:
        return r"\s*"
    return r"\s+" if match["blank"] else match[0]

"""Words of a reader's text that count as known: proper names, medicines, and terms with their meaning beside them."""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.compose.plain.protected import medicines, proper_names
from citewell.domain.wordings import Explanation

# A word with a capital that opens no sentence and no line: the name of a person, a place, a study.
_CAPITAL = re.compile(r"(?<=[^.!?:\n•] )(?<!• )[A-Z][a-z]{2,}(?![\w-])")


@lru_cache(maxsize=16_384)
def known_places(text: str, explanations: tuple[Explanation, ...]) -> tuple[tuple[int, int], ...]:
    """The places of a text's known words, in reading order; names of illnesses are known only where explained."""
    places = {*proper_names(text), *medicines(text), *(match.span() for match in _CAPITAL.finditer(text))}
    for one in explanations:
        if tells_meaning(one):
            pattern = rf"(?<![\w-]){re.escape(one.term)}(?![\w-])"
            places |= {match.span() for match in re.finditer(pattern, text, re.IGNORECASE)}
    return tuple(sorted(places))


def tells_meaning(one: Explanation) -> bool:
    """Whether an explanation says what a term means, and not only what stands for what."""
    return re.fullmatch(r"The source says “[^”]*”\.|Short for .*", one.meaning) is None

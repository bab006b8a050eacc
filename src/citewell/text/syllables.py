"""Counts the syllables of English words, medical ones among them, by rules of spelling and a short list."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z]+")
_VOWELS = re.compile(r"[aeiouy]+")

# Vowels in a row that are spoken apart: one syllable more than groups of vowels.
_MORE = tuple(
    re.compile(pattern)
    for pattern in (
        r"[^cstgxln]ia|[ln]ia(?!r)|[ct]iat",
        r"[^cstgxln]io|[ct]io(?=[^nu])|[ln]io(?!n)|sio(?=[tlp])",
        r"iu|ii|iety|[^cst]ien(?=[tc])|scien",
        r"eo(?!us|r\b|pl|n\b|ple)|eu[ms]\b|eing|[^eo]ea\b|[^eo]eas\b|[^aeiou]oneal\b|ageal\b|crea|rea(?=ct|lit)",
        r"[^qga]u(?:al|ar|at|ous|ity|en[ctz]|id\b|ids\b)",
        r"\bmye|omye|contrai|neous\b|oea\b|oeic\b|coop|coord|oing|uing\b",
        r"[^aeiou]yo|[aeiou]y[aeiou]|[^aeiou]ying",
        r"[^aeiouy]ism\b|thm\b",
    )
)
# Vowels that are written and not spoken: one syllable fewer.
_FEWER = tuple(
    re.compile(pattern)
    for pattern in (
        r"[^aeiouyl]e\b|[aeiouy]le\b|[aeiouy]ll?e\b(?<!lle)",
        r"[^aeiouycsxzgl]es\b|[^cs]hes\b(?<!ches)|[aeiouy]les\b",
        r"[^aeiouydtl]ed\b|[aeiouyl]led\b",
        r"[^aeiouyl]e(?=(?:ly|ful|fully|less|ment|ments|ness|thing|times|what|where|line|lines)\b)",
    )
)
_LISTED = {
    word: number
    for number, words in (
        (1, "choir eye eyes league once one ones queue real tongue while whole"),
        (
            2,
            "acne appeal bedtime being business caries colleague colleagues create diet diets different "
            "evening every facet facets forehead giant giants herpes interest ion ions iron lifestyle lifetime lion "
            "people poem quiet rabies reveal scabies science series several someone something sometimes "
            "species therefore trial trials wednesday widespread",
        ),
        (
            3,
            "anyone apnea apnoea area areas ganglion general ideal ionise manoeuvre manoeuvres medicine "
            "nausea recipe syncope vegetable vertebrae",
        ),
        (4, "anaemia catastrophe diabetes foramina"),
    )
    for word in words.split()
}


@lru_cache(maxsize=50_000)
def count_syllables(word: str) -> int:
    """The syllables of a word, one at least; parts joined by a hyphen are counted apart. A figure counts as one."""
    return max(1, sum(map(_of_part, _WORD.findall(word.lower().replace("'", "").replace("’", "")))))


def _of_part(part: str) -> int:
    if part in _LISTED:
        return _LISTED[part]
    groups = len(_VOWELS.findall(part))
    more = sum(len(pattern.findall(part)) for pattern in _MORE)
    fewer = sum(len(pattern.findall(part)) for pattern in _FEWER) if groups > 1 else 0
    return max(1, groups + more - fewer)

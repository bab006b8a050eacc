"""Parts a long sentence in two where both halves stand alone and nothing of one holds for the other."""

from __future__ import annotations

import re

from citewell.text.sentences import split_sentences

LONG = 11
"""Words from which a sentence is long."""

SHORTEST = 4
"""Words that each half has at least."""

_JOINT = re.compile(r"; (?:and |but )?|, (?P<word>but|yet|so|and|while|whereas|although|though|because) ")
_OPENERS = {
    **dict.fromkeys(("but", "yet", "while", "whereas", "although", "though"), "But "),
    "so": "So ",
    "because": "This is because ",
    **dict.fromkeys(("and", ""), ""),
}
_FINITE = (
    r"(?:is|are|was|were|has|have|had|can|cannot|could|may|might|must|should|will|would|does|do|did|"
    r"needs?|includes?|causes?|shows?|gives?|gave|seems?|remains?|suggests?|found|improved|occurred|occurs?|"
    r"happens?|requires?|depends?|worsened|becomes?|became|mimics?|leads?|supports?|explains?)"
)
# The second half opens with its own subject and a verb soon behind it.
_CLAUSE = re.compile(
    rf"(?:(?:the|a|an|this|these|those|it|they|such|most|many|some|no|other|another|neither|both|each|one|its|"
    rf"their)\s)?"
    rf"(?:[\w'’()%.-]+\s){{1,7}}?{_FINITE}\b",
    re.IGNORECASE,
)
# What opens a sentence and holds for all of it, and who says it: neither may be cut off from half of what it governs.
_GOVERNED = re.compile(
    r"^(?:if|when|whenever|where|while|although|though|unless|because|since|after|before|during|until|once|for|in|at|"
    r"among|with|without|on|by|from|under|within|despite|according|compared|of|to|as|given|depending|both|either|"
    r"neither|not|whether|only|possibly|probably|perhaps|usually|sometimes|rarely|often|generally|typically)\b",
    re.IGNORECASE,
)
_SAID_BY = re.compile(
    r"\b(?:that|says?|said|states?|stated|suggests?|suggested|recommends?|recommended|advises?|advised|reports?|"
    r"reported|found|finds|concludes?|concluded|considers?|considered|shows? that|showed|agree[ds]?|according|argues?|"
    r"thought|believed?|whether|if|when|unless|until|provided|except|only|who|whose|which|compared|versus|"
    r"given|than|either|both|not only|asked|counted|defines?|defined)\b",
    re.IGNORECASE,
)
# Behind a semicolon, "so" and "but" a clause is as good as a sentence; only what is reported, or asked, or a condition
# that opens a list of cases, runs on over it.
_REPORTED = re.compile(
    r"\b(?:that|says?|said|states?|stated|suggests?|suggested|recommends?|recommended|advises?|advised|reports?|"
    r"reported|found|finds|concludes?|concluded|considers?|considered|showed|agree[ds]?|according|argues?|"
    r"thought|believed?|whether|asked|counted|either|not only|unless|provided|except)\b",
    re.IGNORECASE,
)
# What behind the second half may hold for the first one too.
_HOLDS_FOR_BOTH = re.compile(
    r"\b(?:if|when|unless|until|except|provided|depending|respectively|alike|strength|certainty|recommendation|"
    r"evidence|grade|level)\b|\([^)]*\)\.?$",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"\b(?:in|among|for|during|after|before|with|without|at|within|under|from)\b [^,;]*$")


# "X is a thing that does Y": two statements of X, but for "the only thing that" and "may be a thing that".
_DEFINED = re.compile(
    r"^(?P<first>(?:(?!\b(?:not|no|only|never|most|least|first|if|when|unless|that|which|who)\b)[^,;:])+? (?P<be>is|"
    r"are) "
    r"(?:an? )?(?:(?!\b(?:not|no|only|never|most|least|first|best|same|such|as|that|which|who)\b)[^,;:])+?) "
    r"(?:that|which) (?P<rest>(?:needs?|causes?|can|affects?|comes?|starts?|begins?|makes?|leads?|has|have|is|are|"
    r"occurs?|"
    r"shortens|gives?) [^;]+)$"
)


# A statement whose reason may be that of a part of it alone.
_ASIDE = re.compile(r"\b(?:not|no|never|cannot|rarely|less|fewer|more|most|few)\b|[,;:(]", re.IGNORECASE)


_WHICH = re.compile(r", which (?P<says>is why|means that) ")


def split_long(text: str) -> str:
    """The text with each long sentence parted at one safe joint; unchanged where there is none."""
    pieces: list[str] = []
    at = 0
    for span in split_sentences(text):
        pieces += [text[at : span.start], _split(span.of(text))]
        at = span.end
    return "".join([*pieces, text[at:]])


def _split(sentence: str) -> str:
    if len(sentence.split()) < LONG:
        return sentence
    for match in _JOINT.finditer(sentence):
        first, second = sentence[: match.start()], sentence[match.end() :]
        word = match["word"] or ""
        if _stands_alone(first, second, word):
            opener = _OPENERS[word]
            rest = second if opener else second[:1].upper() + second[1:]
            return f"{first}. {opener}{rest}"
    return _split_reason(sentence) or _split_definition(sentence)


def _split_reason(sentence: str) -> str:
    """A sentence whose end tells what the whole of it explains, as two; empty where it has no such end."""
    found = [*_WHICH.finditer(sentence)]
    if len(found) != 1:
        return ""
    first, rest = sentence[: found[0].start()], sentence[found[0].end() :]
    if min(len(first.split()), len(rest.split())) < SHORTEST or _GOVERNED.match(first) or _REPORTED.search(first):
        return ""
    return f"{first}. This {found[0]['says']} {rest}"


def _split_definition(sentence: str) -> str:
    found = _DEFINED.match(sentence)
    if not found or min(len(found["first"].split()), len(found["rest"].split())) < SHORTEST - 1:
        return sentence
    if _GOVERNED.match(sentence) or _SAID_BY.search(found["first"]) or _HOLDS_FOR_BOTH.search(found["rest"]):
        return sentence
    return f"{found['first']}. {'It' if found['be'] == 'is' else 'They'} {found['rest']}"


def _stands_alone(first: str, second: str, word: str) -> bool:
    if min(len(first.split()), len(second.split())) < SHORTEST:
        return False
    if first.count("(") != first.count(")") or first.count("“") != first.count("”"):
        return False
    said_by = _REPORTED if word in ("", "so", "but") else _SAID_BY
    if _GOVERNED.match(first) or said_by.search(first) or _HOLDS_FOR_BOTH.search(second):
        return False
    if word == "because" and _ASIDE.search(first):
        return False  # "not used in X, because Y" may give the reason of the use, or of its absence
    if word == "and" and _TRAILING.search(second):
        return False  # "X is unreliable, and Y is rare in Z" may say both of Z
    if not re.search(rf"\b{_FINITE}\b", first, re.IGNORECASE) and not re.search(r"\b\w{3,}(?:s|ed)\b", first):
        return False
    return _CLAUSE.match(second) is not None

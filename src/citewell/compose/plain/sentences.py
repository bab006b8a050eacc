"""Parts a long sentence where both halves stand alone and nothing of one holds for the other."""

from __future__ import annotations

import re

from citewell.text.sentences import split_sentences
from citewell.text.verbs import finite_forms, noun_forms

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
# A second half without a subject of its own: "and can be mild"; and a verb that belongs to a noun: "eyes, and skin that
# is".
_NO_SUBJECT = re.compile(
    rf"(?:{_FINITE}|(?:often|usually|mostly|typically|generally|sometimes|rarely|never|always|also|then|not|only)"
    r" \w+)\b",
    re.IGNORECASE,
)
_OF_WHICH = re.compile(r"\b(?:that|which|who|whom|whose|how|what|why)\b", re.IGNORECASE)
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


_NO_DEFINITION = re.compile(
    r"^there\b|\b(?:is|are) (?:\w+ly )?\w+(?:ed|en|ound) (?:by|to|with|in|from|of|as|on)\b", re.IGNORECASE
)


# A statement whose reason may be that of a part of it alone.
_ASIDE = re.compile(r"\b(?:not|no|never|cannot|rarely|less|fewer|more|most|few)\b|[,;:(]", re.IGNORECASE)


_WHICH = re.compile(r", which (?P<says>is why|means that) ")

# Two clauses without a comma between them: the second opens with a subject and a verb that can be nothing else.
_BE = r"(?:is|are|was|were|has|have|had|can|cannot|could|may|might|must|should|will|would|does|did)"
_BARE_JOINT = re.compile(r" (?P<word>and|but) ")
_BARE_CLAUSE = re.compile(rf"(?:it|they|there) (?:do|{_BE}|remains?|seems?)\b")
_WITH_BE = re.compile(rf"\b{_BE}\b")
# Two things said of one subject: "X is A and has B". The second verb is in a form that no "may" or "not" before the
# first can govern, and the subject stands in front of the first, with no adverb that could hold for both.
_SHARED = re.compile(
    r"^(?!(?:no|none|few|fewer|less|hardly|not|neither|either|both|only|almost|nearly|up to|at most)\b)"
    r"(?P<subject>(?:(?!\b(?:that|which|who|whose|whom|when|if|where|as|than|not|no|none|nor|only|neither|either|"
    r"both|often|usually|mostly|rarely|seldom|sometimes|typically|generally|always|never|probably|"
    r"possibly|perhaps|mainly|also|still|then|few|fewer|less|half|third|quarter)\b)[^,;:()\d])+?)"
    r" (?P<verb>is|are|was|were|has|can|may)\b"
    r"(?P<first>(?:(?!\b(?:that|which|who|whose|whom|when|if|where|as|than|because|until|unless|while|to)\b)[^,;:()])+?)"
    r",? (?P<word>and|but) (?P<rest>(?P<next>is|are|was|were|has|can|may|should|spreads|begins|starts|lasts|affects|"
    r"rests|goes|comes|includes|occurs|requires|depends|remains)\b[^;:]+)$",
    re.IGNORECASE,
)
# A comma behind which something other than an aside stands.
_LISTED = re.compile(r", (?:how|what|who|whose|which|whether|why|where|when|or)\b")
_RELATIVE = re.compile(r"\b(?:whom|why|how|what|where|while|as|because|since|after|before|once|though|although)\b")
_MANY = frozenset({"are", "were"})
_ONE = frozenset(
    """is was has spreads begins starts lasts affects rests goes comes includes occurs requires depends
    remains""".split()
)
_COMPLEMENT = re.compile(
    r"\w+(?: (?:not|also|often|usually|sometimes|mainly|mostly|rarely))?(?: \w+ed)? (?:in|from|for|with|at) "
)


def split_long(text: str, *, once: bool = False) -> str:
    """The text with each long sentence parted at its safe joints, or `once`; unchanged where there is none."""
    pieces: list[str] = []
    at = 0
    for span in split_sentences(text):
        pieces += [text[at : span.start], _split(span.of(text), once=once)]
        at = span.end
    return "".join([*pieces, text[at:]])


def _split(sentence: str, *, once: bool = False) -> str:
    if len(sentence.split()) < LONG:
        return sentence
    for match in _JOINT.finditer(sentence):
        first, second = sentence[: match.start()], sentence[match.end() :]
        word = match["word"] or ""
        if _stands_alone(first, second, word):
            opener = _OPENERS[word]
            rest = second if opener else second[:1].upper() + second[1:]
            first = f"{first}." if once or word == "because" else _split(f"{first}.")
            return f"{first} {opener}{rest}"
    return _split_reason(sentence) or _split_shared(sentence) or _split_bare(sentence) or _split_definition(sentence)


def _split_shared(sentence: str) -> str:
    """A sentence that says two things of its subject, as two, the second with a pronoun; empty where it has none."""
    found = _SHARED.match(sentence)
    if not found or _GOVERNED.match(sentence) or _REPORTED.search(found["first"]):
        return ""
    verb, following, rest = found["verb"], found["next"], found["rest"]
    if min(len(found["first"].split()) + 1, len(rest.split())) < SHORTEST - 1 or _HOLDS_FOR_BOTH.search(rest):
        return ""
    trailing = _TRAILING.search(rest)
    if trailing and not _COMPLEMENT.match(rest):
        return ""
    is_many = bool({verb, following} & _MANY)
    if is_many == bool({verb, following} & _ONE):  # "can" and "may" do not tell one from many
        return ""
    opener = "But " if found["word"] == "but" else ""
    pronoun = "they" if is_many else "it"
    pronoun = pronoun if opener else pronoun.capitalize()
    return f"{found['subject']} {verb}{found['first']}. {opener}{pronoun} {rest}"


def _split_bare(sentence: str) -> str:
    """A sentence of two clauses joined without a comma, as two; empty where it is none."""
    for match in _BARE_JOINT.finditer(sentence):
        first, second, word = sentence[: match.start()], sentence[match.end() :], match["word"]
        if not _WITH_BE.search(first) or not _BARE_CLAUSE.match(second):
            continue
        if not _RELATIVE.search(first) and not re.search(r"[,;:()]", first) and _stands_alone(first, second, "and"):
            rest = f"But {second}" if word == "but" else second[:1].upper() + second[1:]
            return f"{first}. {rest}"
    return ""


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
    verb = found["rest"].split()[0]
    if _NO_DEFINITION.search(found["first"]) or (verb == "can" and " of " in found["first"]):
        return sentence  # "caused by germs that start in": said of the last noun
    if verb != "can" and (found["be"] == "is") != verb.endswith("s"):
        return sentence  # "a group of disorders that are": said of the last noun, not of the subject
    return f"{found['first']}. {'It' if found['be'] == 'is' else 'They'} {found['rest']}"


def _other_verb(text: str, word: str) -> bool:
    """Whether a text has another verb; in front of "and", where it may be a list, one that is no noun too."""
    if word == "and":
        return any(one in finite_forms() - noun_forms() for one in text.lower().split())
    return re.search(r"\b\w{3,}(?:s|ed)\b", text) is not None


def _stands_alone(first: str, second: str, word: str) -> bool:
    if min(len(first.split()), len(second.split())) < SHORTEST:
        return False
    if first.count("(") != first.count(")") or first.count("“") != first.count("”"):
        return False
    said_by = _REPORTED if word in ("", "so", "but") else _SAID_BY
    if _GOVERNED.match(first) or said_by.search(first) or _HOLDS_FOR_BOTH.search(second):
        return False
    if word == "and" and (
        re.match(r"(?:how|what|who|whose|whom|which|whether|why|where|when|that|if)\b", second) or _LISTED.search(first)
    ):
        return False  # the last of several things: "the signs you have, how often they come, and how bad they are"
    if word == "because" and _ASIDE.search(first):
        return False  # "not used in X, because Y" may give the reason of the use, or of its absence
    if word == "and" and _TRAILING.search(second):
        return False  # "X is unreliable, and Y is rare in Z" may say both of Z
    if not re.search(rf"\b{_FINITE}\b", first, re.IGNORECASE) and not _other_verb(first, word):
        return False
    clause = _CLAUSE.match(second)
    return clause is not None and _NO_SUBJECT.match(second) is None and _OF_WHICH.search(clause.group()) is None

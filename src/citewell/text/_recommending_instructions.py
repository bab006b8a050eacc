"""Instructions: a verb of care at the start of a sentence, or behind its condition ("If ..., refer ...")."""

from __future__ import annotations

import re

from citewell.text._patterns import one_of, spaced
from citewell.text._recommending_context import SUBJECTS
from citewell.text._recommending_cues import Act, cues
from citewell.text.spelling import fold_spelling
from citewell.text.verbs import finite_forms, noun_forms

_LISTS = cues()["instructions"]
_EVERY = one_of([*_LISTS["plain"], *_LISTS["nouns_too"]])
OPENING = spaced(
    rf"(?:(?P<lead>(?:if|for|in|when|before|after|during|with|until|where|unless|on|at|once|"
    rf"as soon as|among) [^.;,]{{2,180}}, "
    rf"(?:then )?)|(?:also|then|instead|please|otherwise|carefully|immediately),? )?"
    rf"(?P<words>(?P<not>(?:do not|don't|never|always)(?: \w+ly)? )?(?P<verb>(?(not)[a-z]+|"
    rf"{_EVERY})))\b(?!-)(?P<next>[,:]? ?(?:\S+(?: \S+){{0,3}})?)"
)
LEAD = spaced(
    r"(?:if|for|when|before|after|during|until|where|unless|once|as soon as|(?:in|with|"
    r"among) (?:all |most |the |selected |new |any )?(?:\S+ ){0,3}?"
    + one_of(SUBJECTS["people"])
    + r")\b(?!.*\b(?:we|this (?:study|review|paper)|in vitro|rats?|mice|groups?|cells)\b)"
)
NOUN_TOO = frozenset(_LISTS["nouns_too"])
STUDIED_TOO = frozenset(_LISTS["studied_too"])
AFTER_CONDITION = frozenset(_LISTS["after_condition"])
AIMS = spaced(r"\s*(?:" + "|".join(_LISTS["aims"]) + r")\b")
_STRAY = spaced(
    r"^[,:]? ?(?:of|was|were|is|are|has|had|and|or|rates?|results?|by|as|than|scores?|up|through|advantage|"
    r"in|between|from|over|at|effects?|signals?|"
    r"angles?|into)\b|^[,:]? ?(?:[,;:.)]|$)"
)
_STRAY_NOUN = spaced(r"^ (?:with|to|during|on|group|(?-i:[A-Z]{2,}))\b")
_SUBORDINATE = spaced(
    r"\b(?:if|when|that|who|whom|which|because|unless|until|before|after|where|while|so|as|than|whose|since)\b|[;:]"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_IN_CARE = spaced(
    r"\b(?:if|when|before(?! and)|after|every|daily|weekly|monthly|yearly|annually|regularly|until|unless)\b"
)
_SOMEONE = spaced(
    r" (?:all |any |the )?(?:people|persons?|adults|patients?|children|women|men|anyone|everyone|babies|infants)\b(?!')"
)
_OF_STUDIES = spaced(
    r"\b(?:literature|risk of bias|articles?|stud(?:y|ies)|meta-analysis|into account|into consideration)\b"
)
_AUXILIARIES = frozenset("is are was were has have had do does did will would can could may might should must".split())
_NO_VERB_BEHIND = frozenset("and or to not then a an the any all of for in with by".split())


def find_instruction(sentence: str, *, graded: bool, labelled: bool) -> Act | None:
    """The instruction that `sentence` is, unless its verb is a noun there or opens the aim of a study."""
    match = OPENING.match(sentence)
    if not match or len(sentence.split(None, 3)) < 3:
        return None
    verb, behind = match["verb"].lower(), match["next"]
    if not match["not"] and match.start("words") == 0 and not match["verb"][0].isupper() and not labelled:
        return None
    if match["lead"] and not (LEAD.match(match["lead"]) and (match["not"] or verb in AFTER_CONDITION)):
        return None
    if _STRAY.match(behind) or AIMS.match(behind):
        return None
    rest = sentence[match.end("words") :]
    if match["not"] is None and (verb in NOUN_TOO or match["lead"]):
        if verb in NOUN_TOO and verb != "start" and _STRAY_NOUN.match(behind):
            return None
        if _has_a_verb(rest):
            return None
    if (
        verb in STUDIED_TOO
        and not (match["not"] or graded or match["lead"])
        and not (_IN_CARE.search(rest) or _SOMEONE.match(rest))
    ):
        return None
    if verb in ("suggest", "recommend") or _OF_STUDIES.search(rest):
        return None
    return Act(match["words"], match.start("words"))


def _has_a_verb(rest: str) -> bool:
    """Whether the words up to the first subordinate clause hold a finite verb, so that the word before is its noun."""
    rest = _IN_BRACKETS.sub(" ", rest)
    stop = _SUBORDINATE.search(rest)
    words = [word.lower() for word in re.findall(r"[A-Za-z][\w-]*", rest[: stop.start()] if stop else rest)]
    verbs = finite_forms() - noun_forms()
    for before, word in zip(["", *words], words, strict=False):
        if word in _AUXILIARIES or (fold_spelling(word) in verbs and before not in _NO_VERB_BEHIND):
            return True
    return False

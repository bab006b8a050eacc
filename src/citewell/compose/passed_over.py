"""Sentences that stand in a text and answer nothing: furniture, set-up of studies, work on the bench."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise

from citewell.text.sentences import STARTERS

# "Making a Diagnosis In most cases, ...": a heading that lost its line. What follows begins as sentences begin.
_TITLE_WORD = r"(?:[A-Z][\w'’-]*|of|for|and|a|an|the|to|in|with|or|on|is|your|&)"
_GLUED = re.compile(rf"(?P<heading>[A-Z][\w'’-]*(?: {_TITLE_WORD}){{0,7}}) (?P<start>[A-Z][a-z]*),? (?=[a-z\d])")
_TITLED = re.compile(
    rf"(?P<heading>[A-Z][\w'’-]*(?:,? {_TITLE_WORD}){{0,7}}) (?P<start>[A-Z][a-z]*)"
    r"(?P<aside> \([\w -]+\))?(?P<next> [a-z][\w'’-]*)"
)
# "Radiation therapy Radiation therapy is ...": a heading that the sentence below it opens with again.
_TWICE = re.compile(r"(?P<heading>[A-Z][\w’'-]{2,}(?: [\w’'-]+){0,5}) (?=[A-Z])(?=(?:A |An |The )?(?i:(?P=heading))\b)")
# "FOLLOW-UP TESTS A second test is ...", "Summary : HIV is ...".
_SHOUTED = re.compile(
    r"(?!.{0,60}\b(?:NOT|NO|NEVER|DO|ONLY|AVOID|STOP)\b)(?:[A-Z][A-Z-]{2,} ){2,}(?=[A-Z][a-z]|An? [a-z])"
    r"|(?:Summary|Overview|Introduction) ?: (?=[A-Z])"
)
# "Types of Psoriasis Psoriasis occurs in ...": the sentence opens with the heading's last word.
_LAST_AGAIN = re.compile(
    rf"(?P<heading>(?:{_TITLE_WORD} ){{1,6}}(?P<last>[A-Z][\w'’-]{{3,}})) (?=(?P=last)\b(?! of\b))"
)
_SAYS = re.compile(
    r"(?:is|are|has|have|may|can|was|were|occurs?|affects?|causes?|happens?|develops?|begins?|usually|often)$"
)
_ENDS_A_NAME = frozenset(
    """association society foundation institute center centre college organization organisation disease syndrome
    disorder test virus study committee academy department administration program programme service failure attack
    cancer deficiency type vaccine therapy""".split()
)
SHORTEST_NAME = 4
# Nouns that open sentences and seldom end a heading.
_OPENERS = STARTERS | frozenset(
    "scientists researchers doctors children experts treatments here symptoms women men fortunately unfortunately "
    "today currently sometimes usually often generally".split()
)
# "Why the Procedure is Performed : Your doctor may ...", and the label of an abstract's part.
_LABELLED = re.compile(
    r"(?P<heading>[A-Z][\w'’&/ -]{2,60}?) ?: (?=[A-Z][a-z]+ [a-z])"
    r"|(?P<part>(?i:Background|Introduction|Results?|Conclusions?|Findings|Discussion|Interpretation|Aims?|Objectives?|"
    r"Methods?))(?: [Aa]nd [A-Za-z]+)?(?: ?: ?(?=[A-Z])| (?=[A-Z][a-z]+ (?:[a-z]|[A-Z]\d* )))"
)
# "Group n (%), Placebo: 18 (36.0); P value: 0.028."
_CELL = re.compile(r"[^:.]+: ?[<>]?\d[\d.,]*(?: ?\([^)]*\))? ?")
_NEXT = re.compile(r"[^:]+: ?[<>]?\d")
LONGEST_HEADING = 9
FEWEST_OF_HEADING = 2
# A heading with one of these says something that what stands under it needs ("Do Not Use : ...", "Only If ...").
_TELLING = re.compile(
    r"\b(?:no|not|non|never|none|without|avoid\w*|except|unless|only|if|when|while|who|whom|contra-?indicat\w*|do|don.t|stop|"
    r"unlikely|rare\w*|seldom|less|more|before|after|under|over|in|for|with|against|instead)$|"
    r"\b(?:no|not|never|without|avoid\w*|except|unless|only|contra-?indicat\w*|don.t|against|stop)\b",
    re.IGNORECASE,
)
_NOUNS = frozenset("symptoms treatment results methods studies conclusion conclusions".split())
_NAMES_A_KIND = frozenset({"a", "i", "x", "y", "no"})
"""Beginnings of sentences that also end a name: hemophilia A, vitamin A, type I."""


@lru_cache(maxsize=16384)
def is_passed_over(sentence: str, *, of_study: bool = True) -> bool:
    """Whether a sentence of an unlabelled text is furniture or, in a text `of_study`, tells how a study was made.

    One that also gives the size of an effect tells what came of it. Pages for readers speak of people and patients
    without having studied any: "In a small number of people the liver is affected."
    """
    if _is_table_row(sentence) or _has("always", sentence):
        return True
    if not of_study:
        return False
    return _has("set_up", sentence) or (_has("studied", sentence) and not gives_effect(sentence))


def _is_table_row(sentence: str) -> bool:
    """Whether two cells stand beside each other in a row of a table that lost its lines."""
    cells = sentence.split(";")
    return any(_CELL.fullmatch(one) and _NEXT.match(other) for one, other in pairwise(cells))


@lru_cache(maxsize=16384)
def gives_effect(sentence: str) -> bool:
    """Whether a sentence gives the size of an effect, or says whether it was significant."""
    return _has("effect", sentence)


@lru_cache(maxsize=16384)
def compares(sentence: str) -> bool:
    """Whether a sentence says what an effect was: that something rose, fell, differed or went together."""
    return _has("compares", sentence)


@lru_cache(maxsize=16384)
def tells_harm_only(sentence: str) -> bool:
    """Whether a sentence of a paper tells what harm a treatment did, and nothing of what good."""
    return _has("harm", sentence) and not _has("good", sentence)


@lru_cache(maxsize=16384)
def raises_risk(sentence: str) -> bool:
    """Whether a sentence of a paper says that a risk was higher, and nothing of what good came."""
    return _has("raised", sentence) and not _has("good", sentence) and not _has("lowered", sentence)


@lru_cache(maxsize=16384)
def bears_on_safety(sentence: str) -> bool:
    """Whether a sentence of a paper speaks of harm, risk or safety at all."""
    return _has("harm", sentence) or _has("risk", sentence)


@lru_cache(maxsize=16384)
def tells_when_to_act(sentence: str) -> bool:
    """Whether a sentence of a paper tells a sign on which somebody should act at once."""
    return _has("alarm", sentence)


@lru_cache(maxsize=16384)
def says_unknown(sentence: str) -> bool:
    """Whether a sentence says that something was not known or not studied yet."""
    return _has("unknown", sentence)


@lru_cache(maxsize=16384)
def is_bench_work(sentence: str) -> bool:
    """Whether a sentence is about animals, cells, compounds or computers."""
    return _has("bench", sentence)


@lru_cache(maxsize=16384)
def is_on_animals(text: str) -> bool:
    """Whether a title or a sentence speaks of animals or cells."""
    return _has("animals", text)


@lru_cache(maxsize=256)
def speaks_of_cells(question: str) -> bool:
    """Whether a question names animals, cells or molecules."""
    return _has("mechanism", question)


@lru_cache(maxsize=4096)
def is_of_animals(abstract: str) -> bool:
    """Whether an abstract speaks more of animals and cells than of people."""
    return _count("animals", abstract) > _count("people", abstract)


def without_heading(sentence: str, around: str = "") -> str:
    """A sentence without the heading or label that was glued to its front when lines were lost.

    One that forbids, limits or denies stays, and so does what may be part of a name; the text `around` tells, where it
    has the words behind the heading without a capital ("Diagnostic Tests Rheumatoid arthritis can be ...").
    """
    twice = _SHOUTED.match(sentence) or _TWICE.match(sentence) or _LAST_AGAIN.match(sentence)
    plain = sentence[twice.end() :] if twice else _without_heading(sentence)
    found = _TITLED.match(plain) if around else None
    if found is None or _TELLING.search(found["heading"]):
        return plain
    return plain[found.start("start") :] if _is_heading(found, plain, around) else plain


def _is_heading(found: re.Match[str], sentence: str, around: str) -> bool:
    """Whether the capitals before a word with a capital are a heading and not the beginning of its name.

    They are where the text has the word and the next without capitals ("rheumatoid arthritis"), or the word before a
    verb ("Outlook Asthma has no cure"), or the sentence says the heading's last word again; they are a name where the
    text has the two words together in another place.
    """
    start, before = found["start"].lower(), found["heading"].split()[-1].lower()
    elsewhere = around.replace(sentence, " ").lower()
    if start in _ENDS_A_NAME or f"{before} {start}" in elsewhere:
        return False
    if found["aside"]:
        return f" {start} " in around and len(found["heading"].split()) > FEWEST_OF_HEADING
    if found["heading"].istitle() and before in sentence[found.start("next") :].lower().split()[:4]:
        return True
    verb = len(start) >= SHORTEST_NAME and _SAYS.match(found["next"].strip()) is not None
    return f" {start}" in around if verb else f" {start}{found['next']}" in around


@lru_cache(maxsize=16384)
def _without_heading(sentence: str) -> str:
    labelled = _LABELLED.match(sentence)
    if labelled and len(labelled[0].split()) <= LONGEST_HEADING and not _TELLING.search(labelled["heading"] or ""):
        return sentence[labelled.end() :]
    glued = _GLUED.match(sentence)
    if glued is None or _TELLING.search(glued["heading"]):
        return sentence
    start, heading = glued["start"].lower(), glued["heading"].lower()
    begins = start in _OPENERS and start not in _NAMES_A_KIND and heading not in STARTERS - _NOUNS
    return sentence[glued.start("start") :] if begins else sentence


def _has(name: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in _patterns()[name])


def _count(name: str, text: str) -> int:
    return sum(len(pattern.findall(text)) for pattern in _patterns()[name])


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    """The table of `passed_over.toml`; each expression by itself, which is searched faster than one of them all."""
    text = resources.files("citewell.compose").joinpath("passed_over.toml").read_text("utf-8")
    return {name: tuple(re.compile(row, re.IGNORECASE) for row in rows) for name, rows in tomllib.loads(text).items()}

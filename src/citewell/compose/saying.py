"""What the words of a statement or question say by themselves: advice, a definition, a difference, yes or no asked."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from citewell.compose.intents import cue_pattern
from citewell.compose.stances import find_stances
from citewell.domain.questions import QuestionPart

_BRACKETS = re.compile(r" ?[(\[][^()\[\]]*[)\]]")
_WHETHER = re.compile(r"(?:is|are|was|does|do|did|can|could|will|would|should|has|have)(?:n't)? (?!there any\b)", re.I)
_FIRST = re.compile(r"\bfirst[- ](?:line|choice|treatment)\b|\binitial (?:treatment|therapy)\b|\bof choice\b", re.I)
_CALLS_FOR = re.compile(r"\b(?:is|are) (?:\w+ly )?(?:needed|required|warranted)\b", re.IGNORECASE)
_ADVISES = re.compile(
    r"\b(?:(?:is|are|be) (?:\w+ly )?(?:recommended|needed|required|warranted|advised|advisable|necessary|preferred)"
    r"|should|must)\b",
    re.I,
)
_RULES_OUT = re.compile(
    r"\b(?:not (?:\w+ly )?(?:be )?(?:recommended|advised|indicated|used|taken|given|prescribed)"
    r"|(?:should|must|do|need) not|contraindicated|avoid(?:ed|ing|s)?)\b",
    re.IGNORECASE,
)
_IS_A = re.compile(
    r"(?:\s\([^)]*\))?\s(?:is|are)\s(?:defined|described as|characteri[sz]ed|an?\b|the\b|pain\b|headache\b|descent\b)",
    re.I,
)
_APART = re.compile(
    r"\b(?:separates?|separated|distinguish\w*|differentiat\w*|(?:tell|told|telling)\b[\w\s]{0,20}\bapart|unlike"
    r"|in contrast to|as opposed to|(?:degrees|%) in [^.]* and [^.]* in)\b",
    re.IGNORECASE,
)
_SETS_APART = re.compile(
    r"\b(?:whereas|while in|but not in|discriminat\w*|distinguish\w*|differentiat\w*|sensitivity|specificity|accuracy"
    r"|accurate(?:ly)?|misdiagnos\w*|unlike)\b",
    re.IGNORECASE,
)
# "Other headache types improved": other than what stands in another sentence.
_LEANS_ON_ANOTHER = re.compile(
    r"(?:(?:an)?other|further|also|in addition|both|neither|such|these|those|this|similar(?:ly)?)\b", re.IGNORECASE
)
# "... are also risk factors": besides others, which come first.
_ADDS = re.compile(
    r"\b(?:is|are|can|may|might|should|will|has|have) also\b"
    r"|\b(?:another|additional|alternative|further) (?:type|kind|form|way|option|treatment|test|cause)s?\b",
    re.IGNORECASE,
)


def words_read(text: str) -> int:
    """The number of words of a text without its brackets, which a reader passes over."""
    return len(_BRACKETS.sub("", text).split())


def asks_whether(text: str) -> bool:
    """Whether a question asks for yes or no, so that what answers it names the same things, whatever its topic."""
    return _WHETHER.match(text) is not None


def advises(text: str) -> bool:
    """Whether a statement says what should be done."""
    return _ADVISES.search(text) is not None


def is_first(text: str) -> bool:
    """Whether a question or statement is on what comes first."""
    return _FIRST.search(text) is not None


def calls_for(text: str) -> bool:
    """Whether a statement says that something is needed."""
    return _CALLS_FOR.search(text) is not None


def leans_on_another(text: str) -> bool:
    """Whether a statement opens with what another sentence must have named."""
    return _LEANS_ON_ANOTHER.match(text) is not None


def adds(text: str) -> bool:
    """Whether a statement names one thing more beside others that come first."""
    return _ADDS.search(text) is not None


def tells_apart(text: str) -> bool:
    """Whether a statement sets two things against each other."""
    return _APART.search(text) is not None


def discriminates(text: str) -> bool:
    """Whether a statement says what one has and another has not, or how well a test tells them."""
    return _SETS_APART.search(text) is not None


def sets_apart(text: str) -> bool:
    """Whether a statement of a paper bears on telling two things apart."""
    return tells_apart(text) or discriminates(text)


def tells_two_apart(text: str, part: QuestionPart) -> bool:
    """Whether a statement says how two conditions that the question names differ."""
    return len((*part.pico.conditions, *part.pico.comparators)) > 1 and tells_apart(text)


def defines(text: str, part: QuestionPart) -> bool:
    """Whether a statement opens with what was asked about and says what it is."""
    rest = text[len(part.topic) :] if text.lower().startswith(part.topic.lower()) else ""
    return bool(_IS_A.match(rest))


def rules_out(text: str) -> bool:
    """Whether a statement says of something that it should not be done or used."""
    return _RULES_OUT.search(text) is not None


def advises_against(text: str) -> bool:
    """Whether a statement is on what not to do."""
    return any(stance.measure == "whether to do it" and not stance.favours for stance in find_stances(text))


@lru_cache(maxsize=16_384)
def has_cue(name: str, text: str) -> bool:
    """Whether a text has one of a kind of cues; every sorting of the same candidates asks again."""
    return _cues()[name].search(text) is not None


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    text = resources.files("citewell.compose").joinpath("answer_cues.toml").read_text("utf-8")
    return {name: cue_pattern(cues) for name, cues in tomllib.loads(text).items()}

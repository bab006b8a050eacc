"""How many of a group a claim speaks of is how many its quote says: all, most, half, some, few, none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from citewell.checks.comparing import Difference, Pair, findings_of, plain
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import is_light, key_of, light_keys

RULE = "quantifier_matches"
SUMMARY = "Few, some, half, most and all are said of a group as in the quote, in words or by its percentage."

ALL, NEARLY_ALL, MOST, HALF, SOME, FEW = 100.0, 95.0, 75.0, 50.0, 35.0, 10.0

_SUPERLATIVE = (
    r"(?! (?:common|often|frequent|likely|important|recent|typical|severe|wide|at risk|to\b|"
    r"\w+(?:ive|ant|ful|ous|al|ent)\b))"
)
_PEOPLE = r"(?:patients?|people|persons?|wom[ae]n|m[ae]n|child(?:ren)?|adults?|infants?|cases?|participants?|parents?)"
_WORDS = (
    (NEARLY_ALL, r"(?:nearly|almost|virtually|practically) (?:all|always|every\w*|everyone)|(?:vast|great) majority"),
    (FEW, r"(?:only )?(?:very )?few(?! (?:days|weeks|months|years|hours|minutes))|only (?:some|a handful)|minority|"
          r"rare|rarely|seldom|hardly (?:any|ever)|a handful|uncommon|small (?:number|proportion|share|percentage)"),
    (MOST, rf"(?<!the )(?<!at )(?<!\w\wed )most{_SUPERLATIVE}(?= [a-z]{{2,}})|majority|mostly|usually|typically|"
           r"mainly|largely|(?:more than|over) half"),
    (HALF, r"(?<!and a )(?<!and )(?<!at least )(?<!under )(?<!less than )(?<!below )half "
           rf"(?:of )?(?:the |those |all )?(?:\w+ )?{_PEOPLE}"),
    (ALL, rf"(?<!not )(?<!at )(?<!of )all (?:of )?(?:the |those |such )?(?:\w+ )?{_PEOPLE}|every {_PEOPLE}|everyone|"
          r"always|invariably|without exception"),
    (SOME, r"sometimes|occasionally|some (?:of )?(?:the |those )?" + _PEOPLE),
)  # fmt: skip
_WORD = re.compile("|".join(rf"(?P<q{number}>\b(?:{words})\b)" for number, (_, words) in enumerate(_WORDS)))
_SHARE = re.compile(
    r"(?<![\d.])(?<!to )(?<!below )(?<!under )(?<!above )(?<!over )(?<!than )(?<!or )(?<!least )"
    r"(?P<value>\d+(?:\.\d+)?) ?(?:%|per ?cent\b)(?! (?:ci|confidence|higher|lower|more|less|fewer|reduction|increase))"
)
_FRACTIONS = {
    "a third": 33.3,
    "one third": 33.3,
    "two thirds": 66.7,
    "a quarter": 25.0,
    "three quarters": 75.0,
    "a fifth": 20.0,
}
_FRACTION = re.compile(rf"\b({'|'.join(_FRACTIONS)})\b(?= of| in)")
# Words by which a claim may speak of the rest: "most were not cured" is "a fifth were".
_REST = re.compile(r"\b(?:not|no|without|free|still|lack\w*|remain\w*|avoid\w*|surviv\w+|never|fail\w*|mis\w+)\b")
_CLAUSES = re.compile(
    r"[.;:](?= )|[()]|,? \b(?:but|although|though|whereas|while|however|because|since|even though|unless|except|if|"
    r"when)\b |"
    r", (?:and|which|who|so|where|yet|as) | and (?=(?:should|must|may|can|is|are|was|were|did|does|do|will)\b)"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    keys: frozenset[str]
    shares: tuple[tuple[float, str], ...]


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error where the claim speaks of more, or of fewer, than the first quote does."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for the first share of the claim that no share of the quote's clause on the same things fits."""
    stated = _clauses(plain(pair.quote))
    for clause in _clauses(plain(pair.claim)):
        for share, words in clause.shares:
            near = max((len(clause.keys & one.keys) for one in stated), default=0)
            quoted = [one for other in stated if len(clause.keys & other.keys) * 2 >= near > 0 for one in other.shares]
            if _REST.search(clause.text):
                quoted = [one for one in quoted if not one[1][0].isdigit()]
            if (
                words[0].isdigit()
                or share == SOME
                or words in _FRACTIONS
                or not quoted
                or any(_fits(share, other) for other, _ in quoted)
            ):
                continue
            if quoted[0][1] in _ADVERBS and words in _RARE:
                continue  # "rarely results in paralysis, usually of the legs"
            return [Difference(f"The claim says “{words}” where the quote says “{quoted[0][1]}”.", True)]
    return []


def _fits(claimed: float, stated: float) -> bool:
    """Whether a share that the quote gives bears out the one that the claim gives."""
    if claimed == ALL:
        return stated == ALL
    if claimed == NEARLY_ALL:
        return stated >= LEAST_NEARLY_ALL
    if claimed == MOST:
        return stated > HALF
    if claimed == HALF:
        return LEAST_HALF <= stated <= MOST_HALF
    return stated <= MOST_FEW


_ADVERBS = frozenset("usually mostly mainly largely typically always".split())
_RARE = frozenset("rare rarely uncommon seldom".split())
LEAST_NEARLY_ALL = 85.0
LEAST_HALF, MOST_HALF = 40.0, 60.0
MOST_FEW = 40.0


@lru_cache(maxsize=8192)
def _clauses(text: str) -> tuple[_Clause, ...]:
    found: list[_Clause] = []
    for part in _CLAUSES.split(text):
        if not part:
            continue
        keys = frozenset(key_of(word) for word in re.findall(r"[a-z][\w'-]{2,}", part) if not is_light(word))
        shares = [(_level(match), match[0]) for match in _WORD.finditer(part)]
        shares += [(_FRACTIONS[match[1]], match[0]) for match in _FRACTION.finditer(part)]
        shares += [(float(match["value"]), match[0]) for match in _SHARE.finditer(part)]
        found.append(_Clause(part, keys - light_keys(), tuple(shares)))
    return tuple(found)


def _level(match: re.Match[str]) -> float:
    return _WORDS[int((match.lastgroup or "q0")[1:])][0]

"""A recommendation is as strong in a claim as in its quote, and for or against as there."""

from __future__ import annotations

import re

from citewell.checks._contrasting import contrast_differences
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import read_meaning

RULE = "recommendation_matches"
SUMMARY = "Must, should, suggest, consider, may be used: neither strengthened nor weakened, and no “against” lost."

_AGAINST = re.compile(
    r"\b(?:(?:recommend|advis|suggest|warn|decid|argu)\w* against|(?<!or )against (?:the use|"
    r"use|routine|\w+ing)|contraindicat\w+|"
    r"avoid\w*|discourag\w+|(?:should|must) not(?! (?:be )?(?:delay|withh|postpon|wait|interrupt))|prohibit\w*|"
    r"not be (?:used|given|referred|offered)|"
    r"not recommended|not advised|not indicated)\b"
)
_NOT_NEEDED = r"(?<!no )(?<!not )(?<!without )"
# Any word that turns advice: where the other text has one, whether the two are for the same is for other rules to tell.
_TURNED = re.compile(
    rf"{_AGAINST.pattern}|\b(?:not|no|never|nor|cannot|(?<!or )against|stop\w*|withh\w+|withdr\w+|refrain\w*|"
    rf"unsuitable|"
    r"barred?|unnecessary|steer\w*|away from|exception)\b"
)
_LEVELS = (
    (
        4,
        "must",
        re.compile(
            rf"\b(?:must|mandatory|compulsory|obligatory|{_NOT_NEEDED}(?:(?<!if )(?<!when )(?<!where )(?:require[sd]?|"
            r"(?<!as )(?<!were )(?<!was )needed)|needs?(?! not\b)|need to)|"
            r"has to be|have to be|prohibit\w*|(?<!unless )contraindicat\w+|"
            r"drug of choice|demands?|asks? for|essential|necessary)\b(?! no\b)"
        ),
    ),
    (
        3,
        "should",
        re.compile(
            r"\b(?:should|reserved|recommend\w*|(?<!lifestyle )(?<!dietary )advi[sc]\w+|ought|indicated|asks?|wants|"
            r"warranted|mandates|discouraged|best (?:avoided|given|performed|done|taken|started))\b"
        ),
    ),
    (
        2,
        "may be considered",
        re.compile(
            r"\b(?:suggest\w*|consider\w*|weight (?:up|against)|(?:bear|borne|kept|keep) in mind|"
            r"options?|alternative|optional|support\w*|endorse\w*|back(?:s|ed)|favou?rs?|"
            r"appropriate|first line|first choice|"
            r"(?:may|can|might|could) (?:also )?(?:be )?(?:used?|tried|given|prescribed|considered|"
            r"recommended|offered|managed|added|"
            r"followed|told|seen|suspected|avoided?|taken|excluded|delay))\b"
        ),
    ),
)
_WEAK = re.compile(r"\bweak(?:ly)?\b|\bconditional\w*|\blow certainty\b")
_STRONG = re.compile(r"\bstrong(?:ly)?\b")
_ADVICE = re.compile(
    r"\b(?:recommend\w*|should|prefer\w+|favou?r\w*|drug of choice|indicated|advi[sc]\w+|"
    r"suggest\w*|consider\w*|options?)\b"
)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for a recommendation that is stronger, weaker or the other way round than in the first quote."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference in strength, in a stated weak or strong, or in for and against."""
    said, stated = pair.said.text, pair.stated.text
    found = contrast_differences(pair, RULE, alone=False)
    meant = _meant(pair)
    against = bool(_AGAINST.search(_WHERE_BARRED.sub("", said)))
    really = bool(_AGAINST.search(_WHERE_BARRED.sub("", meant)))
    really = really or (not against and _forbidden_alike(said, pair.stated.text))
    turned = _TURNED.search(meant if against else said)
    if against != really and not turned and _ADVICE.search(said) and _levels(stated):
        found.append(Difference(f"The {'claim' if against else 'quote'} advises against it; the other does not.", True))
    found += _strength(said, stated, against=against or really)
    if _STRONG.search(said) and _ADVICE.search(said) and not _STRONG.search(stated):
        found.append(Difference("The claim calls the recommendation strong, which the quote does not."))
    if (
        re.search(r"\bweak(?:ly)?\b|\bconditional\w*", pair.spoken_of)
        and not _WEAK.search(said)
        and _ADVICE.search(stated)
    ):
        found.append(Difference("The quote calls the recommendation weak; the claim leaves that out."))
    return found


def _meant(pair: Pair) -> str:
    """The clauses of the quote that share most with the claim: advice against something else says nothing of it."""
    parts = [part for part in _CLAUSES.split(pair.stated.text) if part.strip()]
    shared = [len(read_meaning(part).held & pair.said.held) for part in parts]
    held = [len(read_meaning(part).held) for part in parts]
    return "; ".join(
        part for part, count, keys in zip(parts, shared, held, strict=True) if count == max(shared) or count * 2 >= keys
    )


def _forbidden_alike(said: str, stated: str) -> bool:
    """Whether the claim advises, in the same words, what the quote says should not be done."""
    return any(
        re.search(rf"\b(?:should|must|may|can|ought to) (?:be )?{re.escape(match[1])}\b", said)
        for match in re.finditer(r"\b(?:should|must|may|ought) not (?:to )?(?:be )?(\w+(?: \w+)?)", stated)
    )


# Whom the advice is for, not the advice itself: "unless contraindicated", "in whom anticoagulants are contraindicated".
_WHERE_BARRED = re.compile(r"\b(?:unless|if|when|where|whom|who)\b[^.;,]{0,40}?\bcontraindicat\w+")


_CLAUSES = re.compile(r"(?<=[a-z)\]#])[.;] (?=\w)|, (?:but|whereas|while|although|and|except)\b")


def _levels(text: str) -> dict[int, str]:
    return {level: match[0] for level, _, words in _LEVELS if (match := words.search(text))}


def _instruction(text: str) -> dict[int, str]:
    """The level of a sentence that instructs without a modal verb: "Stop metformin if ...", "in adults, review ..."."""
    for match in _OPENING.finditer(text):
        if match["verb"] in _COMMANDS:
            return {3: match["verb"]}
    return {}


_OPENING = re.compile(r"(?:^|[.;,:] |\b(?:and|then|but) )(?:do not |never |always )?(?P<verb>[a-z]+)(?= )")
# Verbs that open an instruction; most that end like a noun are left out.
_COMMANDS = frozenset(
    """
    advise offer consider stop start give take check measure monitor review refer avoid prescribe
    add continue discontinue reduce increase titrate assess ask use repeat withhold switch treat
    test screen ensure arrange perform tell inform encourage discuss admit obtain exclude suspect
    begin initiate administer record examine counsel vaccinate apply keep limit do replace move seat
    skip maintain swallow wash wear carry eat drink inject insert position lie sit chew dissolve
    rinse remove contact seek choose prefer allow delay defer postpone halve double reserve correct
    confirm investigate isolate notify discard tell stay swap cut get let make send""".split()
)


_NEED = re.compile(
    r"(?<!not )(?<!no )(?<!without )\b(?:require[sd]?|needs?|needed|calls? for|asks? for|demands?)\b(?! not\b)"
)
# "How pain should be managed is disputed" and "which test should come first depends on ..." advise nothing.
_ASKED = re.compile(
    r"(?:(?<=how )|(?<=whether )|(?<=what )|^(?:which|when|where|who) )[^.,;:]{0,60}?\b(?:should|must)\b"
)


def _strength(said: str, stated: str, *, against: bool) -> list[Difference]:
    claimed, quoted = _levels(_ASKED.sub("", said)), _levels(stated) or _instruction(stated)
    need = _NEED.search(stated)
    if need:
        quoted = {**quoted, 4: need[0]} if 4 in claimed else {**quoted, 3: quoted.get(3, need[0])}
    if not claimed or (claimed.keys() & {4} == quoted.keys() & {4} and claimed.keys() == quoted.keys()):
        return []
    highest, most = max(claimed), max(quoted, default=0)
    if highest > most and (most or highest >= 3):
        told = f"“{quoted[most]}”" if most else "no advice"
        return [Difference(f"The claim says “{claimed[highest]}”, the quote {told}: the advice is stronger.")]
    if most >= 3 and highest == 2 and 2 not in quoted and not against:
        return [Difference(f"The claim says “{claimed[highest]}”, the quote “{quoted[most]}”: the advice is weaker.")]
    return []

"""Advice in so many words: "we recommend", "guidelines advise", "no recommendation can be made"."""

from __future__ import annotations

import re

from citewell.text._patterns import one_of, spaced
from citewell.text._recommending_context import ADVERB, BODIES, RESEARCH, SUBJECTS, under_question
from citewell.text._recommending_cues import Act
from citewell.text._recommending_modals import find_modal

_SAY = r"(?:recommend|suggest|advise|advocate|endorse|discourage|urge|favou?r)s?"
SAYING = spaced(
    rf"\b(?P<who>{one_of(SUBJECTS['own'])}),?(?: (?:would|can|could|will|must|{ADVERB})){{0,3}}? "
    rf"(?P<words>(?:(?:do|does|would|can|could) ?not |cannot |"
    rf"don't )?(?:\w+ly )?{_SAY}(?: (?:strongly )?against)?)\b",
)
JOINED = spaced(
    rf"\b(?P<who>we)\b[^.;:?]{{1,160}}?(?:,| and| but)(?: (?:would|{ADVERB})){{0,2}} "
    rf"(?P<words>(?:do not )?(?:\w+ly )?(?:recommend|advise|advocate)(?: against)?)\b",
)
PAST = spaced(
    rf"\b(?P<who>{one_of(SUBJECTS['past'])})(?: {ADVERB})? (?P<words>(?:\w+ly )?(?:recommended|"
    rf"suggested|advised)(?: against)?)\b",
)
BODY = spaced(
    rf"(?:^|[\s(])(?P<who>{BODIES})\b(?!.*\b(?:who|which|whom|whether|is|are|was|were|has|have)\b)",
    re.NOFLAG,
)
BODY_SAYS = spaced(rf"(?P<words>(?:(?:do|does) not )?(?:(?!only)\w+ly )?{_SAY}(?: against)?)\b")
NOBODY = spaced(rf"(?:^|\W){one_of(SUBJECTS['nobody'])}\b")
_SAYS = re.compile(r"recommend|suggest|advis|advocate|endorse|discourage|urge|avou?r", re.IGNORECASE)
_CLAUSE = re.compile(
    r"[,;:](?!\d)|\b(?:that|but|while|whereas|although|because|as|and(?=\s+(?:the|current|international|WHO)))\b"
)
ADVISED = spaced(
    r" *,? *(?:that )?(?:(?!(?:can|could|may|might|will|would|to)\b)[\w-]+,? ){1,14}?(?:be \w+(?:ed|en)|"
    r"receive|undergo)\b"
)
_ACTION = spaced(
    r" *(?:against|using|use of|the use of|routine|treatment with|treating|offering|adding|giving|avoiding|starting|"
    r"stopping|performing|screening|a trial of|the routine|early|either|[a-z]+ing (?:a|an|the|patients|"
    r"children|all)\b|(?!that\b)[\w -]{3,80} (?:over|rather than|instead of) )"
)
_STUDIES = re.compile(
    r"(?<!imaging)(?<!sleep)(?<!conduction)(?<!laboratory)(?<!graphic)(?<!blood)(?<!diagnostic)(?<!nerve)(?<"
    r"!urodynamic)\s+stud(?:y|ies)\b"
)
_FURTHER = spaced(
    r"^[ ,]*(?:that |the )?(?:use of )?(?:future|further|additional|more research|larger|later|subsequent|"
    r"more studies|new studies|prospective|a (?:new|novel|model|hypothesis|mechanism|framework|method))\b"
)


def find_advice(sentence: str, graded: bool) -> Act | None:
    """What the authors, a panel or a named body recommends, in the words that say so."""
    if not _SAYS.search(sentence):
        return None
    for pattern in (SAYING, JOINED, PAST):
        match = pattern.search(sentence)
        if match and _advises(match["who"], match, sentence[: match.start("who")], graded=graded):
            return Act(match["words"], match.start("words"))
    return _reported(sentence, graded)


def _reported(sentence: str, graded: bool) -> Act | None:
    """What a named body or a guideline recommends."""
    for match in BODY_SAYS.finditer(sentence):
        clause = _CLAUSE.split(sentence[: match.start("words")][-200:])[-1]
        body = BODY.search(clause)
        if not body or NOBODY.search(clause[: body.end()]):
            continue
        if _advises(body["who"], match, sentence[: match.start("words")], graded=graded):
            return Act(match["words"], match.start("words"), "reported")
    return None


def _advises(who: str, match: re.Match[str], before: str, *, graded: bool) -> bool:
    """Whether it is advice on care: no call for research, no condition, and no opinion on how things are."""
    rest, verb = match.string[match.end() :], match["words"].lower()
    if rest.strip(" .") == "" or _FURTHER.match(rest) or RESEARCH.search(rest[:70]) or _STUDIES.search(rest[:70]):
        return False
    if under_question(before):
        return False
    if re.search(r"suggest|advocat|favou?r|endorse", verb) and re.match(r"\s*that\b", rest):
        return bool(ADVISED.match(rest) or find_modal(rest, graded))
    if "against" in verb or graded or not re.search(r"suggest|favou?r", verb):
        return True
    if ADVISED.match(rest):
        return True
    if "suggest" not in verb:
        return False
    opinion = re.match(r"we$|(?:the )?(?:present )?authors?$|.*(?:review|data|group)$", who, re.IGNORECASE | re.DOTALL)
    return bool(_ACTION.match(rest) or not (opinion or re.match(r"\s*(?:that|a|an)\b", rest)))


_PLAIN = tuple(
    (name, spaced(pattern))
    for name, pattern in (
        ("insufficient",
            r"(?P<words>(?:insufficient (?:evidence |data )?to (?:recommend|make (?:a |any )?recommendations?|"
            r"support a recommendation|advise)(?:,? (?:either )?(?:for (?:or|and|nor) against|against))?))"),
        ("insufficient",
            r"(?P<words>no (?:\w+ )?recommendations? (?:can|could) (?:currently |yet )?be (?:made|given))"),
        ("issued",
            r"\b(?:panel|committee|group|task force|guidelines?|we|society|college|WHO|"
            r"members) (?:\w+ )?(?:made|makes?|issued|issues?|gives?|gave|provides?|"
            r"provided) (?:an? )?(?P<words>(?:strong|weak|conditional) recommendations?(?: against)?)"),
        ("dose",
            r"(?:^|[.:;] |\b(?:the|a|an|usual|maximum) )(?:(?:the|a|usual|maximum|initial|adult|daily|oral|"
            r"intravenous) )*(?P<words>recommended)(?! phase)(?: (?!phase)[\w-]+){0,4}? (?:doses?|dosages?|"
            r"dosing|regimens?|schedules?|durations?|intervals?|treatments?|infusion rate)\b[^.;,]{0,60}? (?:is|"
            r"are)\b(?! \w*(?:ed|lower|higher|unknown)\b)"),
        ("label", r"^(?P<words>(?:absolutely )?contra-?indicated) (?:in|during|for|with)\b"),
        ("acr", r"\b(?:is|are) (?P<words>usually (?:not )?appropriate)\b"),
        ("acr", r"\b(?:is|are) (?P<words>usually not appropriate)\b"),
        ("uspstf",
            r"(?:USPSTF|Preventive Services Task Force)\b.{0,60}?(?P<words>evidence (?:is |"
            r"was )?(?:currently )?(?:is )?insufficient)"),
    )
)  # fmt: skip
_PLAIN_STEM = re.compile(r"nsufficient|ecommend|ontra-?indic|ppropriate", re.I)
_SHOWN = {"issued": "GRADE", "acr": "ACR", "uspstf": "USPSTF"}


def find_plain(sentence: str, graded: bool) -> Act | None:
    """Fixed forms of words: no recommendation for want of evidence, a recommended dose, a rating of appropriateness."""
    if not _PLAIN_STEM.search(sentence):
        return None
    for name, pattern in _PLAIN:
        match = pattern.search(sentence)
        if not match:
            continue
        if name == "insufficient" and (
            under_question(sentence[: match.start()]) or RESEARCH.match(sentence[match.end() :].strip()[:40])
        ):
            continue
        return Act(match["words"], match.start("words"), _SHOWN.get(name, "wording"))
    return None

"""Sentences of unlabelled texts that cannot be read alone, or that are two run together.

`text.context` finds what points outside a sentence in the ways of papers; these are those of pages written for readers
who read on: an aside without its bracket, an item without its list, a pronoun behind what somebody reported, a share of
people who were named before, a heading or a list that lost its lines.
"""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.text.normalise import content_stems
from citewell.text.ordinary import is_plain

FEWEST_ITEMS = 2
LONGEST_END = 24

_PRONOUN = r"(?:it|its|they|them|their|this|these|those|he|she|his|her)"
_PEOPLE = r"(?:people|persons?|patients?|cases|those|children|women|men|adults|individuals|babies|infants)"
_NUMBER = r"(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|half|a (?:third|quarter|half))"
_LEANING = re.compile(
    "|".join(
        (
            # an item of a list without the line above it: "Can come back years later as a rash."
            r"^(?:Can|May|Might|Could|Will|Would|Should|Must|Has|Had|Is|Are|Was|Were|Does|Did) (?!.*\?)",
            # "Studies so far suggest that it does not ...": what "it" is stands in the sentence before
            r"^(?:[\w’'-]+ ){0,3}"
            r"(?:studies|study|research|researchers|scientists|doctors|experts|evidence|trials|findings)\b"
            rf"[^,.;]{{0,40}}\b(?:that|whether|if|how) {_PRONOUN}\b",
            rf"^(?:\w+ly|Sometimes|Often|Most often|In (?:some|most|many|rare|other|severe) (?:cases|people|instances)|"
            rf"At first|Over time|As a result|In time|Then|For (?:most|some|many) people), {_PRONOUN}\b",
            r"^(?:So|Or|And|But|Yet|Plus|Nor),? (?!called\b)"
            r"|^[A-Z][\w’ -]{2,50}, which (?:is|are) [^,;]*\.$|^(?:Later|Next|Afterwards?|Meanwhile|Eventually), "
            r"|^(?:[\w,.-]+ ){1,5}of (?:them|which) ",
            r"^(?:Many|Most|Some|Few|All|Several) (?:can|are|have|may|will|were|is|also|of)\b(?! (?:the|all) )",
            r"^In (?:others|these|those|both|either)\b,? (?!who\b|with\b|people\b)"
            r"|^(?:A|The) (?:third|fourth|second) (?:type|kind|form)\b",
            r"^(?:From|By|Until|Since|Before) (?:there|then)\b|^For those who (?:do|are|have|don.t|did)\b(?! not)",
            r"^(?:Now|Today|Currently),? (?:they|it|he|she)\b"
            r"|^(?:[\w.%-]+ ){1,10}(?:gets?|have|develop|need) (?:them|it)\.$",
            # a name with what it means and no statement; a label with headings; a thing that "it" or "them" was
            r"^[A-Z][\w’' /-]{2,45} -- (?!.* -- )[^.]*\.$",
            r"^(?:You|We|Doctors|People|Some people|Many people|Most people|Researchers) (?:[\w’']+ ){1,3}"
            r"(?:it|them|these)\b(?! (?:is|hard|difficult|easier|important)\b)",
            r"^If (?:so|not|(?:you|they|he|she|it) (?:do|does|did|are|is|have|has)),",
            # items of a list of what is asked or ordered: "How much of it is left.", "A test to show whether ..."
            r"^(?:How|Whether|Where|Who|What|Which|Why)\b(?!.*\b(?:depends?|is (?:not )?(?:yet )?(?:known|unknown|"
            r"unclear|determined|important|called|needed)|affects?|matters?|determines?|varies|helps?|means?|decides?)\b)",
            r"^An? (?:[\w-]+ ){1,4}to \w+ "
            r"(?:whether|if|how|what|for)\b(?!.*\b(?:is|are|may|can|will) (?:\w+ ){0,2}(?:done|"
            r"used|needed|ordered|given|helpful|required|recommended)\b)",
            # an instruction whose object was named before: "Use them on bread."
            r"^(?:(?:Do not|Don.t|Never|Always) )?(?:use|take|give|avoid|keep|put|make|try|eat|drink|stop|apply|store|"
            r"mix|hold|bring|wash|follow|repeat|call|tell|show) (?:\w+ )?(?:it|them|these|those|this|him|her)\b",
            r"^In [\w’' -]{3,30}, (?:it|this) (?!is\b|was\b|has been\b|may be\b|can be\b)",
            r"^(?:[\w’'-]+ ){1,6}(?:will|may|can|is|are|should) then\b",
            rf"^(?:In|For) (?:the hope|the hopes|an effort|order)\b[^,]*, {_PRONOUN}\b",
            r"^(?:You|They|Your [\w ]{2,20}) (?:will|may|can|should|might) (?:also|then)\b",
        )
    ),
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\b(?:is an example|are examples|is another|are others?|is one of (?:them|these))\.$", re.IGNORECASE
)
_COUNTED = re.compile(
    r"\b(?:these|those) (?:two|three|four|five|six|seven|eight|nine|ten|\d+) (?:[\w-]+ ){0,2}?(?P<noun>[\w-]{3,})", re.I
)
_SEVERAL = re.compile(r"\band\b|,.*,|\d")
# "since the proposal of this terminology": of which one, only the sentence before tells.
_UNNAMED_TERM = re.compile(
    r"\b(?:this|these) (?:terms?|terminology|definition|name|denomination|nomenclature|concepts?|notion|topic|issue)\b",
    re.IGNORECASE,
)
# "However, a dose of 0.5 causes lesser sedation": than what stood in the sentence that it answers.
_ANSWERS = re.compile(r"(?:However|In contrast|By contrast|Conversely|On the other hand|Nevertheless|Nonetheless)\b")
_COMPARED = re.compile(
    r"\b(?:lesser|less|fewer|greater|higher|lower|shorter|longer|better|worse|smaller|larger|milder|slower|faster)\b"
)
_STANDARD = re.compile(
    r"\b(?:than|compar\w+|versus|vs|between|relative to|over|from|whereas|while|both|at least|or|threshold|risk of|with"
    r"|in|among|for)\b|\d",
    re.IGNORECASE,
)
# "Whilst injections help, the relief is less.": than after what else.
_GRANTS = re.compile(
    r"(?:While|Whilst|Although|Though|Even though|Despite|In spite of) [^.]*\b(?:is|are|was|were) "
    r"(?:\w+ly |much |also )?"
    r"(?:less|lower|higher|greater|smaller|larger|shorter|longer|better|worse|fewer|more \w+|less \w+)\.?$"
)
_NAMES_STANDARD = re.compile(r"\b(?:than|compar\w+|versus|vs|relative to|whereas)\b", re.IGNORECASE)
# "Adverse events did not differ.", "No adverse event was observed.": between which groups, and after what?
_NO_DIFFERENCE = re.compile(
    r"(?:The )?(?:\w+[ -]){1,4}(?:did not differ|(?:was|were) (?:similar|comparable|equal|unchanged))"
    r"(?: significantly)?\.?"
    r"|No (?:\w+[ -]){1,4}(?:was|were) (?:observed|reported|recorded|noted|seen|found|detected|documented)\.?",
    re.IGNORECASE,
)
# "compared with the placebo of group C": what it had stands in the methods, unless a bracket tells.
_LETTERED = re.compile(r"(?<!\()\b(?:[Gg]roups?|[Aa]rms?|[Cc]ohorts?) (?:[A-E]|I{1,3}|IV|[1-5])\b(?! ?[(\[])")
# "in both groups ... compared with placebo": which two groups were not placebo stands elsewhere.
_BOTH_AND_A_THIRD = re.compile(
    r"\b(?:in|of|for) both (?:treatment |intervention |dose )?(?:groups|arms)\b[^.]*"
    r"\b(?:compared (?:with|to)|versus|vs\.?|than) (?:the )?(?:placebo|sham|controls?)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"^(?:(?:about|approximately|nearly|almost|around|roughly|up to|more than|less than|fewer than|over|only|"
    r"as many as|an estimated) )*"
    rf"{_NUMBER}(?: ?%| percent)?(?: (?:in|out of)(?: every)? {_NUMBER})?(?: of)?(?: all| the)? {_PEOPLE} "
    r"(?:have|has|had|are|were|is|was|die[sd]?|will|can|may|do|did|live[sd]?|surviv\w+|recover\w*|respond\w*|improv\w+|"
    r"develop\w*|need\w*|get|got|feel|experienc\w+|go|report\w*)\b"
    r"(?! been (?:reported|described|identified|diagnosed))",
    re.IGNORECASE,
)
# A sentence begins where no mark ends the one before: "... loss of balance These symptoms can last ...".
_RUN_ON = re.compile(
    r"(?<=[a-z)\d\"”]) (?:The|These|This|Those|They|It|If|When|Some|Most|Many|For|Although|However|Your|You|People|"
    r"Because|As|After|During|Each|Several|Sometimes|Usually|Often|Who|There|Other|Others|While|With|Since|Until|Do|Does|Avoid|Follow|Make|Get|"
    r"Take|Ask|Use|Being|Having|Treatment|Treatments|Symptoms) (?=[a-z])"
)
# Headings and items that follow one another: "Haemoglobin SS Haemoglobin SC Overview Cells ...".
_HEADINGS = re.compile(r"(?:[A-Z][a-z’'-]+[,;]? (?:[A-Z]{1,3}\d? )?){7}")
# "... Kidney Transplant A kidney transplant places ...".
_AGAIN = re.compile(
    r"\b(?P<twice>[A-Z][a-z]{3,}) (?P=twice)\b"
    r"|(?<=\w )(?P<word>[A-Z][a-z]+) (?:[A-Z][a-z]+ )?(?:A|An|The) (?i:(?P=word))\b"
)
_ITEM = re.compile(r"(?:^|[\s(])[a-z][\w’'-]*\)? ([A-Z][a-z]+)(?= [a-z(])")
# "1525 mg" and "3040 percent": a range whose dash was lost reads as another figure.
_GLUED_RANGE = re.compile(
    r"(?<![\d.,-])(?P<from>[1-9]\d)(?P<to>[1-9]\d)(?=[ -]?(?:mg|mcg|milligrams?|g|ml|percent|%|years?|months?|weeks?|"
    r"days?|hours?|minutes?|seconds?|times|drops|units|pounds|inches|degrees)\b)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<=[a-z)\d]) (?P<start>[A-Z][a-z]+)(?P<next> [a-z]{3,})")
# "Treatment Goals: Manage Pain, Improve Function ...", "Medicines Used to Treat ...": capitals that sentences lack.
_LABEL = re.compile(
    r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*: (?:[A-Z][\w’'-]*,? ){3}"
    r"|[A-Z][\w’'-]+ (?:[\w’'-]+ ){0,3}(?:Used|Treat|Treated|Prevent|Diagnose|Diagnosed|Know|Manage|Improve|"
    r"Help|Affect) "
)
_ENUMERATED = re.compile(r"(?<![\w(])(?:\d{1,2}|[a-d]|i{1,3})\) ")
_NAMED = re.compile(r"\b(?:called|named|titled|as|the|see|said|says|asks?) $|[\"“‘']$")


@lru_cache(maxsize=16384)
def leans(sentence: str) -> bool:
    """Whether a sentence needs what stood around it, or is two without a mark between."""
    if (
        _LEANING.match(sentence)
        or _ENDS.search(sentence, max(0, len(sentence) - LONGEST_END))
        or _HEADINGS.match(sentence)
        or _LABEL.match(sentence)
        or _AGAIN.search(sentence)
        or _BOTH_AND_A_THIRD.search(sentence)
        or _LETTERED.search(sentence)
        or _leaves_term_open(sentence)
        or not _is_balanced(sentence)
    ):
        return True
    if has_glued_range(sentence) or sum(is_plain(word.lower()) for word in _ITEM.findall(sentence)) >= FEWEST_ITEMS:
        return True
    counted = _COUNTED.search(sentence)
    if (
        counted
        and not _SEVERAL.search(sentence[: counted.start()])
        and not set(content_stems(counted["noun"])) & set(content_stems(sentence[: counted.start()]))
    ):
        return True
    return any(not _NAMED.search(sentence[: match.start() + 1]) for match in _RUN_ON.finditer(sentence))


def _leaves_term_open(sentence: str) -> bool:
    """Whether a sentence speaks of "this term" and has named none before, in capitals or between marks."""
    found = _UNNAMED_TERM.search(sentence)
    return found is not None and not re.search(r"[\"“‘'(]|\bterms?\b", sentence[: found.start()], re.IGNORECASE)


@lru_cache(maxsize=16384)
def compares_with_unsaid(quote: str) -> bool:
    """Whether a sentence compares with something that it does not name: that stood in another.

    It answers the one before it, grants something and ends in the comparison, or says of a result alone that it did
    not differ.
    """
    if _NO_DIFFERENCE.fullmatch(quote) or (_GRANTS.match(quote) and not _NAMES_STANDARD.search(quote)):
        return True
    answers = _ANSWERS.match(quote)
    found = _COMPARED.search(quote) if answers else None
    return found is not None and not _STANDARD.search(quote[found.end() :])


def has_glued_range(text: str) -> bool:
    """Whether a figure before a unit is two joined, the lower first, as when the dash of a range was lost.

    Which it is cannot be told, and a wrong dose is worse than none.
    """
    return any(match["from"] < match["to"] for match in _GLUED_RANGE.finditer(text))


def runs_on(sentence: str, around: str) -> bool:
    """Whether a sentence goes on in another without a mark: with a capital on words that `around` has without one."""
    return any(
        f" {match['start'].lower()}{match['next'].removesuffix('s')}" in around
        and not _NAMED.search(sentence[: match.start() + 1])
        for match in _CAPITAL.finditer(sentence)
    )


@lru_cache(maxsize=16384)
def leaves_open_of_whom(sentence: str) -> bool:
    """Whether a sentence gives a share of people and not who they are: "About 5 percent of people have died."."""
    return bool(_SHARE.search(sentence))


def without_stray_bracket(sentence: str) -> str:
    """A sentence without the bracket at its end that closes an aside of which it was the last."""
    return sentence[:-1] if sentence.endswith(".)") and not _is_balanced(sentence) else sentence


def _is_balanced(sentence: str) -> bool:
    """Whether no bracket closes that was never opened, as at the end of an aside of several sentences."""
    return sentence.count(")") <= sentence.count("(") or bool(_ENUMERATED.search(sentence))

"""Tells whether a sentence can be read alone: what it refers to must stand in it."""

from __future__ import annotations

import re

from citewell.text.fragments import is_sentence
from citewell.text.normalise import content_stems, normalise, stem

__all__ = ["dangling_reference", "is_sentence"]

# Publications and the people in them: "that trial" is unknown to a reader who sees one sentence.
_WORKS = (
    "study|studies|trial|trials|review|reviews|series|cohort|report|reports|paper|papers|article|articles|"
    "commentary|editorial|survey|surveys|meta-analysis|meta-analyses|analysis|guideline|guidelines|consensus|"
    "statement|document|summary|chapter|section|page|leaflet|factsheet|book|dataset|database|experiment|"
    "experiments|authors?|investigators?|researchers?|panel|committee|framework|list|classification"
)
_GROUPS = "group|groups|sample|population|patients|people|participants|subjects|women|men|children|cases|centre|center|setting|model|body|team"
_QUOTED = rf"(?:{_WORKS}|{_GROUPS})"
_PREPOSITION = r"in|of|for|from|with|by|to|on|at|after|before|during|than|like|within|between|among|against|through|over|behind|across|throughout|despite|under|about|whether"

_LEADING = (
    re.compile(r"(?P<words>(?:This|These|That|Such)\b(?! as\b)(?:[ -][\w-]+)?)"),
    re.compile(r"(?P<words>Those\b(?! (?:with|without|who|whose|whom|in whom|that|having|taking|receiving|aged|over|under|"
               r"affected|treated|given|not|whom|at risk|most)\b)(?: [\w-]+)?)"),
    re.compile(r"(?P<words>(?:They|Them|He|She|We|I|Its|Their|His|Her|Our|My|Us)\b)"),
    re.compile(r"(?P<words>(?:The (?:latter|former|same|above|aforementioned|other|others|following))\b(?: [\w-]+)?)"),
    re.compile(r"(?P<words>Both\b)(?! (?:[\w'/-]+ ){1,7}?and\b)(?!(?:[^.;]{0,60}) and\b(?=[^.;]*\b(?:are|were|have|may|can)\b))"),
    re.compile(r"(?P<words>(?:Neither|Either)(?=,| (?:was|is|of (?:these|them)|group|study|trial|approach)\b))"),
    re.compile(r"(?P<words>(?:Another|Others|Some others|One other|A further)\b)(?: [\w-]+)?"),
    re.compile(r"(?P<words>(?:However|Therefore|Thus|Hence|Moreover|Furthermore|Additionally|Consequently|Nevertheless|"
               r"Nonetheless|Accordingly|Also|Besides|Meanwhile|Otherwise|Similarly|Likewise|Conversely|Instead|Then|"
               r"Thereafter|Subsequently|Here|Alternatively|Finally|Lastly|Secondly|Thirdly|Firstly|Indeed|Interestingly|"
               r"Importantly|Notably|Specifically|Still|Afterwards|Overall|Together|Taken together|Again),)"),
    re.compile(r"(?P<words>(?:But|And|Or|So|Yet|Nor|Hence|Thus|Therefore|Moreover|Furthermore|However|Additionally|Then|"
               r"Here|Also)) (?!(?:called|far)\b)"),
    re.compile(r"(?P<words>(?:In (?:addition|contrast|turn|fact|particular|summary|conclusion|comparison|general|brief)|"
               r"By (?:contrast|comparison)|On the (?:other hand|contrary)|As (?:a result|a consequence|such)|"
               r"For (?:example|instance|this reason|these reasons)|At the same time|After that|Before that|Until then|"
               r"Of note|To this end|To do so|Even so|If so|If not|That is|As above|As mentioned|As noted|"
               r"Among others|Above all|More(?:over)? importantly)),"),
    re.compile(rf"(?P<words>The (?:(?![\w-]*\d)[a-z-]+ )?(?:{_WORKS}))(?![\w-])(?! (?:of|by|from|on|in [A-Z]|that|which|who|to)\b)"
               r"(?! ?[(\[])"),
    re.compile(rf"(?P<words>(?:A|One) (?:later|subsequent|further|separate|previous|earlier|more recent) (?:{_WORKS}))(?![\w-])"),
)  # fmt: skip
_OPENING_PRONOUN = re.compile(
    r"(?P<words>(?:When|If|Because|Although|Though|While|Since|As|Once|Until|Unless|Before|After|Where|Whether|For|In|Of|"
    r"Among|With|To|At|By|On|Despite|Unlike|Without|From|Besides|Even if|Even though|Most of|Some of|Many of|All of|"
    r"None of|Several of|One of|Two of|Each of|Both of|Any of|Half of|Neither of|Either of) "
    r"(?P<pronoun>it|they|them|these|this|its|their|he|she|his|her|those|such))\b(?! as\b)(?P<next> [\w-]+)?"
)
_EXPLETIVE = re.compile(
    r"It (?:(?:is|was|has been|had been|may be|might be|can be|could be|should be|must be|would be|will be|remains|seems|"
    r"appears|became|becomes|proved)\b(?: not| now| also| still| often| usually| generally| widely| currently| therefore| thus"
    r"| \w+ly)*(?: yet)? (?:"
    r"(?P<judged>(?!used|able|unable|caused|due|a\b|an\b|the\b|one\b|in\b)\w+)(?: [\w-]+){0,2}? (?:that|whether|if|how|why|when|where|which|what|who|"
    r"for)\b"
    r"|(?:very |more |most |less |quite |highly )?(?:important|possible|impossible|necessary|essential|difficult|hard|easy|easier|reasonable|"
    r"appropriate|useful|helpful|best|better|advisable|safe|safer|common|wise|vital|crucial|prudent|unusual|rare|normal|"
    r"sensible|feasible|worth|worthwhile|critical|mandatory|preferable|acceptable|customary|tempting|time|recommended|"
    r"good practice|premature|unnecessary|too early) (?:to\b|\w+ing\b|not to\b|that\b))"
    r"|(?:seems|appears|follows|happens|turns out|emerged|transpired) that\b|takes \w+)"
)  # fmt: skip
_NOUNS = r"(?P<nouns>(?:[\w'’/-]+ ){0,3}?[\w'’/-]+)"
_DEMONSTRATIVE = re.compile(
    r"\b(?P<words>(?:these|those|this|such)(?! (?:as|a|an|that|with|without|who|whose|whom|in|on|of|from|having|taking|"
    r"receiving|given|aged|treated|not|at|for|over|under|whose|affected|assigned|randomi\w+|undergoing|reported|seen|found|"
    r"obtained|observed|needing|requiring|suggesting|is|was|are|were|may|can|which|caused|living|born|to|by|most|"
    r"used|described|using|presenting|already|likely|older|younger)\b) "
    r"(?:(?:\d+|two|three|four|five|six) )?(?P<first>[\w'’/-]+)(?: (?P<second>[\w'’/-]+))?)",
    re.IGNORECASE,
)
_THAT = re.compile(
    rf"\b(?:{_PREPOSITION}) (?P<words>that (?P<first>(?!of\b|in\b|for\b|which\b|seen\b|found\b|reported\b|observed\b|it\b|they\b|"
    r"the\b|a\b|an\b|this\b|these\b|there\b|he\b|she\b|we\b|most\b|some\b|many\b|no\b|only\b|is\b|was\b|are\b|were\b|has\b|"
    r"have\b|can\b|may\b|might\b|could\b|does\b|did\b|do\b|will\b|with\b|from\b|by\b|at\b|on\b|expected\b|caused\b|their\b|its\b|"
    r"patients\b|people\b|both\b|all\b|such\b)[\w'’/-]+)(?: (?P<second>[\w'’/-]+))?)",
    re.IGNORECASE,
)
_BARE_THAT = re.compile(
    rf"\b(?P<words>that (?:(?!the\b|a\b|an\b|this\b)[\w-]+ )?(?:study|trial|series|cohort|review|group|sample))(?= (?:was|were|is|had|did|found)\b|[.,;)])",
    re.I,
)
_THE_WORK = re.compile(
    rf"\b(?P<words>the (?:(?:present|current|same|original|whole|quoted|cited|included|pooled) )?(?P<first>{_WORKS}))(?![\w-])"
    r"(?! (?:of|by|from|on|in [A-Z]|that|which|who|to)\b)(?! ?[(\[])"
)
_PRESENT_WORK = re.compile(
    rf"\b(?P<words>(?:the (?:present|current)|this|our) (?:[\w-]+ )?(?:{_WORKS}))(?![\w-])", re.IGNORECASE
)
_SAME = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bhave )(?<!\bhas )(?<!\bhad )(?<!\bshare )(?<!\bexactly )"
    r"(?<!\babout )(?<!\bnot )(?<!\buse )(?<!\bby )\bthe (?P<words>same (?P<first>(?!time|day|working|side|way|as|level|age|extent|period|amount|direction|manner|dose|"
    r"person|patient|or|thing|segment|for|in|with|effect|degree|rate|person's|size|order|person|sex|condition|risk)[\w-]+)"
    r"(?: (?P<second>[\w'’/-]+))?)(?![^.;]{0,60}\b(?:as|that|who|which)\b)",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"\b(?P<words>(?:as )?(?:described|mentioned|listed|discussed|shown|noted|given|outlined|stated|defined|explained) "
    r"(?:above|below|earlier|previously in this)|(?:see|shown in|listed in) (?:above|below|(?:the )?(?:table|figure|fig|box|section|"
    r"appendix|chapter)\b)|the (?:above|following) \w+|aforementioned|listed below|(?:\()(?:see )?(?:Table|Figure|Fig\.?) ?S?\d+)",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"\b(?P<words>we|our|ours|us)\b(?!-)")
_COUNTED_WORKS = re.compile(
    rf"\b(?P<words>[Tt]he (?:(?!(?:19|20)\d\d\b)\d+|two|three|four|five|six|seven|eight|nine|ten) (?:[a-z-]+ )?(?P<first>{_QUOTED}))(?![\w-])"
    r"(?! (?:of|by|from|on|in [A-Z]|that|which|who|with|without|behind)\b)(?! ?[(\[])"
)
_SOME_OF_THE = re.compile(
    rf"\b(?P<words>(?:\d+|one|two|three|four|five|six|some|most|many|none|several|few|all|half) of the (?:[a-z-]+ )?(?P<first>{_WORKS}))"
    r"(?![\w-])(?! (?:that|which|by|from)\b)",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"\b(?P<words>the (?:pooled |adjusted |overall )?(?:odds ratio|hazard ratio|relative risk|risk ratio|rate ratio|"
    r"mean difference|effect size)) (?:was|were|is|fell|rose)\b"
)
_GENERIC = re.compile(
    r"\b(?:depending on|according to) the (?:study|studies|authors?|report|trial)\b", re.IGNORECASE
)
_INSERTION = re.compile(r"\[[^\[\]]*[A-Za-z]{3}[^\[\]]*\]")
_LIST_MARK = re.compile(r"^(?:[-–—•*·]|\(?\d{1,2}[.)])\s+")
_LABEL = re.compile(r"^(?:[A-Z][A-Z &/-]{3,40}(?::| (?=[A-Z][a-z]))|(?:Background|Objectives?|Aims?|Methods|Results|Findings|"
                    r"Conclusions?|Interpretation|Purpose|Introduction|Discussion): ?)\s*")  # fmt: skip
_CLAUSE = re.compile(
    r"[,;:(]|\b(?:and|but|so|because|that|which|who|while|whereas|when|if|as|or|although|since)\b"
)
_ENOUGH_BEFORE = 4
_CONTENT_OF_A_CLAUSE = 6


def dangling_reference(sentence: str) -> str | None:
    """The words of `sentence` that point outside it, or None when it can be read alone.

    An editorial insertion in square brackets that names a work ("that trial [Jull et al., 2002]")
    resolves references to works, groups and their authors.
    """
    text = _LABEL.sub("", _LIST_MARK.sub("", normalise(sentence)))
    named = bool(_INSERTION.search(text))
    found = _opening(text) or _inside(text)
    return None if found is None or (named and _is_work(found)) else found


def _opening(text: str) -> str | None:
    if text.startswith("It ") or text.startswith("It's "):
        return None if _EXPLETIVE.match(text) else "It"
    for pattern in _LEADING:
        match = pattern.match(text)
        if match:
            return match["words"]
    match = _OPENING_PRONOUN.match(text)
    if match and not _names_it_later(text, match):
        return match["words"]
    return None


def _names_it_later(text: str, match: re.Match[str]) -> bool:
    """Whether "Although it is rare, dissection ..." or "In those who ..." brings its own noun."""
    pronoun, following = match["pronoun"], (match["next"] or "").strip()
    if pronoun == "those" and following in (
        "with",
        "without",
        "who",
        "whose",
        "in",
        "not",
        "having",
        "aged",
        "at",
        "over",
        "under",
    ):
        return True
    if pronoun in ("these", "this", "those", "such"):
        return False
    comma = text.find(", ", match.end())
    main = text[comma + 2 :].split(" ", 1)[0].lower() if comma > 0 else ""
    return bool(main) and main not in {
        "it", "they", "this", "these", "that", "there", "he", "she", "we", "you", "the", "a", "an", "your", "his", "her",
        "its", "their", "then", "but", "and", "or", "some", "most", "many",
    }  # fmt: skip


def _inside(text: str) -> str | None:
    first_person = _FIRST_PERSON.search(text)
    if first_person:
        return first_person["words"]
    pointer = _POINTER.search(text)
    if pointer:
        return pointer["words"].lstrip("(")
    present = _PRESENT_WORK.search(text)
    if present and not _seen_before(text, present.start(), present["words"]):
        return present["words"]
    for pattern in (_DEMONSTRATIVE, _THAT, _BARE_THAT):
        for match in pattern.finditer(text):
            if not _has_antecedent(text, match):
                return _head(match["words"])
    for match in _SAME.finditer(text):
        if not _seen_before(text, match.start(), match["words"]):
            return "the " + _head(match["words"])
    for pattern in (_COUNTED_WORKS, _SOME_OF_THE):
        for match in pattern.finditer(text):
            if not _seen_before(text, match.start(), match["first"]):
                return match["words"]
    measure = _MEASURE.search(text)
    if measure and len(content_stems(text[: measure.start()])) < _CONTENT_OF_A_CLAUSE:
        return measure["words"]
    for match in _THE_WORK.finditer(text):
        generic = any(found.start() <= match.start() < found.end() for found in _GENERIC.finditer(text))
        commentary = generic and "depending" not in text[max(0, match.start() - 14) : match.start()]
        if (not generic or commentary) and not _seen_before(text, match.start(), match["first"]):
            return match["words"]
    return None


def _has_antecedent(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence itself says before `match` what its noun stands for."""
    words = match["words"]
    if _seen_before(text, match.start("words"), words):
        return True
    if _is_work(words):
        return False
    before = text[: match.start("words")]
    return len(content_stems(before)) >= _ENOUGH_BEFORE and bool(_CLAUSE.search(before))


def _seen_before(text: str, position: int, words: str) -> bool:
    """Whether a noun among `words` stands earlier in the text."""
    earlier = frozenset(content_stems(text[:position]))
    nouns = [stem(word) for word in re.findall(r"[A-Za-z][\w-]{2,}", words.lower()) if word not in _NOT_NOUNS]
    return any(noun in earlier or any(part in earlier for part in noun.split("-")) for noun in nouns)


def _head(words: str) -> str:
    """A demonstrative with its noun, without what happens to follow it."""
    work = re.match(rf".*?\b{_QUOTED}\b", words, re.IGNORECASE)
    return work[0] if work else " ".join(words.split()[:2])


def _is_work(words: str) -> bool:
    return bool(re.search(rf"\b{_QUOTED}\b", words, re.IGNORECASE)) or words.lower() in (
        "we",
        "our",
        "us",
        "ours",
    )


_NOT_NOUNS = frozenset(
    """this that these those such same the present current original whole quoted cited included pooled our and are was were is
    had has have may can could did does found with from for who which people patients two three four five six""".split()
)

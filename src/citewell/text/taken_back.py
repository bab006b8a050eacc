"""Whether the text around a statement takes it back: the sentence behind it, the line before it, its own beginning.

"Aspirin reduced stroke. This was not significant." A reader of the first sentence alone is told something that the
source does not say. What counts stands in `taken_back.toml`; a sentence behind that speaks of something else, by words
that the statement does not have, takes nothing back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from citewell.text._taken_back_table import Sort, beginnings, table
from citewell.text.contrasts import find_contrasts
from citewell.text.normalise import content_stems, normalise
from citewell.text.sentences import Span, split_sentences

REPEATED = 0.8
"""Share of a statement's telling stems from which a denial behind "however" repeats it."""

MOST_NEW = 0.34
"""Share of stems that such a denial may add."""

FAMILIAR = 0.66
"""Share of the stems behind a reference that must be the statement's own."""

KEPT = 0.5
"""Share of a taking-back sentence's telling stems by which a claim says it too."""

FEWEST_REPEATED = 3
LONGEST_HEADING = 10

_LABEL = re.compile(
    r"^(?:[-–—•*·▪●‣◦]\s+|(?:results?|conclusions?|findings?|discussion|interpretation|note|notes|caution|warning|comment)"
    r"\s?[:.] )+"
)
_HOWEVER = re.compile(r",? however,")
_CONTRASTED = re.compile(r"^(?:however|but|yet|nevertheless|nonetheless|in fact|actually|in reality|unfortunately)\b")
_DENIAL = re.compile(r"\b(?:not|no|never|none|cannot|neither|nor|without|fail(?:s|ed)?|lack\w*|\w+n't)\b")
_LIMITS = re.compile(rf"{_DENIAL.pattern}|\b(?:only|except|but|limited|confined|restricted)\b")
_ADVICE = re.compile(
    r"\b(?:recommend\w*|advis\w+|should|(?:may|can|must) be (?:used|given|taken|prescribed|offered|considered|tried|"
    r"started)|indicated|first-line|first choice|treated with|(?:is|are) used|effective|safe|prescribed)\b"
)
_WORK = re.compile(
    r"^(?:this|these|that|those|the|both) (?:[\w-]+ ){0,3}?(?:stud(?:y|ies)|trials?|papers?|articles?|reports?)\b"
)
_NO_ARM = re.compile(r".{0,40}\b(?:placebo|controls?|sham|untreated|healthy|wild-?type|either|both|any)\b")
_EXEMPTS = re.compile(r"\b(?:except\w*|apart from|exempt\w*|unless|other than|exclud\w+|but not)\b")
_GROUP = re.compile(r" (?:in|among|at|after) (?!(?:any|either|both|the (?:two|three)) )(?=\w)")
_GRADED = re.compile(r"\b(?:low|moderate|high)[- ](?:certainty|quality)\b")
_GRADES = re.compile(r"^(?:the )?(?:overall )?(?:quality|certainty|strength|level) of\b")
_COMPARED = re.compile(r"\b(?:compared (?:with|to)|versus|vs\.?|than) (?P<other>(?:[\w-]+ ?){1,4})")
_STANDS = re.compile(
    r"\b(?:(?:did|does|was|were|is|are|has|have) not (?:\w+ly )?(?:chang\w*|alter\w*|affect\w*|depend\w*|differ\w*|"
    r"due to chance|attenuat\w*|explained)|remain(?:ed|s)? (?:\w+ly )?significant|unchanged|persisted)\b"
)
_ANNOUNCES = re.compile(
    r":$|\b(?:that|whether|true or false\?|right or wrong\?|or (?:fact|fiction|myth)\?)$|\bfollow(?:ing|s)[.:]?$|"
    r"(?:yth|onception|allac|elief|false|untrue|wrong|incorrect|unproven|follow)[^.]*\.$",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"(?:[-–—•*·▪●‣◦]|\(?(?:\d{1,2}|[a-z])[.)])\s+$")
# Words by which a sentence behind refers to a statement or tells of its statistics; they name nothing.
_LIGHT = frozenset(
    content_stems(
        """this these that those such finding findings result results effect effects difference differences association
        associations benefit improvement reduction increase decrease change risk trend relationship correlation link
        advantage group groups two three both between among study studies trial patients subjects participants
        significant significantly significance statistically statistical statistics adjusted unadjusted adjustment
        adjusting analysis analyses multivariate multivariable model models value level versus respectively however
        later subsequent subsequently seen observed found noted test ratio interval confidence either any overall
        treatment intervention arm arms compared outcome outcomes observation recommendation conclusion claim advice
        longer also although but when after"""
    )
)
_EMPTY = frozenset(
    """observed apparent positive negative significant beneficial protective adverse initial early overall small modest
    large slight above reported favourable favorable inverse same crude unadjusted absolute relative original previous
    earlier numerical treatment study group clinical main primary""".split()
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What takes a statement back, as words for a reviewer: `span` is its place, `why` the sort of taking back."""

    span: Span
    why: str
    words: str
    denies: bool
    before: bool = False

    @property
    def told(self) -> str:
        """The finding's sentence."""
        where = "before it" if self.before else "behind it"
        return f"The source {self.why} in the words {where}, which the claim leaves out: “{self.words}”."


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence behind a statement: what it says of when and where, how it refers, and what it says of that."""

    setting: str
    body: str
    said: str = ""
    bare: bool = False
    work: bool = False
    new: str = ""
    on: str = ""


def taken_back_behind(text: str, start: int, end: int) -> TakenBack | None:
    """The sentence behind the stretch from `start` to `end` of a text that takes back the stretch's last sentence."""
    spans = split_sentences(text)
    following = next((span for span in spans if span.start >= end), None)
    if following is None or "\n\n" in text[end : following.start]:
        return None
    last = next((span for span in reversed(spans) if start <= span.start < end), Span(start, end))
    found = _behind(last.of(text), following.of(text))
    return TakenBack(following, found.why, following.of(text), found.denies) if found else None


def taken_back_before(text: str, start: int) -> TakenBack | None:
    """The line before `start` of a text that says of what follows that it is not so, or not the source's word.

    A line that ends in a colon speaks of every item of the list under it.
    """
    spans = [span for span in split_sentences(text) if span.start <= start]
    if len(spans) < 2 or spans[-1].start != start:
        return None
    place = len(spans) - 2
    while place > 0 and _is_item(text, spans[place + 1]) and _is_item(text, spans[place]):
        place -= 1
    line = spans[place]
    if re.search(r"\n\s*\n", text[line.end : start]):
        return None
    if place < len(spans) - 2 and not line.of(text).endswith(":"):
        return None
    following = next((span.end for span in split_sentences(text) if span.start == start), len(text))
    found = _before(line.of(text), text[start:following])
    return TakenBack(line, found.why, line.of(text), found.denies, before=True) if found else None


def taken_back_in(claim: str, text: str) -> TakenBack | None:
    """What in a text takes back the sentences that a claim has from it, and that the claim does not say too."""
    spans = split_sentences(text)
    sentences = [_plain(span.of(text)) for span in spans]
    for place in _rests_on(_plain(claim), tuple(sentences)):
        span = spans[place]
        for found in (
            taken_back_behind(text, span.start, span.end),
            taken_back_before(text, span.start),
            _lost_beginning(claim, span, text),
        ):
            if found and not keeps(claim, found.words):
                return found
    return None


def keeps(claim: str, words: str) -> bool:
    """Whether a claim says itself what a taking-back sentence says."""
    said, taking = _plain(claim), _plain(words)
    if taking.rstrip(".:!") in said:
        return True
    telling = _stems(taking) - _LIGHT
    stated = _stems(said)
    if not telling:
        telling = _stems(taking)
    if telling & stated and _EXEMPTS.search(said):
        return True
    if _DENIAL.search(taking) and not _LIMITS.search(said):
        return False
    return len(telling & stated) > KEPT * len(telling)


def _rests_on(claim: str, sentences: tuple[str, ...]) -> list[int]:
    """Which sentences a claim is taken from: those it has whole, else the one that it has most of."""
    whole = [place for place, one in enumerate(sentences) if one in claim and len(one) > 1]
    if whole or len(sentences) < 1:
        return whole
    said = _stems(claim)
    shares = [len(said & _stems(one)) / (len(said | _stems(one)) or 1) for one in sentences]
    best = max(shares, default=0.0)
    return [shares.index(best)] if best > 0 else []


def _lost_beginning(claim: str, span: Span, text: str) -> TakenBack | None:
    """The beginning of a statement's own sentence ("Critics claim that") that the claim leaves out."""
    sentence, said = _plain(span.of(text)), _plain(claim)
    for sort in table()["within"]:
        match = next((found for pattern in sort.patterns if (found := pattern.match(sentence))), None)
        if match and not (_stems(match[0]) & _stems(said)) and match[0].strip() not in said:
            return TakenBack(span, sort.why, match[0].strip(" :,"), sort.denies, before=True)
    return None


@lru_cache(maxsize=16384)
def _behind(statement: str, following: str) -> Sort | None:
    sentence = _HOWEVER.sub("", _LABEL.sub("", _plain(following)))
    if statement.endswith("?") or not _may_take_back(sentence) or _STANDS.search(sentence):
        return None
    said = _plain(statement)
    if _GRADED.search(said) and _GRADES.search(sentence):
        return None
    for read in _readings(sentence):
        for sort in table()["behind"]:
            if _takes_back(sort, read, said):
                return sort
    return _REPEATS if _is_repeated(said, sentence) else None


def _readings(sentence: str) -> list[_Read]:
    """The sentence as it stands behind its connectives, and behind what it says of when and where."""
    words = beginnings()
    body = words["lead"].sub("", sentence)
    setting = words["setting"].match(body)
    parts = [("", body)]
    if setting and "compar" not in setting[0]:
        rest = words["lead"].sub("", body[setting.end() :])
        parts.append((setting[0], rest))
    found: list[_Read] = []
    for where, rest in parts:
        refers = words["refers"].match(rest)
        if refers is None:
            found.append(_Read(where, rest))
            continue
        groups = refers.groupdict()
        behind = rest[refers.end() :].lstrip()
        bare = refers["bare"] is not None
        work = _WORK.search(refers[0]) is not None
        found.append(_Read(where, rest, behind, bare, work, groups["new"] or "", groups["on"] or ""))
    return found


def _takes_back(sort: Sort, read: _Read, said: str) -> bool:
    if sort.setting is not None and not sort.setting.search(read.setting):
        return False
    if sort.people and sort.setting is not None and not _limits_people(read.setting, said):
        return False
    if sort.affirmed and _DENIAL.search(said):
        return False
    if sort.advice and (not _ADVICE.search(said) or _DENIAL.search(said)):
        return False
    refers = bool(read.said) and (sort.bare or not read.bare) and (sort.works or not read.work)
    says = sort.says if refers and _is_familiar(read.new, read.on, said) else ()
    if any(_applies(sort, match, said) for pattern in says if (match := pattern.match(read.said))):
        return True
    return any(_applies(sort, match, said) for pattern in sort.opens if (match := pattern.match(read.body)))


def _applies(sort: Sort, match: re.Match[str], said: str) -> bool:
    """Whether a sentence that looks like a taking back speaks of the statement itself."""
    groups = match.groupdict()
    if not _is_familiar(groups.get("new"), groups.get("on"), said) or not _is_on(groups.get("of") or "", said):
        return False
    who = match.string[match.start("who") :] if sort.people and groups.get("who") else ""
    return not who or _limits_people(who, said, named=groups["who"])


def _is_familiar(adjectives: str | None, behind: str | None, said: str) -> bool:
    """Whether "the survival benefit" is of a survival that the statement speaks of, and of the same comparison."""
    stems = _stems(said)
    words = [word for word in (adjectives or "").split() if word not in _EMPTY]
    if not all(_stems(word) <= stems | _LIGHT for word in words) or not _own(behind or "", said):
        return False
    telling = _stems(behind or "") - _LIGHT
    if not telling or not (behind or "").lstrip().startswith("between"):
        return True
    compared = _COMPARED.search(said)
    return compared is not None and bool(_stems(compared["other"]) & telling)


def _is_on(behind: str, said: str) -> bool:
    """Whether "not significant in women" is said of a statement that names neither women nor men."""
    if _GROUP.match(behind) and beginnings()["people"].match(behind):
        return _limits_people(behind, said)
    return _own(behind, said)


def _own(words: str, said: str) -> bool:
    telling = {stem for stem in _stems(re.sub(r"\([^()]*\)?", " ", words)) - _LIGHT if stem.isalpha()}
    return not telling or len(telling & _stems(said)) >= FAMILIAR * len(telling)


def _limits_people(words: str, said: str, named: str = "") -> bool:
    """Whether words name people, and no arm of a trial, of whom or of whose like a statement does not speak."""
    return _NO_ARM.match(words) is None and not _names_others(said, named or words)


def _names_others(said: str, who: str) -> bool:
    """Whether a statement is on other people than those, or on these, so that it is limited already."""
    if find_contrasts(who, said, rule="population_matches", alone=False):
        return True
    telling = _stems(who) - _LIGHT
    return bool(telling) and telling <= _stems(said)


def _is_repeated(said: str, sentence: str) -> bool:
    """Whether a sentence that opens with "however" says nearly all of the statement again and denies it."""
    if not _CONTRASTED.match(sentence) or not _DENIAL.search(sentence) or _DENIAL.search(said):
        return False
    telling, again = _stems(said) - _LIGHT, _stems(sentence) - _LIGHT
    if len(telling) < FEWEST_REPEATED or len(again - telling) > MOST_NEW * len(again):
        return False
    return len(telling & again) >= REPEATED * len(telling)


@lru_cache(maxsize=16384)
def _before(line: str, statement: str) -> Sort | None:
    if not _announces(line) or statement.endswith(":"):
        return None
    before, said = _LABEL.sub("", _plain(line)), _plain(statement)
    for sort in table()["before"]:
        if sort.unless is not None and sort.unless.search(said):
            continue
        if any(pattern.search(before) for pattern in sort.patterns):
            return sort
    return None


def _announces(line: str) -> bool:
    """Whether a line may say what follows it: it ends in a colon or in "that", or is a heading."""
    return bool(_ANNOUNCES.search(line)) or (line[-1:].isalnum() and line.count(" ") < LONGEST_HEADING)


def _is_item(text: str, span: Span) -> bool:
    """Whether a sentence is an item of a list: behind a mark, or alone in its line."""
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    return bool(_LIST_ITEM.search(line)) or (span.start > 0 and not line.strip() and "\n" in text[: span.start])


def _plain(text: str) -> str:
    return " ".join(normalise(text, fold_case=True).split())


@lru_cache(maxsize=16384)
def _stems(text: str) -> frozenset[str]:
    return frozenset(content_stems(text))


_CUES = frozenset(
    """not no never none neither nor cannot only except exception exceptions untrue false wrong incorrect mistaken myth
    myths misconception misconceptions fallacy mistake lie hoax error disproved disproven refuted discredited debunked
    contradicted rejected unfounded groundless baseless erroneous inaccurate contradict contradicts refute refutes
    overturned retracted rescinded revoked repealed superseded outdated obsolete overruled withdrawn withdrew reversed
    abandoned suspended cancelled dropped removed discontinued replaced changed longer failed fail unable unsuccessful
    disappeared vanished short-lived short-term transient temporary lost gone abolished eliminated null nonsignificant
    non-significant insignificant explained due chance limited confined restricted specific exclusive exclusively solely
    contraindicated unsuitable unsafe caution cautiously bias biased biases confounding confounded confounders artefact
    artifact reverse placebo spurious weak low poor small single one few sparse insufficient inconclusive anecdotal
    controversial disputed contested questioned challenged criticised criticized debated unproven unproved speculative
    doubtful unconfirmed unsubstantiated unsupported hypothetical doubt lacking scarce uncertain little alone too
    doesn't don't didn't isn't aren't wasn't weren't absent carefully question""".split()
)


def _may_take_back(sentence: str) -> bool:
    return not _CUES.isdisjoint(re.findall(r"[a-z][a-z'-]*", sentence))


_REPEATS = Sort(why="denies or limits this", denies=False)

"""A claim is no surer than its quote: may, probably, suggests and "low certainty" stay with it."""

from __future__ import annotations

import re

from citewell.checks._clauses import clauses_of, listed
from citewell.checks._contrasting import contrast_differences
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import key_of, light_keys

RULE = "certainty_travels"
SUMMARY = (
    "Words such as may, probably, unknown, suggests, about half and low certainty are neither dropped nor strengthened."
)

_MODAL = r"may|might|can(?! ?not)|could(?! not)|possibl[ey]|possibility|potentially"
_SOFT = (
    r"probably|probable|likely|appears?|appeared|seems?|seemed|suggest\w*|thought|believed|suspect\w*|suspicion|proposed|"
    r"hypothes\w+|speculative|presumed|unclear|uncertain|controversial|debated|disputed|estimated|expected"
)
_HEDGE = re.compile(rf"\b(?:{_MODAL}|{_SOFT})\b")
# A word of doubt that doubts nothing here: what is likelier, what is done where it can be, a figure that is estimated.
_NO_DOUBT = re.compile(
    r"\b(?:more|less|most|least|as) (?:likely|probable)|\b(?:if|where|when|whenever|soon as|far as) possible|"
    r"\bestimated (?=\S*[#\d])|"
    r"\bestimated \S+ (?:risk|rate|glomerular)|\bcan be (?:stopped|kept|given|used|taken|repeated|changed|"
    r"measured|managed|continued|added)\b|"
    r"(?<!been )(?<!was )(?<!were )(?<!is )(?<!are )\bsuspected\b(?! of\b)|\bexpected (?:date|life)"
)
# Ways of leaving a thing open that are no adverb of doubt.
_LEFT_OPEN = re.compile(
    r"\b(?:hint\w*|points? (?:to|towards?)|rais\w+ (?:the )?(?:possibility|suspicion)|options?|optional|prone|"
    r"acceptable|"
    r"tend(?:s|ed|ency)?|in doubt|doubt\w*|perhaps|disagree\w*|contentious|in dispute|undecided|unsettled|"
    r"open question|not (?:yet )?(?:agreed|settled|resolved|decided))\b"
)
_MODALS = re.compile(rf"\b(?:{_MODAL})\b")
_SURE = re.compile(
    r"\b(?:prov(?:e|es|ed|en)|cur(?:e|es|ed)|definite(?:ly)?|certain(?:ly)?|guarantee\w*|establish\w*|confirm(?:s|ed)?|"
    r"always|never|sure|settled|impossible|undoubtedly|clearly|conclusive\w*)\b"
)
_QUANTIFIERS = (
    re.compile(
        r"\b(?:(?<!at )(?!(?<=in )all(?:[,.;)]| #|$))all(?! over|[ -]cause| at once| told)|"
        r"everyone|everybody|"
        r"every(?! (?:day|night|week|month|"
        r"year|hour|morning|evening|other|one|single|ten|three|hundred|extra|additional|few|second)|[ -]?#| \d)|"
        r"each(?! (?:day|night|week|month|year)|"
        r"[ -]?#)|(?<!almost )(?<!nearly )(?<!not )always|any|invariably|both|"
        r"without exception|entire|whole)\b"
    ),
    re.compile(
        r"\b(?:most|mostly|usual(?:ly)?|"
        r"typical(?:ly)?|mainly|generally|almost always|nearly always|majority)\b"
    ),
    re.compile(r"\b(?:many|often|frequent(?:ly)?|common(?:ly)?|half|large number)\b"),
    re.compile(r"\b(?:some|few|occasional\w*|sometimes|certain|a part|selected|rare\w*|seldom|minority)\b"),
)
_TURNED_OUT = re.compile(
    r"prov(?:e|es|ed|en) (?:to be )?(?:(?:no |not )?(?:better|worse|superior|inferior|different)|equal\w*|similar)\b"
)
_LOW = re.compile(r"\b(?:very )?low[- ](?:quality|certainty)|\bexpert opinion|\bmoderate[- ](?:quality|certainty)")
_NO_EVIDENCE = re.compile(
    r"\b(?:no (?:\w+ )?(?:evidence|proof)|insufficient evidence|lack of evidence|"
    r"not (?:been |be )?(?:established|proven|shown|settled|determined|inferred|concluded)|"
    r"cannot be (?:established|proven|shown|settled|determined|inferred|concluded)|"
    r"no (?:\w+ )?(?:\w+ )?(?:been )?proven)\b"
)
_EVIDENCE = re.compile(r"\b(?:evidence|proof|prove[nds]?|proving|establish\w*|efficacy|backs?|known|found|saw)\b")
_GRADE = re.compile(r"\b(?:quality|certainty|opinion)\b")


# "Can" that permits, and what may stand for it; "able to" and "in a position to" say no more than "can".
_PERMITS = re.compile(
    r"(?:can|may) (?:also |then )?be (?:considered?|used|tried|repeated|given|offered|added|"
    r"excluded|taken|avoided|done|"
    r"made|stopped|started)\b|can become\b"
)
_PERMITTED = re.compile(r"\b(?:options?|as needed|considered?|reasonable|allow\w*|possible|able|not need\w*|without)\b")
_DENIED = re.compile(r"\b(?:not|cannot|never|no)\b[^.;,]{0,20}$")


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each word of doubt that the claim drops, or of certainty that it adds."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference where the claim is surer than the quote."""
    said, stated = pair.said.text, pair.stated.text
    found = contrast_differences(pair, RULE, alone=False)[:1]
    found += _dropped(pair)
    for match in _SURE.finditer(said):
        denied = _DENIED.search(said[: match.start()]) and (
            "not" in stated or match[0].startswith(("establish", "prov", "confirm", "certain", "sure"))
        )
        if _TURNED_OUT.match(said, match.start()) or re.search(rf"\b{match[0][:5]}", stated):
            continue
        if not denied and key_of(match[0]) not in pair.stated.held and not re.search(rf"\b{match[0]}", stated):
            found.append(Difference(f"The claim says “{match[0]}”, which the quote does not.", False))
    found += (
        _generalised(said, stated)
        + _any_of(pair)
        + _unknown_told(pair)
        + _evidence_bettered(said, stated)
        + _outranked(pair)
    )
    missing = _NO_EVIDENCE.search(stated)
    if (
        missing
        and not _EVIDENCE.search(said)
        and _links(said)
        and re.search(r"\b(?:not|no|never|ineffective|safe)\b", said)
        and not re.search(
            r"\b(?:should|recommend\w*|advi[sc]\w*) (?:not|against)|\bnot (?:be )?(?:offered|recommended|advised)", said
        )
    ):
        found.append(Difference(f"The quote finds no proof (“{missing[0]}”); the claim makes that a proof of none."))
    if _LOW.search(pair.spoken_of) and not _graded(said, pair) and _takes_finding(pair):
        found.append(
            Difference(f"The quote says “{_found(_LOW, pair.spoken_of)}” of its evidence; the claim leaves that out.")
        )
    return found


def _graded(said: str, pair: Pair) -> bool:
    """Whether a claim says how good the evidence is, by its grade or, for moderate and low, by "probably" or "may"."""
    if _GRADE.search(said) or re.search(r"\b(?:confiden\w+|sure|uncertain\w*)\b", said):
        return True
    moderate = "moderate" in _found(_LOW, pair.spoken_of)
    return not pair.close and bool(re.search(r"\bprobabl[ey]\b" if moderate else r"\b(?:may|might)\b", said))


def _takes_finding(pair: Pair) -> bool:
    """Whether a claim has more than what a quote says of its sources: a third of the quote's telling words."""
    keys = pair.stated.held - light_keys()
    return len(keys & pair.said.held) * 3 >= len(keys)


def _links(text: str) -> bool:
    """Whether a text with a denial says what does not happen, and not only what was not reported."""
    return not re.search(r"\b(?:no|not|none)\b(?: \S+){0,4} (?:report|state|describ|show|cases?)\w*", text) or (
        "shown not" in text
    )


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[0] if match else ""


def _dropped(pair: Pair) -> list[Difference]:
    quote = pair.spoken_of if pair.close else _NO_DOUBT.sub(lambda match: "_" * len(match[0]), pair.spoken_of)
    said, stated = list(_HEDGE.finditer(pair.said.text)), list(_HEDGE.finditer(quote))
    if not said and not pair.close and _LEFT_OPEN.search(pair.said.text):
        return []
    relevant = [match for match in stated if _spoken_of(match, pair)]
    if not relevant:
        return []
    modal_lost = any(_MODALS.fullmatch(match[0]) for match in relevant) and not said
    if (not said or modal_lost) and not _permitted(relevant, pair):
        return [Difference(f"The quote says “{relevant[0][0]}”, the claim states it as certain.")]
    if len(said) < len(relevant) and (pair.close or len(relevant) - len(said) > 1):
        kept = {match[0] for match in said}
        lost = next((match[0] for match in relevant if match[0] not in kept), relevant[-1][0])
        return [Difference(f"The quote says “{lost}”, the claim states it as certain.")]
    return []


def _permitted(relevant: list[re.Match[str]], pair: Pair) -> bool:
    """Whether the quote's "can" only permits ("can be repeated"), and the claim has a word that does so too."""
    permits = all(_PERMITS.match(match.string, match.start()) for match in relevant)
    return permits and bool(_PERMITTED.search(pair.said.text))


def _spoken_of(match: re.Match[str], pair: Pair) -> bool:
    """Whether the claim has what the quote says with a word of doubt: the words just behind it, or before it."""
    text = match.string
    after = re.findall(r"[a-z][\w']{2,}", re.split(r"[.;]", text[match.end() :])[0])[:6]
    before = re.findall(r"[a-z][\w']{2,}", re.split(r"[.;]", text[: match.start()])[-1])[-4:]
    keys = [key_of(word) for word in (after or before)]
    keys = [key for key in keys if key in pair.stated.held]
    return not keys or sum(key in pair.said.held for key in keys) * 2 >= len(keys)


def _any_of(pair: Pair) -> list[Difference]:
    """A claim of any of what the quote limits: "any bleeding" for "bleeding that led to transfusion"."""
    if re.search(r"\b(?:any|all|every|whatever|regardless|irrespective)\b", pair.stated.text):
        return []
    for match in _ANY.finditer(pair.said.text):
        open_ended = not re.search(r"\b(?:not|never|no)\b", pair.said.text[: match.start()]) and not _OF_NONE.search(
            pair.said.text
        )
        if open_ended and key_of(match[1]) in pair.stated.held:
            return [Difference(f"The claim says “any {match[1]}”, which the quote does not say so widely.")]
    return []


def _unknown_told(pair: Pair) -> list[Difference]:
    """A claim without a word of doubt on what the quote says is unknown, was not studied or cannot be judged."""
    said, stated = pair.said.text, pair.stated.text
    if not _UNKNOWN.search(stated) or _DOUBT.search(said):
        return []
    keys = frozenset().union(*(one.keys for one in clauses_of(said)))
    clauses = clauses_of(stated)
    most = max((len(one.keys & keys) for one in clauses), default=0)
    for clause in clauses:
        unknown = _UNKNOWN.search(clause.text)
        if unknown and len(clause.keys & keys) >= max(LEAST_SHARED, ON_IT * most):
            return [Difference(f"The quote says “{unknown[0]}” of it; the claim tells it as known.")]
    return []


def _evidence_bettered(said: str, stated: str) -> list[Difference]:
    """Evidence that the claim calls better than the quote calls it."""
    better = _GOOD.search(said)
    if better and not _GOOD.search(stated) and not re.search(r"\b(?:high|strong\w*|good|grade a|robust)\b", stated):
        return [Difference(f"The claim says “{better[0]}”, which the quote does not.")]
    return []


LEAST_SHARED = 2
"""So many telling words a claim must share with what the quote does not know, to be on it."""
ON_IT = 0.6
"""The same as a share of what it has in common with the clause that is nearest to it."""

_POOR = listed("poor")
_UNKNOWN = re.compile(
    rf"\b(?:(?:could|can|was|were|is|are|has|have) ?not (?:yet |been |be )*(?:{listed('found_out')})|"
    r"no (?:\w+ )?(?:data|studies|trials|evidence|information)|un(?:known|clear|certain|proven|tested|studied)|"
    r"disput\w+|debated|controvers\w+|remains? to be|not enough (?:evidence|data)|"
    rf"(?:evidence|data)[^.;,]{{0,60}} (?:is|was|were|are) (?:\w+ )?(?:{_POOR}|weak)|"
    rf"(?:{_POOR}|little) (?:\w+ )?(?:evidence|data))\b"
)
_DOUBT = re.compile(rf"\b(?:{listed('doubting')}|{_POOR})\b|n't")
_GOOD = re.compile(
    r"\b(?:high|good|strong|robust|solid|convincing|firm|conclusive|reliable)[- ]?(?:quality|certainty|evidence|proof|"
    r"conclusions?|data)\b(?! (?:of life|sleep))"
)

_ANY = re.compile(r"\bany ([a-z][\w-]{3,})")
_OF_NONE = re.compile(r"\b(?:without|lack\w*|neither|nor|fail\w*|if|unless|before|exclud\w+) (?:\w+ )?any\b")


_SUPERLATIVE = re.compile(
    r"\bthe (?:single )?(?:most (?!of\b)\w+|commonest|best|worst|largest|strongest|leading|chief|foremost|safest|"
    r"greatest|highest|lowest|only|usual (?:reason|cause))\b"
)
_SUPERLATIVE_TOLD = re.compile(
    r"\b(?:most\w*|\w+est|main\w*|chief\w*|principal\w*|leading|first|top|peak\w*|predominan\w+|usual\w*|prefer\w*|only|"
    r"optimal\w*|choice|primary|primarily|major\w*|maxim\w+|minim\w+|least|last|sole\w*|typical\w*|common\w*|standard|"
    r"alone|than|frequent\w*|often|key|cardinal|classic\w*|superior|more|less|no other|unique\w*|ideal\w*)\b|#[^.;]*#"
)


def _outranked(pair: Pair) -> list[Difference]:
    """What a claim puts above all others, where the quote ranks nothing."""
    above = _SUPERLATIVE.search(pair.said.text)
    if above and not _SUPERLATIVE_TOLD.search(pair.stated.text):
        return [Difference(f"The claim says “{above[0]}”; the quote ranks nothing.")]
    return []


def _generalised(said: str, stated: str) -> list[Difference]:
    """A claim of all where the quote says most, of most where it says many."""
    claimed = next((level for level, words in enumerate(_QUANTIFIERS) if words.search(said)), None)
    if claimed is None or claimed > 1:
        return []
    quoted = next((level for level, words in enumerate(_QUANTIFIERS) if words.search(stated)), None)
    if quoted is not None and quoted <= claimed:
        return []
    if quoted is None and claimed == 1:
        return []
    word = _found(_QUANTIFIERS[claimed], said)
    if word in {"both", "each", "any", "whole"}:
        return []
    return [Difference(f"The claim says “{word}”, which the quote does not say so widely.")]

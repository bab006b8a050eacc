"""Advice in the passive: "is not recommended", "are contraindicated", "it is reasonable to"."""

from __future__ import annotations

import re

from citewell.text._patterns import one_of, spaced
from citewell.text._recommending_advice import ADVISED
from citewell.text._recommending_context import (
    ACCORDING,
    ADVERB,
    DIRECT_RELATIVE,
    PERSON,
    RESEARCH,
    VERBS,
    under_question,
)
from citewell.text._recommending_cues import Act
from citewell.text._recommending_modals import find_modal

SUPPOSE = spaced(rf" (?:to )?{one_of(VERBS['suppose'])}\b")
CUSTOMARY = spaced(rf"\b{one_of(VERBS['customary'])}\b")
_PASSIVE_VERB = re.compile(
    r"recommended|advise|suggested|advocated|indicated|advisable|reasonable|couraged|preferred|warranted|appropriate",
    re.I,
)
_IS = rf"(?:(?:is|are|be)(?:n't)?|(?:can|may|could|might|can|cannot|could not|should)(?: {ADVERB})* be)"
_PASSIVE = spaced(
    rf"\b(?P<words>(?P<be>{_IS})(?: {ADVERB}| generally| hereby| absolutely|"
    rf" relatively)*? (?P<verb>recommended|advised|suggested|advocated|discouraged|encouraged|"
    rf"contra-?indicated|"
    rf"indicated|advisable|inadvisable|reasonable|preferred|warranted|appropriate))(?P<against> against)?\b",
)
_FOR_USE = spaced(
    r" (?:\w+ )?(?:for (?:the |use )?|as |to )(?:\w+ ){0,3}?(?:treatment|management|prevention|prophylaxis|"
    r"relief|reduction|maintenance|adjunct|monotherapy|reduce|treat|improve|lower|use)\b"
)
_INDICATED_FOR = spaced(
    r" (?:only )?(?:when|if|unless|before|after|(?:in|for) (?:all|any|anyone|every|everyone|patients|people|"
    r"children|adults|women|men|those|infants|selected)\b|"
    r"to (?:identify|exclude|rule|confirm|assess))"
)


def find_passive(sentence: str, graded: bool) -> Act | None:
    """The first passive that recommends; custom, history and the licensing of a drug do not."""
    if not _PASSIVE_VERB.search(sentence):
        return None
    for match in _PASSIVE.finditer(sentence):
        verb, be, rest = match["verb"].lower(), match["be"].lower(), match.string[match.end() :]
        before = sentence[: match.start()].rstrip()
        words = match["words"] + (match["against"] or "")
        denied = re.search(r"\bnot\b|n't|\bnever\b|cannot|\bno\s+longer\b", words, re.I)
        if under_question(before) or DIRECT_RELATIVE.search(before):
            continue
        if verb in ("suggested", "preferred", "encouraged", "warranted", "appropriate", "discouraged") and not graded:
            if verb in ("encouraged", "discouraged", "warranted", "appropriate", "preferred"):
                continue
            if not (re.search(r"\bit$", before, re.I) and (ADVISED.match(rest) or find_modal(rest, graded))):
                continue
        if (
            verb == "indicated"
            and not graded
            and not denied
            and (_FOR_USE.match(rest) or not _INDICATED_FOR.match(rest))
        ):
            continue
        if (
            verb == "reasonable"
            and not graded
            and (not re.match(r"\s+to\b", rest) or not re.search(r"\bit$", before, re.I))
        ):
            continue
        if verb == "reasonable" and SUPPOSE.match(rest):
            continue
        if not denied and verb != "contraindicated" and CUSTOMARY.search(words):
            continue
        if be == "be" and not re.search(r"\b(?:is|are)\s+(?:not\s+)?to$", before):
            continue
        subject = re.split(r"[,;:]", before)[-1]
        if RESEARCH.search(subject) and not PERSON.search(subject):
            continue
        if re.match(r"\s+(?:that |for |in |to )?(?:future|further|be interpret|interpret)", rest) or re.search(
            r"\b(?:confirmation|replication|validation|research|caution in interpret\w+)\b", subject, re.I
        ):
            continue
        if re.match(r"\s+(?:dose|level|dai|intake|treatment|therap|amount|range|limit|schedul)", rest):
            continue
        reported = verb not in ("contraindicated", "indicated") and (
            ACCORDING.search(sentence) is not None or _by_body(rest)
        )
        return Act(words, match.start("words"), "reported" if reported else "wording")
    return None


def _by_body(rest: str) -> bool:
    return bool(re.match(r"\s+(?:by|in|under)\s+(?:the\s+)?(?:\w+\s+)?(?:guidelines?|guidance|[A-Z])", rest))

"""The part that a sentence plays in a publication: what was known, done, found, concluded, or only labels a figure.

Told by the heading above it, or by the label that the paragraph carries in front ("RESULTS: ..."), as abstracts do
that are stored in one piece. In an abstract without either, the first sentences say what was known and the last
ones what follows (Dernoncourt and Lee 2017, arXiv 1710.06071, use the same order).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from citewell.text.linear import LinearModel, sentence_features, shares


class Role(StrEnum):
    """What a sentence is for."""

    KNOWN = "known"
    DONE = "done"
    FOUND = "found"
    CONCLUDED = "concluded"
    LABEL = "label"
    OTHER = "other"


_NUMBER = r"(?:[\dIVX]+[\d.]*\.?\s+)?"
_KNOWN = (
    r"(?:(?:general )?(?:backgrounds?|introduction|context|importance|rationale|state of the art|motivation"
    r"|(?:ethnopharmacological|clinical) relevance)"
    r"(?:(?: and | & |/)(?:study )?(?:aims?|objectives?|purposes?|importance|rationale))?)"
)
# Also in front of other words ("Methods/Design", "Data collection and management"), but for findings.
_DONE = (
    r"(?:(?:study |primary |trial )?(?:objectives?|aims?|purposes?|goals?|hypothes[ie]s|design)\b"
    r"|(?:patients?|participants|subjects|materials?|data)?(?: (?:and|&) |, )?(?:methods?|methodology)\b"
    r"|questions? addressed|data (?:sources?|extraction|collection|analysis)|study selection|eligibility criteria"
    r"|statistical analys[ie]s|(?:trial )?registration|funding|review methods|search (?:strategy|methods))"
)
# These only in an abstract; elsewhere an intervention may be what is recommended.
_DONE_IN_ABSTRACTS = (
    r"(?:settings?|population|participants?|interventions?|exposures?|comparators?|measurements?"
    r"|(?:main |primary |secondary )?outcomes?(?: and measures?| measures?)?"
    r"|research questions?|selection criteria|settings?(?:/| and )(?:participants?|designs?|subjects)|subjects|patients"
    r"|measures|animals|experiments|case(?: presentation| report)?s?|presentation of case|patient concerns|diagnos[ei]s"
    r"|limitations?|supplementary information|levels? of evidence|availability and implementation"
    r"|(?:[\w.-]+ )*(?:registration|identifiers?)(?: numbers?)?)"
)
# And what a discussion at the end of an abstract, or a lesson, says follows from the study.
_CONCLUDED_IN_ABSTRACTS = (
    r"(?:(?:clinical )?discussions?(?:(?: and |/)conclusions?)?|lessons?|impact|(?:authors|reviewers)['’]? conclusions?"
    r"|relevance to clinical practice|conclusions? and [\w ]+)"
)
_FOUND = (
    r"(?:main |key |recent |methods? and )?(?:results?|findings?|observations|data synthesis)"
    r"(?: and (?:discussion|conclusions?))?"
)
_CONCLUDED = (
    r"(?:(?:summary and )?conclusions?(?: and \w+)?|concluding remarks|interpretations?|summary|expert opinion"
    r"|key (?:points|messages|facts)|(?:clinical |practice )?(?:implications?|significance|relevance)(?: for \w+)*"
    r"|recommendations?|what this (?:study|paper) adds|take.home messages?)"
)
_HEADINGS = {
    Role.KNOWN: re.compile(rf"{_NUMBER}{_KNOWN}[\s:.]*$", re.IGNORECASE),
    Role.FOUND: re.compile(rf"{_NUMBER}{_FOUND}[\s:.]*$", re.IGNORECASE),
    Role.CONCLUDED: re.compile(rf"{_NUMBER}{_CONCLUDED}[\s:.]*$", re.IGNORECASE),
    Role.DONE: re.compile(rf"(?!.*(?:findings|results)){_NUMBER}{_DONE}", re.IGNORECASE),
}
_IN_ABSTRACTS = re.compile(rf"{_DONE_IN_ABSTRACTS}[\s:.]*$", re.IGNORECASE)
_ENDS_ABSTRACTS = re.compile(rf"{_CONCLUDED_IN_ABSTRACTS}[\s:.]*$", re.IGNORECASE)


def _label(done: str) -> re.Pattern[str]:
    """A label in a running text: it begins with a capital where a sentence does, and ends in a colon."""
    names = ((Role.KNOWN, _KNOWN), (Role.DONE, done), (Role.FOUND, _FOUND), (Role.CONCLUDED, _CONCLUDED))
    any_name = "|".join(f"(?P<{role.value}>{name})" for role, name in names)
    return re.compile(rf"(?:^|(?<=[.!?\])]\s)|(?<=[.!?\])]))(?=[A-Z])(?:{any_name})\s?:", re.IGNORECASE)


_LABEL = _label(_DONE)
_LABEL_IN_ABSTRACTS = _label(f"(?:{_DONE}|{_DONE_IN_ABSTRACTS})")
_CAPTION = re.compile(
    r"(?:supplementary |extended data )?(?:table|figure|fig\.?|box|panel|appendix|video)\b", re.IGNORECASE
)
_FIRST, _LAST = 0.3, 0.75
_LONG_ENOUGH = 400
LIKELY = 0.6


def find_role(text: str, start: int, *, section_path: Sequence[str] = (), locator: str = "") -> Role:
    """The role of the sentence at `start` of a passage's `text`, under these headings."""
    if _CAPTION.match(locator) or (section_path and _CAPTION.match(section_path[-1])):
        return Role.LABEL
    in_abstract = bool(section_path) and section_path[0].lower().startswith("abstract")
    before = [role for place, role in _labels(text, in_abstract=in_abstract) if place <= start]
    if before:
        return before[-1]
    for heading in reversed(section_path):
        for role, pattern in _HEADINGS.items():
            if pattern.match(heading):
                return role
        if in_abstract and _IN_ABSTRACTS.match(heading):
            return Role.DONE
        if in_abstract and _ENDS_ABSTRACTS.match(heading):
            return Role.CONCLUDED
    if in_abstract and len(section_path) == 1 and len(text) >= _LONG_ENOUGH:
        place = start / len(text)
        return Role.KNOWN if place < _FIRST else Role.CONCLUDED if place >= _LAST else Role.OTHER
    return Role.OTHER


def find_labels(text: str) -> bool:
    """Whether an abstract carries labels of its parts, one of them for what was found or concluded."""
    return any(role in (Role.FOUND, Role.CONCLUDED) for _, role in _labels(text, in_abstract=True))


@lru_cache(maxsize=4096)
def _labels(text: str, *, in_abstract: bool) -> tuple[tuple[int, Role], ...]:
    """Where labels stand in a text, and of which role."""
    pattern = _LABEL_IN_ABSTRACTS if in_abstract else _LABEL
    return tuple((match.start(), Role(match.lastgroup)) for match in pattern.finditer(text) if match.lastgroup)


@lru_cache(maxsize=16384)
def guess_role(sentence: str) -> Role:
    """The role of a sentence that neither a heading nor a label tells, by its words; OTHER where none is likely."""
    model = role_model()
    likely = shares(model.scores(sentence_features(sentence)))
    share, name = max(zip(likely, model.classes, strict=True))
    return Role(name) if share >= LIKELY else Role.OTHER


@cache
def role_model() -> LinearModel:
    """The classifier that `training/train_sections.py` made from abstracts whose parts are labelled."""
    return LinearModel.from_json(resources.files("citewell.compose").joinpath("roles.json").read_text("utf-8"))

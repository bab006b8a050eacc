"""The abstract of a PubMed record as blocks: one for each labelled section, the plain-language summary last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from citewell.domain.documents import Block
from citewell.sources._pubmed_text import clean, text_of

LONGEST_BLOCK = 1_000_000
"""Characters of one block."""

LANGUAGES = {
    "eng": ("en", "English"),
    "spa": ("es", "Spanish"),
    "ger": ("de", "German"),
    "fre": ("fr", "French"),
    "por": ("pt", "Portuguese"),
    "ita": ("it", "Italian"),
    "dut": ("nl", "Dutch"),
    "chi": ("zh", "Chinese"),
    "jpn": ("ja", "Japanese"),
    "kor": ("ko", "Korean"),
    "rus": ("ru", "Russian"),
    "ukr": ("uk", "Ukrainian"),
    "pol": ("pl", "Polish"),
    "cze": ("cs", "Czech"),
    "slo": ("sk", "Slovak"),
    "hun": ("hu", "Hungarian"),
    "rum": ("ro", "Romanian"),
    "bul": ("bg", "Bulgarian"),
    "srp": ("sr", "Serbian"),
    "hrv": ("hr", "Croatian"),
    "slv": ("sl", "Slovenian"),
    "dan": ("da", "Danish"),
    "nor": ("no", "Norwegian"),
    "swe": ("sv", "Swedish"),
    "fin": ("fi", "Finnish"),
    "ice": ("is", "Icelandic"),
    "gre": ("el", "Greek"),
    "tur": ("tr", "Turkish"),
    "ara": ("ar", "Arabic"),
    "per": ("fa", "Persian"),
    "heb": ("he", "Hebrew"),
    "cat": ("ca", "Catalan"),
    "vie": ("vi", "Vietnamese"),
    "tha": ("th", "Thai"),
    "ind": ("id", "Indonesian"),
}
"""MARC codes, as PubMed writes them, with ISO 639-1 codes and names."""

PLAIN_LANGUAGE = "Plain language summary"

_NO_TEXT = re.compile(
    r"\W*(?:not available|n/?a|none|no abstract(?: is)?(?: available| provided)?|"
    r"(?:figure|image|table)?\W*see text)\W*",
    re.IGNORECASE,
)
_RESERVED = re.compile(r"\s*This article is protected by copyright\. All rights reserved\.?\s*$")
_NO_LABEL = frozenset({"", "UNASSIGNED", "UNLABELLED", "UNLABELED", "ABSTRACT"})
_HEADING_WORDS = frozenset(
    """a about access address age aim aims analyses analysis and animal animals application applications approach areas
    as assessment at author author's authors authors' availability backgroud background case cases challenge
    challenges classification clinical collection comment conclusion conclusions consequences considerations
    contents context contribution contributions course covered criteria current data date declaration
    description design details development diagnoses diagnosis diagnostic directions discussion dissemination
    effect effects eligibility end endpoint endpoints ergebnisse ethics ethnopharmacological evaluation evidence
    experiment experimental experiments expert exposure exposures extraction factors findings focus follow for
    fragestellung from funding future goal goals graphical highlights hintergrund history hypotheses hypothesis
    impact implementation implications importance in information innovation interest interpretation intervention
    interventions introduction is key knowledge language lay learning lessons level limitation limitations main
    management material materials mean measure measured measurement measurements measures message messages
    method methoden methodik methodological methodology methods model motivation need new number objective
    objectives observation observations of on opinion or originality outcome outcomes outlook overview
    participants patient patients perspective perspectives plain point points policy population populations
    practical practice presentation presentations primary principal problem procedure procedures program
    prospective protocol public purpose purposes question questions rationale recent recommendation
    recommendations register registration registry relevance report research restrictions result results
    retrospective review reviewers safety sample schlussfolgerung science scope search secondary selection
    setting settings significance source sources specific state statement statistical statistics status
    strategies strategy strengths studied studies study subject subjects summary supplementary survey synthesis
    systematic technique techniques technology test the their theory to topic topics treatment trial trials type
    unmet up use using validation value variables was were what with works zusammenfassung""".split()
)


def blocks_of(abstract: Any, others: Sequence[Any]) -> tuple[tuple[Block, ...], str]:
    """The blocks of an Abstract and of OtherAbstracts, and the ISO 639-1 code of its language.

    An Abstract is English. Where there is none, the first one in another language or from
    another supplier counts; a plain-language summary comes after either. Raises ValueError for one that is too long.
    """
    blocks = [] if abstract is None else _sections(abstract, "Abstract")
    language = "en"
    for other in others if not blocks else ():
        if other.get("Type") != "plain-language-summary" and (blocks := _sections(other, "Abstract")):
            language = LANGUAGES.get(other.get("Language", "eng"), ("", ""))[0]
            break
    for other in others:
        if other.get("Type") == "plain-language-summary":
            blocks += _sections(other, PLAIN_LANGUAGE)
    return tuple(blocks), language


def _sections(abstract: Any, name: str) -> list[Block]:
    blocks = []
    for section in abstract:
        if section.tag != "AbstractText":
            continue
        text = text_of(section)
        if text.endswith(("reserved.", "reserved")):
            text = _RESERVED.sub("", text)
        if not _has_words(text):
            continue
        if len(text) > LONGEST_BLOCK:
            raise ValueError(f"a section of its abstract is longer than {LONGEST_BLOCK:,} characters")
        heading = _heading(section.get("Label") or "")
        if heading:
            blocks.append(Block(text=text, section_path=(name, heading), locator=f"{name}: {heading}"))
        else:
            blocks.append(Block(text=text, section_path=(name,), locator=name))
    return blocks


def _has_words(text: str) -> bool:
    if len(text) > 40:
        return True
    return any(character.isalpha() for character in text) and not _NO_TEXT.fullmatch(text)


@lru_cache(maxsize=4096)
def _heading(label: str) -> str:
    """A label as a heading: "RESULTS" as "Results"; one with a word that may be an abbreviation stays as it is."""
    label = clean(label).rstrip(" :.")
    if label.upper() in _NO_LABEL:
        return ""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]*)?", label)
    if label.isupper() and all(word.lower().replace("’", "'") in _HEADING_WORDS for word in words):
        return label[:1] + label[1:].lower()
    return label

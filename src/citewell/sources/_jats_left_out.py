"""What stands in an article and is no evidence: thanks, interests, funding, supplements, references."""

from __future__ import annotations

import re

_KINDS = frozenset(
    """supplementary-material additional-information ack datasets data-availability coi-statement conflict
    supporting-information funding author-contributions""".split()
)
_TITLES = (
    r"acknowled?ge?ments?(?: and .*)?",
    r"(?:declarations? of )?(?:competing|conflicts? of|conflicting) (?:financial )?interests?"
    r"(?: statement| disclosures?| declaration)?",
    r"declarations?|(?:financial )?disclosures?(?: statement)?",
    r"(?:funding|financial support)(?: sources?| statement| information)?",
    r"(?:role of the|sources? of) funding(?: source)?",
    r"authors?['’]?s?['’]? (?:contributions?|details?|information|roles?)(?: statement)?|contributors(?:hip)?",
    r"(?:electronic )?(?:supporting|supplement(?:ary|al)) (?:information|materials?|data|files?|content)",
    r"additional files?|pre-?publication history",
    r"(?:data|code|software) (?:and \w+ )?availability(?: statement)?",
    r"availability of (?:supporting )?data(?: and materials?)?",
    r"references?|bibliography|further reading|accession (?:numbers?|codes?)|web resources|major datasets?",
    r"(?:list of )?(?:abbreviations?|acronyms?)(?: used)?|glossary|foot-?notes?|end-?notes?|key resources table",
    r"ethics approval and consent to participate|consent for publication|provenance and peer review",
    r"publisher['’]?s note|decision letter|author response",
)
_TITLE = re.compile(rf"(?:[\d.]+\s+)?(?:{'|'.join(_TITLES)})", re.IGNORECASE)
_PARAGRAPHS = (
    r"doi:?\s*\S+",
    r"please see later in the article for the editors['’] summary\.?",
    r"(?:the )?(?:authors? declares? )?(?:that )?(?:(?:they|he|she) (?:have|has) |there (?:is|are) )?"
    r"no (?:conflicts? of interests?|(?:competing|conflicting) interests?)\.?",
    r"(?:conflicts? of interests?|competing interests?|funding|acknowled?ge?ments?|authors?['’]? contributions?)"
    r"\s?: .{0,400}",
)
_PARAGRAPH = re.compile("|".join(_PARAGRAPHS), re.IGNORECASE)


def is_left_out(heading: str, kind: str = "") -> bool:
    """Whether a section of this heading and type is no evidence."""
    return kind.lower() in _KINDS or _TITLE.fullmatch(heading.rstrip(" .:")) is not None


def is_no_evidence(paragraph: str) -> bool:
    """Whether a paragraph is only an address, a cross-reference or a declaration."""
    return _PARAGRAPH.fullmatch(paragraph) is not None

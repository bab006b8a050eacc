"""Licences and publication types of JATS articles in the words that readers know."""

from __future__ import annotations

import re
from typing import Any

from citewell.sources._jats_text import text_of

LINK = "{http://www.w3.org/1999/xlink}href"
LONGEST_LICENCE = 200

ARTICLE_TYPES = {
    "research-article": "Journal Article",
    "review-article": "Review",
    "systematic-review": "Systematic Review",
    "meta-analysis": "Meta-Analysis",
    "case-report": "Case Reports",
    "article-commentary": "Comment",
    "abstract": "Meeting Abstract",
    "meeting-report": "Meeting Abstract",
    "brief-report": "Journal Article",
    "rapid-communication": "Journal Article",
    "clinical-trial": "Clinical Trial",
    "randomized-controlled-trial": "Randomized Controlled Trial",
    "guideline": "Guideline",
    "practice-guideline": "Practice Guideline",
    "clinical-practice-guideline": "Practice Guideline",
    "protocol": "Clinical Trial Protocol",
}
"""MeSH publication types for the types that JATS and its users name; others keep their own name."""

_SUBJECTS = {
    "systematic review": "Systematic Review",
    "systematic review and meta-analysis": "Systematic Review",
    "meta-analysis": "Meta-Analysis",
    "review": "Review",
    "review article": "Review",
    "clinical practice guideline": "Practice Guideline",
    "practice guideline": "Practice Guideline",
    "guideline": "Guideline",
    "consensus statement": "Consensus Statement",
    "randomized controlled trial": "Randomized Controlled Trial",
    "randomised controlled trial": "Randomized Controlled Trial",
    "observational study": "Observational Study",
    "case report": "Case Reports",
    "editorial": "Editorial",
    "correspondence": "Letter",
    "poster presentation": "Meeting Abstract",
    "oral presentation": "Meeting Abstract",
    "meeting abstract": "Meeting Abstract",
}
_CREATIVE_COMMONS = re.compile(
    r"creativecommons\.org/(?:licenses/(?P<terms>by(?:-nc)?(?:-sa|-nd)?)(?:/(?P<version>\d\.\d))?|(?P<other>publicdomain/\w+))"
)


def read_licence(meta: Any) -> str:
    """ "CC BY 4.0" where an address or the words tell, else the licence's own words."""
    permissions = meta.find("permissions")
    if permissions is None:
        return ""
    written = ""
    for element in permissions.iter("license", "{*}license_ref", "ext-link", "uri"):
        found = _CREATIVE_COMMONS.search(f"{element.get(LINK, '')} {element.text or ''}".lower())
        if found and found["other"]:
            return "CC0 1.0" if found["other"].endswith("zero") else "Public domain"
        if found:
            return f"CC {found['terms'].upper()} {found['version'] or ''}".strip()
    for element in permissions.iter("license"):
        written = written or " ".join(text_of(part) for part in element)
    return _licence_in_words(written) or written[:LONGEST_LICENCE] or text_of(permissions.find("copyright-statement"))


def _licence_in_words(written: str) -> str:
    words = " ".join(re.findall(r"[a-z0-9]+", written.lower()))
    if "cc0" in words or "public domain de" in words:
        return "CC0 1.0" if "cc0" in words else "Public domain"
    found = re.search(
        r"creative commons attribution((?: non ?commercial| share ?alike| no ?derivs| no ?derivatives)*)", words
    )
    if not found:
        return ""
    terms = found[1].replace(" ", "")
    parts = [("NC", "noncommercial"), ("SA", "sharealike"), ("ND", "noderiv")]
    return "CC BY" + "".join(f"-{short}" for short, name in parts if name in terms)


def read_publication_types(article_type: str, meta: Any) -> tuple[str, ...]:
    """The article's type, and what its heading says that it is."""
    types: list[str] = []
    if article_type:
        types.append(ARTICLE_TYPES.get(article_type, article_type.replace("-", " ").title()))
    for group in meta.findall("article-categories/subj-group"):
        if group.get("subj-group-type", "heading").lower() in (
            "heading",
            "display-channel",
            "article-type",
            "toc-heading",
        ):
            for element in group.findall("subject"):
                stated = _SUBJECTS.get(text_of(element).lower().rstrip("s. ")) or _SUBJECTS.get(
                    text_of(element).lower()
                )
                types += [stated] if stated else []
    return tuple(dict.fromkeys(types))

"""What a reader without medical training is given beside the claims: signs to act on, and questions to ask."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from citewell.compose.plain.choosing import is_urgent
from citewell.domain.articles import Article
from citewell.text.readability import count_text, flesch_kincaid

MOST_SIGNS = 8

# A statement about signs, and none of what they are.
_NO_SIGN = re.compile(
    r"\b(?:lacking|unknown|predictive|abstract|advises against|reassurance|not worrying|prevalence|incidence|"
    r"literature|"
    r"rates|benign)\b",
    re.IGNORECASE,
)

_SIGN = re.compile(
    r"\b(?:sudden\w*|worst|thunderclap|fever|stiff\w*|faint\w*|collaps\w*|weakness|numb\w*|confus\w*|speech|vision|"
    r"sight|"
    r"blind\w*|double vision|stroke|seizures?|fits?|vomit\w*|bleed\w*|chest pain|breath\w*|conscious\w*|bladder|bowel|"
    r"paralys\w*|gait|walking|injur\w*|trauma|cancer|pregnan\w*|new headache|drooping|tears? of|warning signs?)\b",
    re.IGNORECASE,
)


def urgent_signs(article: Article, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Whom to call and why, then the claims on danger that say what cannot wait, in the reader's words, the plainest
    first."""
    told = [line for one in article.emergencies for line in (one.call, one.sign)]
    flags = {claim.id for section in article.sections if section.kind == "red_flags" for claim in section.claims}
    flags |= {name for slot in article.expected if slot.name == "red-flags" for name in slot.claim_ids}
    claims = [claim for claim in article.claims if claim.id in flags or is_urgent(claim.text)]
    ranked = sorted(claims, key=lambda claim: (not is_urgent(claim.text), _grade(texts.get(claim.id, ""))))
    signs = [texts[one.id] for one in ranked if one.id in texts and _tells_sign(one.text)]
    return tuple(dict.fromkeys([*told, *signs[:MOST_SIGNS]]))


def _grade(text: str) -> float:
    return flesch_kincaid(count_text(text))


def _tells_sign(text: str) -> bool:
    return is_urgent(text) or (_SIGN.search(text) is not None and _NO_SIGN.search(text) is None)


def questions_to_ask(intent: str, *, for_another: bool) -> tuple[str, ...]:
    """Questions for a doctor on what was asked; `for_another` where the reader looks after the ill person."""
    return _questions().get(intent, _questions()["general"])["they" if for_another else "you"]


@cache
def _questions() -> dict[str, dict[str, tuple[str, ...]]]:
    text = resources.files("citewell.compose.plain").joinpath("questions.toml").read_text("utf-8")
    rows = tomllib.loads(text)["intent"]
    return {name: {"you": tuple(row["you"]), "they": tuple(row["they"])} for row in rows for name in row["names"]}

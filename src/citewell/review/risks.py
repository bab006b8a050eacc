"""Finds what makes an article high risk, by the rules of risks.toml, in its question and claims."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from citewell.domain.articles import Article
from citewell.domain.reviewing import Risk

MOST_SEEN = 5
"""Words of the article that are told for each risk."""


@dataclass(frozen=True, slots=True)
class RiskRule:
    """A rule of risks.toml."""

    name: str
    reason: str
    patterns: tuple[re.Pattern[str], ...]
    specialties: tuple[str, ...]
    pharmacist: bool


@cache
def risk_rules() -> tuple[RiskRule, ...]:
    """Every rule, in the order of the file."""
    text = resources.files("citewell.review").joinpath("risks.toml").read_text("utf-8")
    return tuple(
        RiskRule(
            name,
            row["reason"],
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in row["patterns"]),
            tuple(row["specialties"]),
            row.get("pharmacist", False),
        )
        for name, row in tomllib.loads(text).items()
    )


def risks_of(article: Article) -> tuple[Risk, ...]:
    """The risks that an article carries, each with the words that show it; none for an ordinary article.

    The question as it was asked and understood counts, every claim, and every quote behind one: a claim that leaves a
    word out is about the same people. An emergency that was read in the question counts by itself.
    """
    texts = list(_texts(article))
    found = (_risk(rule, texts, article) for rule in risk_rules())
    return tuple(risk for risk in found if risk is not None)


def _texts(article: Article) -> Iterator[tuple[str, str]]:
    """Claim id, empty for the question, and text."""
    for words in dict.fromkeys((article.question, article.asked, *(part.text for part in article.understood))):
        yield "", words
    for claim in article.claims:
        yield claim.id, claim.text
        for quote in dict.fromkeys(citation.quote for citation in claim.citations):
            yield claim.id, quote


def _risk(rule: RiskRule, texts: list[tuple[str, str]], article: Article) -> Risk | None:
    seen: dict[str, None] = {}
    claims: dict[str, None] = {}
    for claim_id, text in texts:
        words = [found[0].strip() for pattern in rule.patterns for found in pattern.finditer(text)]
        seen.update(dict.fromkeys(words))
        claims.update({claim_id: None} if words and claim_id else {})
    if rule.name == "emergencies":
        seen.update(dict.fromkeys(emergency.sign for emergency in article.emergencies))
    if not seen:
        return None
    told = tuple(dict.fromkeys(word.lower() for word in seen))[:MOST_SEEN]
    return Risk(rule.name, rule.reason, told, tuple(claims), rule.specialties, rule.pharmacist)

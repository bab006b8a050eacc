"""An article in a reader's words as plain text or Markdown, with how it reads and what is folded away."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from citewell.compose import citing, reading
from citewell.compose.audiences import NO_CEILING, AudienceProfile
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Claim
from citewell.domain.wordings import Readability, WordedArticle, WordedClaim
from citewell.text.readability import ITEM

URGENT_HEADING = "When it cannot wait"
QUESTIONS_HEADING = "Questions to ask"
WORDS_HEADING = "Words explained"
DIRECT_HEADING = "Direct answer"
WIDTH = 88
_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~"})


def claim_lines(text: str) -> tuple[str, tuple[str, ...], str]:
    """A worded text as the words before its list, the items of the list, and the words behind it, all but one empty
    where it has none."""
    head, *items = text.split(ITEM)
    last, _, tail = items.pop().partition("\n") if items else ("", "", "")
    return clean(head), (*map(clean, items), *([clean(last)] if last else [])), clean(tail)


def readability_words(measured: Readability, target: tuple[float, float]) -> str:
    """How a text reads, such as "School grade 8.4 (target: 9 or below); SMOG 10.1; 312 words, 11.2 in a sentence"."""
    aim = f" (target: {target[1]:g} or below)" if target[1] < NO_CEILING else ""
    told = (
        f"School grade {measured.flesch_kincaid:g}{aim}; SMOG {measured.smog:g}; "
        f"{measured.words} words, {measured.words_per_sentence:g} in a sentence"
    )
    return f"{told}; not explained: {', '.join(measured.unexplained)}" if measured.unexplained else told


def worded_page(
    article: Article,
    wording: WordedArticle,
    profile: AudienceProfile,
    *,
    review: str,
    markdown: bool,
    everything: bool = False,
) -> str:
    """The page, ending in one newline. `review` says how far the article is reviewed; `everything` shows all claims."""
    worded = {one.claim_id: one for one in wording.claims}
    parts = [
        _heading(clean(article.question), markdown, top=True),
        "\n".join(_wrapped(line, markdown) for line in _status(article, profile, review)),
        _list(URGENT_HEADING, wording.urgent, markdown),
    ]
    named = [(DIRECT_HEADING, article.direct_answer), *((one.heading, one.claims) for one in article.sections)]
    for heading, claims in named:
        shown = [claim for claim in claims if everything or worded[claim.id].shown]
        parts.append(_list(heading, (_claim_text(claim, worded[claim.id]) for claim in shown), markdown))
    folded = 0 if everything else sum(not one.shown for one in wording.claims)
    if folded:
        are = "1 further statement is" if folded == 1 else f"{folded} further statements are"
        parts.append(_wrapped(f"{are} folded away; --all shows every statement of the article.", markdown))
    parts += [
        _list(WORDS_HEADING, _words(wording, everything=everything), markdown),
        _list(QUESTIONS_HEADING, wording.questions, markdown),
        _list("References", (f"[{one.number}] {citing.reference_text(one)}" for one in article.references), markdown),
    ]
    if profile.search_log:
        searches = (f"“{search}”" for search in article.provenance.searches)
        parts.append(_list("Searched for", searches, markdown))
    parts += [
        _wrapped(readability_words(wording.readability, wording.target), markdown),
        _wrapped(f"Article {article.digest}", markdown),
        _wrapped(profile.disclaimer, markdown),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _status(article: Article, profile: AudienceProfile, review: str) -> Iterable[str]:
    yield f"{reading.status_words(article)}. In words for: {profile.label}."
    if reading.has_answer(article):
        yield review
    if article.clarification:
        yield " ".join([article.clarification.question, *article.clarification.choices])
    for missing in article.not_found:
        yield f"No source found on: {missing.topic}"


def _claim_text(claim: Claim, worded: WordedClaim) -> str:
    numbers = reading.numbers_text(reading.claim_numbers(claim))
    return f"{worded.text or worded.withheld} {numbers}".rstrip()


def _words(wording: WordedArticle, *, everything: bool) -> list[str]:
    """Every term that a shown claim has explained, once."""
    found: dict[str, str] = {}
    for one in wording.claims:
        if (everything or one.shown) and one.text:
            for item in one.explanations:
                found.setdefault(item.term.lower(), f"{item.term}: {item.meaning}")
    return list(found.values())


def _heading(text: str, markdown: bool, *, top: bool = False) -> str:
    if markdown:
        return f"{'#' if top else '##'} {clean(text).translate(_MARKS)}"
    lines = textwrap.wrap(clean(text), WIDTH) or [""]
    return "\n".join([*lines, ("═" if top else "─") * max(map(len, lines))])


def _wrapped(text: str, markdown: bool) -> str:
    if markdown:
        return clean(text).translate(_MARKS)
    return "\n".join(textwrap.wrap(clean(text), WIDTH, break_on_hyphens=False))


def _list(heading: str, items: Iterable[str], markdown: bool) -> str:
    lines: list[str] = []
    for item in items:
        head, further, tail = claim_lines(item)
        lines += _item(head or further[0], markdown, depth=0)
        for one in further[0 if head else 1 :]:
            lines += _item(one, markdown, depth=1)
        lines += _item(tail, markdown, depth=1) if tail else []
    return "\n".join([_heading(heading, markdown), *([""] if markdown else []), *lines]) if lines else ""


def _item(text: str, markdown: bool, *, depth: int) -> Sequence[str]:
    if markdown:
        return [f"{'  ' * depth}- {text.translate(_MARKS)}"]
    lead = "  • " if not depth else "      – "
    return textwrap.wrap(text, WIDTH, initial_indent=lead, subsequent_indent=" " * len(lead), break_on_hyphens=False)

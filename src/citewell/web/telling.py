"""What is told of an answer while it is made, in the words of the reader who asked.

A part of the article is told when its claims and their words are final, by the view that the article's page shows: the
direct answer as soon as it is checked, each section as soon as it is. Which claims a reader sees first is chosen from
the whole article, so that for most readers the sections follow when it is made; a claim is never told in other words
than this reader's, and none is told that this reader does not get.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from citewell.compose.audiences import ALL_WORDS, load_audience
from citewell.domain.articles import Article, Claim
from citewell.domain.steps import Step, StepName
from citewell.domain.wordings import WordedArticle, WordedClaim
from citewell.web.asked import MOST_FOUND, Event, EventName, Found
from citewell.web.claim_views import SectionView, worded_sections
from citewell.web.views import article_page

PROGRESS = {
    StepName.UNDERSTOOD: 10,
    StepName.SEARCHED: 25,
    StepName.DIRECT_ANSWER: 60,
    StepName.WRITTEN: 70,
    StepName.SECTION: 70,
    StepName.CHECKED: 90,
}
"""How far an answer is when a step is through, in per cent, by where the time goes on a library of some size."""
SECTIONS_SHARE = 20
SHOWN_PROGRESS = 95


class Words(Protocol):
    """Words an article, or claims before there is one, for a reader profile."""

    def word(self, article: Article, reader: str) -> WordedArticle | None:
        """The article in the reader's words; None where these are its own."""
        ...

    def word_claims(self, claims: Sequence[Claim], reader: str) -> tuple[WordedClaim, ...] | None:
        """Claims as the article will have them in the reader's words; None where that is not known beforehand."""
        ...


class OwnWords:
    """Words nothing anew."""

    def word(self, article: Article, reader: str) -> WordedArticle | None:
        """The article's own words."""
        return None

    def word_claims(self, claims: Sequence[Claim], reader: str) -> tuple[WordedClaim, ...] | None:
        """The claims' own words."""
        return ()


class Telling:
    """Makes events of the steps of one answer; remembers how many parts of the article it has told."""

    def __init__(self, reader: str, words: Words) -> None:
        self._reader, self._words = reader, words
        self._sees_all = not reader or load_audience(reader).words == ALL_WORDS
        self._told = 0
        self._asked = ""
        self._plainly = bool(reader) and load_audience(reader).swap

    def of_step(self, step: Step) -> Event | None:
        """The event of a step; None where it tells no more than the article at the end, which may yet get notes."""
        if step.name is StepName.DONE:
            return None
        if step.understanding:
            self._asked = " ".join(part.text for part in step.understanding.parts)
        section = self._section(step) if step.name in (StepName.DIRECT_ANSWER, StepName.SECTION) else None
        if step.name is StepName.DIRECT_ANSWER and section is None:
            return None
        found = step.found[:MOST_FOUND]
        return Event(
            0,
            EventName(step.name.value),
            step.message,
            0.0,
            progress=PROGRESS[step.name] + (round(SECTIONS_SHARE * step.share) if step.name is StepName.SECTION else 0),
            understanding=step.understanding,
            found=tuple(Found(one.id, one.title, one.short_name, one.kind, one.year) for one in found),
            found_total=len(step.found),
            section=section,
        )

    def of_article(self, article: Article) -> Iterator[Event]:
        """The parts of the finished article that have not been told: sections, disagreements, and what is missing."""
        page = article_page(article, reader=self._reader, words=self._words.word(article, self._reader))
        for section in page.sections[self._told :]:
            name = EventName.SECTION if self._told else EventName.DIRECT_ANSWER
            self._told += 1
            message = f"Shown {self._told} of {len(page.sections)} parts for: {page.reader_label}"
            yield Event(0, name, message, 0.0, progress=PROGRESS[StepName.CHECKED], section=section)
        missing = page.missing if page.found else ()
        if page.disagreements or missing:
            counts = [(len(page.disagreements), "where sources differ"), (len(missing), "without a source")]
            message = "Points " + ", ".join(f"{words}: {number}" for number, words in counts if number)
            yield Event(
                0,
                EventName.BESIDE,
                message,
                0.0,
                progress=SHOWN_PROGRESS,
                disagreements=page.disagreements,
                missing=missing,
            )

    def _section(self, step: Step) -> SectionView | None:
        """The newest part of the article as its page will show it; None while its words are not known."""
        if not step.direct_answer and not step.sections:  # held back until the whole is known
            return None
        if self._told and not self._sees_all:
            return None
        claims = step.direct_answer + tuple(claim for section in step.sections for claim in section.claims)
        worded = self._words.word_claims(claims, self._reader)
        if worded is None or self._told < len(step.sections):
            return None
        self._told += 1
        by_id = {claim.claim_id: claim for claim in worded}
        return worded_sections(
            step.direct_answer, step.sections, step.references, by_id, question=self._asked, plainly=self._plainly
        )[-1]

"""What the first page shows: examples from the library at hand, and the articles kept here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from citewell.compose.reading import clean
from citewell.domain.enums import ArticleStatus
from citewell.text.dates import date_words
from citewell.web.found_statements import Marked

if TYPE_CHECKING:
    from citewell.compose.audiences import AudienceProfile
    from citewell.domain.documents import Document
    from citewell.text.vocabulary import Vocabulary

EXAMPLES = (
    "What are the treatment options for cervicogenic headache and craniocervical junction anomaly management?",
    "How is spontaneous intracranial hypotension diagnosed?",
    "Which headaches need urgent imaging?",
    "Is a positive nerve block required to diagnose cervicogenic headache?",
)
"""Questions that the starter library answers."""

MOST_EXAMPLES = 4
LONGEST_TERM = 60
_STATUS_WORDS = {
    ArticleStatus.ANSWERED: "answered",
    ArticleStatus.PARTLY_ANSWERED: "partly answered",
    ArticleStatus.NO_SOURCE_FOUND: "no source found",
    ArticleStatus.NEEDS_CLARIFICATION: "asked back",
}
# Headings of MeSH that say who was studied or how, and not what about.
_SAID_OF_MANY = frozenset(
    """humans animals male female adult aged middle-aged young-adult adolescent child child,-preschool infant
    infant,-newborn aged,-80-and-over pregnancy treatment-outcome retrospective-studies prospective-studies
    follow-up-studies cohort-studies risk-factors time-factors mice rats""".split()
)


class Row(Protocol):
    """An article in a list, as the store gives it."""

    @property
    def digest(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def saved_at(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ListedView:
    """A line in a list of articles; `matched` is the statement for which a search found it, in marked pieces."""

    digest: str
    question: str
    words: str
    matched: Marked = ()


@dataclass(frozen=True, slots=True)
class HomePage:
    """The ask box, examples, the reader, and the articles: those approved last and recent ones, or those found.

    `more` says that older articles are not in the list. `searched` is what they were found for, `trouble` why the
    articles cannot be shown; in `private` mode nobody gets a list of them.
    """

    examples: tuple[str, ...]
    approved: tuple[ListedView, ...]
    recent: tuple[ListedView, ...]
    found: tuple[ListedView, ...]
    searched: str
    private: bool
    reader: str
    reader_label: str
    reader_asked: bool
    profiles: tuple[AudienceProfile, ...]
    more: bool = False
    trouble: str = ""


def listed_views(rows: Sequence[Row]) -> tuple[ListedView, ...]:
    """Articles with their status and date."""
    return tuple(
        ListedView(
            row.digest,
            clean(row.question),
            ", ".join(part for part in (_status(row.status), date_words(row.saved_at)) if part),
        )
        for row in rows
    )


def example_questions(documents: Iterable[Document], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Questions about what the library holds: the conditions that its titles name, and its subject headings.

    The most frequent come first; there is no example where no title and no heading names anything known.
    """
    counts: Counter[str] = Counter()
    for document in documents:
        named = {label for label in vocabulary.labels(document.title) if vocabulary.concepts[label].is_problem}
        headings = {clean(heading.partition("/")[0]).strip("* ") for heading in document.mesh}
        named |= {_natural(one) for one in headings if one.lower().replace(" ", "-") not in _SAID_OF_MANY}
        counts.update({clean(name) for name in named if 0 < len(name) <= LONGEST_TERM})
    common = sorted(counts, key=lambda term: (-counts[term], term))[:MOST_EXAMPLES]
    return tuple(f"What is known about {term}?" for term in common)


def _natural(heading: str) -> str:
    """A heading with its parts in their natural order: "Migraine, Hemiplegic" is "Hemiplegic Migraine"."""
    head, comma, rest = heading.partition(", ")
    return f"{rest} {head}" if comma and ", " not in rest else heading


def _status(name: str) -> str:
    return _STATUS_WORDS.get(ArticleStatus(name), "") if name in {item.value for item in ArticleStatus} else ""

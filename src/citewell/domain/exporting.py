"""What an export is made from: an article, what it cites as stored, and the words of a reader profile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from citewell.domain.articles import Article
from citewell.domain.documents import Document, Passage
from citewell.domain.reviewing import BoardRecord
from citewell.domain.wordings import WordedArticle

Record = TypeVar("Record")

_TEXT = re.compile(r"text/.+|application/(?:.+\+)?json|application/x-(?:bibtex|research-info-systems)")


@dataclass(frozen=True, slots=True)
class ExportMaterial:
    """An article with the passages and documents that it cites, by their ids; `wording` is None for its own words.

    `kept_at` is when the article was stored (ISO 8601, UTC), or empty where that is not known: an article itself
    tells no time, so that the same question put to the same library has the same digest on any day. `record` is what
    the board holds of it, None where no board has taken it up.
    """

    article: Article
    passages: Mapping[str, Passage] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    wording: WordedArticle | None = None
    kept_at: str = ""
    record: BoardRecord | None = None


def lost_passages(material: ExportMaterial) -> tuple[str, ...]:
    """The cited passages that the material has not, or not as the article quotes them, by id."""
    cited = [citation for claim in material.article.claims for citation in claim.citations]
    passages = material.passages if cited else {}
    lost = {
        citation.passage_id
        for citation in cited
        if citation.passage_id not in passages
        or passages[citation.passage_id].text[citation.start : citation.end] != citation.quote
    }
    return tuple(sorted(lost))


class ReadWhenNeeded(Mapping[str, Record]):
    """A mapping that is read at its first use, and whatever `read` raises is raised there.

    Most formats are made of the article alone; they need no library to be opened, and no removed document breaks them.
    """

    def __init__(self, read: Callable[[], Mapping[str, Record]]) -> None:
        self._read = read

    def __getitem__(self, name: str) -> Record:
        """One record; raises KeyError."""
        return self._read()[name]

    def __iter__(self) -> Iterator[str]:
        """The ids, in the order in which they were read."""
        return iter(self._read())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._read())


def is_text(media_type: str) -> bool:
    """Whether a format of this media type can be shown on a terminal."""
    return _TEXT.fullmatch(media_type) is not None

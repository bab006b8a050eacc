"""An article's view data with what only its page needs, and the page on which an error is reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from citewell.compose.audiences import AudienceProfile
    from citewell.web.readers import Reader
    from citewell.web.views import ArticlePage


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as its page shows it; `shared` is its whole address with the reader in it."""

    article: ArticlePage
    address: str
    shared: str
    reader: Reader
    profiles: tuple[AudienceProfile, ...]
    formats: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The article, or the claim of it, that a report is about; `sent` once it was kept."""

    digest: str
    question: str
    claim_id: str
    claim: str
    sent: bool
    longest: int

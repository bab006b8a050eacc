"""An article's view data with what only its page needs, and the page on which an error is reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citewell.web.formats import SHOWN_FIRST, Format

if TYPE_CHECKING:
    from citewell.compose.audiences import AudienceProfile
    from citewell.reviewed import ToldReview
    from citewell.web.claim_views import Piece
    from citewell.web.home_views import ListedView
    from citewell.web.readers import Reader
    from citewell.web.views import ArticlePage


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as its page shows it; `shared` is its whole address with the reader in it.

    `linked_data` is the article as JSON-LD, safe inside a script element; empty where a claim is
    kept from this reader. `listed` lets search engines keep the page. `lost` counts the quoted passages
    that the library holds no more, for which there is no proof bundle. Where there is no answer, `related`
    are articles on the same condition and `examples` questions that the library answers.
    """

    article: ArticlePage
    address: str
    shared: str
    reader: Reader
    profiles: tuple[AudienceProfile, ...]
    formats: tuple[Format, ...]
    linked_data: str
    listed: bool = False
    lost: int = 0
    related: tuple[ListedView, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[tuple[str, Piece], ...]:
        """The terms that are explained, by the alphabet, each with the place where it stands: text and piece."""
        texts = [(f"urgent-{place}", pieces) for place, pieces in enumerate(self.article.urgent, start=1)]
        texts += [(f"danger-{place}", pieces) for place, pieces in enumerate(self.article.urgent_further, start=1)]
        for section in self.article.sections:
            texts += [(claim.id, claim.pieces) for claim in (*section.claims, *section.folded)]
        found = [(f"{name} {at}", piece) for name, pieces in texts for at, piece in enumerate(pieces, start=1)]
        return tuple(sorted((one for one in found if one[1].meaning), key=lambda one: one[1].text.casefold()))

    @property
    def shown_formats(self) -> tuple[Format, ...]:
        """Those that most readers take."""
        return tuple(one for one in self.formats if one.name in SHOWN_FIRST)

    @property
    def other_formats(self) -> tuple[Format, ...]:
        """Those that are folded away."""
        return tuple(one for one in self.formats if one.name not in SHOWN_FIRST)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The article, or the claim of it, that a report is about; `sent` once it was kept."""

    digest: str
    question: str
    claim_id: str
    claim: str
    sent: bool
    longest: int


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stands in the place of an article that was withdrawn: the question, when and why; nothing of its text."""

    question: str
    told: ToldReview

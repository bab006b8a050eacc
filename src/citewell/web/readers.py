"""Who reads: the profile that was chosen, the choice to offer, and an article in that reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from citewell.compose.audiences import AudienceProfile, audience_names, reader_profiles
from citewell.web.session import read_cookie

if TYPE_CHECKING:
    from fastapi import Request

    from citewell.app import App
    from citewell.domain.articles import Article
    from citewell.domain.wordings import WordedArticle

READER_COOKIE = "citewell_reader"
KEPT_SECONDS = 365 * 24 * 3600
NOT_SAID = "-"
"""In the cookie of someone who was asked and would rather not say."""


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of a page; `name` is empty where nothing was chosen, `asked` whether the question was answered."""

    name: str
    asked: bool


def reader_of(request: Request) -> Reader:
    """The profile named in the address, which may have been shared, else the one kept in the cookie."""
    named, kept = request.query_params.get("reader", ""), read_cookie(request.headers.get("cookie", ""), READER_COOKIE)
    known = audience_names()
    name = next((one for one in (named, kept) if one in known), "")
    return Reader(name, asked=bool(name) or kept == NOT_SAID)


def profiles() -> tuple[AudienceProfile, ...]:
    """The profiles to choose from, the plainest first; the article's own wording is no choice of a reader's."""
    return reader_profiles()


def worded(app: App, article: Article, reader: str) -> WordedArticle | None:
    """The article in a reader's words; None where it is shown in its own."""
    return app.word(article, reader) if reader and reader != article.audience else None

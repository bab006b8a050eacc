"""An article as a reader profile reads it: what its page shows, and what programs get that name a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citewell.web.views import ArticlePage, Kept, article_page

if TYPE_CHECKING:
    from citewell.domain.articles import Article
    from citewell.web.shelf import Shelf


def read_article(shelf: Shelf, article: Article, reader: str, *, saved_at: str = "") -> ArticlePage:
    """The article in a reader's words, in its thread, with what has become of its sources.

    Without `saved_at` it is one that is not kept, of which nothing of that is known.
    """
    words = shelf.word(article, reader)
    if not saved_at:
        return article_page(article, reader=reader, words=words)
    release, newest = shelf.library()
    kept = Kept(
        saved_at=saved_at,
        release=release,
        newest_year=newest,
        changed=shelf.changed(article.digest),
        record=shelf.record(article),
        editions=shelf.editions(article),
    )
    return article_page(article, thread=shelf.thread(article), reader=reader, words=words, kept=kept)

"""What `citewell read` does: an article in the words of a reader profile."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path
from typing import Any

from citewell.app import App
from citewell.domain.article_codec import article_from_json
from citewell.domain.articles import Article
from citewell.domain.errors import InputError, UserError
from citewell.domain.wordings import WordedArticle

READING_FORMS = ("text", "markdown", "json")
"""Forms in which an article is read in a reader's words; others are exports."""


def read(app: App, options: Namespace) -> int:
    """Print a kept article, or one from a file, for a reader. Raises UserError where none is named."""
    from citewell.compose.audiences import reader_profiles

    if not options.reader:
        raise UserError(
            "No reader profile was named.",
            remedy=f"Choose one of: {', '.join(one.name for one in reader_profiles())}.",
        )
    article = _article(app, options.article)
    text = for_reader(
        app, article, options.reader, form="json" if options.json else options.format, everything=options.all
    )
    sys.stdout.write(text)
    return 0


def for_reader(app: App, article: Article, reader: str, *, form: str, everything: bool = False) -> str:
    """The article in a reader's words as text, Markdown or JSON. Raises NotFoundError for an unknown profile."""
    from citewell.compose import reading
    from citewell.compose.audiences import load_audience
    from citewell.compose.plain.page import worded_page
    from citewell.review.states import READER_LABELS

    wording = app.word(article, reader)
    if form == "json":
        return json.dumps(worded_json(wording), ensure_ascii=False, indent=2) + "\n"
    profile = load_audience(reader)
    review = reading.review_words(article.review_state, READER_LABELS.items())
    return worded_page(article, wording, profile, review=review, markdown=form == "markdown", everything=everything)


def worded_json(wording: WordedArticle) -> dict[str, Any]:
    """The record as JSON has it; `article` is the digest of the article."""
    value = asdict(wording)
    return {"article": value.pop("digest"), "reader": value.pop("audience"), **value}


def _article(app: App, name: str) -> Article:
    """A kept article by its digest, else the file of that name, or stdin for "-"."""
    if name != "-" and not Path(name).is_file():
        return app.article(name)
    try:
        return article_from_json(sys.stdin.read() if name == "-" else Path(name).read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{name} cannot be read: {error}", remedy="Give a file made by citewell ask --json."
        ) from error

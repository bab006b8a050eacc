"""What `citewell read` does: an article in the words of a reader profile."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from dataclasses import asdict

from citewell.app import App
from citewell.domain.articles import Article
from citewell.domain.errors import UserError


def read(app: App, options: Namespace) -> int:
    """Print a kept article, or one from a file, for a reader. Raises UserError where none is named."""
    from citewell.compose.audiences import reader_profiles
    from citewell.export_commands import article_of

    if not options.reader:
        raise UserError(
            "No reader profile was named.",
            remedy=f"Choose one of: {', '.join(one.name for one in reader_profiles())}.",
        )
    form = "json" if options.json else options.format
    sys.stdout.write(for_reader(app, article_of(app, options.article), options.reader, form=form).decode())
    return 0


def for_reader(app: App, article: Article, reader: str, *, form: str) -> bytes:
    """The article in a reader's words in a format; as JSON its words alone, with their explanations and how they read.

    Raises NotFoundError for an unknown profile.
    """
    if form != "json":
        return app.export(article, form, reader=reader)[0]
    value = asdict(app.word(article, reader))
    named = {"article": value.pop("digest"), "reader": value.pop("audience"), **value}
    return (json.dumps(named, ensure_ascii=False, indent=2) + "\n").encode()

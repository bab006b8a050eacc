"""What `citewell export` does, and where `citewell ask` puts its answer."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from citewell.app import App
from citewell.commands import read_file, tell
from citewell.domain.article_codec import article_digest, article_from_json
from citewell.domain.articles import Article
from citewell.domain.errors import InputError, UserError
from citewell.domain.exporting import is_text
from citewell.domain.ports import Exporter
from citewell.session_commands import whoever_runs


def export(app: App, options: Namespace) -> int:
    """Write an article that is kept, or that is in a file, in another format."""
    exporter = chosen(app, options)
    check_place(exporter, options.output)
    article = article_of(app, options.article)
    page, _ = app.export(article, exporter.name, reader=options.reader)
    if not _is_file(options.article):
        app.taken_away.article(article.digest, exporter.name, by=whoever_runs(app), reader=options.reader)
    put_out(page, exporter, options.output)
    return 0


def chosen(app: App, options: Namespace) -> Exporter:
    """The format asked for, else the one that the file's name tells, else text. Raises UserError."""
    if options.json or options.format:
        return app.exporter("json" if options.json else options.format)
    named = Path(options.output or "").name.lower()
    fitting = [one for one in app.exporters().values() if named.endswith(f".{one.ending}")]
    return max(fitting, key=lambda one: len(one.ending)) if fitting else app.exporter("text")


def check_place(exporter: Exporter, output: str | None) -> None:
    """Raise UserError where a file that is no text would go to a terminal."""
    if not output and not is_text(exporter.media_type) and sys.stdout.isatty():
        raise UserError(
            f"{exporter.label} is no text that a terminal can show.", remedy=f"Add: --output answer.{exporter.ending}"
        )


def put_out(page: bytes, exporter: Exporter, output: str | None) -> None:
    """Write a finished file to `output`, else to stdout. Raises InputError."""
    if output:
        try:
            Path(output).write_bytes(page)
        except OSError as error:
            raise InputError(f"{output} cannot be written: {error}", remedy="Choose another --output.") from error
        tell(f"Written to {output}")
    elif is_text(exporter.media_type):
        sys.stdout.write(page.decode())
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(page)


def article_of(app: App, name: str) -> Article:
    """The article in a file, or the kept one whose digest this is."""
    if _is_file(name):
        article = article_from_json(read_file(name))
        if article.digest != article_digest(article):
            raise InputError(
                "The article was changed after it was sealed: its digest does not fit.",
                remedy="Export the article as it was made; citewell verify tells more.",
            )
        return article
    article = app.article(name)
    app.check_shown(article)
    return article


def _is_file(name: str) -> bool:
    """Whether an article is read from a file, which is already away, or from stdin."""
    return name == "-" or Path(name).is_file()

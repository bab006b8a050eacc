"""Articles on their way to the store: a file each, written in a moment by a process that never opens a database."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from citewell.domain.article_codec import article_digest, article_from_json, article_to_dict
from citewell.domain.articles import Article
from citewell.domain.errors import InputError, LibraryError


def drop(folder: Path, article: Article) -> None:
    """Leave an article for the store to take in; readable by its owner only. Raises LibraryError."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=folder, prefix=".")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(article_to_dict(article), file, ensure_ascii=False, separators=(",", ":"))
        os.replace(name, folder / f"{article.digest}.json")
    except OSError as error:
        raise LibraryError(
            f"The article could not be kept in {folder}: {error.strerror}.",
            remedy="Make room there, or make it writable.",
        ) from error


def waiting(folder: Path) -> Iterator[tuple[Path, Article, str]]:
    """Every sound article in the folder with its file and when it was left (ISO 8601, UTC); others are passed over."""
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            article = article_from_json(path.read_text("utf-8"))
            moment = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="microseconds")
        except (OSError, InputError, UnicodeDecodeError):
            continue
        if article.digest == path.stem == article_digest(article):
            yield path, article, moment

"""Downloads the list of retractions that Retraction Watch keeps, if there is a newer one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from citewell.domain.errors import InputError
from citewell.sources._http import HttpClient
from citewell.sources._json import parsed_object, text_at
from citewell.sources._network import Answer, NetworkSettings, Unanswered

LARGEST_LIST = 512 * 2**20
"""Bytes; the list held some 60 MB in 2025."""

COLUMNS = (b"Record ID", b"OriginalPaperDOI", b"RetractionNature")
KEPT = "The list that is here stays in use."


def download_retraction_list(file: Path, settings: NetworkSettings) -> bool:
    """Bring `file` up to date; whether it changed. It is replaced at once and whole, or not at all.

    What the server says of the list's version is kept beside it. Raises InputError: a list that is no such list, or
    less than half as long as the one at hand, is not taken, because what it lacks would count as sound again.
    """
    client = HttpClient(settings, service="Retraction Watch")
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=".retractions-", delete=False) as made:
        fresh = Path(made.name)
    try:
        answer = client.download(settings.retraction_watch_url, fresh, headers=_conditions(file), largest=LARGEST_LIST)
        if answer.status == 304:
            return False
        _check(fresh, file)
        os.replace(fresh, file)
        _remember(file, answer)
    except Unanswered as error:
        raise InputError(error.message, remedy=f"Try again later. {KEPT}" if file.exists() else error.remedy) from error
    finally:
        fresh.unlink(missing_ok=True)
        client.close()
    return True


def _check(fresh: Path, file: Path) -> None:
    with fresh.open("rb") as stream:
        head = stream.readline(65_536)
    if not all(column in head for column in COLUMNS):
        raise InputError("What came is no list of retractions.", remedy=f"Check its address in the settings. {KEPT}")
    size, before = fresh.stat().st_size, file.stat().st_size if file.exists() else 0
    if size < before / 2:
        raise InputError(
            f"The new list of retractions has {size:,} bytes, the one that is here {before:,}.",
            remedy=f"{KEPT} If the new one is right, delete {file.name} and download it again.",
        )


def _conditions(file: Path) -> dict[str, str]:
    """Headers that ask for the list only if it is another than the one at hand."""
    beside = _version_file(file)
    if not file.exists() or not beside.exists():
        return {}
    known = parsed_object(beside.read_bytes())
    if text_at(known, "size") != str(file.stat().st_size):
        return {}
    named = {"If-None-Match": text_at(known, "etag"), "If-Modified-Since": text_at(known, "last-modified")}
    return {name: value for name, value in named.items() if value and value.isascii() and value.isprintable()}


def _remember(file: Path, answer: Answer) -> None:
    version = {name: answer.headers.get(name, "") for name in ("etag", "last-modified")}
    _version_file(file).write_text(json.dumps({**version, "size": file.stat().st_size}), "utf-8")


def _version_file(file: Path) -> Path:
    return file.with_name(file.name + ".version.json")

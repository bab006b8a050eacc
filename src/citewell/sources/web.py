"""One page or file of the web, by its address."""

from __future__ import annotations

import codecs
import hashlib
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from citewell.domain.documents import Document
from citewell.domain.errors import InputError
from citewell.domain.intake import Item
from citewell.domain.ports import Source
from citewell.sources._fetched import kept, read_fetched
from citewell.sources._http import HttpClient
from citewell.sources._network import Answer, NetworkSettings
from citewell.sources._pace import SHARED_PACE, Pace
from citewell.sources._xml import xml_root

SUFFIXES = {
    "application/pdf": ".pdf",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/x-research-info-systems": ".ris",
    "application/x-bibtex": ".bib",
}
_OWN_SUFFIX = re.compile(
    r"(?:\.[a-z]{2,5})?\.(?:gz|pdf|html?|xml|nxml|docx|md|markdown|txt|csv|jsonl?|ris|bib|nbib)", re.I
)
_TEXTS = (".html", ".htm", ".txt", ".md", ".markdown", ".csv")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:+-]{1,40})""", re.I)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_UNTRUSTED = ("", "application/octet-stream", "binary/octet-stream", "text/plain", "application/force-download")


class WebSource:
    """Reads an http or https address with whichever of the file `readers` takes what is there."""

    name = "web"

    def __init__(
        self,
        settings: NetworkSettings | None = None,
        *,
        readers: Sequence[Source] = (),
        pace: Pace = SHARED_PACE,
    ) -> None:
        self._settings, self._pace = settings or NetworkSettings(), pace
        self._readers = readers

    def accepts(self, location: str) -> bool:
        """Whether the location begins with http:// or https://."""
        return location.lower().startswith(("http://", "https://"))

    def fetch(self, location: str) -> Iterator[Item]:
        """Yield what a reader finds in what is at the address; raises InputError when nothing is."""
        if not self.accepts(location):
            raise InputError(f"{location} is no web address.", remedy="Begin it with https://.")
        host = urlsplit(location).hostname or "The site"
        client = HttpClient(self._settings, service=host, per_second=2.0, pace=self._pace)
        try:
            with TemporaryDirectory(prefix="citewell-") as folder:
                download = Path(folder) / "download"
                answer = client.download(location, download)
                suffix = suffix_of(download, answer)
                if suffix in _TEXTS:
                    _as_utf8(download, answer.headers.get("content-type", ""))
                file = download.rename(Path(folder) / f"{_stem(answer.url)}{suffix}")
                reader = next((reader for reader in self._readers if reader.accepts(str(file))), None)
                if reader is None:
                    what = answer.media_type or suffix.lstrip(".") or "something of no known kind"
                    raise InputError(
                        f"{answer.url} holds {what}, which nothing here reads.", remedy="Add a page, PDF, XML or text."
                    )
                items = read_fetched(reader, file, source=self.name, origin=answer.url)
                yield from kept(location, (_at(item, answer.url) for item in items))
        finally:
            client.close()


def suffix_of(file: Path, answer: Answer) -> str:
    """What the file is, as a suffix: by its first bytes, else by its content type, else by its address."""
    with file.open("rb") as stream:
        head = stream.read(4096)
    own = _OWN_SUFFIX.search(PurePosixPath(urlsplit(answer.url).path).name)
    named = own[0].lower() if own and own.end() == len(PurePosixPath(urlsplit(answer.url).path).name) else ""
    if b"%PDF-" in head[:1024]:
        return ".pdf"
    if head.startswith(b"PK\x03\x04"):
        return _packed_suffix(file) or named
    if head.startswith(b"\x1f\x8b"):
        return named if named.endswith(".gz") else ".gz"
    if _HTML.match(head):
        return ".html"
    root = xml_root(file)[0]
    if root:
        return ".html" if root.lower() == "html" else ".xml"
    stated = SUFFIXES.get(answer.media_type, "")
    return named if named and answer.media_type in _UNTRUSTED else stated or named


def _as_utf8(file: Path, content_type: str) -> None:
    """Save a page anew as UTF-8 where only the server says what its encoding is: a reader of files cannot know."""
    charset, data = _CHARSET.search(content_type), file.read_bytes()
    if charset is None:
        return
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        plain = charset[1].lower()
        encoding = "cp1252" if plain in ("iso-8859-1", "latin1", "us-ascii", "ascii") else plain
        try:
            file.write_bytes(codecs.BOM_UTF8 + data.decode(encoding).encode("utf-8"))
        except (LookupError, UnicodeError, ValueError):
            return  # what the server says is wrong, and the reader says what it makes of that


def _packed_suffix(file: Path) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            return ".docx" if "word/document.xml" in archive.namelist() else ""
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""


def _stem(url: str) -> str:
    """A plain file name that only this address gives, because a reader may name the document after it."""
    parts = urlsplit(url)
    plain = re.sub(r"[^a-z0-9]+", "-", f"{parts.hostname}{_OWN_SUFFIX.sub('', unquote(parts.path))}".lower()).strip("-")
    if parts.query or len(plain) > 80:
        return f"{plain[:80].strip('-')}-{hashlib.sha256(url.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
    return plain


def _at(item: Item, url: str) -> Item:
    return replace(item, url=url) if isinstance(item, Document) else item

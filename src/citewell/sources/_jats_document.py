"""One JATS article as a document, or as what it says of another publication."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from citewell.domain.documents import Block, Document, Rejection
from citewell.domain.enums import DocumentStatus
from citewell.domain.errors import RecordError
from citewell.domain.intake import Item
from citewell.sources._jats_abstracts import read_abstracts
from citewell.sources._jats_blocks import Reading, read_body
from citewell.sources._jats_front import Front, read_front
from citewell.sources._jats_notices import notice_status, read_amendments, read_own_notices
from citewell.sources._kind import read_kind
from citewell.sources._record import UnusableRecord, brief

SOURCE = "jats"
LONGEST_BLOCK = 1_000_000


def article_items(article: Any, *, digest: str, path: Path, origin: str, in_a_set: bool) -> Iterator[Item]:
    """The amendments that an article makes, then its document, unless it is only a notice. Raises UnusableRecord."""
    try:
        _without_namespaces(article)
        front = read_front(article)
        status = notice_status(article, front)
        amendments = list(read_amendments(article, front, status))
        yield from amendments
        if status is None:
            yield _document(article, front, digest=digest, path=path, origin=origin, in_a_set=in_a_set)
        elif not amendments:
            yield _nameless_notice(front, status, path)
    except RecursionError as error:
        raise UnusableRecord("Its elements are nested too deeply.", "Get the file from its publisher.") from error
    except RecordError as error:
        raise UnusableRecord(error.message, "Correct the file, or leave it out.") from error


def _nameless_notice(front: Front, status: DocumentStatus, path: Path) -> Rejection:
    words = {DocumentStatus.CORRECTED: "a correction", DocumentStatus.RETRACTED: "a retraction"}
    return Rejection(
        f"{path.name}: {front.doi or front.pmcid or brief(front.title)}",
        f"It is {words.get(status, 'an expression of concern')} that does not number the article it is about.",
        "Look up which article it is about, and add that article's PubMed record.",
    )


def _document(article: Any, front: Front, *, digest: str, path: Path, origin: str, in_a_set: bool) -> Document:
    meta = article.find("front/article-meta")
    abstracts = [] if meta is None else read_abstracts(meta, front.language)
    reading = Reading()
    read_body(article, reading)
    blocks = _checked([*abstracts, *reading.blocks])
    if not front.title and not blocks:
        raise UnusableRecord("It has no title and no text.", "Get the article's full XML file.")
    if not blocks:
        raise UnusableRecord("It has a title but no abstract and no text.", "Get the article's full XML file.")
    abstract = " ".join(block.text for block in abstracts if block.section_path[:1] == ("Abstract",))
    kind = read_kind(
        publication_types=front.publication_types,
        title=front.title,
        abstract=abstract,
        organisation=front.organisation,
    )
    notices = read_own_notices(article, front)
    is_full = bool(reading.blocks) and front.article_type != "abstract"
    return Document(
        id=_identifier(front, digest=digest, path=path, in_a_set=in_a_set),
        title=front.title or _first_words(blocks[0].text),
        blocks=blocks,
        collection=_stem(path) if in_a_set else path.absolute().parent.name or _stem(path),
        kind=kind.kind,
        kind_reason=kind.reason,
        kind_inferred=kind.inferred,
        authors=front.authors,
        organisation=front.organisation,
        journal=front.journal,
        year=int(front.published[:4]) if front.published else None,
        published=front.published,
        doi=front.doi,
        pmid=front.pmid,
        pmcid=front.pmcid,
        url=front.url,
        licence=front.licence,
        language=front.language,
        publication_types=front.publication_types,
        what_was_read="full text" if is_full else "abstract",
        status=notices[0].status if notices else DocumentStatus.CURRENT,
        notices=notices,
        note=" ".join(reading.left_out),
        source=SOURCE,
        origin=origin,
        raw_digest=digest,
        version=front.version,
    )


def _checked(blocks: list[Block]) -> tuple[Block, ...]:
    if any(len(block.text) > LONGEST_BLOCK for block in blocks):
        raise UnusableRecord(
            f"One paragraph of it holds more than {LONGEST_BLOCK:,} characters.", "Get the file from its publisher."
        )
    return tuple(blocks)


def _identifier(front: Front, *, digest: str, path: Path, in_a_set: bool) -> str:
    if front.pmid:
        return f"pmid-{front.pmid}"
    if front.pmcid:
        return f"pmc-{front.pmcid}"
    if front.doi:
        return f"doi-{_slug(front.doi)}"
    return f"{_slug(_stem(path))}-{digest[:8]}" if in_a_set else _slug(_stem(path))


def _slug(written: str) -> str:
    return re.sub(r"[^a-z0-9._-]+", "_", written.lower())[:180] or "article"


def _stem(path: Path) -> str:
    return re.sub(r"(?i)(?:\.n?xml)?(?:\.gz)?$", "", path.name)


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:12]) + (" …" if len(words) > 12 else "")


def _without_namespaces(article: Any) -> None:
    """Give every element its plain name, whatever prefix its file uses for JATS or MathML."""
    for element in article.iter("{*}*" if article.tag[0] == "{" else "{http://www.w3.org/1998/Math/MathML}*"):
        element.tag = element.tag.rpartition("}")[2]

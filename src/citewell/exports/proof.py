"""The proof bundle: the article with all that proves it, and a program that proves it again anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from citewell.compose.reading import clean
from citewell.domain.article_codec import article_to_dict
from citewell.domain.documents import Document, Passage
from citewell.domain.errors import NotFoundError
from citewell.domain.exporting import ExportMaterial, lost_passages
from citewell.exports._json import json_text
from citewell.exports._zip import zip_info
from citewell.review.approvals import statement
from citewell.reviewed import tell_review

FORM = "citewell-proof-1"
KEY_LENGTH = 16
"""Digits of a key's SHA-256 in its id, as store.keys makes them."""

_QUOTED = ("reference", "document_id", "passage_id", "start", "end", "quote", "locator")
_RELEASE = ("citewell", "library_release", "library_documents", "library_passages", "engines", "settings", "searches")
_SOURCE = ("id", "title", "authors", "organisation", "journal", "year", "doi", "pmid", "pmcid", "url", "licence")
_HISTORY = ("status", "fidelity", "what_was_read", "version")

_README = """This is the proof of one answer that Citewell gave.

Question: {question}
Digest:   {digest}
Library:  release {release}

  article.json    the answer: every claim with its numbers, quotes and references
  quotes.json     the quotes alone, with where each stands in its passage
  passages.json   the stored text of every passage that is cited, whole, each with its SHA-256
  sources.json    what is known of the publications behind them, and the SHA-256 of each as the library holds it
  findings.json   what the checks said, and which sentences they removed
  release.json    the library, the engines, their settings, and the searches that were run
{approved}  manifest.json   the SHA-256 of every other file
  verify.py       checks all of it, with Python 3.8 or later and nothing else:

      python3 verify.py

{signed}It recomputes every hash and the article's digest, looks for every quote at its place in its passage, and
follows every number to its reference. It ends with 0 when all of that holds, and with 1 when anything does not, saying
what.

What it cannot prove: that a passage is what the publication says (compare it with the publication; sources marked
restated are not in its own words), that the source is right or fits a patient, and that nobody made the whole bundle
anew. For that, compare the digest with the one on the page that you were given. Offsets count characters, not bytes.
Whether the claims follow from their quotes is checked again, with the library, by: citewell verify article.json

{caution} Not a medical device.
The passages are quoted under the terms of their publications, which sources.json names as far as they are known.
"""


_APPROVED = """  approval.json   who reviewed and approved it, when, with what interests: the bytes that were signed
  signature.json  the signature (Ed25519), the public key of the Citewell that it was approved on, and the key's id
"""
_SIGNED = """The approval is proven for the key in the bundle. To be sure that it is the key of the Citewell that you
trust, ask there for its id (citewell audit key), and name it:

    python3 verify.py --key {key}

"""
_MENDED = """Typing errors were mended since its approval, which was given to the text with the digest
{digest}.
The signature is over that text, and therefore not in here.

"""


class ProofExporter:
    """Writes a ZIP file that is the same for the same article, library and version."""

    name = "proof"
    label = "Proof bundle"
    media_type = "application/zip"
    ending = "zip"

    def export(self, material: ExportMaterial) -> bytes:
        """The bundle; raises NotFoundError where the library no longer holds a cited text as the article quotes it."""
        article = material.article
        content = article_to_dict(article)
        passages = _passages(material)
        approval = _approval(material)
        files = {
            "README.txt": _readme(material, approval).encode(),
            **approval,
            "article.json": _json(content),
            "quotes.json": _json(_quotes(content)),
            "passages.json": _json([_passage(one) for one in passages]),
            "sources.json": _json([_source(one) for _, one in sorted(_documents(material, passages).items())]),
            "findings.json": _json(content["findings"]),
            "release.json": _json({name: content["provenance"][name] for name in _RELEASE}),
            "verify.py": resources.files("citewell.exports").joinpath("_verify.py").read_bytes(),
        }
        manifest = {
            "form": FORM,
            "digest": article.digest,
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        }
        files["manifest.json"] = _json(manifest)
        bundle = BytesIO()
        with ZipFile(bundle, "w") as archive:
            for name, data in sorted(files.items()):
                archive.writestr(zip_info(name), data)
        return bundle.getvalue()


def _passages(material: ExportMaterial) -> list[Passage]:
    """Every cited passage once, by id; each as the article quotes it."""
    lost = lost_passages(material)
    if lost:
        named = ", ".join(map(clean, lost[:3])) + (f" and {len(lost) - 3} more" if len(lost) > 3 else "")
        raise NotFoundError(
            f"The proof bundle needs stored texts that the library no longer holds as they are quoted: {named}.",
            remedy="Give the library that the answer was made from with --library, or ask the question again.",
        )
    cited = {citation.passage_id for claim in material.article.claims for citation in claim.citations}
    return [material.passages[name] for name in sorted(cited)]


def _documents(material: ExportMaterial, passages: list[Passage]) -> dict[str, Document]:
    wanted = sorted({passage.document_id for passage in passages})
    return {name: material.documents[name] for name in wanted if name in material.documents}


def _quotes(content: dict[str, Any]) -> list[dict[str, Any]]:
    claims = content["direct_answer"] + [claim for section in content["sections"] for claim in section["claims"]]
    return [
        {"claim": claim["id"]} | {name: citation[name] for name in _QUOTED}
        for claim in claims
        for citation in claim["citations"]
    ]


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "id": passage.id,
        "document_id": passage.document_id,
        "locator": passage.locator,
        "section_path": list(passage.section_path),
        "sha256": hashlib.sha256(passage.text.encode()).hexdigest(),
        "text": passage.text,
    }


def _source(document: Document) -> dict[str, Any]:
    """What is known of a document, without its text."""
    known = {name: getattr(document, name) for name in (*_SOURCE, *_HISTORY)}
    return {**known, "kind": document.kind.value, "document_sha256": document.digest}


def _approval(material: ExportMaterial) -> dict[str, bytes]:
    """What was signed and its signature, where an approval of exactly this text is published; else nothing."""
    told = tell_review(material.article, material.record)
    approval = material.record.dossier.published if material.record else None
    if material.record is None or approval is None or not told.approved or told.mended_from:
        return {}
    public = base64.b64decode(approval.public_key)
    signature = {
        "id": f"k-{hashlib.sha256(public).hexdigest()[:KEY_LENGTH]}",
        "algorithm": "Ed25519",
        "public_key": approval.public_key,
        "signature": approval.signature,
    }
    return {"approval.json": statement(approval, material.record.reviews), "signature.json": _json(signature)}


def _readme(material: ExportMaterial, approval: Mapping[str, bytes]) -> str:
    article, told = material.article, tell_review(material.article, material.record)
    signed = _SIGNED.format(key=json.loads(approval["signature.json"])["id"]) if approval else ""
    return _README.format(
        question=clean(article.question),
        digest=clean(article.digest),
        release=clean(article.provenance.library_release),
        approved=_APPROVED if approval else "",
        signed=signed or (_MENDED.format(digest=told.mended_from) if told.mended_from else ""),
        caution=" ".join(part for part in (told.caution, told.notice) if part),
    )


def _json(value: Any) -> bytes:
    return json_text(value).encode()

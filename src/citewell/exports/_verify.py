"""Checks a Citewell proof bundle. Needs Python 3.8 or later and nothing else.

    python3 verify.py             checks the folder that this file stands in
    python3 verify.py PATH        checks a folder, or a bundle that is still a ZIP file

Ends with 0 when everything holds, and with 1 when anything does not, saying what. What it cannot tell: whether the
bundle as a whole was made anew. Compare the digest that it prints with the one on the page that you were given.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MANIFEST = "manifest.json"
MOST_BYTES = 200 * 1024 * 1024
PROVENANCE = ("citewell", "library_release", "library_documents", "library_passages", "engines", "settings", "searches")


class Broken(Exception):
    """Something that makes all further checks useless."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_bundle(path: str) -> dict[str, bytes]:
    """Every file of a folder or ZIP file, by its name in it."""
    files: dict[str, bytes] = {}
    if os.path.isdir(path):
        for folder, _, names in os.walk(path):
            for name in names:
                place = os.path.join(folder, name)
                if os.path.islink(place) or os.path.getsize(place) > MOST_BYTES:
                    raise Broken(f"{name} is a link, or too large")
                with open(place, "rb") as file:
                    files[os.path.relpath(place, path).replace(os.sep, "/")] = file.read()
        return files
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.filename in files:
                    raise Broken(f"{info.filename} stands twice in the ZIP file")
                if info.file_size > MOST_BYTES:
                    raise Broken(f"{info.filename} is too large")
                files[info.filename] = archive.read(info)
    except (OSError, zipfile.BadZipFile) as error:
        raise Broken(f"{path} cannot be read: {error}") from error
    return files


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a field stands twice in one object")
    return dict(pairs)


def parse(files: dict[str, bytes], name: str) -> Any:
    """A JSON file of the bundle; two fields of one name could show one thing to a reader and another to a check."""
    if name not in files:
        raise Broken(f"{name} is missing")
    try:
        return json.loads(files[name].decode("utf-8"), object_pairs_hook=without_doubles)
    except (ValueError, RecursionError) as error:
        raise Broken(f"{name} is no sound JSON: {error}") from error


def check_files(files: dict[str, bytes], manifest: Any) -> Iterator[str]:
    """Every file is the one that the manifest names, none is missing, and there is no other."""
    listed = manifest["files"]
    for name in sorted(set(listed) - set(files)):
        yield f"{name} is missing"
    for name in sorted(set(files) - set(listed) - {MANIFEST}):
        yield f"{name} is not in the manifest"
    for name in sorted(set(files) & set(listed)):
        if sha256(files[name]) != listed[name]:
            yield f"{name} was changed: its SHA-256 is not the one in the manifest"


def check_digest(article: Any, manifest: Any) -> Iterator[str]:
    """The digest covers every field of the article but itself."""
    content = {name: value for name, value in article.items() if name != "digest"}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if sha256(canonical.encode("utf-8")) != article["digest"]:
        yield "article.json was changed: its digest does not fit what it says"
    if manifest["digest"] != article["digest"]:
        yield "the manifest was made for another article"


def claims_of(article: Any) -> list[Any]:
    return [*article["direct_answer"], *(claim for section in article["sections"] for claim in section["claims"])]


def check_claims(article: Any, passages: Any) -> Iterator[str]:
    """Every claim has a number that leads to a reference, and a quote that stands where it says."""
    references = {}
    for reference in article["references"]:
        if reference["number"] in references:
            yield f"reference {reference['number']} stands twice"
        references[reference["number"]] = reference
    for claim in claims_of(article):
        if not claim["citations"]:
            yield f"claim {claim['id']} has no citation"
        for citation in claim["citations"]:
            where = f"claim {claim['id']}, number {citation['reference']}"
            reference = references.get(citation["reference"])
            if reference is None or reference["document_id"] != citation["document_id"]:
                yield f"{where}: the number leads to no reference of that document"
            passage = passages.get(citation["passage_id"])
            if passage is None:
                yield f"{where}: passage {citation['passage_id']} is not in the bundle"
            elif passage["document_id"] != citation["document_id"]:
                yield f"{where}: passage {citation['passage_id']} is of another document"
            elif not citation["quote"] or passage["text"][citation["start"] : citation["end"]] != citation["quote"]:
                yield f"{where}: the quote does not stand at its place in passage {citation['passage_id']}"


def check_passages(passages: Any, article: Any) -> Iterator[str]:
    """Every passage has the text that its hash is of, and is cited."""
    cited = {citation["passage_id"] for claim in claims_of(article) for citation in claim["citations"]}
    for name, passage in sorted(passages.items()):
        if sha256(passage["text"].encode("utf-8")) != passage["sha256"]:
            yield f"passage {name} was changed: its SHA-256 does not fit its text"
        if name not in cited:
            yield f"passage {name} is cited by no claim"


def check_places(article: Any) -> Iterator[str]:
    """Whatever else names a claim or a number names one that is there."""
    claims, numbers = {claim["id"] for claim in claims_of(article)}, {one["number"] for one in article["references"]}
    sides = [side for disagreement in article["disagreements"] for side in disagreement["sides"]]
    named = [line["claim_id"] for line in article["lines"]] + [side["claim_id"] for side in sides]
    named += [claim for expected in article["expected"] for claim in expected["claim_ids"]]
    for name in sorted(set(named) - claims):
        yield f"claim {name} is named and not there"
    used = {number for line in article["lines"] for number in line["citations"]} | {one["reference"] for one in sides}
    for number in sorted(used - numbers):
        yield f"number {number} leads to no reference"


def check_copies(article: Any, files: dict[str, bytes]) -> Iterator[str]:
    """What stands beside the article for a reader says the same as the article."""
    release = {name: article["provenance"][name] for name in PROVENANCE}
    copies = {"quotes.json": quotes_of(article), "findings.json": article["findings"], "release.json": release}
    for name, wanted in copies.items():
        if parse(files, name) != wanted:
            yield f"{name} does not say what article.json says"


def quotes_of(article: Any) -> list[Any]:
    fields = ("reference", "document_id", "passage_id", "start", "end", "quote", "locator")
    return [
        dict({"claim": claim["id"]}, **{name: citation[name] for name in fields})
        for claim in claims_of(article)
        for citation in claim["citations"]
    ]


def verify(path: str) -> tuple[list[str], Any]:
    """What does not hold, each in a line, and the digest of the article."""
    files = read_bundle(path)
    manifest, article = parse(files, MANIFEST), parse(files, "article.json")
    passages = {one["id"]: one for one in parse(files, "passages.json")}
    failed = list(check_files(files, manifest))
    failed += check_digest(article, manifest)
    failed += check_passages(passages, article)
    failed += check_claims(article, passages)
    failed += check_places(article)
    failed += check_copies(article, files)
    return failed, article


def main(arguments: list[str]) -> int:
    path = arguments[1] if len(arguments) > 1 else os.path.dirname(os.path.abspath(__file__))
    try:
        failed, article = verify(path)
    except Broken as error:
        failed, article = [str(error)], {}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        failed, article = [f"a file is not as a proof bundle has it: {error!r}"], {}
    for line in failed:
        print(f"FAILED {line.encode('ascii', 'backslashreplace').decode('ascii')}")
    if failed:
        print(f"Not proven: {len(failed)} of the checks failed.")
        return 1
    quotes = sum(len(claim["citations"]) for claim in claims_of(article))
    print(f"Proven: {len(claims_of(article))} claims, {quotes} quotes, digest {article['digest']}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))

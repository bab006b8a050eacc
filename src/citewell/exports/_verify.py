"""Checks a Citewell proof bundle with Python 3.8 or later and nothing else: python3 verify.py [PATH] [--key k-...]

PATH is a folder or a ZIP file, by default this folder. Ends with 0 when everything holds, else with 1. All of it may
have been made anew: compare the digest with the page's, and name the key (k-...) that an approval has to be signed by.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MANIFEST, APPROVAL, SIGNATURE, FORM = "manifest.json", "approval.json", "signature.json", "citewell-approval-"
MOST_BYTES = 200 * 1024 * 1024
PROVENANCE = ("citewell", "library_release", "library_documents", "library_passages", "engines", "settings", "searches")
QUOTED = ("reference", "document_id", "passage_id", "start", "end", "quote", "locator")
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519: RFC 8032, section 5.1
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)


class Broken(Exception):
    """Something that makes all further checks useless."""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_bundle(path: str) -> dict[str, bytes]:
    """Every file of a folder or ZIP file, by its name in it."""
    files: dict[str, bytes] = {}
    if os.path.isdir(path):
        for place in (os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names):
            if os.path.islink(place) or os.path.getsize(place) > MOST_BYTES:
                raise Broken(f"{os.path.basename(place)} is a link, or too large")
            with open(place, "rb") as file:
                files[os.path.relpath(place, path).replace(os.sep, "/")] = file.read()
        return files
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.filename in files or info.file_size > MOST_BYTES:
                    raise Broken(f"{info.filename} stands twice in the ZIP file, or is too large")
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
    try:
        return json.loads(files[name].decode("utf-8"), object_pairs_hook=without_doubles)
    except (KeyError, ValueError, RecursionError) as error:
        raise Broken(f"{name} is missing, or no sound JSON: {error}") from error


def check_files(files: dict[str, bytes], article: Any, cited: Any) -> Iterator[str]:
    """Every file is the one that the manifest names, there is no other, and the copies say what the article says."""
    listed, digest = (parse(files, MANIFEST)[name] for name in ("files", "digest"))
    yield from (f"{name} is missing" for name in sorted(set(listed) - set(files)))
    yield from (f"{name} is not in the manifest" for name in sorted(set(files) - set(listed) - {MANIFEST}))
    changed = [name for name in sorted(set(files) & set(listed)) if sha256(files[name]) != listed[name]]
    yield from (f"{name} was changed: its SHA-256 is not the one in the manifest" for name in changed)
    content = {name: value for name, value in article.items() if name != "digest"}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if not sha256(canonical.encode("utf-8")) == article["digest"] == digest:
        yield "article.json was changed: its digest does not fit what it says, or the manifest is another article's"
    quotes = [dict({"claim": claim["id"]}, **{name: one[name] for name in QUOTED}) for claim, one in cited]
    release = {name: article["provenance"][name] for name in PROVENANCE}
    for name, wanted in {"quotes": quotes, "findings": article["findings"], "release": release}.items():
        if parse(files, f"{name}.json") != wanted:
            yield f"{name}.json does not say what article.json says"


def check_claims(article: Any, claims: Any, cited: Any, passages: Any) -> Iterator[str]:
    """Every claim has a number that leads to a reference, and a quote that stands where it says, in a sound passage."""
    references = {one["number"]: one["document_id"] for one in article["references"]}
    yield from ["a reference number stands twice"] * (len(references) < len(article["references"]))
    yield from (f"claim {claim['id']} has no citation" for claim in claims if not claim["citations"])
    for claim, citation in cited:
        where, name = f"claim {claim['id']}, number {citation['reference']}", citation["passage_id"]
        if references.get(citation["reference"]) != citation["document_id"]:
            yield f"{where}: the number leads to no reference of that document"
        passage = passages.get(name, {"document_id": None})
        if passage["document_id"] != citation["document_id"]:
            yield f"{where}: passage {name} is not in the bundle, or of another document"
        elif not citation["quote"] or passage["text"][citation["start"] : citation["end"]] != citation["quote"]:
            yield f"{where}: the quote does not stand at its place in passage {name}"
    changed = (name for name, one in sorted(passages.items()) if sha256(one["text"].encode("utf-8")) != one["sha256"])
    yield from (f"passage {name} was changed: its SHA-256 does not fit its text" for name in changed)
    surplus = set(passages) - {citation["passage_id"] for _, citation in cited}
    yield from (f"passage {name} is cited by no claim" for name in sorted(surplus))
    sides = [side for disagreement in article["disagreements"] for side in disagreement["sides"]]
    named = {one["claim_id"] for one in (*article["lines"], *sides)}
    named |= {claim for expected in article["expected"] for claim in expected["claim_ids"]}
    used = {number for line in article["lines"] for number in line["citations"]} | {one["reference"] for one in sides}
    yield from (f"claim {name} is named and not there" for name in sorted(named - {claim["id"] for claim in claims}))
    yield from (f"number {number} leads to no reference" for number in sorted(used - set(references)))


def add(a: Any, b: Any) -> Any:
    """The sum of two points of Ed25519, each as x, y, z, t with x * y = z * t (RFC 8032, 5.1.4)."""
    m, n = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    t, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return (n - m) * (z - t) % P, (z + t) * (n + m) % P, (z - t) * (z + t) % P, (n - m) * (n + m) % P


def times(number: int, point: Any) -> Any:
    result: Any = (0, 1, 1, 0)
    for bit in bin(number)[:1:-1]:
        result, point = add(result, point) if bit == "1" else result, add(point, point)
    return result


def point_of(data: bytes) -> Any:
    """The point that 32 bytes stand for (RFC 8032, 5.1.3); None where there is none, or this is not its one form."""
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether the key's owner signed the data (RFC 8032, 5.1.7); a second form of a signature is none."""
    sized, s = (len(public), len(signature)) == (32, 64), int.from_bytes(signature[32:], "little")
    key, point = (point_of(public), point_of(signature[:32])) if sized else (None, None)
    if key is None or point is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + data).digest(), "little") % L
    left = times(s, point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little")))
    right = add(point, times(k, key))
    return all((left[axis] * right[2] - right[axis] * left[2]) % P == 0 for axis in (0, 1))


def check_approval(article: Any, files: dict[str, bytes], key: str) -> Iterator[str]:
    """An approval is of this very article, and signed by the key beside it, which is the one expected."""
    if APPROVAL in files or SIGNATURE in files or key:
        stated, signed = parse(files, APPROVAL), parse(files, SIGNATURE)
        public, signature = (base64.b64decode(signed[name], validate=True) for name in ("public_key", "signature"))
        name = "k-" + sha256(public)[:16]
        if stated["form"] not in (FORM + "1", FORM + "2") or stated["digest"] != article["digest"]:
            yield "the approval is of another article"
        if not is_signed(public, signature, files[APPROVAL]):
            yield "the approval was changed, or its signature is not of the key in the bundle"
        if signed["id"] != name or (key and key != name):
            yield f"the approval is signed by the key {name}, and not by {key or signed['id']}"


def verify(path: str, key: str = "") -> tuple[list[str], list[str]]:
    """What does not hold, and what is proven, each in lines; `key` is the id of the key that must have signed."""
    try:
        files = read_bundle(path)
        article, passages = parse(files, "article.json"), {one["id"]: one for one in parse(files, "passages.json")}
        claims = [*article["direct_answer"], *(one for section in article["sections"] for one in section["claims"])]
        cited = [(claim, citation) for claim in claims for citation in claim["citations"]]
        failed = [*check_files(files, article, cited), *check_claims(article, claims, cited, passages)]
        failed += check_approval(article, files, key)
        told = [f"Proven: {len(claims)} claims, {len(cited)} quotes, digest {article['digest']}"]
        if APPROVAL in files:
            stated, signed = parse(files, APPROVAL), parse(files, SIGNATURE)
            people = [stated["approver"], *stated["reviewers"]]
            first, *others = [f"{one['name']}, {one.get('credentials', '')}".strip(", ") for one in people]
            told += [f"Approved by {first}, reviewed by {'; '.join(others)}; signed by {signed['id']}"]
    except (Broken, KeyError, TypeError, AttributeError, ValueError) as error:
        return [str(error) if isinstance(error, Broken) else f"a file is not as a proof bundle has it: {error!r}"], []
    return failed, told


def main(arguments: list[str]) -> int:
    words, key = arguments[1:], ""
    if "--key" in words:
        at = words.index("--key")
        key, words = "".join(words[at + 1 : at + 2]) or "none", words[:at] + words[at + 2 :]
    failed, told = verify(words[0] if words else os.path.dirname(os.path.abspath(__file__)), key)
    lost = [*(f"FAILED {line}" for line in failed), f"Not proven: {len(failed)} of the checks failed."]
    for line in lost if failed else told:
        print(line.encode("ascii", "backslashreplace").decode("ascii"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))

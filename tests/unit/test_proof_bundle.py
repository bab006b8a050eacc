"""The proof bundle proves itself anywhere, and finds whatever was changed in it."""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.examples import example_article
from tests.materials import ARTICLES, material

from citewell.domain.documents import Passage
from citewell.domain.errors import LibraryError, NotFoundError
from citewell.domain.exporting import ExportMaterial, ReadWhenNeeded
from citewell.exports.proof import ProofExporter

VERIFIER = resources.files("citewell.exports").joinpath("_verify.py").read_text("utf-8")


def unpacked(folder: Path, kind: str = "partly answered") -> Path:
    with ZipFile(BytesIO(ProofExporter().export(material(ARTICLES[kind]())))) as bundle:
        bundle.extractall(folder)
    return folder


def verify(folder: Path, *arguments: str) -> tuple[int, str]:
    """Runs the bundle's own verifier, which cannot see Citewell or any other package."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False, env={})
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.parametrize("kind", ARTICLES)
def test_every_bundle_proves_itself_in_an_empty_folder(tmp_path: Path, kind: str) -> None:
    article = ARTICLES[kind]()
    code, said = verify(unpacked(tmp_path, kind))
    assert (code, said) == (
        0,
        f"Proven: {len(article.claims)} claims, {sum(len(one.citations) for one in article.claims)} quotes, "
        f"digest {article.digest}\n",
    )


def test_a_bundle_is_proven_while_it_is_still_a_zip_file(tmp_path: Path) -> None:
    file = tmp_path / "proof.zip"
    file.write_bytes(ProofExporter().export(material(example_article())))
    (tmp_path / "verify.py").write_text(VERIFIER, "utf-8")
    assert verify(tmp_path, str(file))[0] == 0


def test_the_bundle_is_the_same_on_any_day_and_its_members_are_in_order() -> None:
    made = ProofExporter().export(material(example_article()))
    with ZipFile(BytesIO(made)) as bundle:
        names = bundle.namelist()
        assert names == sorted(names)
        assert {info.date_time for info in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        manifest = json.loads(bundle.read("manifest.json"))
        assert set(manifest["files"]) == set(names) - {"manifest.json"}


Change = Callable[[Path], None]


def edit(name: str, before: str, after: str, *, rehash: bool = False) -> Change:
    """A change of a file, with its hash in the manifest made to fit where `rehash` says so."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert before in text
        (folder / name).write_text(text.replace(before, after, 1), "utf-8")
        if rehash:
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")

    return change


def extra(name: str) -> Change:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("more", "utf-8")

    return change


def removed(name: str) -> Change:
    return lambda folder: (folder / name).unlink()


CHANGES: dict[str, tuple[Change, str]] = {
    "a letter in a quote": (edit("quotes.json", "0.17%", "0.71%"), "quotes.json was changed"),
    "a letter in a passage": (edit("passages.json", "0.17%", "0.71%"), "passages.json was changed"),
    "a letter in the article": (edit("article.json", "0.17%", "0.71%"), "its digest does not fit"),
    "a finding": (edit("findings.json", "20%", "30%"), "findings.json was changed"),
    "the release": (edit("release.json", "537", "538"), "release.json was changed"),
    "the readme": (edit("README.txt", "proof", "truth"), "README.txt was changed"),
    "a removed file": (removed("findings.json"), "findings.json is missing"),
    "a removed passage file": (removed("passages.json"), "passages.json is missing"),
    "a removed manifest": (removed("manifest.json"), "manifest.json is missing"),
    "an extra file": (extra("note.txt"), "note.txt is not in the manifest"),
    "an extra file in a folder": (extra("more/note.txt"), "more/note.txt is not in the manifest"),
    "a quote with its hash": (
        edit("quotes.json", "0.17%", "0.71%", rehash=True),
        "does not say what article.json says",
    ),
    "a passage with its hash": (edit("passages.json", "0.17%", "0.71%", rehash=True), "does not fit its text"),
    "an article with its hash": (edit("article.json", "0.17%", "0.71%", rehash=True), "its digest does not fit"),
    "a finding with its hash": (edit("findings.json", "20%", "30%", rehash=True), "findings.json does not say"),
    "a release with its hash": (edit("release.json", "537", "538", rehash=True), "release.json does not say"),
    "a field that stands twice": (
        edit("article.json", '"audience":', '"audience": "patient", "audience":', rehash=True),
        "a field stands twice",
    ),
    "a file that is no JSON": (edit("passages.json", "[", "{", rehash=True), "no sound JSON"),
    "another form": (edit("passages.json", '"id"', '"name"', rehash=True), "not as a proof bundle has it"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_whatever_is_changed_is_found_and_named(tmp_path: Path, kind: str) -> None:
    change, told = CHANGES[kind]
    change(unpacked(tmp_path))
    code, said = verify(tmp_path)
    assert code == 1
    assert told in said
    assert said.splitlines()[-1].startswith("Not proven: ")


def resealed(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change the article and make its digest, and every hash of it, fit again."""
    article = json.loads((folder / "article.json").read_text("utf-8"))
    change(article)
    content = {name: value for name, value in article.items() if name != "digest"}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    article["digest"] = hashlib.sha256(canonical.encode()).hexdigest()
    (folder / "article.json").write_text(json.dumps(article, ensure_ascii=False), "utf-8")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["digest"] = article["digest"]
    manifest["files"]["article.json"] = hashlib.sha256((folder / "article.json").read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_a_resealed_article_whose_number_leads_nowhere_is_found(tmp_path: Path) -> None:
    def change(article: dict[str, object]) -> None:
        article["references"] = article["references"][1:]  # type: ignore[index]

    resealed(unpacked(tmp_path), change)
    code, said = verify(tmp_path)
    assert code == 1
    assert "number 1: the number leads to no reference of that document" in said


def test_a_resealed_article_with_a_quote_that_no_passage_has_is_found(tmp_path: Path) -> None:
    def change(article: dict[str, object]) -> None:
        citation = article["direct_answer"][0]["citations"][0]  # type: ignore[index]
        citation["quote"] = citation["quote"].replace("consider", "avoid").ljust(len(citation["quote"]))

    resealed(unpacked(tmp_path), change)
    code, said = verify(tmp_path)
    assert code == 1
    assert "the quote does not stand at its place in passage optima-2019#07" in said


def test_a_line_of_treatment_that_names_no_claim_is_found(tmp_path: Path) -> None:
    def change(article: dict[str, object]) -> None:
        article["lines"][0]["claim_id"] = "c0"  # type: ignore[index]

    resealed(unpacked(tmp_path, "answered"), change)
    code, said = verify(tmp_path)
    assert code == 1
    assert "claim c0 is named and not there" in said


def test_a_stranger_s_file_is_refused_without_a_traceback(tmp_path: Path) -> None:
    unpacked(tmp_path)
    (tmp_path / "other.zip").write_bytes(b"no zip")
    code, said = verify(tmp_path, str(tmp_path / "other.zip"))
    assert code == 1
    assert "cannot be read" in said


def test_the_verifier_is_short_and_needs_only_the_standard_library_of_python_3_8() -> None:
    assert len(VERIFIER.splitlines()) < 200
    tree = ast.parse(VERIFIER, feature_version=(3, 8))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert imported <= {"__future__", "base64", "collections", "hashlib", "json", "os", "sys", "typing", "zipfile"}


def test_a_text_that_the_library_no_longer_holds_is_named_and_no_bundle_is_made() -> None:
    made = material(example_article())
    passages = dict(made.passages)
    del passages["sjaastad-2008#01"]
    with pytest.raises(NotFoundError) as caught:
        ProofExporter().export(replace(made, passages=passages))
    assert "sjaastad-2008#01" in caught.value.message
    assert caught.value.remedy


def test_a_text_that_was_changed_since_is_named_and_no_bundle_is_made() -> None:
    made = material(example_article())
    text = "Another text."
    changed = Passage("sjaastad-2008#01", "sjaastad-2008", text, end=len(text))
    with pytest.raises(NotFoundError, match="sjaastad-2008#01"):
        ProofExporter().export(replace(made, passages={**made.passages, changed.id: changed}))


def test_an_answer_without_a_claim_needs_no_library() -> None:
    def closed() -> dict[str, Passage]:
        raise LibraryError("The library cannot be opened.")

    refused = ExportMaterial(ARTICLES["no source found"](), ReadWhenNeeded(closed))
    assert ProofExporter().export(refused)
    with pytest.raises(LibraryError):
        ProofExporter().export(ExportMaterial(example_article(), ReadWhenNeeded(closed)))

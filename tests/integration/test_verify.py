"""`citewell verify`: one changed letter anywhere in what is proven makes it fail and name the claim."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.running import (
    NERVE_BLOCK,
    SEED,
    UNAVAILABLE,
    as_data,
    claims_of,
    environment,
    renamed,
    resealed,
    run_citewell,
    with_another_letter,
)

from citewell import commands
from citewell.app import App
from citewell.cli import main
from citewell.domain.article_codec import article_from_json
from citewell.domain.articles import Article, Finding
from citewell.domain.errors import InputError

Data = dict[str, Any]
Seal = Callable[[Data], Data]


def unsealed(data: Data) -> Data:
    """The data as changed, with its old digest."""
    return data


@pytest.fixture(scope="module")
def small(starter_app: App) -> Article:
    return starter_app.ask(NERVE_BLOCK, keep=False)


@pytest.fixture(scope="module")
def large(starter_app: App) -> Article:
    return starter_app.ask(SEED, keep=False)


def faults(app: App, data: Data) -> list[Finding]:
    """What verify finds wrong with an article's data."""
    return [item for item in app.verify(article_from_json(json.dumps(data))) if item.severity == "error"]


def verify(app: App, data: Data, folder: Path) -> int:
    """The verb itself, on a file."""
    path = folder / "article.json"
    path.write_text(json.dumps(data), "utf-8")
    return commands.verify(app, Namespace(article=str(path), json=False, key=""))


def test_a_fresh_article_is_proven(
    small: Article, starter_app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(starter_app, as_data(small), tmp_path) == 0
    assert capsys.readouterr().out.startswith(f"Proven: {len(small.claims)} claims, ")


@pytest.mark.parametrize("seal", [unsealed, resealed])
def test_one_letter_in_any_claim_names_the_claim(
    small: Article, starter_app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str], seal: Seal
) -> None:
    for number, claim in enumerate(small.claims):
        data = as_data(small)
        changed = list(claims_of(data))[number]
        changed["text"] = with_another_letter(changed["text"])
        assert verify(starter_app, seal(data), tmp_path) == 1
        assert f"FAILED identity_matches: {claim.id}:" in capsys.readouterr().out


@pytest.mark.parametrize("seal", [unsealed, resealed])
def test_one_letter_in_any_quote_names_the_claim(
    small: Article, starter_app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str], seal: Seal
) -> None:
    for number, claim in enumerate(small.claims):
        for place in range(len(claim.citations)):
            data = as_data(small)
            changed = list(claims_of(data))[number]["citations"][place]
            changed["quote"] = with_another_letter(changed["quote"])
            assert verify(starter_app, seal(data), tmp_path) == 1
            assert f"FAILED quote_stands: {claim.id}:" in capsys.readouterr().out


def test_every_letter_of_a_claim_counts(small: Article, starter_app: App) -> None:
    claim = small.claims[0]
    for place, letter in enumerate(claim.text):
        if letter.isalpha():
            data = as_data(small)
            next(claims_of(data))["text"] = claim.text[:place] + letter.swapcase() + claim.text[place + 1 :]
            assert claim.id in {finding.target for finding in faults(starter_app, resealed(data))}


def test_a_forger_who_renames_the_claim_too_is_found_by_its_words(small: Article, starter_app: App) -> None:
    for number in range(len(small.claims)):
        data = as_data(small)
        list(claims_of(data))[number]["text"] = with_another_letter(small.claims[number].text)
        data = renamed(data)
        named = list(claims_of(data))[number]["id"]
        assert "words_match" in {item.rule for item in faults(starter_app, data) if item.target == named}


def test_a_forger_who_changes_claim_and_quote_alike_is_found_by_the_library(small: Article, starter_app: App) -> None:
    for number, claim in enumerate(small.claims):
        data = as_data(small)
        changed = list(claims_of(data))[number]
        changed["text"] = changed["citations"][0]["quote"] = with_another_letter(claim.citations[0].quote)
        data = renamed(data)
        named = list(claims_of(data))[number]["id"]
        assert "quote_stands" in {item.rule for item in faults(starter_app, data) if item.target == named}


def test_a_changed_number_is_named(large: Article, starter_app: App) -> None:
    number = next(place for place, claim in enumerate(large.claims) if "4.6%" in claim.text)
    data = as_data(large)
    changed = list(claims_of(data))[number]
    changed["text"] = changed["text"].replace("4.6%", "46%")
    data = renamed(data)
    named = list(claims_of(data))[number]["id"]
    assert "numbers_match" in {item.rule for item in faults(starter_app, data) if item.target == named}


@pytest.mark.parametrize("field", ["strength", "certainty"])
def test_a_dropped_or_altered_grade_is_named(large: Article, starter_app: App, field: str) -> None:
    number = next(place for place, claim in enumerate(large.claims) if getattr(claim.citations[0], field))
    for said in ("", "strong recommendation, high certainty"):
        data = as_data(large)
        list(claims_of(data))[number]["citations"][0][field] = said
        found = faults(starter_app, resealed(data))
        assert ("strength_travels", large.claims[number].id) in {(item.rule, item.target) for item in found}


def test_swapped_reference_numbers_name_both_claims(small: Article, starter_app: App) -> None:
    data = as_data(small)
    first, second = list(claims_of(data))[:2]
    one, other = first["citations"][0], second["citations"][0]
    assert one["reference"] != other["reference"]
    one["reference"], other["reference"] = other["reference"], one["reference"]
    found = [item.target for item in faults(starter_app, resealed(data)) if item.rule == "number_resolves"]
    assert found == [first["id"], second["id"]]


def test_a_number_without_a_reference_is_named(small: Article, starter_app: App) -> None:
    data = as_data(small)
    gone = data["references"].pop()["number"]
    found = [item for item in faults(starter_app, resealed(data)) if item.rule == "number_resolves"]
    assert found
    assert all(f"number {gone} " in item.explanation for item in found)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "A trial of something else"),
        ("authors", "Nobody N"),
        ("organisation", "An invented body"),
        ("year", 1999),
        ("doi", "10.1000/182"),
        ("pmid", "12345"),
        ("url", "https://example.org/elsewhere"),
        ("kind", "guideline"),
        ("status", "corrected"),
        ("fidelity", "verbatim"),
    ],
)
def test_a_reference_must_be_what_the_library_says(small: Article, starter_app: App, field: str, value: object) -> None:
    data = as_data(small)
    reference = next(item for item in data["references"] if item[field] != value)
    reference[field] = value
    for seal in (unsealed, resealed):
        found = [item for item in faults(starter_app, seal(data)) if item.rule == "reference_known"]
        assert [f"Reference {reference['number']} gives another {field}" in item.explanation for item in found] == [
            True
        ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("statement", "Nobody knows."),
        ("claim_id", "c000000000000"),
        ("source", "An invented body, 2020"),
        ("year", 1999),
        ("kind", "patient-information"),
        ("country", "Atlantis"),
        ("strength", "strong"),
        ("reference", 99),
    ],
)
def test_an_altered_side_of_a_disagreement_is_found(
    small: Article, starter_app: App, field: str, value: object
) -> None:
    data = as_data(small)
    data["disagreements"][0]["sides"][0][field] = value
    assert "side_is_claim" in {item.rule for item in faults(starter_app, resealed(data))}


def test_an_altered_figure_of_a_disagreement_is_found(large: Article, starter_app: App) -> None:
    data = as_data(large)
    side = next(side for item in data["disagreements"] for side in item["sides"] if "0.17%" in side["position"])
    side["position"] = side["position"].replace("0.17%", "17%")
    found = [item for item in faults(starter_app, resealed(data)) if item.rule == "side_is_claim"]
    assert [item.target for item in found] == [side["claim_id"]]


def test_a_removed_notice_of_the_checks_is_found(large: Article, starter_app: App) -> None:
    data = as_data(large)
    removed = next(item for item in data["findings"] if item["severity"] == "notice")
    data["findings"].remove(removed)
    assert [item.rule for item in faults(starter_app, data)] == ["digest", "notice_told"]
    (found,) = faults(starter_app, resealed(data))
    assert (found.rule, found.target) == ("notice_told", removed["target"])


@pytest.mark.parametrize("field", ["question", "audience", "intent", "notes", "not_found", "findings", "sections"])
def test_any_other_change_breaks_the_digest(large: Article, starter_app: App, field: str) -> None:
    data = as_data(large)
    data[field] = f"{data[field]}." if isinstance(data[field], str) else data[field][:-1] or [_MISSING]
    assert "digest" in {item.rule for item in faults(starter_app, data)}


_MISSING = {"topic": "something", "searched": "nothing"}


def test_a_claim_shown_twice_is_named(small: Article, starter_app: App) -> None:
    data = as_data(small)
    repeated = data["direct_answer"][0]
    data["sections"][0]["claims"].append(repeated)
    found = [item.target for item in faults(starter_app, resealed(data)) if item.rule == "claim_once"]
    assert found == [repeated["id"]]


def test_an_article_of_another_library_does_not_hold_here(
    small: Article, starter_app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = tmp_path / "article.json"
    article.write_text(json.dumps(as_data(small)))
    where = environment(starter_app, library=tmp_path / "empty", CITEWELL_STARTER="off")
    result = run_citewell("verify", str(article), where=where)
    assert result.returncode == 1
    assert f"FAILED citation_resolves: {small.claims[0].id}" in result.stdout


def test_json_says_what_failed(small: Article, starter_app: App, tmp_path: Path) -> None:
    data = as_data(small)
    changed = next(claims_of(data))
    changed["text"] = with_another_letter(changed["text"])
    result = run_citewell("verify", "-", "--json", where=environment(starter_app), stdin=json.dumps(data))
    report = json.loads(result.stdout)
    assert result.returncode == 1
    assert report["verified"] is False
    assert report["claims"] == len(small.claims)
    assert changed["id"] in {item["target"] for item in report["findings"]}


def test_verify_needs_no_model_and_opens_none(small: Article, starter_app: App, tmp_path: Path) -> None:
    article = tmp_path / "article.json"
    article.write_text(json.dumps(as_data(small)))
    loaded = "import atexit, sys\n" + (
        "atexit.register(lambda: print('LOADED', sorted({'onnxruntime', 'tokenizers', 'onnx'} & set(sys.modules))))"
    )
    for before in (loaded, loaded + UNAVAILABLE):
        result = run_citewell("verify", str(article), where=environment(starter_app), before=before)
        assert result.returncode == 0, result.stderr
        assert result.stdout.startswith("Proven: ")
        assert result.stdout.endswith("LOADED []\n")
        assert result.stderr == ""


def drop(*path: str | int) -> Callable[[Data], Data]:
    """The data without the field at `path`."""

    def change(data: Data) -> Data:
        *folders, name = path
        place: Any = data
        for step in folders:
            place = place[step]
        del place[name]
        return data

    return change


def put(value: object, *path: str | int) -> Callable[[Data], Data]:
    """The data with another value at `path`."""

    def change(data: Data) -> Data:
        *folders, name = path
        place: Any = data
        for step in folders:
            place = place[step]
        place[name] = value
        return data

    return change


CITATION = ("direct_answer", 0, "citations", 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (drop("provenance"), "the article has no field 'provenance'"),
        (drop("digest"), "the article has no field 'digest'"),
        (drop(*CITATION, "strength"), "direct_answer[0].citations[0] has no field 'strength'"),
        (drop("references", 0, "read_on_copy_site"), "references[0] has no field 'read_on_copy_site'"),
        (put("more", "extra"), "the article has a field 'extra'"),
        (put("more", *CITATION, "extra"), "direct_answer[0].citations[0] has a field 'extra'"),
        (put("answer", "status"), "status should be one of: answered"),
        (put(["guideline"], "references", 0, "kind"), "references[0].kind should be one of"),
        (put("0", *CITATION, "start"), "direct_answer[0].citations[0].start should be a whole number"),
        (put(0.0, *CITATION, "start"), "direct_answer[0].citations[0].start should be a whole number"),
        (put(True, *CITATION, "reference"), "direct_answer[0].citations[0].reference should be a whole number"),
        (put(1, *CITATION, "inferred"), "direct_answer[0].citations[0].inferred should be true or false"),
        (put(["x"], *CITATION, "document_id"), "direct_answer[0].citations[0].document_id should be text"),
        (put(None, "question"), "question should be text"),
        (put("none", "direct_answer"), "direct_answer should be a list"),
        (put({}, "sections"), "sections should be a list"),
        (put([None], "references"), "references[0] should be an object"),
        (put([1], "provenance", "engines"), "provenance.engines should be an object"),
        (put("2020", "references", 0, "year"), "references[0].year should be a whole number"),
        (put("half \ud800", "question"), "question has half a character in it"),
        (put([], "direct_answer", 0, "citations"), "A claim needs a text and a citation"),
        (put(9_999_999, *CITATION, "end"), "offsets do not fit the quote"),
    ],
)
def test_a_malformed_article_is_an_input_error_that_names_the_place(
    small: Article, change: Callable[[Data], Data], said: str
) -> None:
    with pytest.raises(InputError) as caught:
        article_from_json(json.dumps(change(as_data(small))))
    assert said in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This is not JSON"),
        (b"Proven: 11 claims", "This is not JSON"),
        (b'{"question": ', "This is not JSON"),
        (b"[]", "not an article"),
        (b"null", "not an article"),
        (b'"text"', "not an article"),
        (b"{}", "no field 'question'"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"question": ' * 200_000, "nested too deeply"),
        (b'{"question": "one", "question": "two"}', "stands twice"),
        (b'{"question": 1' + b"0" * 6000 + b"}", "malformed"),
        (b"\xff\xfe{\x00}\x00", "cannot be read"),
        (b"\x00\x01\x02", "This is not JSON"),
    ],
)
def test_a_file_that_is_no_article_ends_with_3_and_no_traceback(
    starter_app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    path = tmp_path / "article.json"
    path.write_bytes(content)
    assert main(["verify", str(path), "--library", str(starter_app.settings.library)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert said in captured.err
    assert "Give a file made by citewell ask --json." in captured.err
    assert "Traceback" not in captured.err


@pytest.mark.parametrize("name", ["missing.json", "."])
def test_a_path_that_cannot_be_read_ends_with_3(
    starter_app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert main(["verify", str(tmp_path / name), "--library", str(starter_app.settings.library)]) == 3
    assert "cannot be read" in capsys.readouterr().err

"""Taking an article away: `citewell export`, `citewell ask --format`, and what a changed library does to either."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.integration.test_cli import verbs as verbs_of
from tests.materials import answered_article, material
from tests.running import NERVE_BLOCK, NOTE, Run, environment, run_citewell
from tests.unit.test_exporter_port import EXPORTERS, FULL, REFERENCES, squeezed, words

from citewell.app import App, read_settings
from citewell.cli import build_parser
from citewell.compose.reading import clean
from citewell.domain.article_codec import article_from_json, article_to_json
from citewell.domain.articles import Article
from citewell.domain.enums import ArticleStatus
from citewell.domain.errors import LibraryError, NotFoundError

QUESTIONS = (
    "How is cervicogenic headache treated?",
    NERVE_BLOCK,
    "What is the capital of France?",
    "I have the worst headache of my life, it came like a thunderclap. What should I do?",
)


@pytest.fixture(scope="module")
def answers(starter_app: App) -> tuple[Article, ...]:
    return tuple(starter_app.ask(question, keep=False) for question in QUESTIONS)


@pytest.mark.parametrize("name", EXPORTERS)
def test_real_answers_come_out_whole_in_every_format(starter_app: App, answers: tuple[Article, ...], name: str) -> None:
    assert {one.status for one in answers} >= {ArticleStatus.ANSWERED, ArticleStatus.NO_SOURCE_FOUND}
    for article in answers:
        made, media_type = starter_app.export(article, name)
        assert media_type == EXPORTERS[name].media_type
        if name in FULL:
            read = words(made, name)
            assert all(squeezed(clean(claim.text)) in read for claim in article.claims)
            assert all(squeezed(clean(one.title)) in read for one in article.references)
        elif name in REFERENCES:
            assert all((one.doi or one.title) in made.decode() for one in article.references if name == "csl")


def test_the_proof_of_a_real_answer_proves_itself(
    starter_app: App, answers: tuple[Article, ...], tmp_path: Path
) -> None:
    for number, article in enumerate(answers):
        folder = tmp_path / str(number)
        with ZipFile(BytesIO(starter_app.export(article, "proof")[0])) as bundle:
            bundle.extractall(folder)
        command = [sys.executable, "-I", "-S", "verify.py"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False, env={})
        assert done.stdout.startswith(f"Proven: {len(article.claims)} claims")


def test_a_fhir_document_of_a_real_answer_is_valid(starter_app: App, answers: tuple[Article, ...]) -> None:
    from fhir.resources.bundle import Bundle

    for article in answers:
        Bundle.model_validate_json(starter_app.export(article, "fhir")[0])


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_format_is_told_from_the_file_s_name(run: Run, tmp_path: Path, name: str) -> None:
    article = tmp_path / "article.json"
    article.write_text(article_to_json(answered_article()), "utf-8")
    wanted = tmp_path / f"answer.{EXPORTERS[name].ending}"
    ended = run("export", str(article), "--output", str(wanted))
    if name == "proof":  # its passages were never in this library
        assert (ended.code, ended.out) == (4, "")
        assert "no longer holds" in ended.err
        return
    assert (ended.code, ended.out) == (0, ""), ended.err
    assert ended.err.splitlines()[-1] == f"Written to {wanted}"
    assert words(wanted.read_bytes(), name) == words(EXPORTERS[name].export(material(answered_article())), name)


def test_a_kept_article_is_exported_by_its_digest(run: Run, library: Path, starter_app: App) -> None:
    app = App(read_settings(library=str(library)))
    article = app.ask(NERVE_BLOCK)
    ended = run("export", article.digest, "--format", "json")
    assert ended.code == 0, ended.err
    assert article_from_json(ended.out) == article
    assert run("export", article.digest).out == starter_app.export(article, "text")[0].decode()
    assert json.loads(run("export", article.digest, "--json").out)["digest"] == article.digest
    told = run("export", article.digest, "--format", "fhir").out
    assert json.loads(told)["timestamp"][:4] >= "2026"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("0" * 64,), 4, "No article with the digest"),
        (("{article}", "--format", "nonsense"), 2, "There is no format 'nonsense'"),
        (("{article}", "--reader", "nobody"), 4, "no reader profile 'nobody'"),
        (("{article}", "--output", "/no/such/folder/a.txt"), 3, "cannot be written"),
        (("{forged}",), 3, "its digest does not fit"),
    ],
)
def test_what_cannot_be_exported_is_told_with_a_remedy(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    places = {"{article}": tmp_path / "article.json", "{forged}": tmp_path / "forged.json"}
    text = article_to_json(answered_article())
    places["{article}"].write_text(text, "utf-8")
    places["{forged}"].write_text(text.replace("0.17%", "0.71%"), "utf-8")
    ended = run("export", *(str(places.get(word, word)) for word in arguments))
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert len(ended.err.splitlines()) >= 2  # the remedy


@pytest.mark.parametrize("name", ["pdf", "docx", "proof"])
def test_a_file_that_is_no_text_is_kept_from_a_terminal_before_anything_is_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    for words_typed in (("ask", NERVE_BLOCK), ("export", "0" * 64)):
        ended = run(*words_typed, "--format", name)
        assert (ended.code, ended.out) == (2, "")
        assert f"--output answer.{EXPORTERS[name].ending}" in ended.err


def test_a_file_that_is_no_text_goes_into_a_pipe_as_it_is(starter_app: App, tmp_path: Path) -> None:
    article = tmp_path / "article.json"
    article.write_text(article_to_json(answered_article()), "utf-8")
    command = [sys.executable, "-c", "import sys; from citewell.cli import main; sys.exit(main())"]
    done = subprocess.run(
        [*command, "export", str(article), "--format", "docx"],
        env=environment(starter_app),
        capture_output=True,
        timeout=120,
        check=True,
    )
    assert ZipFile(BytesIO(done.stdout)).testzip() is None


def test_most_formats_open_no_library(tmp_path: Path) -> None:
    class Closed(App):
        @property
        def index(self) -> object:  # type: ignore[override]
            raise LibraryError("The library cannot be opened.")

    app = Closed(read_settings({"CITEWELL_LIBRARY": str(tmp_path / "none")}))
    for name in EXPORTERS:
        if name == "proof":
            with pytest.raises(LibraryError):
                app.export(answered_article(), name)
        else:
            assert app.export(answered_article(), name)
    assert not (tmp_path / "none").exists()


def test_a_removed_document_breaks_no_export_and_its_earlier_text_still_proves(library: Path, tmp_path: Path) -> None:
    app = App(read_settings(library=str(library)))
    note = tmp_path / "note.jsonl"
    note.write_text(json.dumps(NOTE), "utf-8")
    app.add([str(note)])
    article = app.ask("When does the night round on ward seven start?", keep=False)
    assert [one.document_id for one in article.references] == ["night-1"]
    before = {name: app.export(article, name)[0] for name in sorted(set(EXPORTERS) - {"pdf"})}
    app.remove(["night-1"])
    for name, made in before.items():
        assert app.export(article, name)[0] == made


def test_an_article_of_another_library_is_exported_and_its_proof_says_what_is_missing(starter_app: App) -> None:
    with pytest.raises(NotFoundError) as caught:
        starter_app.export(answered_article(), "proof")
    assert "no longer holds" in caught.value.message
    assert starter_app.export(answered_article(), "html")


def test_an_answer_from_a_release_is_exported_with_the_texts_of_that_release(library: Path) -> None:
    App(read_settings(library=str(library))).create_release("then")
    app = App(read_settings(library=str(library), release="then"))
    article = app.ask(NERVE_BLOCK, keep=False)
    for name in ("html", "fhir", "proof"):
        assert app.export(article, name)[0]


def test_the_help_names_every_format() -> None:
    verbs = dict(verbs_of(build_parser()))
    for verb in ("citewell ask", "citewell export"):
        option = next(action for action in verbs[verb]._actions if "--format" in action.option_strings)
        listed = str(option.help).split(" (")[0].replace(" or ", ", ").split(", ")
        assert set(listed) == set(EXPORTERS)


def test_ask_writes_the_format_that_its_output_is_named_for(starter_app: App, library: Path, tmp_path: Path) -> None:
    file = tmp_path / "answer.html"
    where = environment(starter_app, library=library)
    done = run_citewell("ask", NERVE_BLOCK, "--no-keep", "--output", str(file), where=where)
    assert (done.returncode, done.stdout) == (0, "")
    assert file.read_text("utf-8").startswith("<!DOCTYPE html>")

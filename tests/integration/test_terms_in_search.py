"""A vocabulary that was added serves search: questions and texts in different words for one thing meet."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.running import Run, environment, run_citewell

from citewell.app import App, read_settings
from citewell.domain.article_codec import article_to_dict
from citewell.domain.enums import ArticleStatus
from citewell.domain.errors import LibraryError

# One text has only the preferred name of its illness, the other only the entry term of its drug.
TEXTS = [
    {
        "_id": "vex-1",
        "title": "Vexillary spasm on the ward",
        "text": "In vexillary spasm, warm compresses are the first treatment. Vexillary spasm ended within two hours "
        "in 41 of 50 people.",
        "year": 2021,
        "kind": "cohort",
    },
    {
        "_id": "mol-1",
        "title": "Tablets at night",
        "text": "Morvanil 20 mg is taken once at night. Morvanil must not be used in people under 18 years.",
        "year": 2020,
        "kind": "guideline",
    },
]
ENTRY_TERM = "How is trelling cramp treated?"
PREFERRED = "What is the dose of oxymorvane sodium?"
ACTS = "<PharmacologicalActionList><PharmacologicalAction/></PharmacologicalActionList>"


def record(identifier: str, tree: str, *names: str, before: str = "") -> str:
    terms = "".join(f"<Term><String>{name}</String></Term>" for name in names)
    return (
        f"<DescriptorRecord><DescriptorUI>{identifier}</DescriptorUI><DescriptorName><String>{names[0]}</String>"
        f"</DescriptorName>{before}<TreeNumberList><TreeNumber>{tree}</TreeNumber></TreeNumberList><ConceptList>"
        f'<Concept PreferredConceptYN="Y"><TermList>{terms}</TermList></Concept></ConceptList></DescriptorRecord>'
    )


MESH = (
    '<?xml version="1.0"?><DescriptorRecordSet LanguageCode="eng">'
    + record("D900001", "C10.228.140", "Spasm, Vexillary", "Trelling Cramp", "Cramp, Trelling", "VXS")
    + record("D900002", "D02.065.199", "Oxymorvane Sodium", "Morvanil", before=ACTS)
    + record("D900003", "M01.060", "Aged", "Elderly")
    + record("D900004", "C01.002", "'; DROP TABLE names; --", "x" * 10_000, "&#x202e;Cramp&#x200b;")
    + "</DescriptorRecordSet>"
)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> App:
    """A library of the two texts alone."""
    folder = tmp_path_factory.mktemp("terms")
    (folder / "ward.jsonl").write_text("\n".join(map(json.dumps, TEXTS)), "utf-8")
    where = {"CITEWELL_CACHE": str(cache_folder), "CITEWELL_STARTER": "off"}
    app = App(read_settings(where | {"CITEWELL_LIBRARY": str(folder / "library")}))
    assert app.add([str(folder / "ward.jsonl")]).rejections == []
    return app


@pytest.fixture
def app(texts: App, tmp_path: Path) -> App:
    """A copy of it."""
    shutil.copytree(texts.settings.library, tmp_path / "library")
    where = {"CITEWELL_CACHE": str(texts.settings.cache), "CITEWELL_STARTER": "off"}
    return App(read_settings(where | {"CITEWELL_LIBRARY": str(tmp_path / "library")}))


@pytest.fixture
def mesh(tmp_path: Path) -> str:
    (tmp_path / "desc2099.xml").write_text(MESH, "utf-8")
    return str(tmp_path / "desc2099.xml")


def said(app: App, question: str) -> list[str]:
    return [claim.text for claim in app.ask(question, keep=False).claims]


def test_without_the_vocabulary_both_questions_are_refused(app: App) -> None:
    for question in (ENTRY_TERM, PREFERRED):
        assert app.ask(question, keep=False).status is ArticleStatus.NO_SOURCE_FOUND


def test_with_it_each_is_answered_in_the_texts_own_words_and_the_article_names_the_term(app: App, mesh: str) -> None:
    report = app.add([mesh])
    assert (report.terms, report.rejections, report.added) == (4, [], [])
    assert app.status()["terms"] == {"MeSH": 4}

    article = app.ask(ENTRY_TERM, keep=False)
    assert "In vexillary spasm, warm compresses are the first treatment." in [claim.text for claim in article.claims]
    assert article.provenance.searches == ("How is trelling cramp treated", "Spasm, Vexillary (MeSH D900001)")
    assert all("trelling" not in claim.text.lower() for claim in article.claims)
    assert [item for item in app.verify(article) if item.severity == "error"] == []

    assert "Morvanil 20 mg is taken once at night." in said(app, PREFERRED)
    assert [item.passage.document_id for item in app.search(PREFERRED, limit=1)] == ["mol-1"]


def test_it_serves_whoever_added_it_and_a_deleted_file_is_as_if_it_had_never_been(app: App, mesh: str) -> None:
    before = app.ask(ENTRY_TERM, keep=False)
    other = App(app.settings)
    other.add([mesh])
    assert said(app, ENTRY_TERM)
    (app.settings.library / "terms.sqlite").unlink()
    assert app.ask(ENTRY_TERM, keep=False) == before
    assert app.status()["terms"] == {}


def test_a_question_without_a_term_of_the_vocabulary_has_the_same_article(app: App, mesh: str) -> None:
    questions = ["What ends vexillary spasm?", "Is morvanil used in the elderly?", "What is a VXS?", "Who is aged?"]
    before = [article_to_dict(app.ask(question, keep=False)) for question in questions]
    app.add([mesh])
    assert [article_to_dict(app.ask(question, keep=False)) for question in questions] == before


def test_a_question_that_the_texts_do_not_answer_stays_refused(app: App, mesh: str) -> None:
    app.add([mesh])
    for question in (
        "How is cramp treated?",
        "What is the dose of oxymorvane in cystic fibrosis?",
        "'; DROP TABLE names; --",
    ):
        assert app.ask(question, keep=False).status is ArticleStatus.NO_SOURCE_FOUND


def test_a_rehearsal_keeps_nothing_and_adding_again_doubles_nothing(app: App, mesh: str) -> None:
    assert app.add([mesh], rehearse=True).terms == 4
    assert not (app.settings.library / "terms.sqlite").exists()
    app.add([mesh])
    release = app.release()
    app.add([mesh])
    assert [report.terms for report in app.update(offline=True)][-1] == 4
    assert app.status()["terms"] == {"MeSH": 4}
    assert app.release() == release


def test_a_damaged_file_is_told_with_the_remedy(app: App) -> None:
    (app.settings.library / "terms.sqlite").write_bytes(b"no database")
    with pytest.raises(LibraryError) as error:
        app.ask(ENTRY_TERM)
    assert "delete that file" in error.value.remedy


def test_the_command_line_says_what_is_kept(run: Run, mesh: str, write: Callable[..., str]) -> None:
    assert "4 terms of a vocabulary would be kept" in run("library", "add", mesh, "--dry-run").out
    assert "Terms" not in run("library", "status").out
    assert "4 terms of a vocabulary kept; search looks for all their names" in run("library", "add", mesh).out
    assert "Terms for search: 4 MeSH" in run("library", "status").out
    assert json.loads(run("library", "status", "--json").out)["terms"] == {"MeSH": 4}
    run("library", "add", write("ward.jsonl", *TEXTS))
    asked = run("ask", ENTRY_TERM).out
    assert "warm compresses" in asked
    assert "(MeSH D900001)" in " ".join(asked.split())


def test_a_process_that_has_no_vocabulary_opens_no_database(texts: App) -> None:
    told = "import atexit, sys\natexit.register(lambda: print('sqlalchemy' in sys.modules, file=sys.stderr))"
    where = environment(texts, CITEWELL_STARTER="off")
    assert run_citewell("ask", "What ends vexillary spasm?", where=where, before=told).stderr.split()[-1] == "False"

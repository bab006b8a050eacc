"""A library of pages on made-up diseases, put as questions and answers: what a section and a direct answer may say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citewell.app import App, read_settings
from citewell.domain.articles import Article
from citewell.domain.enums import ArticleStatus

PAGES = {
    "What is (are) Brindlosis ?": (
        "Brindlosis is a disease of the skin that causes red patches and itching. Brindlosis is most common in adults "
        "over forty. Tender brindlosis is a rare form that affects palms."
    ),
    "What are the symptoms of Brindlosis ?": (
        "The most common symptoms of brindlosis are itching, patches and dry skin. If the information is available, "
        "the table below includes how often the symptom is seen. People with brindlosis often feel tired."
    ),
    "What are the treatments for Brindlosis ?": (
        "Treatments for brindlosis include light therapy, zinc cream and bathing in salt water. "
        "Brindlosis is treated with zinc cream first. About 5 percent of people have died. "
        "Studies so far suggest that it does not raise the risk of cancer. The usual dose of zinc is 1525 mg a day. "
        "Prevention Tips Brindlosis cannot be prevented. Light therapy helps most people with brindlosis."
    ),
    "How to diagnose Brindlosis ?": (
        "Brindlosis is diagnosed by looking at the skin and by a biopsy. A blood test for brindlosis is rarely needed."
    ),
    "What are the treatments for Brindlosis Nephritis ?": (
        "Brindlosis nephritis is treated with steroids. The biopsy needle is guided into the kidney. "
        "Urinalysis is testing of a urine sample."
    ),
    "What is (are) Harbour Fever ?": (
        "Harbour fever may mimic brindlosis in its first week. Harbour fever is spread by lice. "
        "A person with harbour fever can pass the germ to a child by close contact."
    ),
    "What is (are) Velmic Sleep Ataxia ?": (
        "Velmic sleep ataxia (VSA) is a disease of the nerves. Most people with VSA walk slowly."
    ),
    "What is the outlook for Velmic Sleep Ataxia ?": (
        "The outlook for velmic sleep ataxia (VSA) is good, and most people live for decades."
    ),
    "What is (are) Cough ?": "A cough is a reflex. It sounds like (KOF vsa-AL). A cough clears the throat of mucus.",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> App:
    folder = tmp_path_factory.mktemp("pages")
    where = {
        "CITEWELL_LIBRARY": str(folder / "library"),
        "CITEWELL_CACHE": str(cache_folder),
        "CITEWELL_STARTER": "off",
    }
    app = App(read_settings(where))
    rows = [
        json.dumps({"_id": f"p{at}", "title": title, "text": text}) for at, (title, text) in enumerate(PAGES.items())
    ]
    pages = folder / "pages.jsonl"
    pages.write_text("\n".join(rows), "utf-8")
    assert len(app.add([str(pages)]).added) == len(PAGES)
    return app


def said(article: Article) -> str:
    return " ".join(claim.text for claim in article.claims)


def test_a_misspelt_name_is_read_as_the_librarys_own_and_the_reader_is_told(app: App) -> None:
    article = app.ask("How is brindloss treated?", keep=False)
    assert article.status is not ArticleStatus.NO_SOURCE_FOUND
    assert 'Read "brindloss" as "brindlosis".' in article.notes
    assert article.direct_answer[0].text.startswith(("Treatments for brindlosis", "Brindlosis is treated"))


def test_a_page_on_a_narrower_disease_does_not_stand_for_the_wider_one(app: App) -> None:
    article = app.ask("How is brindlosis treated?", keep=False)
    assert "steroids" not in said(article)
    assert "Urinalysis" not in said(article)
    assert "needle" not in said(article)


def test_what_leans_on_its_page_is_not_said(app: App) -> None:
    article = app.ask("How is brindlosis treated?", keep=False)
    for words in ("have died", "so far suggest", "1525", "table below"):
        assert words not in said(article)


def test_an_abbreviation_is_read_as_the_library_spells_it_out(app: App) -> None:
    article = app.ask("What is the outlook for VSA?", keep=False)
    assert 'Read "VSA" as "velmic sleep ataxia".' in article.notes
    assert article.direct_answer[0].text == PAGES["What is the outlook for Velmic Sleep Ataxia ?"]
    assert "cough" not in said(article)


def test_the_words_of_the_titles_are_counted_once_each(app: App) -> None:
    counts = app.index.title_words()
    assert counts["brindlosis"] == 5
    assert "are" not in counts
    assert app.index.title_words() is counts


def test_whether_it_spreads_is_answered_by_how_it_spreads(app: App) -> None:
    article = app.ask("My aunt has harbour fever and there is a baby in the house, is the baby at risk?", keep=False)
    assert "pass the germ to a child" in article.direct_answer[0].text

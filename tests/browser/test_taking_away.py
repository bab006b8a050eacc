"""What a reader takes away: every format that the page offers, saved with its ending and readable as what it is."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.browser.seen import squeezed, text_of_pdf

from citewell.app import App

pytestmark = pytest.mark.browser

QUESTION = "How is cervicogenic headache treated?"
TITLE = "Exercise for cervicogenic headache: a randomised trial"


def of_zip(file: Path, part: str) -> str:
    with zipfile.ZipFile(file) as packed:
        return packed.read(next(name for name in packed.namelist() if name.endswith(part))).decode()


def of_json(file: Path) -> str:
    return json.dumps(json.loads(file.read_text("utf-8")), ensure_ascii=False)


READ: dict[str, Callable[[Path], str]] = {
    "csl.json": of_json,
    "docx": lambda file: "".join(ElementTree.fromstring(of_zip(file, "word/document.xml")).itertext()),
    "fhir.json": of_json,
    "json": of_json,
    "jsonld": of_json,
    "pdf": lambda file: text_of_pdf(file.read_bytes()),
    "zip": lambda file: of_zip(file, "article.json"),
}
"""How a file of an ending is read; every other is text."""
REFERENCES_ALONE = {"bib", "csl.json", "ris", "vancouver.txt"}


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_every_format_is_saved_from_the_page_and_holds_the_article(
    open_tab: Callable[..., Any], site: str, app: App, javascript: bool, tmp_path: Path
) -> None:
    tab = open_tab(base_url=site, java_script_enabled=javascript)
    article = app.ask(QUESTION)
    tab.goto(f"/articles/{article.digest}")
    app.export(article, "pdf")  # skips where no PDF can be made
    tab.get_by_text("More formats").click()
    links = tab.locator(".formats a:visible")
    assert links.count() == len(app.exporters())
    for place in range(links.count()):
        ending = links.nth(place).get_attribute("href").partition(".")[2]
        with tab.expect_download() as awaited:
            links.nth(place).click()
        file = tmp_path / awaited.value.suggested_filename
        awaited.value.save_as(file)
        assert file.name.startswith("citewell-")
        assert file.name.endswith(f"-{article.digest[:12]}.{ending}")
        held = READ.get(ending, lambda one: one.read_text("utf-8"))(file)
        told = TITLE if ending in REFERENCES_ALONE else QUESTION
        assert squeezed(told) in squeezed(held), ending
    assert tab.url.endswith(article.digest)

"""What identifies a person is masked and told of; what a medical question needs is left as it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from citewell.app import App
from citewell.domain.article_codec import article_to_json
from citewell.text.identifiers import mask_identifiers, without_placeholders

TEXTS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "identifiers.jsonl").read_text("utf-8").splitlines()
]
IDENTIFYING = [row for row in TEXTS if row["gone"]]
MEDICAL = [row["text"] for row in TEXTS if not row["gone"]]


def test_there_are_sixty_texts_of_each_kind() -> None:
    assert len(IDENTIFYING) >= 60
    assert len(MEDICAL) >= 60


@pytest.mark.parametrize("row", IDENTIFYING, ids=lambda row: row["text"][:50])
def test_what_identifies_is_masked_and_its_kind_is_told(row: dict[str, Any]) -> None:
    masked = mask_identifiers(row["text"])
    assert not [gone for gone in row["gone"] if gone in masked.text]
    assert set(masked.kinds) == set(row["kinds"])
    assert masked.note
    assert not [gone for gone in row["gone"] if gone in masked.note]


@pytest.mark.parametrize("text", MEDICAL, ids=lambda text: text[:50])
def test_medical_text_is_left_as_it_is(text: str) -> None:
    masked = mask_identifiers(text)
    assert masked.text == text
    assert masked.note == ""


def test_masking_a_masked_text_changes_nothing() -> None:
    for row in IDENTIFYING:
        masked = mask_identifiers(row["text"]).text
        assert mask_identifiers(masked).text == masked


def test_the_note_names_every_kind_in_plain_words() -> None:
    masked = mask_identifiers("Mr John Smith, dob 12/03/1961, phone 020 7946 0958: dose of ibuprofen?")
    assert masked.note == (
        "A name, a date of birth and a telephone number were removed from the question and are not kept."
    )
    assert mask_identifiers("e-mail me: a.b@example.org").note == (
        "An e-mail address was removed from the question and is not kept."
    )


def test_the_marks_of_what_was_masked_are_not_searched() -> None:
    assert without_placeholders("[name], [date of birth] has migraine") == "has migraine"
    assert without_placeholders("I am [name] born [date of birth]. Is rest needed?") == "Is rest needed?"
    masked = "My mother [name], born [date of birth], phone [phone], has a new headache. Is a scan needed?"
    assert without_placeholders(masked) == "My mother, has a new headache. Is a scan needed?"


def test_an_answer_holds_nothing_that_identifies_and_says_so(starter_app: App) -> None:
    question = "My name is Sarah Connor, call 07700 900123. How is cervicogenic headache treated?"
    article = starter_app.ask(question, keep=False)
    shown = article_to_json(article) + "".join(
        starter_app.export(article, name)[0].decode() for name in ("text", "markdown")
    )
    assert article.claims
    assert "Connor" not in shown
    assert "900123" not in shown
    assert article.notes[0] == "A name and a telephone number were removed from the question and are not kept."

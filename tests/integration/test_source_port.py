"""What every source promises: one class per module, named after it, that yields documents or rejections."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest

import citewell.sources
from citewell.domain.documents import Document, Rejection
from citewell.domain.enums import Fidelity
from citewell.domain.errors import InputError
from citewell.domain.ports import Source
from citewell.text.passages import split_document

MODULES = sorted(
    module.name for module in pkgutil.iter_modules(citewell.sources.__path__) if not module.name.startswith("_")
)


SOUND_PUBLICATION = """
id = "sound"
title = "A trial"
kind = "cohort"
url = "https://example.org/1"
identity = "complete"
what_was_read = "abstract"
status = "current"

[[facts]]
id = "sound#01"
topic = "safety"
text = "It harmed 2 of 40 people."
locator = "Abstract"
"""


def source_in(module_name: str) -> Source:
    """The one public class of a module whose name is the module's."""
    module = importlib.import_module(f"citewell.sources.{module_name}")
    classes = [
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if member.__module__ == module.__name__ and getattr(member, "name", None) == module_name
    ]
    assert len(classes) == 1, f"{module.__name__} needs one class with name = {module_name!r}"
    source: Source = classes[0]()
    return source


def starter_sample(folder: Path) -> str:
    (folder / "sound.toml").write_text(SOUND_PUBLICATION)
    (folder / "broken.toml").write_text("id = \n")
    return str(folder)


def jsonl_sample(folder: Path) -> str:
    sound = {"_id": "sound", "title": "A trial", "text": "It harmed 2 of 40 people."}
    (folder / "texts.jsonl").write_text(json.dumps(sound) + "\n{broken\n")
    return str(folder)


# Each source brings a sample with one sound and one broken record; a source without one fails below.
SAMPLES: dict[str, Callable[[Path], str]] = {"starter": starter_sample, "jsonl": jsonl_sample}


@pytest.fixture(params=MODULES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_there_are_sources() -> None:
    assert {"starter", "jsonl"} <= set(MODULES)


def test_a_source_has_a_sample_of_its_own(name: str) -> None:
    assert name in SAMPLES


def test_a_sound_record_is_a_document_whose_text_can_be_cut_and_quoted(name: str, tmp_path: Path) -> None:
    items = list(source_in(name).fetch(SAMPLES[name](tmp_path)))
    (document,) = [item for item in items if isinstance(item, Document)]
    assert document.id == "sound"
    assert document.title == "A trial"
    assert document.collection
    assert isinstance(document.fidelity, Fidelity)
    passages = split_document(document)
    assert passages
    for passage in passages:
        assert document.blocks[passage.block].text[passage.start : passage.end] == passage.text


def test_a_broken_record_is_a_rejection_with_place_reason_and_remedy(name: str, tmp_path: Path) -> None:
    items = list(source_in(name).fetch(SAMPLES[name](tmp_path)))
    (rejection,) = [item for item in items if isinstance(item, Rejection)]
    assert ":" in rejection.place
    assert rejection.reason.endswith(".")
    assert rejection.remedy


def test_the_same_place_yields_the_same_documents(name: str, tmp_path: Path) -> None:
    location = SAMPLES[name](tmp_path)
    source = source_in(name)
    assert list(source.fetch(location)) == list(source.fetch(location)) == list(source_in(name).fetch(location))


def test_a_place_that_is_not_there_is_an_error_with_a_remedy(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        list(source_in(name).fetch(str(tmp_path / "nowhere")))
    assert error.value.remedy
    assert error.value.exit_code == 3

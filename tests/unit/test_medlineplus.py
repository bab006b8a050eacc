"""A file of health topics becomes one document a topic, in its own words, and broken topics do no harm."""

from __future__ import annotations

import contextlib
import gzip
import html
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.domain.documents import Document, Rejection
from citewell.domain.enums import EvidenceKind
from citewell.domain.errors import InputError
from citewell.domain.intake import Item, Term
from citewell.sources.medlineplus import MedlinePlusSource

SUMMARY = """<h3>What is mock fever?</h3>
<p>Mock fever is a <a href="https://example.org/x">made-up</a> illness. It is <b>not</b> catching.</p>

<h3>What are the symptoms?</h3>
<p>You may not feel:</p>
<ul><li>Hungry</li><li>Well, or <ul><li>rested</li></ul></li></ul>
<h3>Can it be prevented?</h3>
<ul><li>Do not share cups</li></ul>
<p class="NLMattribution"><em>NIH: Institute of Mock Illness</em></p>"""
OTHERS = """<also-called>Fever, mock</also-called><also-called>MF</also-called>
  <group url="https://example.org/g" id="1">Infections</group>
  <mesh-heading><descriptor id="D000001">Mock Fever</descriptor><qualifier id="Q1">complications</qualifier>
  </mesh-heading><primary-institute url="https://example.org">Institute</primary-institute>
  <site title="A site" url="https://example.org/s"><standard-description>Not our words</standard-description></site>"""


def topic(
    summary: str = SUMMARY,
    *,
    identifier: str = "12",
    language: str = "English",
    others: str = OTHERS,
    raw: bool = False,
) -> str:
    written = summary if raw else html.escape(summary)
    return (
        f'<health-topic title="Mock Fever" url="https://example.org/mockfever.html" id="{identifier}" '
        f'language="{language}" date-created="02/19/1999">{others}<full-summary>{written}</full-summary></health-topic>'
    )


def topics(*written: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE health-topics PUBLIC "-//X//Y" "https://example.org/x.dtd">'
    return f'{head}<health-topics total="1" date-generated="08/10/2024 02:30:32">{"".join(written)}</health-topics>'


def read(folder: Path, content: str | bytes, name: str = "topics.xml") -> list[Item]:
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(MedlinePlusSource().fetch(str(folder / name)))


def only(folder: Path, written: str) -> Document:
    (found,) = [item for item in read(folder, topics(written)) if isinstance(item, Document)]
    return found


def test_a_topic_is_patient_information_with_its_identity(tmp_path: Path) -> None:
    found = only(tmp_path, topic())
    assert found.id == "medlineplus-12"
    assert found.title == "Mock Fever"
    assert found.kind is EvidenceKind.PATIENT_INFORMATION
    assert found.url == "https://example.org/mockfever.html"
    assert (found.language, found.country) == ("en", "United States")
    assert (found.published, found.version, found.year) == ("1999-02-19", "2024-08-10", None)
    assert found.mesh == ("Mock Fever/complications",)
    assert "Institute of Mock Illness" in found.note
    assert found.collection == "topics"


def test_the_summary_becomes_paragraphs_and_lists_under_their_headings(tmp_path: Path) -> None:
    found = [(block.section_path, block.text) for block in only(tmp_path, topic()).blocks]
    assert found == [
        (("What is mock fever?",), "Mock fever is a made-up illness. It is not catching."),
        (("What are the symptoms?",), "You may not feel:\n\n• Hungry\n• Well, or\n  • rested"),
        (("Can it be prevented?",), "Can it be prevented?\n\n• Do not share cups"),
    ]


def test_links_and_descriptions_of_other_sites_are_not_text(tmp_path: Path) -> None:
    assert "Not our words" not in str(only(tmp_path, topic()))


def test_a_summary_may_be_escaped_cdata_or_elements(tmp_path: Path) -> None:
    as_cdata = topic(f"<![CDATA[{SUMMARY}]]>", raw=True)
    blocks = only(tmp_path, topic()).blocks
    assert only(tmp_path, as_cdata).blocks == blocks
    assert only(tmp_path, topic(SUMMARY, raw=True)).blocks == blocks


def test_entities_of_html_become_their_characters(tmp_path: Path) -> None:
    (block,) = only(
        tmp_path, topic("<p>Temperature &gt;38&deg;C, 10<sup>6</sup> cells&nbsp;&ndash; mother&rsquo;s</p>")
    ).blocks
    assert block.text == "Temperature >38°C, 10^6 cells – mother’s"


def test_a_spanish_topic_says_so(tmp_path: Path) -> None:
    assert only(tmp_path, topic("<p>No es contagiosa.</p>", language="Spanish")).language == "es"


def test_other_names_are_a_term_for_search(tmp_path: Path) -> None:
    terms = [item for item in read(tmp_path, topics(topic())) if isinstance(item, Term)]
    assert terms == [Term("medlineplus-12", "Mock Fever", synonyms=("Fever, mock", "MF"), source="MedlinePlus")]


@pytest.mark.parametrize(
    "broken",
    [
        topic("", others=""),
        topic("<p> </p>", others=""),
        topic(identifier="", others=""),
        topic(identifier="a b", others=""),
        topic(identifier="1", others=""),
        topic(f"<p>{'a' * 1_000_001}</p>", others=""),
        "<health-topic id='5'/>",
    ],
)
def test_a_broken_topic_is_one_rejection_and_the_rest_goes_on(tmp_path: Path, broken: str) -> None:
    first = topic(identifier="1", others="")
    last = topic(identifier="2", others="")
    items = read(tmp_path, topics(first, broken, last))
    assert [type(item) for item in items] == [Document, Rejection, Document]
    rejection = items[1]
    assert isinstance(rejection, Rejection)
    assert rejection.place.startswith("topics.xml: topic 2")
    assert rejection.reason.endswith(".")
    assert rejection.remedy


def test_what_stands_before_a_break_is_kept(tmp_path: Path) -> None:
    items = read(tmp_path, topics(topic(others=""), topic(identifier="13"))[:-60])
    assert [type(item) for item in items] == [Document, Rejection]
    packed = gzip.compress(topics(topic(others=""), *(topic(identifier=str(n)) for n in range(20, 900))).encode())
    items = read(tmp_path, packed[: len(packed) // 2], name="topics.xml.gz")
    assert isinstance(items[-1], Rejection)


def test_a_file_without_topics_is_said_to_be_empty(tmp_path: Path) -> None:
    (item,) = read(tmp_path, topics())
    assert isinstance(item, Rejection)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12))
    content = topics(topic("<p>x &e11;</p>", raw=True, others="")).replace(
        'PUBLIC "-//X//Y" "https://example.org/x.dtd">', f"[{bomb}]>"
    )
    assert len(str(read(tmp_path, content))) < 5_000


def test_only_files_of_topics_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<health-topic-groups/>")
    (tmp_path / "b.xml").write_text(topics())
    source = MedlinePlusSource()
    assert not source.accepts(str(tmp_path / "a.xml"))
    assert source.accepts(str(tmp_path / "b.xml"))
    assert not source.accepts("mock fever\0")
    with pytest.raises(InputError) as error:
        list(source.fetch(str(tmp_path / "none.xml")))
    assert error.value.remedy


SOUND = topics(topic(), topic(identifier="13")).encode()
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=8))
def test_no_damage_raises_anything_but_input_error(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(SOUND)
    for place, byte in changes:
        damaged[place] = byte
    with contextlib.suppress(InputError):
        assert all(isinstance(item, Document | Rejection | Term) for item in read(tmp_path, bytes(damaged)))


@QUIET
@given(st.text(max_size=200))
def test_any_text_as_a_summary_is_a_document_or_a_rejection(tmp_path: Path, summary: str) -> None:
    written = "".join(character for character in summary if character.isprintable())
    items = read(tmp_path, topics(topic(written, others="")))
    assert len(items) == 1
    assert isinstance(items[0], Document | Rejection)


@QUIET
@given(st.lists(st.text("abc not,;", min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_every_word_of_a_summary_is_in_the_blocks(tmp_path: Path, words: list[str]) -> None:
    found = only(tmp_path, topic("<p>X:</p><ul>" + "".join(f"<li>{word}</li>" for word in words) + "</ul>", others=""))
    assert [line.removeprefix("• ").split() for line in found.blocks[0].text.split("\n")[2:]] == [
        w.split() for w in words
    ]

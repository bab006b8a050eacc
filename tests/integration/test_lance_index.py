"""What every passage index must do, and what the LanceDB one promises beyond that."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from citewell.domain.documents import Block, Document, EngineIdentity, Passage
from citewell.domain.enums import DocumentStatus, EvidenceKind, PassageTopic
from citewell.domain.errors import LibraryError, NotFoundError
from citewell.domain.ports import Index
from citewell.domain.questions import Vector
from citewell.indexes import lance
from citewell.indexes._manifest import Manifest
from citewell.indexes.lance import LanceIndex
from citewell.text.passages import split_document

NECK = (1.0, 0.0, 0.0, 0.0)
HEART = (0.0, 1.0, 0.0, 0.0)
BETWEEN = (0.6, 0.8, 0.0, 0.0)


def document(identifier: str, *texts: str, title: str = "", **more: object) -> Document:
    blocks = tuple(Block(text, id=f"{identifier}#{number:02d}") for number, text in enumerate(texts, start=1))
    return Document(id=identifier, title=title, blocks=blocks, collection="test", **more)  # type: ignore[arg-type]


def add(index: Index, *documents: Document, vectors: Sequence[Vector] | None = None) -> list[Passage]:
    passages = [passage for one in documents for passage in split_document(one)]
    index.add(documents, passages, vectors)
    return passages


@pytest.fixture
def index(tmp_path: Path) -> LanceIndex:
    return LanceIndex(tmp_path / "library", dimensions=4)


@pytest.fixture
def clinic(index: LanceIndex) -> LanceIndex:
    """Three documents of one passage each, with vectors."""
    add(
        index,
        document("neck", "Exercises of the neck reduce headaches.", title="Neck pain"),
        document("heart", "Statins lower the risk of infarction.", title="Coronary disease"),
        document("both", "Vertebral dissection causes neck pain and stroke."),
        vectors=[NECK, HEART, BETWEEN],
    )
    return index


class TestEveryIndex:
    """The port's promises."""

    def test_finds_words_by_their_stem_and_ranks_the_fuller_match_first(self, clinic: LanceIndex) -> None:
        hits = clinic.search_words("exercise for neck headache", 10)
        assert [hit.passage_id for hit in hits] == ["neck#01", "both#01"]
        assert hits[0].score > hits[1].score > 0

    def test_searches_titles_too(self, clinic: LanceIndex) -> None:
        assert [hit.passage_id for hit in clinic.search_words("coronary", 10)] == ["heart#01"]

    def test_scores_vectors_by_cosine_similarity(self, clinic: LanceIndex) -> None:
        (hits,) = clinic.search_vectors([(2.0, 0.0, 0.0, 0.0)], 10)
        assert [hit.passage_id for hit in hits] == ["neck#01", "both#01", "heart#01"]
        assert [hit.score for hit in hits] == pytest.approx([1.0, 0.6, 0.0], abs=1e-5)

    def test_finds_for_several_vectors_what_each_finds_alone_whichever_comes_first(self, clinic: LanceIndex) -> None:
        alone = [clinic.search_vectors([vector], 2)[0] for vector in (NECK, HEART, BETWEEN)]
        assert clinic.search_vectors([NECK, HEART, BETWEEN], 2) == alone
        assert clinic.search_vectors([HEART, NECK], 2) == [alone[1], alone[0]]
        assert clinic.search_vectors([], 2) == []

    def test_returns_at_most_the_number_asked_for(self, clinic: LanceIndex) -> None:
        assert len(clinic.search_words("neck", 1)) == 1
        assert len(clinic.search_vectors([NECK], 2)[0]) == 2
        assert clinic.search_words("neck", 0) == clinic.search_vectors([NECK], 0)[0] == []

    def test_reads_back_what_was_stored_in_the_order_asked_and_leaves_out_the_unknown(self, clinic: LanceIndex) -> None:
        stored = clinic.read(["heart#01", "nowhere#01", "neck#01"])
        assert list(stored) == ["heart#01", "neck#01"]
        passage, owner, vector = stored["neck#01"]
        assert passage.text == "Exercises of the neck reduce headaches."
        assert owner.title == "Neck pain"
        assert vector is not None
        assert list(vector) == pytest.approx(NECK)

    def test_what_was_read_before_is_read_anew_once_it_was_changed_or_given_a_vector_elsewhere(
        self, index: LanceIndex
    ) -> None:
        add(index, document("neck", "Exercises help."), document("heart", "Statins help."))
        assert [row[2] for row in index.read(["neck#01", "heart#01"]).values()] == [None, None]
        other = LanceIndex(index.directory, dimensions=4)
        other.add_vectors(["heart#01"], [HEART])
        add(other, replace(document("neck", "Exercises do not help."), status=DocumentStatus.RETRACTED))
        passage, owner, _ = index.read(["neck#01", "heart#01"])["neck#01"]
        assert passage.text == "Exercises do not help."
        assert owner.status is DocumentStatus.RETRACTED
        assert index.read(["heart#01"])["heart#01"][2] is not None
        other.remove(["heart"])
        assert list(index.read(["heart#01", "neck#01"])) == ["neck#01"]

    def test_replaces_a_document_together_with_its_old_passages(self, clinic: LanceIndex) -> None:
        add(clinic, document("neck", "Manipulation.", "Massage.", title="Neck pain, second edition"))
        assert clinic.search_words("exercises", 10) == []
        assert {hit.passage_id for hit in clinic.search_words("massage manipulation", 10)} == {
            "neck#01",
            "neck#02",
        }
        assert clinic.document("neck").title == "Neck pain, second edition"
        assert clinic.count()[:2] == (3, 4)

    def test_works_on_words_alone_without_vectors(self, index: LanceIndex) -> None:
        add(index, document("neck", "Exercises help."))
        assert [hit.passage_id for hit in index.search_words("exercise", 10)] == ["neck#01"]
        assert index.search_vectors([NECK], 10) == [[]]
        assert index.read(["neck#01"])["neck#01"][2] is None

    def test_finds_what_was_added_after_the_word_index_was_made(self, clinic: LanceIndex) -> None:
        add(clinic, document("late", "Occipital neuralgia responds to nerve block."), vectors=[HEART])
        assert [hit.passage_id for hit in clinic.search_words("neuralgia", 5)] == ["late#01"]
        clinic.optimize()
        assert [hit.passage_id for hit in clinic.search_words("neuralgia", 5)] == ["late#01"]

    def test_an_empty_library_finds_nothing(self, index: LanceIndex) -> None:
        assert index.search_words("anything", 10) == []
        assert index.search_vectors([NECK], 10) == [[]]
        assert index.read(["neck#01"]) == {}
        assert index.count()[:2] == (0, 0)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   \n\t",
        "?!.,;:()[]{}",
        '"neck" AND (pain OR "headache") NOT -stroke +pain',
        'unbalanced " quote and ( bracket',
        "title:neck^3 text:[a TO z] neck~2 pa*n ?eck /regex/",
        "'; DROP TABLE passages; --",
        '{"match": {"column": "id"}}',
        "\\ \\\\ \\' %_%",
        "🤕 neck 💊",
        "الرقبة 颈椎 шея neck",
        "neck\x00pain\x07",
        "lone surrogate \ud83d neck",
        "the of and is",
        "x" * 4000,
        "neck pain (headache) " * 190,
        " ".join(f"word{number}" for number in range(600)),
    ],
)
def test_no_query_is_read_as_syntax_or_breaks_the_search(clinic: LanceIndex, query: str) -> None:
    found = {hit.passage_id for hit in clinic.search_words(query, 10)}
    assert found <= {"neck#01", "heart#01", "both#01"}
    assert ("neck#01" in found) == ("neck" in query)


@pytest.mark.parametrize(
    "identifier", ["o'brien", "''", '"quoted"', "naïve-café", "颈椎", "100%_sure", "back\\slash", "🦴"]
)
def test_any_id_can_be_stored_read_replaced_and_removed(clinic: LanceIndex, identifier: str) -> None:
    add(clinic, document(identifier, "Whiplash injury."), vectors=[HEART])
    assert clinic.document(identifier).blocks[0].text == "Whiplash injury."
    assert [passage.text for passage in clinic.passages_of(identifier)] == ["Whiplash injury."]
    assert list(clinic.read([f"{identifier}#01"])) == [f"{identifier}#01"]
    add(clinic, document(identifier, "Torticollis."), vectors=[HEART])
    assert clinic.count()[:2] == (4, 4)
    assert clinic.remove([identifier, "nowhere"]) == 1
    assert clinic.count()[:2] == (3, 3)


def test_every_field_of_document_and_passage_survives(index: LanceIndex) -> None:
    block = Block(
        "Strong recommendation: “exercise” – 3 × 10 min, p < 0.05.\nNext line.",
        id="full#07",
        section_path=("Results", "Table 2 > a"),
        topic=PassageTopic.FIRST_LINE,
        locator="Table 2",
        strength="strong",
        certainty="moderate",
        inferred=True,
    )
    full = Document(
        id="full",
        title="Ünïcode ‘title’",
        blocks=(block,),
        collection="test",
        kind=EvidenceKind.GUIDELINE,
        year=2019,
        doi="10.1000/x",
        other_urls=("https://example.org/a",),
    )
    (passage,) = add(index, full, vectors=[array("f", NECK)])
    stored, owner, _ = index.read([passage.id])[passage.id]
    assert stored == passage
    assert owner == full
    assert owner.digest == full.digest


def test_the_release_depends_on_content_alone(tmp_path: Path) -> None:
    """Neither the order of additions, nor the folder, nor a change that was taken back leaves a trace."""
    first, second = document("a", "One."), document("b", "Two.")
    one, other = LanceIndex(tmp_path / "1", dimensions=4), LanceIndex(tmp_path / "2", dimensions=4)
    add(one, first, second)
    add(other, second)
    add(other, document("a", "One, misprinted."))
    assert one.release() != other.release()
    add(other, first)
    assert one.release() == other.release()


def test_documents_come_in_the_order_of_their_ids(clinic: LanceIndex) -> None:
    assert [one.id for one in clinic.documents()] == ["both", "heart", "neck"]


def test_an_unknown_document_is_a_clear_error(clinic: LanceIndex) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        clinic.document("nowhere")
    assert clinic.passages_of("nowhere") == []


def test_a_failed_addition_changes_nothing(clinic: LanceIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    release = clinic.release()

    def fail(passages: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(lance, "index_words", fail)
    with pytest.raises(LibraryError, match="disk full"):
        add(clinic, document("neck", "Other text."), document("new", "More."), vectors=[NECK, NECK])
    assert clinic.release() == release
    assert [hit.passage_id for hit in clinic.search_words("exercises", 10)] == ["neck#01"]
    assert clinic.count()[:2] == (3, 3)


_KILLED = """
import os, signal, sys
from pathlib import Path
from citewell.domain.documents import Block, Document
from citewell.indexes import lance
from citewell.indexes.lance import LanceIndex
from citewell.text.passages import split_document

lance.index_words = lambda passages: os.kill(os.getpid(), signal.SIGKILL)
one = Document(id="neck", title="", blocks=(Block("Half written."),), collection="test")
LanceIndex(Path(sys.argv[1]), dimensions=4).add([one], split_document(one), None)
"""


def test_a_writer_killed_in_the_middle_leaves_the_library_as_it_was(clinic: LanceIndex, tmp_path: Path) -> None:
    release = clinic.release()
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path / "library")], check=False)
    assert killed.returncode == -signal.SIGKILL
    reopened = LanceIndex(tmp_path / "library")
    assert reopened.release() == release
    assert reopened.search_words("half written", 10) == []
    assert [hit.passage_id for hit in reopened.search_words("exercises", 10)] == ["neck#01"]
    add(reopened, document("after", "Written after the crash."), vectors=[NECK])
    assert LanceIndex(tmp_path / "library").count()[:2] == (4, 4)


def test_a_reader_sees_what_another_handle_has_written(clinic: LanceIndex, tmp_path: Path) -> None:
    other = LanceIndex(tmp_path / "library")
    add(other, document("late", "Occipital neuralgia."), vectors=[NECK])
    assert [hit.passage_id for hit in clinic.search_words("neuralgia", 5)] == ["late#01"]


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(clinic: LanceIndex, tmp_path: Path) -> None:
    impatient = LanceIndex(tmp_path / "library", patience=0.1)
    with clinic.exclusive(), pytest.raises(LibraryError, match="Another process"):
        add(impatient, document("late", "Occipital neuralgia."))
    add(impatient, document("late", "Occipital neuralgia."))


@pytest.mark.parametrize(
    ("vectors", "complaint"),
    [([NECK], "2 passages came with 1 vectors"), ([NECK, (1.0, 0.0)], "vectors of 4 numbers")],
)
def test_vectors_that_do_not_fit_are_refused(index: LanceIndex, vectors: list[Vector], complaint: str) -> None:
    with pytest.raises(LibraryError, match=complaint):
        add(index, document("neck", "One.", "Two."), vectors=vectors)
    assert index.count()[:2] == (0, 0)


def test_a_batch_that_names_an_id_twice_is_refused(index: LanceIndex) -> None:
    with pytest.raises(LibraryError, match="same id"):
        add(index, document("neck", "One."), document("neck", "Two."))


def test_a_folder_that_is_no_library_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "library"
    path.write_text("a file")
    with pytest.raises(LibraryError) as caught:
        LanceIndex(path)
    assert str(path) in caught.value.message
    assert caught.value.remedy


def test_a_broken_table_is_a_clear_error(clinic: LanceIndex, tmp_path: Path) -> None:
    for file in (tmp_path / "library" / "vectors.lance" / "data").iterdir():
        file.write_bytes(b"broken")
    with pytest.raises(LibraryError, match="cannot be"):
        LanceIndex(tmp_path / "library").search_vectors([NECK], 3)


def test_the_manifest_round_trips_and_a_broken_one_counts_as_none(index: LanceIndex, tmp_path: Path) -> None:
    assert index.read_manifest() is None
    manifest = Manifest(EngineIdentity("minilm", "1", "abc", {"a": "b"}), starter="0123")
    index.write_manifest(manifest)
    assert index.read_manifest() == manifest
    (tmp_path / "library" / "manifest.json").write_text(json.dumps({"embedder": 3}))
    assert index.read_manifest() is None


def test_equal_content_gives_equal_hits_whatever_its_history(tmp_path: Path) -> None:
    """Built at once, bit by bit, with documents that came and went, and with corrections."""
    texts = [f"Neck pain number {number} after exercise and rest in {number % 7} patients." for number in range(400)]
    documents = [document(f"d{number}", text) for number, text in enumerate(texts)]
    passing = [document(f"p{number}", "Pain of many patients after exercise.") for number in range(90)]
    misprinted = [document(f"d{number}", "Pain and patients.") for number in range(50)]
    histories = {
        "at once": [documents],
        "bit by bit": [documents[:3], documents[3:200], documents[200:]],
        "came and went": [passing, documents],
        "corrected": [documents[50:], misprinted, documents[:50]],
    }
    hits = {}
    for name, history in histories.items():
        index = LanceIndex(tmp_path / name, dimensions=4)
        for batch in history:
            add(index, *batch)
        index.optimize()
        index.remove(one.id for one in passing)
        hits[name] = index.search_words("pain after 3 exercises in patients", 400)
    assert len(hits["at once"]) == 400
    for name in histories:
        assert hits[name] == hits["at once"], name


def test_a_library_of_another_layout_keeps_its_documents_and_asks_to_be_indexed_anew(
    clinic: LanceIndex, tmp_path: Path
) -> None:
    clinic.write_manifest(Manifest(None, starter=""))
    clinic._tables["passages"].drop_columns(["length"])
    reopened = LanceIndex(tmp_path / "library", dimensions=4)
    assert reopened.read_manifest() is None
    assert reopened.count()[:2] == (3, 0)
    add(reopened, *reopened.documents())
    assert [hit.passage_id for hit in reopened.search_words("exercises", 10)] == ["neck#01"]


def test_importing_the_index_leaves_lancedb_unloaded() -> None:
    """`citewell --version` must not pay for the database."""
    code = "import sys, citewell.indexes.lance; sys.exit('lancedb' in sys.modules or 'numpy' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], check=False, env=environment).returncode == 0


def test_the_part_of_lancedb_that_is_loaded_late_still_loads() -> None:
    code = (
        "from citewell.indexes._lance_rows import import_lancedb; import_lancedb();"
        "import sys, lance_namespace_urllib3_client as client;"
        "assert 'lance_namespace_urllib3_client.api' not in sys.modules;"
        "client.TableApi; client.ApiClient; client.__version__"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_word_whose_accents_the_index_folds_is_counted(index: LanceIndex) -> None:
    add(index, document("one", "Ménière disease causes vertigo."), document("two", "Migraine may cause vertigo."))
    index.optimize()
    assert index.occurrences("meniere") >= 1


READINGS: dict[str, Callable[[LanceIndex], object]] = {
    "earlier": lambda opened: opened.earlier(["neck"]),
    "document": lambda opened: opened.document("neck"),
    "passages of a document": lambda opened: opened.passages_of("neck"),
    "passages": lambda opened: opened.read(["neck#01"]),
    "words": lambda opened: opened.search_words("neck", 3),
    "vectors": lambda opened: opened.search_vectors([NECK], 3),
    "what is held": lambda opened: opened.all_held(),
}


@pytest.mark.parametrize("reading", READINGS.values(), ids=list(READINGS))
def test_every_reading_works_first_on_a_library_just_opened(
    clinic: LanceIndex, reading: Callable[[LanceIndex], object]
) -> None:
    """It opens the table that it reads; none may wait for Lance's thread from within that thread."""
    ended = threading.Event()

    def read() -> None:
        reading(LanceIndex(clinic.directory, dimensions=4))
        ended.set()

    threading.Thread(target=read, daemon=True).start()
    assert ended.wait(timeout=30)

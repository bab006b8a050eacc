"""What becomes of documents that come in: new, renewed, merged, marked, withdrawn; and what is remembered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from citewell.domain.documents import Block, Document, Rejection, StatusNotice
from citewell.domain.enums import DocumentStatus, Fidelity
from citewell.domain.errors import InputError, LibraryError
from citewell.domain.intake import Amendment, Item, Withdrawal
from citewell.indexes.lance import LanceIndex
from citewell.sources.markdown import MarkdownSource
from citewell.store.upkeep import UpkeepRecord
from citewell.upkeep.intake import Intake
from citewell.upkeep.librarian import Librarian
from citewell.upkeep.ports import silent
from citewell.upkeep.report import IntakeReport

RETRACTED = StatusNotice(DocumentStatus.RETRACTED, date="2024-05", pmid="999", source="PubMed")

ABSTRACT = Document(
    id="pmid-1",
    title="Exercise for neck pain",
    blocks=(Block("Headache days fell with exercise.", section_path=("Abstract",)),),
    collection="pubmed",
    pmid="1",
    doi="10.1000/neck",
    mesh=("Neck Pain",),
    what_was_read="abstract",
    source="pubmed_xml",
)
FULL = Document(
    id="pmc-PMC7",
    title="Exercise for neck pain: a trial",
    blocks=(Block("Headache days fell from 9 to 5."), Block("Dizziness was rare.")),
    collection="pmc",
    pmcid="PMC7",
    doi="10.1000/NECK",
    what_was_read="full text",
    source="jats",
)


@pytest.fixture
def library(tmp_path: Path) -> LanceIndex:
    return LanceIndex(tmp_path / "library", dimensions=4)


def take(library: LanceIndex, *items: Item, prefix: str = "", rehearse: bool = False) -> IntakeReport:
    report = IntakeReport()
    intake = Intake(library, report, prefix=prefix, rehearse=rehearse)
    intake.take(items)
    intake.finish()
    return report


class TestIdentity:
    """One publication is one document, whichever readers its records came through."""

    def test_an_abstract_and_the_full_text_become_one_document_with_the_full_text(self, library: LanceIndex) -> None:
        take(library, ABSTRACT)
        report = take(library, FULL)
        assert (report.added, report.updated) == ([], ["pmid-1"])
        (document,) = library.documents()
        assert document.blocks == FULL.blocks
        assert (document.id, document.pmid, document.pmcid, document.mesh) == ("pmid-1", "1", "PMC7", ("Neck Pain",))
        assert [hit.passage_id for hit in library.search_words("dizziness", 5)] == ["pmid-1#02"]

    def test_both_in_one_batch_too_and_doing_it_again_changes_nothing(self, library: LanceIndex) -> None:
        take(library, FULL, ABSTRACT)
        release = library.release()
        report = take(library, ABSTRACT, FULL)
        assert (report.added, report.updated, report.unchanged) == ([], [], 2)
        assert library.release() == release

    def test_two_records_of_one_reader_with_a_shared_doi_stay_apart(self, library: LanceIndex) -> None:
        halves = [replace(ABSTRACT, id=f"part-{n}", source="jsonl", pmid="") for n in (1, 2)]
        assert take(library, *halves).added == ["part-1", "part-2"]

    def test_a_changed_file_is_a_new_version_of_the_same_document(self, library: LanceIndex) -> None:
        first = Document(
            "protocol-aa", "Protocol", (Block("Start at 5 mg."),), "wards", source="pdf", origin="/w/p.pdf"
        )
        take(library, first)
        report = take(library, replace(first, id="protocol-bb", blocks=(Block("Start at 10 mg."),)))
        assert (report.added, report.updated) == ([], ["protocol-aa"])
        assert [passage.text for passage in library.passages_of("protocol-aa")] == ["Start at 10 mg."]

    def test_two_files_of_one_name_are_two_documents_however_often_they_are_read(
        self, library: LanceIndex, tmp_path: Path
    ) -> None:
        """The protocols of two wards are often called alike, and one dose must not take the other's place."""
        found = []
        for ward, dose in (("one", "five"), ("two", "nine")):
            file = tmp_path / ward / "protocol.md"
            file.parent.mkdir()
            file.write_text(f"# Protocol\n\nGive {dose} mg on ward {ward}.\n")
            found += list(MarkdownSource().fetch(str(file)))
        assert {item.id for item in found if isinstance(item, Document)} == {"protocol"}
        first = take(library, *found)
        assert len(first.added) == 2
        assert {block.text for document in library.documents() for block in document.blocks} == {
            "Give five mg on ward one.",
            "Give nine mg on ward two.",
        }
        (tmp_path / "two" / "protocol.md").write_text("# Protocol\n\nGive eight mg on ward two.\n")
        again = take(library, found[0], *MarkdownSource().fetch(str(tmp_path / "two" / "protocol.md")))
        assert (again.added, again.updated, again.unchanged) == ([], [first.added[1]], 1)
        (tmp_path / "one" / "protocol.md").rename(tmp_path / "moved.md")
        (tmp_path / "moved.md").rename(tmp_path / "protocol.md")
        moved = take(library, *MarkdownSource().fetch(str(tmp_path / "protocol.md")))
        assert (moved.added, len(library.all_held())) == ([], 2)

    def test_a_record_under_the_number_of_another_publication_is_refused(self, library: LanceIndex) -> None:
        wrong = replace(FULL, id="opium-1", title="Opium for coughs", source="jsonl", collection="notes", origin="")
        wrong = replace(wrong, blocks=(Block("Opium cured all."),))
        report = take(library, ABSTRACT, wrong)
        (refused,) = report.rejections
        assert "Exercise for neck pain" in refused.reason
        assert [document.blocks for document in library.documents()] == [ABSTRACT.blocks]

    def test_two_files_with_one_number_are_told_and_the_first_one_stays(
        self, library: LanceIndex, tmp_path: Path
    ) -> None:
        for name, text in (("a", "Give five mg."), ("b", "A supplement with a table.")):
            (tmp_path / f"{name}.md").write_text(f"---\ntitle: Doses\ndoi: 10.1000/doses\n---\n\n{text}\n")
        report = take(
            library, *(item for name in "ab" for item in MarkdownSource().fetch(str(tmp_path / f"{name}.md")))
        )
        (refused,) = report.rejections
        assert refused.place.endswith("b.md")
        assert "a.md" in refused.reason
        assert [document.blocks[0].text for document in library.documents()] == ["Give five mg."]

    def test_the_restated_starter_document_stays_beside_the_publication(self, library: LanceIndex) -> None:
        restated = replace(ABSTRACT, id="neck-2019", collection="starter", source="starter", fidelity=Fidelity.RESTATED)
        take(library, restated)
        assert take(library, ABSTRACT).added == ["pmid-1"]
        assert library.count().documents == 2

    def test_an_id_of_another_collection_is_not_overwritten(self, library: LanceIndex) -> None:
        own = Document("note-1", "A note", (Block("Mine."),), "mine", source="jsonl")
        take(library, own)
        report = take(library, replace(own, collection="theirs", blocks=(Block("Theirs."),)))
        assert "'mine' already holds" in report.rejections[0].reason
        assert library.document("note-1").blocks[0].text == "Mine."
        assert take(library, replace(own, collection="theirs"), prefix="b-").added == ["b-note-1"]


class TestVersions:
    """What is replaced or removed stays readable."""

    def test_the_replaced_version_is_kept_with_its_passages(self, library: LanceIndex) -> None:
        take(library, ABSTRACT)
        take(library, replace(ABSTRACT, blocks=(Block("Headache days did not fall."),)))
        (before,) = library.earlier(["pmid-1"])
        assert before.reason == "replaced"
        assert [passage.text for passage in before.passages] == ["Headache days fell with exercise."]

    @pytest.mark.parametrize(("older", "newer"), [("2021-06-05", "2021-06-07 (version 2)"), ("9", "10")])
    def test_an_older_record_that_comes_later_is_passed_by(self, library: LanceIndex, older: str, newer: str) -> None:
        first = replace(ABSTRACT, version=older, blocks=(Block("Submitted text."),))
        second = replace(ABSTRACT, version=newer)
        take(library, first, second)
        release = library.release()
        assert take(library, first, second).unchanged == 2
        assert library.release() == release
        assert library.document("pmid-1").blocks == ABSTRACT.blocks

    def test_a_change_of_particulars_keeps_passages_and_vectors(self, library: LanceIndex) -> None:
        take(library, ABSTRACT)
        library.add_vectors(["pmid-1#01"], [(1.0, 0.0, 0.0, 0.0)])
        take(library, replace(ABSTRACT, licence="CC BY 4.0"))
        assert library.without_vectors() == []
        assert library.document("pmid-1").licence == "CC BY 4.0"


class TestStatus:
    """Retractions and deletions hold from the next answer on."""

    def test_a_notice_marks_the_document_it_is_about(self, library: LanceIndex) -> None:
        take(library, ABSTRACT)
        report = take(library, Amendment(RETRACTED, pmid="1"))
        assert report.amended == [("pmid-1", "retracted")]
        assert report.affected == ["pmid-1"]
        assert library.document("pmid-1").notices == (RETRACTED,)

    def test_a_notice_that_came_first_waits_for_its_publication(self, library: LanceIndex) -> None:
        take(library, Amendment(RETRACTED, doi="10.1000/NECK"))
        take(library, FULL)
        assert library.document("pmc-PMC7").status is DocumentStatus.RETRACTED

    def test_a_retraction_outlives_a_renewed_record_that_does_not_know_it(self, library: LanceIndex) -> None:
        take(library, ABSTRACT, Amendment(RETRACTED, pmid="1"))
        take(library, replace(ABSTRACT, title="Exercise for pain in the neck"))
        assert library.document("pmid-1").status is DocumentStatus.RETRACTED

    def test_a_deleted_record_leaves_search_and_stays_readable(self, library: LanceIndex) -> None:
        take(library, ABSTRACT)
        report = take(library, Withdrawal("1", "deleted by PubMed"))
        assert report.removed == ["pmid-1"]
        assert library.search_words("exercise", 5) == []
        assert library.earlier(["pmid-1"])[0].reason == "deleted by PubMed"

    def test_a_record_that_comes_after_its_deletion_is_back(self, library: LanceIndex) -> None:
        take(library, ABSTRACT, Withdrawal("1", "deleted by PubMed"), ABSTRACT)
        assert library.count().documents == 1


def test_a_rehearsal_writes_nothing(library: LanceIndex) -> None:
    report = take(library, ABSTRACT, Amendment(RETRACTED, pmid="1"), rehearse=True)
    assert report.added == ["pmid-1"]
    assert library.count() == (0, 0, 0)
    assert library.amendments([ABSTRACT]) == []


class Shelf:
    """A source that holds what it is told, under names that begin with shelf:."""

    name = "shelf"

    def __init__(self, **holdings: Sequence[Item] | Exception) -> None:
        self.holdings = holdings

    def accepts(self, location: str) -> bool:
        return location.startswith("shelf:")

    def fetch(self, location: str) -> Iterator[Item]:
        held = self.holdings[location.removeprefix("shelf:")]
        if isinstance(held, Exception):
            raise held
        yield from held


class Flat:
    """An embedder that gives every text the same vector."""

    dimensions = 4

    def embed(self, texts: Sequence[str]) -> list[Sequence[float]]:
        return [(1.0, 0.0, 0.0, 0.0)] * len(texts)


def librarian(library: LanceIndex, shelf: Shelf, told: list[str] | None = None) -> Librarian:
    return Librarian(
        library,
        sources=[shelf],
        record=UpkeepRecord(library.directory),
        progress=silent,
        tell=(told if told is not None else []).append,
    )


class TestLibrarian:
    """Rounds of additions, remembered so that they can be looked at again."""

    def test_vectors_can_follow_later(self, library: LanceIndex) -> None:
        keeper = librarian(library, Shelf(a=[ABSTRACT]))
        assert keeper.add(["shelf:a"], embedder=None).vectors_missing == 1
        assert [hit.passage_id for hit in library.search_words("exercise", 5)] == ["pmid-1#01"]
        keeper.update(embedder=Flat())  # type: ignore[arg-type]
        assert library.without_vectors() == []

    def test_an_update_finds_what_has_changed_since(self, library: LanceIndex) -> None:
        shelf = Shelf(a=[ABSTRACT])
        keeper = librarian(library, shelf)
        keeper.add(["shelf:a"], embedder=None)
        shelf.holdings["a"] = [replace(ABSTRACT, status=DocumentStatus.RETRACTED), FULL]
        (report,) = keeper.update(embedder=None)
        assert report.updated == ["pmid-1"]
        assert library.document("pmid-1").status is DocumentStatus.RETRACTED

    def test_what_somebody_removed_stays_out_until_it_is_added_again(self, library: LanceIndex) -> None:
        keeper = librarian(library, Shelf(a=[ABSTRACT, replace(FULL, doi="")]))
        keeper.add(["shelf:a"], embedder=None)
        assert keeper.remove(["pmid-1"]) == 1
        (report,) = keeper.update(embedder=None)
        assert (report.added, report.unchanged) == ([], 1)
        assert keeper.add(["shelf:a"], embedder=None).added == ["pmid-1"]
        assert keeper.update(embedder=None)[0].unchanged == 2

    def test_a_file_that_cannot_be_read_is_not_called_unfinished(self, library: LanceIndex) -> None:
        with pytest.raises(InputError):
            librarian(library, Shelf(a=InputError("It is broken.", remedy="Mend it."))).add(["shelf:a"], embedder=None)
        assert UpkeepRecord(library.directory).unfinished() == []

    def test_texts_about_a_folder_are_no_documents_of_it(self, library: LanceIndex, tmp_path: Path) -> None:
        for name in ("SOURCE.txt", "README.md", "protocol.md"):
            (tmp_path / "ward").mkdir(exist_ok=True)
            (tmp_path / "ward" / name).write_text(f"# {name}\n\nSome words about it.\n")
        keeper = Librarian(
            library,
            sources=[MarkdownSource()],
            record=UpkeepRecord(library.directory),
            progress=silent,
            tell=lambda line: None,
        )
        report = keeper.add([str(tmp_path / "ward")], embedder=None)
        assert [library.document(name).title for name in report.added] == ["protocol.md"]
        assert len(report.skipped) == 2

    def test_a_place_that_is_gone_does_not_stop_the_others(self, library: LanceIndex) -> None:
        shelf, told = Shelf(a=[ABSTRACT], b=[FULL]), []
        keeper = librarian(library, shelf, told)
        keeper.add(["shelf:a"], embedder=None)
        keeper.add(["shelf:b"], embedder=None)
        shelf.holdings["a"] = InputError("It is gone.", remedy="Look elsewhere.")
        reports = keeper.update(embedder=None)
        assert [report.what for report in reports] == [("shelf:b",)]
        assert any("It is gone." in line for line in told)

    def test_a_reader_that_breaks_down_costs_one_line_that_says_with_what(self, library: LanceIndex) -> None:
        def fetch(location: str) -> Iterator[Item]:
            if location == "shelf:a":
                raise ZeroDivisionError("division by zero")
            yield ABSTRACT

        shelf = Shelf()
        shelf.fetch = fetch  # type: ignore[method-assign]
        report = librarian(library, shelf).add(["shelf:a", "shelf:b"], embedder=None)
        assert report.added == ["pmid-1"]
        assert [rejection.place for rejection in report.rejections] == ["shelf:a"]
        assert "ZeroDivisionError: division by zero" in report.rejections[0].reason

    def test_a_broken_off_round_keeps_what_it_wrote_and_is_remembered(self, library: LanceIndex) -> None:
        def breaks() -> Iterator[Item]:
            yield ABSTRACT
            raise KeyboardInterrupt

        shelf = Shelf()
        shelf.fetch = lambda location: breaks()  # type: ignore[method-assign]
        with pytest.raises(KeyboardInterrupt):
            librarian(library, shelf).add(["shelf:a"], embedder=None)
        record = UpkeepRecord(library.directory)
        assert [work["what"] for work in record.unfinished()] == [["shelf:a"]]
        assert record.reports()[0]["interrupted"]
        assert librarian(library, Shelf(a=[ABSTRACT])).add(["shelf:a"], embedder=None)
        assert record.unfinished() == []
        assert library.count().documents == 1

    def test_what_was_left_out_is_kept_for_the_doctor(self, library: LanceIndex) -> None:
        reason = Rejection("a: record 2", "It has no text.", "Give it one.")
        librarian(library, Shelf(a=[ABSTRACT, reason])).add(["shelf:a"], embedder=None)
        assert UpkeepRecord(library.directory).reports()[0]["rejected"][0]["reason"] == "It has no text."


_INGEST = """
import sys
from pathlib import Path
from citewell.domain.documents import Block, Document
from citewell.indexes.lance import LanceIndex
from citewell.upkeep.intake import Intake
from citewell.upkeep.report import IntakeReport
import citewell.pipeline, citewell.upkeep.intake
citewell.upkeep.intake.DOCUMENTS_AT_ONCE = 20

def many(name):
    for number in range(100_000):
        yield Document(f"{name}-{number}", "Neck", (Block(f"Sentence {number} of {name}."),), name, source="jsonl")

def said(count):
    if count:
        print(library.count().documents, flush=True)

library = LanceIndex(Path(sys.argv[1]), dimensions=4)
intake = Intake(library, IntakeReport(), advance=said)
intake.take(many(sys.argv[2]))
"""


def ingesting(library: Path, name: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _INGEST, str(library), name], stdout=subprocess.PIPE, text=True, env={**os.environ}
    )


def acknowledged(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "the ingest ended by itself"
    return int(line)


@pytest.mark.slow
def test_killing_an_ingest_loses_nothing_acknowledged(tmp_path: Path) -> None:
    for delay in (0.0, 0.013, 0.029):
        process = ingesting(tmp_path / "library", f"round{delay}")
        for _ in range(3):
            stored = acknowledged(process)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=20)
        library = LanceIndex(tmp_path / "library", dimensions=4)
        count = library.count()
        assert count.documents >= stored
        assert count.documents == count.passages
        assert library.documents_without_passages() == []
        take(library, ABSTRACT)
        assert library.document("pmid-1").title == ABSTRACT.title
        library.remove(["pmid-1"])


@pytest.mark.slow
def test_two_ingests_at_once_both_come_through(tmp_path: Path) -> None:
    both = [ingesting(tmp_path / "library", name) for name in ("one", "two")]
    try:
        for process in both * 4:
            acknowledged(process)
    finally:
        for process in both:
            process.kill()
            process.wait(timeout=20)
    library = LanceIndex(tmp_path / "library", dimensions=4)
    collections = {held.collection for held in library.all_held()}
    assert collections == {"one", "two"}
    assert library.documents_without_passages() == []


_FULL_DISK = """
import resource, sys
from pathlib import Path
from citewell.domain.documents import Block, Document
from citewell.domain.errors import LibraryError
from citewell.indexes.lance import LanceIndex
from citewell.upkeep.intake import Intake
from citewell.upkeep.report import IntakeReport

library = LanceIndex(Path(sys.argv[1]), dimensions=4)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
document = Document("big", "Big", tuple(Block(f"{n} " + "word " * 150) for n in range(2000)), "big", source="jsonl")
intake = Intake(library, IntakeReport())
try:
    intake.take([document])
    intake.finish()
except LibraryError as error:
    print(error.remedy)
    sys.exit(6)
"""


@pytest.mark.slow
def test_a_disk_without_room_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    library = LanceIndex(tmp_path / "library", dimensions=4)
    take(library, ABSTRACT)
    release = library.release()
    ended = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(tmp_path / "library")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 6, ended.stderr
    assert ended.stdout.strip()
    after = LanceIndex(tmp_path / "library", dimensions=4)
    assert after.release() == release
    assert [hit.passage_id for hit in after.search_words("exercise", 5)] == ["pmid-1#01"]
    take(after, FULL)
    assert after.count().documents == 1


class TestReleases:
    """A release is a named state that never changes."""

    def test_a_release_is_read_as_it_was(self, library: LanceIndex, tmp_path: Path) -> None:
        take(library, ABSTRACT)
        library.create_release("2026-11", note="before the board")
        take(library, replace(ABSTRACT, blocks=(Block("Nothing fell."),)), replace(FULL, doi="", id="other"))
        library.optimize()
        then = LanceIndex(tmp_path / "library", release="2026-11")
        assert [document.id for document in then.documents()] == ["pmid-1"]
        assert then.passages_of("pmid-1")[0].text == "Headache days fell with exercise."
        assert [hit.passage_id for hit in then.search_words("exercise", 5)] == ["pmid-1#01"]
        assert then.release() != library.release()

    def test_a_release_cannot_be_written_to_or_made_twice(self, library: LanceIndex, tmp_path: Path) -> None:
        take(library, ABSTRACT)
        library.create_release("first")
        with pytest.raises(Exception, match="already"):
            library.create_release("first")
        with pytest.raises(LibraryError, match="cannot be written"):
            take(LanceIndex(tmp_path / "library", release="first"), FULL)

    @pytest.mark.parametrize("name", ["", "../x", "a b", "-x", "x" * 65, "now"])
    def test_names_that_are_no_file_names_are_refused(self, library: LanceIndex, name: str) -> None:
        with pytest.raises(Exception, match="cannot name"):
            library.create_release(name)

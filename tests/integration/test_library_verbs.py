"""`citewell library`: adding, showing, replacing and removing, and what is never lost or cited."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import lancedb
import pytest
from tests.running import NOTE, Ended, Run

from citewell.sources import starter


class TestLibrary:
    def test_an_added_text_is_answered_from_shown_listed_and_removed(
        self, run: Run, write: Callable[..., str], library: Path
    ) -> None:
        before = json.loads(run("library", "status", "--json").out)
        added = run("library", "add", write("ward.jsonl", NOTE))
        assert added == Ended(0, "1 documents added, 0 records left out\n", "")
        article = json.loads(run("ask", "--json", "When does the night round on ward seven start?").out)
        assert article["direct_answer"][0]["text"] == NOTE["text"]
        assert article["references"][0]["document_id"] == "night-1"
        assert article["notes"] == []
        listed = json.loads(run("library", "list", "--collection", "ward", "--json").out)
        assert [document["id"] for document in listed] == ["night-1"]
        assert "On ward seven" in run("library", "show", "night-1").out
        removed = run("library", "remove", "night-1").out
        assert "1 documents removed" in removed
        assert "1 stored articles cite what changed" in removed
        assert "When does the night round on ward seven start?" in removed
        assert run("library", "show", "night-1").code == 4
        assert json.loads(run("library", "status", "--json").out) == before

    def test_adding_again_replaces_the_text(self, run: Run, write: Callable[..., str]) -> None:
        run("library", "add", write("ward.jsonl", NOTE))
        run("library", "add", write("ward.jsonl", NOTE | {"text": "On ward seven the night round starts at nine."}))
        shown = json.loads(run("library", "show", "night-1", "--json").out)
        assert [passage["text"] for passage in shown["passages"]] == ["On ward seven the night round starts at nine."]

    def test_an_id_of_another_collection_is_rejected_with_the_remedy_and_nothing_lost(
        self, run: Run, write: Callable[..., str]
    ) -> None:
        run("library", "add", write("ward.jsonl", NOTE))
        other = NOTE | {"text": "In the clinic the morning round starts at eight."}
        file = write("clinic.jsonl", other, {"_id": "clinic-2", "title": "", "text": "The clinic closes at four."})
        ended = run("library", "add", file)
        assert ended.code == 3
        assert "1 documents added, 1 records left out" in ended.out
        assert "clinic: night-1: The collection 'ward' already holds a document with this id." in ended.out
        assert "--prefix NAME-" in ended.out
        assert NOTE["text"] in run("library", "show", "night-1").out
        assert run("library", "add", file, "--prefix", "clinic-").code == 0
        assert "morning round" in run("library", "show", "clinic-night-1").out
        assert NOTE["text"] in run("library", "show", "night-1").out

    def test_one_id_in_two_files_added_together_is_kept_once(self, run: Run, write: Callable[..., str]) -> None:
        one, two = write("ward.jsonl", NOTE), write("clinic.jsonl", NOTE | {"text": "Another text altogether."})
        ended = run("library", "add", one, two)
        assert ended.code == 3
        assert "1 documents added, 1 records left out" in ended.out
        assert NOTE["text"] in run("library", "show", "night-1").out

    def test_the_starter_librarys_ids_cannot_be_taken(self, run: Run, write: Callable[..., str]) -> None:
        good = {"_id": "mine", "title": "", "text": "My own text about something."}
        file = write("starter.jsonl", {"_id": "optima-2019", "title": "", "text": "Not the guideline."}, good)
        ended = run("library", "add", file)
        assert ended.code == 3
        assert "The collection 'starter library' already holds" in ended.out
        assert "Ontario" in run("library", "show", "optima-2019").out
        assert run("library", "show", "mine").code == 0

    def test_broken_records_are_reported_and_the_rest_is_stored(self, run: Run, write: Callable[..., str]) -> None:
        file = write("ward.jsonl", "{broken", NOTE, {"_id": "x"}, {"_id": "night 2", "text": "Spaces in the id."}, "[]")
        ended = run("library", "add", file)
        assert ended.code == 3
        assert "1 documents added, 4 records left out" in ended.out
        for line in (1, 3, 4, 5):
            assert f"ward.jsonl:{line}: " in ended.out
        report = json.loads(run("library", "add", file, "--json").out)
        assert (report["added"], report["unchanged"]) == (0, 1)
        assert [row["place"] for row in report["rejected"]] == [f"ward.jsonl:{line}" for line in (1, 3, 4, 5)]
        assert all(row["reason"] and row["remedy"] for row in report["rejected"])
        assert NOTE["text"] in run("library", "show", "night-1").out

    def test_a_place_that_is_no_use_does_not_stop_the_others(self, run: Run, write: Callable[..., str]) -> None:
        ended = run("library", "add", write("bad.jsonl", "{broken"), "/no/such/file.jsonl", write("ward.jsonl", NOTE))
        assert ended.code == 3
        assert "1 documents added" in ended.out
        assert "/no/such/file.jsonl: There is no file" in ended.out
        assert NOTE["text"] in run("library", "show", "night-1").out

    def test_a_prefix_with_a_space_is_a_clear_error(self, run: Run, write: Callable[..., str]) -> None:
        ended = run("library", "add", write("ward.jsonl", NOTE), "--prefix", "my ward ")
        assert ended.code == 2
        assert "has a space in it" in ended.err

    def test_what_was_added_stays_while_a_changed_starter_library_is_taken_up(
        self, run: Run, write: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # A file of one's own may be called starter too.
        run("library", "add", write("starter.jsonl", NOTE))
        before = json.loads(run("library", "status", "--json").out)
        shipped = starter._publication_files
        folder = tmp_path / "publications"
        shutil.copytree(Path(str(shipped("")[0])).parent, folder)
        changed = folder / "optima-2019.toml"
        changed.write_text(changed.read_text("utf-8").replace("low-load", "low-load neck"), "utf-8")
        (folder / "haas-2018.toml").unlink()
        monkeypatch.setattr(starter, "_publication_files", lambda location: shipped(location or str(folder)))
        status = run("library", "status", "--json")
        assert status.err.startswith("Updating the library")
        after = json.loads(status.out)
        assert after["documents"] == before["documents"] - 1
        assert after["release"] != before["release"]
        assert "low-load neck" in run("library", "show", "optima-2019").out
        assert run("library", "show", "haas-2018").code == 4
        assert NOTE["text"] in run("library", "show", "night-1").out
        assert run("library", "status").err == ""
        monkeypatch.setattr(starter, "_publication_files", shipped)
        assert json.loads(run("library", "status", "--json").out) == before

    def test_a_library_with_tables_of_an_earlier_layout_is_indexed_anew(
        self, run: Run, write: Callable[..., str], library: Path
    ) -> None:
        run("library", "add", write("ward.jsonl", NOTE))
        words = ("search", "night round on ward seven, red flags of headache", "--json")
        before = run(*words)
        lancedb.connect(str(library)).open_table("passages").update(values={"searched": "an earlier layout"})
        manifest = library / "manifest.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema_version": 0}))
        after = run(*words)
        assert after.err.startswith("Updating the library")
        assert after.out == before.out

    def test_an_id_that_the_starter_library_comes_to_use_stays_its_owners(
        self, run: Run, write: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shipped = starter._publication_files
        folder = tmp_path / "publications"
        shutil.copytree(Path(str(shipped("")[0])).parent, folder)
        (folder / "haas-2018.toml").unlink()
        monkeypatch.setattr(starter, "_publication_files", lambda location: shipped(location or str(folder)))
        run("library", "add", write("ward.jsonl", NOTE | {"_id": "haas-2018"}))
        monkeypatch.setattr(starter, "_publication_files", shipped)
        ended = run("library", "show", "haas-2018")
        assert NOTE["text"] in ended.out
        assert "starter: haas-2018: The collection 'ward' already holds" in ended.err
        assert "Yours stays" in ended.err

    def test_the_starter_library_can_be_left_out(
        self, run: Run, library: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refused = run("library", "remove", "optima-2019")
        assert refused.code == 2
        assert "CITEWELL_STARTER=off" in refused.err
        monkeypatch.setenv("CITEWELL_STARTER", "off")
        assert json.loads(run("library", "status", "--json").out)["documents"] == 0
        monkeypatch.setenv("CITEWELL_STARTER", "on")
        assert json.loads(run("library", "status", "--json").out)["documents"] == 154

    def test_a_folder_named_on_the_line_goes_before_the_environment(self, run: Run, tmp_path: Path) -> None:
        ended = run("library", "status", "--json", "--library", str(tmp_path / "library"))
        assert json.loads(ended.out)["library"] == str(tmp_path / "library")


class TestRetracted:
    RETRACTED: ClassVar[dict[str, object]] = {
        "_id": "turmeric-2015",
        "title": "Turmeric for gout",
        "text": "Turmeric paste halves gout flares within two weeks of daily use.",
        "status": "retracted",
        "kind": "systematic-review",
    }
    STANDING: ClassVar[dict[str, object]] = {
        "_id": "turmeric-2018",
        "title": "Turmeric for gout again",
        "text": "Turmeric paste did not lower the number of gout flares over two weeks of daily use.",
        "kind": "cohort",
    }

    @pytest.fixture(autouse=True)
    def without_starter(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CITEWELL_STARTER", "off")

    def test_a_retracted_publication_is_not_cited_and_the_removal_is_told(
        self, run: Run, write: Callable[..., str]
    ) -> None:
        run("library", "add", write("gout.jsonl", self.RETRACTED, self.STANDING))
        article = json.loads(run("ask", "--json", "Does turmeric paste lower gout flares?").out)
        assert [reference["document_id"] for reference in article["references"]] == ["turmeric-2018"]
        assert any("has been retracted" in finding["explanation"] for finding in article["findings"])
        assert "has been retracted" in run("ask", "Does turmeric paste lower gout flares?").out

    def test_nothing_but_a_retracted_publication_is_no_source(self, run: Run, write: Callable[..., str]) -> None:
        run("library", "add", write("gout.jsonl", self.RETRACTED))
        article = json.loads(run("ask", "--json", "Does turmeric paste lower gout flares?").out)
        assert article["status"] == "no_source_found"
        assert article["references"] == []

    def test_a_retraction_makes_verify_fail_and_name_the_claim(
        self, run: Run, write: Callable[..., str], tmp_path: Path
    ) -> None:
        run("library", "add", write("gout.jsonl", self.STANDING))
        file = tmp_path / "article.json"
        run("ask", "Does turmeric paste lower gout flares?", "--json", "--output", str(file))
        assert run("verify", str(file)).code == 0
        run("library", "add", write("gout.jsonl", self.STANDING | {"status": "retracted"}))
        ended = run("verify", str(file))
        assert ended.code == 1
        assert f"FAILED source_status: {json.loads(file.read_text())['direct_answer'][0]['id']}" in ended.out

    def test_a_retracted_publication_takes_no_good_one_with_it(self, run: Run, write: Callable[..., str]) -> None:
        """Where both say the same, the claim stays and cites the one that stands."""
        same = self.RETRACTED | {"_id": "turmeric-2019", "text": self.STANDING["text"]}
        run("library", "add", write("gout.jsonl", same, self.STANDING))
        article = json.loads(run("ask", "--json", "Does turmeric paste lower gout flares?").out)
        assert article["status"] == "answered"
        assert [reference["document_id"] for reference in article["references"]] == ["turmeric-2018"]

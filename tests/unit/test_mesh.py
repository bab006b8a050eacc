"""MeSH comes in as terms with all their names and what they belong to, from files of any size."""

from __future__ import annotations

import contextlib
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.domain.documents import Rejection
from citewell.domain.errors import InputError
from citewell.domain.intake import Item, Term
from citewell.sources.mesh import MeshSource
from citewell.text.terms import natural_order


def concept(*names: str, note: str = "", preferred: str = "Y") -> str:
    terms = "".join(f'<Term IsPermutedTermYN="N"><TermUI>T1</TermUI><String>{name}</String></Term>' for name in names)
    scope = f"<ScopeNote>{note}\n    </ScopeNote>" if note else ""
    return (
        f'<Concept PreferredConceptYN="{preferred}"><ConceptName><String>{names[0]}</String></ConceptName>{scope}'
        f"<TermList>{terms}</TermList></Concept>"
    )


def descriptor(identifier: str, name: str, *concepts: str, tree: Sequence[str] = ()) -> str:
    places = "".join(f"<TreeNumber>{number}</TreeNumber>" for number in tree)
    return (
        f'<DescriptorRecord DescriptorClass="1"><DescriptorUI>{identifier}</DescriptorUI><DescriptorName><String>{name}'
        f"</String></DescriptorName><TreeNumberList>{places}</TreeNumberList><ConceptList>{''.join(concepts)}"
        f"</ConceptList></DescriptorRecord>"
    )


def read(folder: Path, *records: str, root: str = "DescriptorRecordSet", cut: int = 0) -> list[Item]:
    content = (
        f'<?xml version="1.0"?><!DOCTYPE {root} SYSTEM "x.dtd"><{root} LanguageCode="eng">{"".join(records)}</{root}>'
    )
    (folder / "desc.xml").write_text(content[: len(content) - cut], encoding="utf-8")
    return list(MeshSource().fetch(str(folder / "desc.xml")))


def test_a_descriptor_is_a_term_with_the_names_of_all_its_concepts(tmp_path: Path) -> None:
    record = descriptor(
        "D000001",
        "Mock Fever",
        concept("Mock Fever", "Fever, Mock", "Sham Fever", note="A made-up illness &amp; no other."),
        concept("Mimic Fever", "mock fever", note="Narrower.", preferred="N"),
    )
    assert read(tmp_path, record) == [
        Term(
            "D000001",
            "Mock Fever",
            synonyms=("Fever, Mock", "Sham Fever", "Mimic Fever"),
            scope="A made-up illness & no other.",
            source="MeSH",
            apart=(("Mimic Fever",),),
        )
    ]


def test_names_of_a_narrower_concept_are_found_by_it_and_the_label_is_no_synonym(tmp_path: Path) -> None:
    (term,) = read(tmp_path, descriptor("D000002", "Headache, Cervicogenic", concept("Headache, Cervicogenic")))
    assert isinstance(term, Term)
    assert term.synonyms == ("Cervicogenic Headache",)


@pytest.mark.parametrize(
    ("written", "natural"),
    [
        ("Fatigue Syndrome, Chronic", "Chronic Fatigue Syndrome"),
        ("Diabetes Mellitus, Type 2", "Type 2 Diabetes Mellitus"),
        ("Education, Medical, Graduate", "Graduate Medical Education"),
        ("Mock Fever", ""),
        ("Delirium, Dementia, Amnestic, Cognitive Disorders", ""),
        ("acetaminophen, aspirin, caffeine drug combination", ""),
        ("Benzoic acid, 4-methyl-", ""),
        ("Wounds and Injuries, Other", ""),
        ("Research Support, N.I.H., Extramural", ""),
    ],
)
def test_only_what_is_written_backwards_is_turned_round(written: str, natural: str) -> None:
    assert natural_order(written) == natural


def test_broader_terms_are_one_step_up_wherever_they_stand_in_the_file(tmp_path: Path) -> None:
    items = read(
        tmp_path,
        descriptor("D000005", "Eyebrows", concept("Eyebrows"), tree=["A01.456.505.420", "A17.1"]),
        descriptor("D000001", "Face", concept("Face"), tree=["A01.456"]),
        descriptor("D000003", "Eye", concept("Eye"), tree=["A01.456.505"]),
        descriptor("D000009", "Skin", concept("Skin"), tree=["A17"]),
    )
    broader = {term.id: term.broader for term in items if isinstance(term, Term)}
    assert broader == {"D000005": ("D000003", "D000009"), "D000001": (), "D000003": ("D000001",), "D000009": ()}


def test_a_supplementary_record_belongs_to_the_headings_it_is_chiefly_mapped_to(tmp_path: Path) -> None:
    mapped = "".join(
        f"<HeadingMappedTo><DescriptorReferredTo><DescriptorUI>{name}</DescriptorUI></DescriptorReferredTo></HeadingMappedTo>"
        for name in ("*D001286", "D002164", "*D012602")
    )
    record = (
        "<SupplementalRecord><SupplementalRecordUI>C025735</SupplementalRecordUI><SupplementalRecordName><String>mockol"
        f"</String></SupplementalRecordName><Note>a mixture\n</Note><HeadingMappedToList>{mapped}</HeadingMappedToList>"
        f"<ConceptList>{concept('mockol', 'Mockeron')}</ConceptList></SupplementalRecord>"
    )
    assert read(tmp_path, record, root="SupplementalRecordSet") == [
        Term("C025735", "mockol", ("Mockeron",), ("D001286", "D012602"), "a mixture", "MeSH")
    ]


@pytest.mark.parametrize(
    ("tree", "acts", "type_"),
    [
        (["C14.280.647.500"], False, "condition"),
        (["F03.600.300"], False, "condition"),
        (["C23.888.592.612"], False, "symptom"),
        (["C10.597.617", "C23.888.592"], False, "symptom"),
        (["C10.177", "C23.888.592"], False, "condition"),
        (["D02.065.199.092.040"], True, "drug"),
        (["D02.065.199.092.040"], False, ""),
        (["D27.505.954.122.085"], False, "drug"),
        (["E04.100.814"], False, "procedure"),
        (["E01.370.350"], False, "test"),
        (["E01.370"], False, ""),
        (["E01.789.800"], False, ""),
        (["C23.550.291"], False, ""),
        (["C14"], False, ""),
        (["C22.131"], False, ""),
        (["A01.456", "M01.060", "N02.1.2", "Z01.542", "V03.175", "B01.050", "F02.463.2"], True, ""),
        ([], False, ""),
    ],
)
def test_where_a_descriptor_stands_tells_what_it_is(tmp_path: Path, tree: list[str], acts: bool, type_: str) -> None:
    action = "<PharmacologicalActionList><PharmacologicalAction/></PharmacologicalActionList>"
    record = descriptor("D000001", "Mock", concept("Mock"), tree=tree)
    (term,) = read(tmp_path, record.replace("<TreeNumberList>", f"{action * acts}<TreeNumberList>"))
    assert isinstance(term, Term)
    assert term.type == type_


def test_a_supplementary_disease_is_a_condition(tmp_path: Path) -> None:
    record = (
        '<SupplementalRecord SCRClass="3"><SupplementalRecordUI>C5</SupplementalRecordUI>'
        "<SupplementalRecordName><String>Mock disease</String></SupplementalRecordName></SupplementalRecord>"
    )
    (term,) = read(tmp_path, record.replace("C5", "C512345"), root="SupplementalRecordSet")
    assert isinstance(term, Term)
    assert term.type == "condition"


def test_names_of_narrower_and_related_concepts_are_kept_apart_forwards_and_backwards(tmp_path: Path) -> None:
    record = descriptor(
        "D000001",
        "Mock Fever",
        concept("Night Fever", "Fever, Night", "Sham Fever", preferred="N"),
        concept("Mock Fever", "Sham Fever"),
        concept("Mimic Fever", preferred="N"),
    )
    (term,) = read(tmp_path, record)
    assert isinstance(term, Term)
    assert term.apart == (("Night Fever", "Fever, Night"), ("Mimic Fever",))
    assert set(term.synonyms) == {"Night Fever", "Fever, Night", "Sham Fever", "Mimic Fever"}


@pytest.mark.parametrize(
    "broken",
    [
        descriptor("", "No identifier"),
        descriptor("D000001", "Twice"),
        descriptor("D000007", " "),
        descriptor("../x", "Odd"),
        "<DescriptorRecord/>",
    ],
)
def test_a_broken_record_is_one_rejection_and_the_rest_goes_on(tmp_path: Path, broken: str) -> None:
    items = read(tmp_path, descriptor("D000001", "One"), broken, descriptor("D000002", "Two"))
    assert [type(item) for item in items] == [Term, Rejection, Term]
    assert isinstance(items[1], Rejection)
    assert items[1].place == "desc.xml: record 2"
    assert items[1].remedy


def test_what_stands_before_a_break_is_kept(tmp_path: Path) -> None:
    items = read(tmp_path, descriptor("D000001", "One"), descriptor("D000002", "Two"), cut=60)
    assert [type(item) for item in items] == [Term, Rejection]


def test_only_descriptors_and_supplements_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "qual.xml").write_text("<QualifierRecordSet/>")
    assert not MeshSource().accepts(str(tmp_path / "qual.xml"))
    assert not MeshSource().accepts("headache")
    for name in ("qual.xml", "none.xml"):
        with pytest.raises(InputError) as error:
            list(MeshSource().fetch(str(tmp_path / name)))
        assert error.value.remedy
    (item,) = read(tmp_path)
    assert isinstance(item, Rejection)


def test_memory_stays_small_whatever_the_size_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "desc.xml"
    with file.open("w", encoding="utf-8") as stream:
        stream.write("<DescriptorRecordSet>")
        for number in range(1_000):
            names = [f"Name {number} {other} {'x' * 60}" for other in range(20)]
            stream.write(descriptor(f"D{number:06}", f"Name {number}", concept(*names), tree=[f"A01.{number}"]))
        stream.write("</DescriptorRecordSet>")
    tracemalloc.start()
    assert sum(1 for _ in MeshSource().fetch(str(file))) == 1_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * 2**20


SOUND = (
    f"<DescriptorRecordSet>{descriptor('D000001', 'One', concept('One', 'Two'), tree=['A01'])}</DescriptorRecordSet>"
)
QUIET = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=8))
def test_no_damage_raises_anything_but_input_error(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(SOUND.encode())
    for place, byte in changes:
        damaged[place] = byte
    (tmp_path / "desc.xml").write_bytes(damaged)
    with contextlib.suppress(InputError):
        items = MeshSource().fetch(str(tmp_path / "desc.xml"))
        assert all(isinstance(item, Term | Rejection) for item in items)

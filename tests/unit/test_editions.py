"""A later edition takes the earlier one's place; other bodies, subjects and kinds do not."""

from __future__ import annotations

from dataclasses import replace

from citewell.compose.editions import EARLIER_EDITION, edition_notes, same_series
from citewell.domain.documents import Block, Document
from citewell.domain.enums import DocumentStatus, EvidenceKind

EARLIER = Document(
    id="gout-2012",
    title="2012 Guideline for the management of gout",
    blocks=(Block("Offer colchicine."),),
    collection="test",
    kind=EvidenceKind.GUIDELINE,
    organisation="College of Joints",
    year=2012,
)
LATER = replace(EARLIER, id="gout-2020", title="Management of gout: 2020 update of the guideline", year=2020)


def test_a_later_guideline_of_one_body_on_one_subject_is_its_next_edition() -> None:
    assert same_series(EARLIER, LATER)


def test_another_body_subject_or_kind_is_none() -> None:
    assert not same_series(EARLIER, replace(LATER, organisation="Society of Joints"))
    assert not same_series(EARLIER, replace(LATER, title="Management of osteoporosis: 2020 update"))
    assert not same_series(EARLIER, replace(LATER, kind=EvidenceKind.COHORT))
    assert not same_series(replace(EARLIER, organisation=""), replace(LATER, organisation=""))
    assert not same_series(EARLIER, replace(LATER, year=2012))


def test_the_earlier_edition_is_pointed_out_by_its_number() -> None:
    (note,) = edition_notes([(1, EARLIER), (2, LATER)])
    assert note.startswith(f"{EARLIER_EDITION}[1] is by the same body on the same subject as [2]")


def test_one_that_its_source_marks_is_not_told_twice() -> None:
    assert edition_notes([(1, replace(EARLIER, status=DocumentStatus.SUPERSEDED)), (2, LATER)]) == []

"""Two records of one publication become one document, and notices decide its status."""

from __future__ import annotations

from dataclasses import replace

from citewell.domain.documents import Block, Document, StatusNotice
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.domain.merging import merge_documents, with_notices

RETRACTION = StatusNotice(DocumentStatus.RETRACTED, date="2021-03", pmid="222", source="PubMed")
CORRECTION = StatusNotice(DocumentStatus.CORRECTED, pmid="333", source="PubMed")

ABSTRACT = Document(
    id="pmid-111",
    title="Exercise for neck pain",
    blocks=(Block("Pain fell."),),
    collection="pubmed",
    pmid="111",
    doi="10.1000/neck",
    year=2019,
    mesh=("Neck Pain",),
    what_was_read="abstract",
    source="pubmed_xml",
    kind=EvidenceKind.RANDOMISED_TRIAL,
    kind_reason="publication type",
)
FULL = Document(
    id="pmc-PMC9",
    title="Exercise for neck pain: a trial",
    blocks=(Block("Pain fell by 2 points."), Block("Nobody was harmed.")),
    collection="pmc",
    pmcid="PMC9",
    doi="10.1000/neck",
    licence="CC BY 4.0",
    what_was_read="full text",
    source="jats",
    kind=EvidenceKind.COHORT,
    kind_inferred=True,
)


def test_full_text_is_preferred_whichever_came_first() -> None:
    for held, incoming in ((ABSTRACT, FULL), (FULL, ABSTRACT)):
        merged = merge_documents(held, incoming)
        assert merged.blocks == FULL.blocks
        assert merged.id == held.id
        assert merged.collection == held.collection
        assert (merged.pmid, merged.pmcid, merged.year, merged.licence) == ("111", "PMC9", 2019, "CC BY 4.0")
        assert merged.mesh == ("Neck Pain",)
        assert merged.also_from == ("pubmed_xml",)


def test_a_stated_kind_counts_before_an_inferred_one() -> None:
    assert merge_documents(ABSTRACT, FULL).kind is EvidenceKind.RANDOMISED_TRIAL
    assert not merge_documents(FULL, ABSTRACT).kind_inferred


def test_merging_the_same_again_changes_nothing() -> None:
    merged = merge_documents(ABSTRACT, FULL)
    assert merge_documents(merged, FULL).digest == merged.digest
    assert merge_documents(merged, ABSTRACT).digest == merged.digest


def test_a_newer_record_of_the_same_fullness_brings_its_text() -> None:
    newer = replace(ABSTRACT, blocks=(Block("New."),))
    assert merge_documents(ABSTRACT, newer).blocks == newer.blocks


def test_the_gravest_notice_decides_and_every_notice_stays() -> None:
    marked = with_notices(ABSTRACT, [CORRECTION, RETRACTION])
    assert marked.status is DocumentStatus.RETRACTED
    assert marked.notices == (CORRECTION, RETRACTION)
    assert with_notices(marked, [RETRACTION]) == marked


def test_one_notice_reported_twice_is_one() -> None:
    told_again = StatusNotice(DocumentStatus.RETRACTED, pmid="222", source="Retraction Watch", reason="Error in data")
    assert with_notices(with_notices(ABSTRACT, [RETRACTION]), [told_again]).notices == (RETRACTION,)


def test_a_retraction_survives_merging() -> None:
    retracted = with_notices(ABSTRACT, [RETRACTION])
    assert merge_documents(retracted, FULL).status is DocumentStatus.RETRACTED
    assert merge_documents(FULL, retracted).status is DocumentStatus.RETRACTED


def test_a_reinstatement_lifts_what_was_said_before_it() -> None:
    lifted = StatusNotice(DocumentStatus.CURRENT, date="2022-01-05", source="Retraction Watch")
    undated = StatusNotice(DocumentStatus.CURRENT, source="Retraction Watch")
    assert with_notices(ABSTRACT, [RETRACTION, lifted]).status is DocumentStatus.CURRENT
    assert with_notices(with_notices(ABSTRACT, [RETRACTION]), [lifted]).status is DocumentStatus.CURRENT
    assert with_notices(ABSTRACT, [RETRACTION, undated]).status is DocumentStatus.RETRACTED
    again = StatusNotice(DocumentStatus.RETRACTED, date="2023", pmid="555")
    assert with_notices(ABSTRACT, [RETRACTION, lifted, again]).status is DocumentStatus.RETRACTED


def test_a_replacement_says_by_what() -> None:
    replaced = StatusNotice(DocumentStatus.SUPERSEDED, pmid="444")
    assert with_notices(ABSTRACT, [replaced]).superseded_by == "444"


def test_the_release_does_not_depend_on_when_or_where_a_record_was_got() -> None:
    elsewhere = replace(FULL, retrieved="2026-01-01T00:00:00+00:00", origin="/elsewhere/file.xml", raw_digest="ab")
    assert elsewhere.digest == FULL.digest

"""Living articles: evidence that moves reopens what the board approved, once, and its owners are told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.living import COHORT, GUIDELINE, OTHER, TRIAL, Instance, living, small_library

from citewell.domain.reviewing import ReviewState


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path, starter_app: object) -> Path:
    return small_library(tmp_path_factory.mktemp("small"), cache_folder)


@pytest.fixture
def instance(tmp_path: Path, library: Path, cache_folder: Path, database_at: str) -> Iterator[Instance]:
    made = living(tmp_path, library, cache_folder, database_at)
    yield made
    made.app.database.close()


def events(instance: Instance) -> list[str]:
    return [event.action for event in instance.app.events.read(subject=f"dossier:{instance.dossier.id}")]


def test_nothing_has_moved_and_nothing_is_done(instance: Instance) -> None:
    before = events(instance)
    assert instance.look() == []
    assert instance.look() == []
    assert instance.now() == instance.dossier
    assert events(instance) == before
    assert instance.app.outbox.of_person(instance.people["author"].id) == []


def test_a_retraction_reopens_once_with_its_claims_and_proposes_the_answer_of_today(instance: Instance) -> None:
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    [outcome] = instance.look()

    touched = {
        claim.id
        for claim in instance.article.claims
        if any(citation.document_id == "turmeric-2020" for citation in claim.citations)
    }
    assert (outcome.did, set(outcome.claims)) == ("reopened", touched)
    dossier = instance.now()
    assert dossier.notice is not None
    assert set(dossier.notice.claim_ids) == touched
    assert "“Turmeric paste in gout, a randomised trial” has been retracted" in dossier.notice.reason
    assert dossier.published_digest == instance.article.digest
    assert (dossier.state, dossier.revision) == (ReviewState.DRAFT, 2)
    proposed = instance.app.board.article(dossier)
    assert [reference.document_id for reference in proposed.references] == ["turmeric-2018"]
    assert "proposed as the next revision" in outcome.note
    assert events(instance)[-2:] == ["dossier.reopen", "dossier.revise"]
    assert {event.actor_kind for event in instance.app.events.recent(2)} == {"machine"}

    seen = len(instance.app.events.read())
    assert instance.look() == []
    assert len(instance.app.events.read()) == seen

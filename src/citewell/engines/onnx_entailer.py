"""Entailment by any cross-encoder for natural language inference, in a folder, on onnxruntime."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import Verdict
from citewell.domain.errors import EngineUnavailable
from citewell.text.sentences import split_sentences

SURE_ENOUGH = 0.8
"""The probability that a window of the evidence must give to "supported" or "contradicted"."""

LONGEST_WINDOW = 512
"""Tokens of evidence and claim together, where the folder's config.json does not state fewer."""

LONGEST_TEXT = 20_000
"""Characters of claim and evidence together; more is not judged."""

WINDOWS_AT_ONCE = 8
_REMEDY = "CITEWELL_ENTAILER_FOLDER takes a folder with model.onnx, tokenizer.json and config.json (id2label)."
_MEANINGS = (
    (Verdict.NOT_ENOUGH, ("neutral", "notenough", "notentail", "nonentail", "unrelated", "nei", "noinfo", "unverif")),
    (Verdict.CONTRADICTED, ("contradict", "refute")),
    (Verdict.SUPPORTED, ("entail", "support")),
)
"""How published models name their outputs; tried in this order, since "not_entailment" holds "entail"."""


class OnnxEntailer:
    """A cross-encoder as an Entailer; evidence goes in first, as premise, and the claim second, as hypothesis.

    `threads` as for the encoder. Raises EngineUnavailable where a file or package is missing or does not fit.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        config = _read_config(folder / "config.json")
        self._outputs = read_labels(config)
        self._longest = _longest(config)
        self._tokenizer = _open_tokenizer(folder / "tokenizer.json")
        content = _read(folder / "model.onnx")
        self._session = _open_session(folder / "model.onnx", threads=threads or 0)
        self._check_outputs()
        self.identity = EngineIdentity(
            name="onnx",
            version=folder.resolve().name,
            digest=hashlib.sha256(content).hexdigest(),
            settings={"sure_enough": str(SURE_ENOUGH)},
        )

    def judge(self, claim: str, evidence: Sequence[str]) -> tuple[Verdict, str]:
        """What the window says that supports the claim most; failing that, the one that contradicts it most."""
        if len(claim) + sum(map(len, evidence)) > LONGEST_TEXT:
            return Verdict.NOT_ENOUGH, "Claim and evidence are too long for the model."
        claim = _readable(claim)
        windows = [window for text in evidence for window in self._windows(claim, _readable(text))]
        if not windows:
            return Verdict.NOT_ENOUGH, "There is no evidence short enough for the model to read beside the claim."
        shares = [share for start in range(0, len(windows), WINDOWS_AT_ONCE) for share in self._run(windows, start)]
        for verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED):
            best = max(share.get(verdict, 0.0) for share in shares)
            if best >= SURE_ENOUGH:
                return verdict, f"The model in {self.identity.version} is sure of it to {best:.0%}."
        best = max(share.get(Verdict.SUPPORTED, 0.0) for share in shares)
        return Verdict.NOT_ENOUGH, f"The model is sure of its support to {best:.0%}; {SURE_ENOUGH:.0%} are needed."

    def _windows(self, claim: str, text: str) -> Iterator[Any]:
        """The text beside the claim, whole where it fits, else as many sentences at a time as fit.

        Each window begins with the last sentence of the one before. A sentence too long to fit is left out, since
        half a sentence may lack the "not".
        """
        sentences = [text[span.start : span.end] for span in split_sentences(text)]
        start = 0
        while start < len(sentences):
            end, window = start, None
            while end < len(sentences):
                longer = self._tokenizer.encode(" ".join(sentences[start : end + 1]), claim)
                if len(longer.ids) > self._longest:
                    break
                end, window = end + 1, longer
            if window is not None:
                yield window
            if end == len(sentences):
                return
            start = end - 1 if end - start > 1 else max(end, start + 1)

    def _run(self, windows: Sequence[Any], start: int) -> list[dict[Verdict, float]]:
        """The probability of each verdict, window by window. Numbers that are none count as no support."""
        import numpy

        batch = windows[start : start + WINDOWS_AT_ONCE]
        width = max(len(window.ids) for window in batch)
        given = {}
        for node in self._session.get_inputs():
            rows = numpy.zeros((len(batch), width), dtype=numpy.int32 if "int32" in node.type else numpy.int64)
            for row, window in enumerate(batch):
                rows[row, : len(window.ids)] = getattr(window, _FIELDS[node.name])
            given[node.name] = rows
        logits = numpy.asarray(self._session.run(None, given)[0], dtype=numpy.float64)
        if logits.shape != (len(batch), len(self._outputs)) or not numpy.isfinite(logits).all():
            return [{} for _ in batch]
        powers = numpy.exp(logits - logits.max(axis=1, keepdims=True))
        found: list[dict[Verdict, float]] = []
        for row in powers / powers.sum(axis=1, keepdims=True):
            shares: dict[Verdict, float] = {}
            for verdict, share in zip(self._outputs, row, strict=True):
                shares[verdict] = shares.get(verdict, 0.0) + float(share)
            found.append(shares)
        return found

    def _check_outputs(self) -> None:
        strange = [node.name for node in self._session.get_inputs() if node.name not in _FIELDS]
        if strange:
            raise EngineUnavailable(f"The entailment model takes {strange[0]}, which is not known.", remedy=_REMEDY)
        shape = self._session.get_outputs()[0].shape
        if len(shape) != 2 or (isinstance(shape[1], int) and shape[1] != len(self._outputs)):
            raise EngineUnavailable("The entailment model's outputs do not fit its config.json.", remedy=_REMEDY)


_FIELDS = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}


def read_labels(config: dict[str, Any]) -> list[Verdict]:
    """The verdict behind each output, whatever the order and capitals. Raises EngineUnavailable."""
    named = config.get("id2label")
    try:
        labels = {int(number): str(label) for number, label in dict(named).items()} if named else {}
    except (TypeError, ValueError):
        labels = {}
    if sorted(labels) != list(range(len(labels))) or len(labels) < 2:
        raise EngineUnavailable("config.json does not name the entailment model's outputs.", remedy=_REMEDY)
    verdicts = [_meaning(labels[number]) for number in range(len(labels))]
    if verdicts.count(Verdict.SUPPORTED) != 1:
        raise EngineUnavailable("Not exactly one output of the entailment model means entailment.", remedy=_REMEDY)
    return verdicts


def _meaning(label: str) -> Verdict:
    plain = "".join(character for character in label.lower() if character.isalpha())
    for verdict, beginnings in _MEANINGS:
        if any(word in plain for word in beginnings):
            return verdict
    raise EngineUnavailable(f"The entailment model's output {label!r} is not known.", remedy=_REMEDY)


def _longest(config: dict[str, Any]) -> int:
    """Tokens that fit; some models count two of their positions for themselves."""
    stated = config.get("max_position_embeddings")
    usable = stated - 2 if isinstance(stated, int) and config.get("pad_token_id") == 1 else stated
    return min(LONGEST_WINDOW, usable) if isinstance(usable, int) and usable > 8 else LONGEST_WINDOW


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EngineUnavailable(f"{path} cannot be read: {error.strerror}.", remedy=_REMEDY) from error


def _read_config(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(_read(path))
    except ValueError as error:
        raise EngineUnavailable(f"{path} is not JSON: {error}.", remedy=_REMEDY) from error
    if not isinstance(config, dict):
        raise EngineUnavailable(f"{path} holds no settings.", remedy=_REMEDY)
    return config


def _open_tokenizer(path: Path) -> Any:
    _read(path)
    try:
        from tokenizers import Tokenizer
    except ImportError as error:
        raise EngineUnavailable("The package tokenizers is missing.", remedy="pip install tokenizers") from error
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises plain Exception
        raise EngineUnavailable(f"The tokenizer {path} cannot be read: {error}.", remedy=_REMEDY) from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _open_session(path: Path, *, threads: int) -> Any:
    # onnxruntime reports its use to its maker, from the moment it is imported, unless this is set by then.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime
    except ImportError as error:
        raise EngineUnavailable("The package onnxruntime is missing.", remedy="pip install onnxruntime") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library raises many kinds, none of them documented
        raise EngineUnavailable(f"The model {path} cannot be read.", remedy=_REMEDY) from error

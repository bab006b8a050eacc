"""Builds the ONNX graph of a BERT sentence encoder: encoder, mean pooling, L2 normalisation.

The graph holds no weights. Each one is a named external initialiser that the caller hands to
onnxruntime from the memory-mapped safetensors file, so that the weights exist once on disk and
once in memory. Architecture: Devlin et al. 2019 (doi 10.18653/v1/N19-1423); pooling: Reimers and
Gurevych 2019 (doi 10.18653/v1/D19-1410).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

GRAPH_VERSION = 1
"""Raise whenever the nodes below change, so that cached graphs are made anew."""

_FUSED = "com.microsoft"
_FUSED_OPERATORS = frozenset(
    {"BiasGelu", "EmbedLayerNormalization", "FusedMatMul", "MultiHeadAttention", "SkipLayerNormalization"}
)
"""onnxruntime's fused operators: with them the session opens without a graph optimiser's pass."""


@dataclass(frozen=True, slots=True)
class BertShape:
    """The sizes of a BERT encoder, as its config.json states them."""

    layers: int
    heads: int
    hidden: int
    epsilon: float


def build_graph(shape: BertShape, weights: Mapping[str, Sequence[int]]) -> bytes:
    """The serialised model; `weights` gives each tensor's sizes under its name in the file.

    Inputs: `tokens` and `mask`, int32 of (texts, length). Output: `vectors`, float32 of
    (texts, hidden), each of length one.
    """
    from onnx import TensorProto, helper

    nodes = _Nodes()
    state = _add_embeddings(nodes, shape)
    for number in range(shape.layers):
        state = _add_layer(nodes, state, prefix=f"encoder.layer.{number}", shape=shape)
    _add_pooling(nodes, state)

    initialisers = [_external(name, sizes) for name, sizes in sorted(weights.items())]
    for name, values in {"token_axis": [1], "feature_axis": [2]}.items():
        initialisers.append(helper.make_tensor(name, TensorProto.INT64, [len(values)], values))
    graph = helper.make_graph(
        nodes.made,
        "sentence_encoder",
        [helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "length"]) for name in ("tokens", "mask")],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", shape.hidden])],
        initialisers,
    )
    model = helper.make_model(
        graph,
        producer_name="citewell",
        ir_version=8,
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)],
    )
    return bytes(model.SerializeToString())


@dataclass(slots=True)
class _Nodes:
    """The nodes made so far, in order of computation."""

    made: list[NodeProto] = field(default_factory=list)

    def add(self, operator: str, inputs: Sequence[str], *outputs: str, **attributes: Any) -> str:
        """Append a node and return the name of its first output."""
        from onnx import helper

        domain = _FUSED if operator in _FUSED_OPERATORS else ""
        self.made.append(helper.make_node(operator, inputs, outputs, domain=domain, **attributes))
        return outputs[0]


def _external(name: str, sizes: Sequence[int]) -> TensorProto:
    """A float32 tensor whose values the caller supplies when the session is opened."""
    from onnx import TensorProto

    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=list(sizes))
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="supplied-by-the-caller")
    return tensor


def _add_embeddings(nodes: _Nodes, shape: BertShape) -> str:
    """Sum of word, position and segment embeddings, normalised; all tokens are of segment 0."""
    segments = nodes.add("Sub", ["tokens", "tokens"], "segments")
    names = ["word_embeddings", "position_embeddings", "token_type_embeddings"]
    tables = [f"embeddings.{name}.weight" for name in names]
    norm = ["embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias"]
    inputs = ["tokens", segments, *tables, *norm]
    return nodes.add("EmbedLayerNormalization", inputs, "embedded", "unused", epsilon=shape.epsilon)


def _add_layer(nodes: _Nodes, state: str, *, prefix: str, shape: BertShape) -> str:
    """One transformer block: self-attention and feed-forward, each with a residual and a norm."""
    attention = f"{prefix}.attention"
    projected = [
        _add_product(nodes, state, weight=f"{attention}.self.{name}.weight") for name in ("query", "key", "value")
    ]
    biases = [f"{attention}.self.{name}.bias" for name in ("query", "key", "value")]
    bias = nodes.add("Concat", biases, f"{prefix}:bias", axis=0)
    heads = nodes.add("MultiHeadAttention", [*projected, bias, "mask"], f"{prefix}:heads", num_heads=shape.heads)
    mixed = _add_product(nodes, heads, weight=f"{attention}.output.dense.weight")
    attended = _add_residual(nodes, mixed, state, prefix=f"{attention}.output", shape=shape)
    wide = _add_product(nodes, attended, weight=f"{prefix}.intermediate.dense.weight")
    active = nodes.add("BiasGelu", [wide, f"{prefix}.intermediate.dense.bias"], f"{prefix}:active")
    narrow = _add_product(nodes, active, weight=f"{prefix}.output.dense.weight")
    return _add_residual(nodes, narrow, attended, prefix=f"{prefix}.output", shape=shape)


def _add_product(nodes: _Nodes, state: str, *, weight: str) -> str:
    """`state` times the transposed weight, which the file stores as (out, in)."""
    return nodes.add("FusedMatMul", [state, weight], f"{weight}:product", transB=1)


def _add_residual(nodes: _Nodes, state: str, residual: str, *, prefix: str, shape: BertShape) -> str:
    """LayerNorm(state + residual + the dense layer's bias)."""
    norm = [f"{prefix}.LayerNorm.weight", f"{prefix}.LayerNorm.bias"]
    return nodes.add(
        "SkipLayerNormalization",
        [state, residual, *norm, f"{prefix}.dense.bias"],
        f"{prefix}:normed",
        epsilon=shape.epsilon,
    )


def _add_pooling(nodes: _Nodes, state: str) -> None:
    """Mean over the tokens that are not padding, scaled to length one."""
    from onnx import TensorProto

    numbers = nodes.add("Cast", ["mask"], "mask:float", to=TensorProto.FLOAT)
    weights = nodes.add("Unsqueeze", [numbers, "feature_axis"], "mask:column")
    masked = nodes.add("Mul", [state, weights], "masked")
    total = nodes.add("ReduceSum", [masked, "token_axis"], "total", keepdims=0)
    count = nodes.add("ReduceSum", [weights, "token_axis"], "count", keepdims=0)
    mean = nodes.add("Div", [total, count], "mean")
    nodes.add("LpNormalization", [mean], "vectors", axis=1, p=2)

"""A cross-encoder made of the default encoder's layers, a pooler and three outputs, in plain torch."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional


class Layer(nn.Module):
    """One transformer layer with BERT's names, so that published weights load as they are."""

    def __init__(self, hidden: int, heads: int, inner: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value = (nn.Linear(hidden, hidden) for _ in range(3))
        self.out, self.out_norm = nn.Linear(hidden, hidden), nn.LayerNorm(hidden, eps=epsilon)
        self.up, self.down = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.down_norm = nn.LayerNorm(hidden, eps=epsilon)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        """`mask` is 0 where a token counts and a large negative number where it is padding."""
        size = (state.shape[0], -1, self.heads, state.shape[2] // self.heads)
        query, key, value = (part(state).view(size).transpose(1, 2) for part in (self.query, self.key, self.value))
        weights = torch.softmax(query @ key.transpose(-1, -2) / (size[3] ** 0.5) + mask, dim=-1)
        attended = (weights @ value).transpose(1, 2).reshape(state.shape)
        state = self.out_norm(state + functional.dropout(self.out(attended), 0.1, self.training))
        inner = self.down(functional.gelu(self.up(state)))
        return self.down_norm(state + functional.dropout(inner, 0.1, self.training))


class CrossEncoder(nn.Module):
    """Reads claim and evidence at once; outputs one number per verdict."""

    def __init__(self, config: dict[str, int | float], outputs: int) -> None:
        super().__init__()
        hidden, epsilon = int(config["hidden_size"]), float(config["layer_norm_eps"])
        self.words = nn.Embedding(int(config["vocab_size"]), hidden)
        self.places = nn.Embedding(int(config["max_position_embeddings"]), hidden)
        self.types = nn.Embedding(int(config["type_vocab_size"]), hidden)
        self.norm = nn.LayerNorm(hidden, eps=epsilon)
        self.layers = nn.ModuleList(
            Layer(hidden, int(config["num_attention_heads"]), int(config["intermediate_size"]), epsilon)
            for _ in range(int(config["num_hidden_layers"]))
        )
        self.head = nn.Sequential(nn.Linear(2 * hidden, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, outputs))

    def lower(self, tokens: Tensor, types: Tensor, mask: Tensor, *, layers: int) -> Tensor:
        """The state after the first layers, which stay as they are while training."""
        places = torch.arange(tokens.shape[1], device=tokens.device)
        state = self.norm(self.words(tokens) + self.places(places) + self.types(types))
        for layer in self.layers[:layers]:
            state = layer(state, _added(mask))
        return state

    def upper(self, state: Tensor, mask: Tensor, *, layers: int) -> Tensor:
        """The outputs, from the state after the first layers."""
        for layer in self.layers[layers:]:
            state = layer(state, _added(mask))
        column = mask.unsqueeze(-1).to(state.dtype)
        mean = (state * column).sum(1) / column.sum(1)
        return self.head(torch.cat([state[:, 0], mean], dim=-1))

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Named as the published cross-encoders name their inputs."""
        return self.upper(self.lower(input_ids, token_type_ids, attention_mask, layers=0), attention_mask, layers=0)


def _added(mask: Tensor) -> Tensor:
    return (1.0 - mask[:, None, None, :].float()) * -10000.0


def open_encoder(folder: Path, outputs: int) -> CrossEncoder:
    """A cross-encoder with the encoder's published weights and a head that knows nothing yet."""
    model = CrossEncoder(json.loads((folder / "config.json").read_text()), outputs)
    renamed = {
        "embeddings.word_embeddings.": "words.",
        "embeddings.position_embeddings.": "places.",
        "embeddings.token_type_embeddings.": "types.",
        "embeddings.LayerNorm.": "norm.",
        "encoder.layer.": "layers.",
        "attention.self.": "",
        "attention.output.dense.": "out.",
        "attention.output.LayerNorm.": "out_norm.",
        "intermediate.dense.": "up.",
        "output.dense.": "down.",
        "output.LayerNorm.": "down_norm.",
    }
    weights = {}
    for name, tensor in load_file(folder / "model.safetensors").items():
        new = name
        for old, short in renamed.items():
            new = new.replace(old, short)
        weights[new] = tensor
    weights = {name: tensor for name, tensor in weights.items() if not name.startswith(("pooler", "embeddings"))}
    missing, strange = model.load_state_dict(weights, strict=False)
    assert all(name.startswith("head.") for name in missing), missing
    assert not strange, strange
    return model

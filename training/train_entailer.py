"""Trains a small claim-and-evidence classifier from the default encoder and writes it as an ONNX folder.

    python -m training.train_entailer --claims DIR --encoder DIR --output DIR [--minutes 20]

Needs torch besides what Citewell needs. The lower layers stay as they are and their states are computed once.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch.nn import functional

from training.cross_encoder import CrossEncoder, open_encoder
from training.pairs import LABELS, Pair, read_sets

FROZEN_LAYERS = 4
LONGEST = 128
BATCH = 16
OUTPUTS = {"supported": "entailment", "contradicted": "contradiction", "not_enough": "neutral"}

State = tuple[torch.Tensor, int]
"""The state after the frozen layers, as 16-bit numbers, and the label."""


def main() -> None:
    """Train within the time, measure on what is held back, export."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--claims", type=Path, required=True, help="folder of healthver-dev.csv and nli4ct/")
    parser.add_argument("--encoder", type=Path, required=True, help="folder of model.safetensors and tokenizer.json")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--pairs", type=int, help="of each set at most; all without it")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    torch.set_num_threads(1)
    ends = time.monotonic() + given.minutes * 60

    learnt, held = read_sets(given.claims)
    _tell(f"learnt { {name: len(pairs) for name, pairs in learnt.items()} }")
    _tell(f"held back { {name: len(pairs) for name, pairs in held.items()} }")
    tokenizer = Tokenizer.from_file(str(given.encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST, strategy="only_first")
    model = open_encoder(given.encoder, len(LABELS))
    pairs = [pair for own in learnt.values() for pair in random.sample(own, min(len(own), given.pairs or len(own)))]
    random.shuffle(pairs)
    _fit(model, tokenizer, pairs, epochs=given.epochs, ends=ends)
    _export(model, given.encoder, given.output)


def _fit(model: CrossEncoder, tokenizer: Tokenizer, pairs: list[Pair], *, epochs: int, ends: float) -> None:
    model.eval()
    states: list[State] = []
    with torch.inference_mode():
        for number, group in enumerate(_by_length(tokenizer, pairs)):
            tokens, types, mask, labels = group
            lower = model.lower(tokens, types, mask, layers=FROZEN_LAYERS).half()
            for row, label in enumerate(labels.tolist()):
                states.append((lower[row, : int(mask[row].sum())].clone(), label))
            if number % 40 == 0:
                _tell(f"states of {len(states)}/{len(pairs)}")
    counts = Counter(label for _, label in states)
    weights = torch.tensor([len(states) / len(LABELS) / counts[number] for number in range(len(LABELS))])
    trained = [*model.layers[FROZEN_LAYERS:].parameters(), *model.head.parameters()]
    optimiser = torch.optim.AdamW(
        [
            {"params": list(model.layers[FROZEN_LAYERS:].parameters()), "lr": 1e-4},
            {"params": list(model.head.parameters()), "lr": 1e-3},
        ],
        weight_decay=0.01,
    )
    steps = epochs * (len(states) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, step / 60) * max(0.05, 1 - step / steps)
    )
    for epoch in range(epochs):
        model.train()
        lost, done = 0.0, 0
        for state, mask, labels in _batches(states):
            if time.monotonic() > ends:
                _tell(f"out of time in epoch {epoch + 1}")
                return
            loss = functional.cross_entropy(model.upper(state, mask, layers=FROZEN_LAYERS), labels, weight=weights)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            schedule.step()
            lost, done = lost + loss.item(), done + 1
            if done % 60 == 0:
                _tell(f"epoch {epoch + 1}, batch {done}: loss {lost / 60:.3f}")
                lost = 0.0


def _by_length(tokenizer: Tokenizer, pairs: list[Pair]) -> Iterator[tuple[torch.Tensor, ...]]:
    """Token numbers, types, mask and labels in batches of like length."""
    encoded = [(tokenizer.encode(pair.evidence, pair.claim), LABELS.index(pair.verdict)) for pair in pairs]
    encoded.sort(key=lambda item: len(item[0].ids))
    for start in range(0, len(encoded), 32):
        group = encoded[start : start + 32]
        width = max(len(item.ids) for item, _ in group)
        tokens, types, mask = (torch.zeros(len(group), width, dtype=torch.long) for _ in range(3))
        for row, (item, _) in enumerate(group):
            tokens[row, : len(item.ids)] = torch.tensor(item.ids)
            types[row, : len(item.ids)] = torch.tensor(item.type_ids)
            mask[row, : len(item.ids)] = 1
        yield tokens, types, mask, torch.tensor([label for _, label in group])


def _batches(states: list[State]) -> Iterator[tuple[torch.Tensor, torch.Tensor, torch.Tensor]]:
    """Batches of like length in random order."""
    order = sorted(range(len(states)), key=lambda number: len(states[number][0]) + random.random() * 16)
    groups = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    random.shuffle(groups)
    for group in groups:
        width = max(len(states[number][0]) for number in group)
        state = torch.zeros(len(group), width, states[0][0].shape[1])
        mask = torch.zeros(len(group), width, dtype=torch.long)
        for row, number in enumerate(group):
            own = states[number][0]
            state[row, : len(own)] = own.float()
            mask[row, : len(own)] = 1
        yield state, mask, torch.tensor([states[number][1] for number in group])


def _export(model: CrossEncoder, encoder: Path, output: Path) -> None:
    """The folder that CITEWELL_ENTAILER_FOLDER takes: model.onnx, tokenizer.json, config.json."""
    model.eval()
    output.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), output / "weights.pt")
    example = (torch.ones(2, 9, dtype=torch.long),) * 3
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        model,
        example,
        str(output / "model.onnx"),
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {0: "pairs", 1: "length"} for name in names} | {"logits": {0: "pairs"}},
        opset_version=17,
        dynamo=False,
    )
    shutil.copy(encoder / "tokenizer.json", output / "tokenizer.json")
    config = {
        "id2label": {str(number): OUTPUTS[label] for number, label in enumerate(LABELS)},
        "max_position_embeddings": LONGEST,
    }
    (output / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    _tell(f"written to {output}")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

"""Stand-ins for entailment models: a chat server on this machine, and a tiny cross-encoder that onnxruntime runs."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from onnx import TensorProto, helper, save
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing


@dataclass
class Said:
    """What the server says: a body, whole or broken."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drip: float = 0.0
    promised: int = 0


Chat = Callable[[dict[str, Any]], Said]


@dataclass
class ChatServer:
    """A running server: its address and what it was asked, bodies and headers."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def chat_server(chat: Chat) -> Iterator[ChatServer]:
    """Answer POST /v1/chat/completions on a free port of 127.0.0.1 for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.asked.append(asked)
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            said = chat(asked)
            time.sleep(said.wait)
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said.body) + said.promised))
            self.end_headers()
            pieces = [bytes([one]) for one in said.body] if said.drip else [said.body]
            for piece in pieces:
                self.wfile.write(piece)
                time.sleep(said.drip)
            self.close_connection = bool(said.promised)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # a client that hangs up early is part of the tests

    running = Quiet(("127.0.0.1", 0), Handler)
    server = ChatServer(f"http://127.0.0.1:{running.server_address[1]}/v1")
    thread = threading.Thread(target=lambda: running.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        running.server_close()
        thread.join(5)


def completion(content: object, likely: dict[str, object] | None = None) -> Said:
    """A chat completion of one token; `likely` gives the logarithms of the likeliest tokens' probabilities."""
    choice: dict[str, object] = {
        "index": 0,
        "finish_reason": "length",
        "message": {"role": "assistant", "content": content},
        "logprobs": None,
    }
    if likely is not None:
        tokens = [{"token": token, "logprob": value, "bytes": None} for token, value in likely.items()]
        choice["logprobs"] = {"content": [{**tokens[0], "top_logprobs": tokens}] if tokens else []}
    body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return Said(json.dumps(body).encode())


def letter(name: str, share: float) -> Said:
    """A letter with its probability, the rest going to the letters after it."""
    rest = [other for other in "ABC" if other != name]
    return completion(name, {name: math.log(share), **{other: math.log((1 - share) / 2) for other in rest}})


WORDS = ["[CLS]", "[SEP]", "[UNK]", "relieves", "worsens"]


def tiny_cross_encoder(folder: Path, labels: list[str], **config: object) -> Path:
    """A cross-encoder that hears one word of the evidence: "relieves" entails, "worsens" contradicts.

    It is neutral to evidence with neither. `labels` names its outputs in any order; the weights follow the names.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 0), ("[SEP]", 1)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))

    def hears(label: str) -> str:
        return "relieves" if label.lower().startswith("entail") else "worsens" if "contra" in label.lower() else ""

    table = [9.0 if word == hears(label) else 0.0 for word in WORDS for label in labels]
    bias = [0.0 if hears(label) else 4.0 for label in labels]
    names = ["input_ids", "attention_mask", "token_type_ids"]
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["values"]),
        helper.make_node("Sub", ["attention_mask", "token_type_ids"], ["evidence"]),
        helper.make_node("Cast", ["evidence"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["numbers", "last"], ["column"]),
        helper.make_node("Mul", ["values", "column"], ["heard"]),
        helper.make_node("ReduceSum", ["heard", "tokens"], ["sum"], keepdims=0),
        helper.make_node("Add", ["sum", "bias"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["pairs", "length"]) for name in names],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["pairs", len(labels)])],
        [
            helper.make_tensor("table", TensorProto.FLOAT, [len(WORDS), len(labels)], table),
            helper.make_tensor("bias", TensorProto.FLOAT, [len(labels)], bias),
            helper.make_tensor("last", TensorProto.INT64, [1], [2]),
            helper.make_tensor("tokens", TensorProto.INT64, [1], [1]),
        ],
    )
    save(
        helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 17)]), str(folder / "model.onnx")
    )
    named = {"id2label": {str(number): label for number, label in enumerate(labels)}, **config}
    (folder / "config.json").write_text(json.dumps(named), "utf-8")
    return folder

"""A server on this machine that speaks the OpenAI protocol, streams, and says whatever a test wants it to."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PASSAGE = re.compile(r"\[passage (\d+) (\w{10})\]\n(.*?)\n\[end \1 \2\]", re.DOTALL)


@dataclass
class Saying:
    """What the server does: says `text` in pieces, or fails in one of the ways that servers fail.

    `cut` ends the stream after so many pieces without an end; `silent` waits so many seconds before anything.
    """

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    cut: int = -1
    silent: float = 0.0
    finish: str = "stop"
    usage: bool = True
    streams: bool = True


@dataclass
class Asked:
    """One request: its body, and what it showed the model."""

    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def system(self) -> str:
        return "".join(item["content"] for item in self.body["messages"] if item["role"] == "system")

    @property
    def user(self) -> str:
        """Everything outside the system message."""
        return "\n".join(item["content"] for item in self.body["messages"] if item["role"] != "system")

    @property
    def passages(self) -> dict[int, str]:
        """The evidence by number, as the model sees it."""
        return {int(number): text for number, _, text in PASSAGE.findall(self.user)}

    @property
    def is_repair(self) -> bool:
        return "The claim:" in self.user


Says = Callable[[Asked], Saying]


class LyingServer:
    """Where it is, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/v1"
        self.asked: list[Asked] = []

    def settings(self, **values: str) -> dict[str, str]:
        """The environment of a Citewell that writes with this server."""
        own = {
            "CITEWELL_WRITER": "openai",
            "CITEWELL_WRITER_BASE_URL": self.url,
            "CITEWELL_WRITER_MODEL": "liar",
            "CITEWELL_WRITER_API_KEY": "sk-not-to-be-seen",
            "CITEWELL_WRITER_TIMEOUT": "5",
            "CITEWELL_WRITER_RETRIES": "1",
        }
        return own | values


@contextmanager
def lying(says: Says) -> Iterator[LyingServer]:
    """Run the server on a free port of 127.0.0.1 for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            asked = Asked(json.loads(self.rfile.read(length)), {k.lower(): v for k, v in self.headers.items()})
            server.asked.append(asked)
            saying = says(asked)
            if saying.silent:
                time.sleep(saying.silent)
            try:
                self._say(saying)
            except OSError:
                self.close_connection = True

        def _say(self, saying: Saying) -> None:
            if saying.status != 200 or not saying.streams:
                body = (saying.body or json.dumps({"error": {"message": "sk-not-to-be-seen is no good"}})).encode()
                self.send_response(saying.status)
                for name, value in saying.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            step = max(1, len(saying.text) // 20)
            pieces = [saying.text[start : start + step] for start in range(0, len(saying.text), step)]
            for number, piece in enumerate(pieces):
                if number == saying.cut:
                    return
                self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": saying.finish}]})
            if saying.usage:
                counts = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
                self._event({"choices": [], "usage": counts})
            self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, data: dict[str, Any]) -> None:
            whole = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "liar", **data}
            self.wfile.write(f"data: {json.dumps(whole)}\n\n".encode())

        def log_message(self, *arguments: object) -> None:
            """Nothing is printed."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    server = LyingServer(running.server_address[1])
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        running.shutdown()
        running.server_close()
        thread.join(5)


def claims_json(claims: list[dict[str, Any]]) -> str:
    """A reply in the form asked for."""
    return json.dumps({"claims": claims}, ensure_ascii=False)


def claim_json(text: str, number: object, quote: object) -> dict[str, Any]:
    """One claim with one citation."""
    return {"text": text, "citations": [{"number": number, "quote": quote}]}

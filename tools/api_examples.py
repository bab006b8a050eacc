"""Ask the example requests of the API on the starter library, and keep the answers: python tools/api_examples.py."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fastapi.testclient import TestClient

from citewell.app import App, read_settings
from citewell.web.api_examples import Answered, run_examples, signed_in
from citewell.web.application import create_web

FILE = Path(__file__).resolve().parent.parent / "src" / "citewell" / "web" / "api_examples.json"


def main() -> None:
    """Ask them in a library of their own."""
    with tempfile.TemporaryDirectory() as folder:
        app = App(read_settings(library=folder))
        with TestClient(create_web(app), base_url="http://127.0.0.1:8000") as client:

            def send(method: str, path: str, headers: Mapping[str, str], body: str | None) -> Answered:
                return client.request(method, path, headers=dict(headers), content=body)

            people = signed_in(app, send)
            client.cookies.clear()
            told = run_examples(send, people)
    FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(FILE)


if __name__ == "__main__":
    main()

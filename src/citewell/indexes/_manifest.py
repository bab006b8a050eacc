"""What a library was made with, so that it is rebuilt when any of it changes."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from citewell.domain.documents import EngineIdentity

SCHEMA_VERSION = 4
"""Raise whenever the tables' columns or the word index's settings change."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Table layout, the embedder behind the vectors (None without one), and the starter library's digest."""

    embedder: EngineIdentity | None
    starter: str
    schema_version: int = SCHEMA_VERSION


def read_manifest(path: Path) -> Manifest | None:
    """The manifest, or None where there is none or it cannot be understood."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        embedder = EngineIdentity(**values["embedder"]) if values["embedder"] else None
        return Manifest(embedder, starter=values["starter"], schema_version=values["schema_version"])
    except (OSError, KeyError, TypeError, ValueError):
        return None


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Replace the manifest in one step."""
    write_durably(path, json.dumps(asdict(manifest), indent=2, sort_keys=True) + "\n")


def write_durably(path: Path, text: str) -> None:
    """Write a small file so that a reader or a crash sees all of it or none."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

"""What a reader takes away: every format that the page offers, saved under its ending and of its kind."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from citewell.app import App
from citewell.domain.enums import Length

pytestmark = pytest.mark.browser


def is_zip(content: bytes, part: str) -> bool:
    import io

    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return any(name.endswith(part) for name in packed.namelist())


LOOKS_LIKE: dict[str, Callable[[bytes], bool]] = {
    "bib": lambda content: content.lstrip().startswith(b"@"),
}

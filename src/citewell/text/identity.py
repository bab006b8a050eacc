"""Names a claim after its own content, so that a changed letter shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence


def claim_id(text: str, quotes: Sequence[tuple[str, str, int, int]]) -> str:
    """The id of a claim with this text and these (passage id, quote, start, end), in their order."""
    payload = {"text": text, "quotes": [list(quote) for quote in quotes]}
    canonical = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "c" + hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:12]

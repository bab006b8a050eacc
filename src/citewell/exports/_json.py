"""JSON that steers no terminal that it is shown on."""

from __future__ import annotations

import json
import re
from typing import Any

# Controls that JSON leaves as they are, line separators, and format characters, such as those that turn the
# writing direction. Written as escapes they are read back as the same letters.
_STEERING = re.compile(
    "[\u007f-\u009f\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\uffff\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)


def json_text(value: Any) -> str:
    """Indented JSON ending in one newline."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return _STEERING.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n"

"""Renew tests/data/starter_numbers.json, which holds the starter library's facts to their numbers.

.venv/bin/python tools/starter_numbers.py           print what changed and renew the file
.venv/bin/python tools/starter_numbers.py --check   print what changed; exit 1 when anything did
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PUBLICATIONS = ROOT / "src" / "citewell" / "starter" / "publications"
RECORD = ROOT / "tests" / "data" / "starter_numbers.json"

UNIT = (
    r"%|(?:mg|ml|mm|cm|kg|degrees?|years?|months?|weeks?|days?|hours?|minutes?|seconds?|points?|times|-fold|sessions?"
    r"|patients?|people|adults?|children|participants?|studies|trials?|cases?|subjects?|women|men|girls|boys)\b"
)
# "1,211" and "0.17" are one number each; a comparison or sign before a number belongs to it.
NUMBER = re.compile(rf"(?:[<>=~]=?\s?)?(?<![\w.])[-+]?\d+(?:[.,]\d+)*(?:\s?(?:{UNIT}))?|\d+(?:[.,]\d+)*")


def numbers_with_units(text: str) -> list[str]:
    """Every number of a sentence in order, with the unit, sign or comparison that stands at it."""
    return [re.sub(r"\s+", " ", match.group().strip()) for match in NUMBER.finditer(text)]


def facts_in(folder: Path) -> dict[str, str]:
    """Every fact's text under its id."""
    texts: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        for fact in tomllib.loads(file.read_text(encoding="utf-8"))["facts"]:
            texts[fact["id"]] = fact["text"]
    return texts


def record_of(texts: dict[str, str]) -> dict[str, dict[str, object]]:
    """What the file keeps of each fact: the SHA-256 of its text, and its numbers."""
    return {
        fact: {"sha256": hashlib.sha256(text.encode()).hexdigest(), "numbers": numbers_with_units(text)}
        for fact, text in sorted(texts.items())
    }


def differences(*, recorded: dict[str, dict[str, object]], found: dict[str, dict[str, object]]) -> list[str]:
    """One line per fact that is new, gone or changed."""
    lines = [f"{fact}: no longer there" for fact in sorted(recorded.keys() - found.keys())]
    for fact, entry in found.items():
        if fact not in recorded:
            lines.append(f"{fact}: new, with the numbers {entry['numbers']}")
        elif entry["numbers"] != recorded[fact]["numbers"]:
            lines.append(f"{fact}: NUMBERS changed from {recorded[fact]['numbers']} to {entry['numbers']}")
        elif entry["sha256"] != recorded[fact]["sha256"]:
            lines.append(f"{fact}: words changed, numbers the same")
    return lines


def render(record: dict[str, dict[str, object]]) -> str:
    """One fact a line, so that a diff shows which ones changed."""
    lines = [f"{json.dumps(fact)}: {json.dumps(entry, ensure_ascii=False)}" for fact, entry in record.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description="Hold the starter library's facts to their numbers.")
    parser.add_argument("--check", action="store_true", help="only say what changed; exit 1 when anything did")
    arguments = parser.parse_args()
    recorded = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    found = record_of(facts_in(PUBLICATIONS))
    changes = differences(recorded=recorded, found=found)
    for line in changes:
        print(line)
    if arguments.check:
        return 1 if changes else 0
    RECORD.write_text(render(found), encoding="utf-8")
    print(f"{len(changes)} changes; {len(found)} facts recorded in {RECORD.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

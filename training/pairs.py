"""Pairs of claim and evidence with a verdict: two published sets, the starter library's facts, and written ones.

Every set is parted before anything is learnt: HealthVer by question, NLI4CT as published, facts by publication, the
written pairs by their authors.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

SUPPORTED, CONTRADICTED, NOT_ENOUGH = "supported", "contradicted", "not_enough"
LABELS = (SUPPORTED, CONTRADICTED, NOT_ENOUGH)

HEALTHVER = {"Supports": SUPPORTED, "Refutes": CONTRADICTED, "Neutral": NOT_ENOUGH}
WRITTEN = Path(__file__).parents[1] / "tests" / "data" / "probes"
NLI4CT = {"Entailment": SUPPORTED, "Contradiction": CONTRADICTED}


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim beside its evidence; `kind` says how it came about."""

    claim: str
    evidence: str
    verdict: str
    kind: str


def read_sets(claims: Path) -> tuple[dict[str, list[Pair]], dict[str, list[Pair]]]:
    """What is learnt from, and what is held back, by set."""
    learnt: dict[str, list[Pair]] = {"healthver": [], "nli4ct": [], "facts": [], "written": []}
    held: dict[str, list[Pair]] = {"healthver": [], "nli4ct": [], "facts": [], "written": []}
    for question, pair in _healthver(claims / "healthver-dev.csv"):
        (held if _draw(question) < 0.4 else learnt)["healthver"].append(pair)
    learnt["nli4ct"] = list(_nli4ct(claims / "nli4ct", "train.json"))
    held["nli4ct"] = list(_nli4ct(claims / "nli4ct", "dev.json"))
    for publication, pair in _facts():
        (held if _draw(publication) < 0.3 else learnt)["facts"].append(pair)
    learnt["written"], held["written"] = list(_written("written-dev")), list(_written("written-heldout"))
    return learnt, held


def _draw(name: str) -> float:
    """A number from 0 to 1 that is the same for the same name on every machine."""
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF


def _healthver(path: Path) -> Iterator[tuple[str, Pair]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            verdict = HEALTHVER[row["label"]]
            yield row["question"].strip().lower(), Pair(row["claim"].strip(), row["evidence"].strip(), verdict, verdict)


def _nli4ct(folder: Path, name: str) -> Iterator[Pair]:
    """Statements beside the lines of the trial records that their annotators marked as evidence."""
    for item in json.loads((folder / name).read_text(encoding="utf-8")).values():
        evidence = []
        for which in ("Primary", "Secondary"):
            if identity := item.get(f"{which}_id"):
                record = json.loads((folder / "CTs" / f"{identity}.json").read_text(encoding="utf-8"))
                lines = record[item["Section_id"]]
                marked = [
                    lines[number].strip() for number in item.get(f"{which}_evidence_index", ()) if number < len(lines)
                ]
                evidence.append(f"{which} trial: " + " ".join(marked))
        yield Pair(item["Statement"].strip(), " ".join(evidence), NLI4CT[item["Label"]], item["Section_id"].lower())


def _written(name: str) -> Iterator[Pair]:
    for line in (WRITTEN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Pair(row["claim"], row["evidence"], row["expected"], row["kind"])


def _facts() -> Iterator[tuple[str, Pair]]:
    """Each fact as it stands, reworded, and made false in each way that applies to it."""
    folder = resources.files("citewell.starter").joinpath("publications")
    publications = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        publications[content["id"]] = [fact["text"] for fact in content.get("facts", ())]
    for name, facts in publications.items():
        chance = random.Random(name)
        for number, fact in enumerate(facts):
            around = " ".join(facts[max(0, number - 1) : number + 2])
            for pair in perturbed(fact, chance=chance):
                evidence = pair.evidence if chance.random() < 0.5 else around
                yield name, Pair(pair.claim, evidence, pair.verdict, pair.kind)
            others = [other for other in facts if other != fact]
            if others:
                yield name, Pair(chance.choice(others), fact, NOT_ENOUGH, "another fact")


def perturbed(fact: str, *, chance: random.Random) -> list[Pair]:
    """The fact against itself: verbatim, in other words, and wrong in each way that its words allow."""
    pairs = [Pair(fact, fact, SUPPORTED, "verbatim")]
    for kind, (change, verdict) in CHANGES.items():
        claim = change(fact, chance)
        if claim and claim != fact:
            pairs.append(Pair(claim, fact, verdict, kind))
    return pairs


def _swap(table: dict[str, str]) -> Callable[[str, random.Random], str]:
    """A change that puts one word of a table, found in the text, in place of its counterpart."""
    both = table | {value: key for key, value in table.items() if value not in table}
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, both), key=len, reverse=True))})\b")

    def change(text: str, chance: random.Random) -> str:
        found = list(pattern.finditer(text))
        if not found:
            return ""
        match = chance.choice(found)
        return text[: match.start()] + both[match.group()] + text[match.end() :]

    return change


def _other_number(text: str, chance: random.Random) -> str:
    found = [match for match in re.finditer(r"(?<![\w.-])\d+(?:\.\d+)?(?![\w-])", text) if not _is_year(match.group())]
    if not found:
        return ""
    match = chance.choice(found)
    value = float(match.group())
    new = value * chance.choice((0.1, 0.5, 0.8, 1.25, 2, 10))
    shown = f"{new:.1f}" if "." in match.group() else str(max(1, round(new)))
    if float(shown) == value:
        shown = str(int(value) + 1)
    return text[: match.start()] + shown + text[match.end() :]


def _is_year(number: str) -> bool:
    return bool(re.fullmatch(r"(19|20)\d\d", number))


def _negated(text: str, chance: random.Random) -> str:
    """The first finite auxiliary negated, or its "not" taken away."""
    if re.search(r"\b(?:is|are|was|were|does|do|did|should|can|could|may) not\b", text):
        return re.sub(r"\b(is|are|was|were|does|do|did|should|can|could|may) not\b", r"\1", text, count=1)
    return re.sub(r"\b(is|are|was|were|should|can|could)\b(?! not)", r"\1 not", text, count=1)


def _led_in(text: str, chance: random.Random) -> str:
    """The same statement behind words that add nothing to it."""
    lead = chance.choice(("It is reported that ", "According to the source, ", "The evidence says that "))
    first = text if text[:2].isupper() else text[0].lower() + text[1:]
    return lead + first


def _first_clause(text: str, chance: random.Random) -> str:
    """What stands before a semicolon, which the whole sentence entails."""
    head, semicolon, _ = text.partition(";")
    return head.strip() + "." if semicolon and len(head.split()) > 5 else ""


CHANGES: dict[str, tuple[Callable[[str, random.Random], str], str]] = {
    "other words": (
        _swap(
            {
                "commonest": "most frequent",
                "people with": "patients with",
                "because": "since",
                "such as": "for example",
                "about": "approximately",
                "used": "employed",
                "shows": "demonstrates",
                "usually": "in most cases",
                "headache": "head pain",
                "include": "comprise",
                "recommends": "advises",
                "surgery": "an operation",
                "treatment": "therapy",
            }
        ),
        SUPPORTED,
    ),
    "lead-in": (_led_in, SUPPORTED),
    "first clause": (_first_clause, SUPPORTED),
    "number": (_other_number, CONTRADICTED),
    "negation": (_negated, CONTRADICTED),
    "direction": (
        _swap(
            {
                "increased": "decreased",
                "increases": "decreases",
                "higher": "lower",
                "more": "less",
                "better": "worse",
                "improved": "worsened",
                "reduced": "raised",
                "reduces": "raises",
                "rose": "fell",
                "greater": "smaller",
                "longer": "shorter",
                "after": "before",
            }
        ),
        CONTRADICTED,
    ),
    "threshold": (
        _swap(
            {"at least": "at most", "more than": "fewer than", "up to": "at least", "over": "under", "above": "below"}
        ),
        CONTRADICTED,
    ),
    "unit": (
        _swap({"weeks": "months", "days": "weeks", "months": "years", "hours": "days", "minutes": "hours", "mg": "g"}),
        CONTRADICTED,
    ),
    "population": (
        _swap({"adults": "children", "women": "men", "people with": "pregnant women with", "older": "younger"}),
        NOT_ENOUGH,
    ),
    "certainty": (_swap({"may": "will", "might": "does", "can be": "is always", "suggests": "proves"}), NOT_ENOUGH),
    "treatment": (
        _swap(
            {
                "exercise": "acupuncture",
                "surgery": "physiotherapy",
                "steroid": "botulinum toxin",
                "manipulation": "massage",
                "amitriptyline": "pregabalin",
                "bupivacaine": "lidocaine",
                "radiofrequency": "cryotherapy",
                "nerve block": "nerve stimulation",
            }
        ),
        NOT_ENOUGH,
    ),
}

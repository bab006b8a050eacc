"""Follow-ups, measured: how often the stand-alone question has the condition, population, option and intent meant."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from citewell.compose.followup import Earlier, FollowUp
from citewell.domain.errors import InputError

SETS = ("dev", "heldout")
YEAR = 2026
"""The present year for the labelled follow-ups, whenever they are measured."""
READINGS = ("follow-up", "new", "unclear")


@dataclass(frozen=True, slots=True)
class LabelledFollowUp:
    """A follow-up with the questions before it and what its stand-alone form must have.

    Of `population` and each `condition` and `intervention` one of the words parted by "/" must stand in it;
    `intent` lists those that would be right; `options` are what the last answer named.
    """

    id: str
    group: str
    thread: tuple[str, ...]
    text: str
    reading: str
    condition: tuple[str, ...]
    population: str
    intervention: tuple[str, ...]
    intent: str
    since: int | None
    without: str
    options: tuple[str, ...]


def read_followups(name: str) -> list[LabelledFollowUp]:
    """The shipped half ("dev", "heldout") or a jsonl file of the same form; raises InputError."""
    try:
        if name in SETS:
            folder = resources.files("citewell.evaluation").joinpath("questions")
            text = folder.joinpath("followups.jsonl").read_text("utf-8")
        else:
            text = Path(name).read_text("utf-8")
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
        found = [_labelled(row) for row in rows if name not in SETS or row["split"] == name]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"The follow-ups {name} cannot be read: {error}",
            remedy="Name dev, heldout, or a jsonl file with id, group, thread, text, reading, condition, population, "
            "intervention and intent on each line.",
        ) from error
    strange = sorted({item.reading for item in found} - set(READINGS))
    if strange:
        raise InputError(f"Unknown readings: {', '.join(strange)}.", remedy=f"Use {', '.join(READINGS)}.")
    return found


def measure_followups(
    followups: Sequence[LabelledFollowUp], resolve: Callable[[str, Sequence[Earlier]], FollowUp]
) -> dict[str, Any]:
    """Shares in 0..1 of follow-ups that were read as meant, over all and by group, and what went wrong in each.

    A follow-up is right when everything labelled of it is: reading, condition, population, option, intent, year, and
    the absence of what it must not name.
    """
    outcomes = [(item, *_outcome(item, resolve)) for item in followups]
    fields = ("reading", "condition", "population", "intervention", "intent", "since", "without")
    result: dict[str, Any] = {"followups": len(outcomes), "right": _share(not wrong for _, _, wrong in outcomes)}
    result |= {f"{field}_right": _share(field not in wrong for _, _, wrong in outcomes) for field in fields}
    groups = dict.fromkeys(item.group for item, _, _ in outcomes)
    result["groups"] = {
        group: _counted([not wrong for item, _, wrong in outcomes if item.group == group]) for group in groups
    }
    result["outcomes"] = [
        {"id": item.id, "text": item.text, "stand_alone": text, "wrong": wrong} for item, text, wrong in outcomes
    ]
    return result


def _outcome(item: LabelledFollowUp, resolve: Callable[[str, Sequence[Earlier]], FollowUp]) -> tuple[str, list[str]]:
    earlier: list[Earlier] = []
    for text in item.thread:
        earlier.append(Earlier(resolve(text, earlier).text))
    if earlier and item.options:
        earlier[-1] = Earlier(earlier[-1].question, item.options)
    found = resolve(item.text, earlier)
    reading = "unclear" if found.clarification else "follow-up" if found.follows else "new"
    if item.reading == "unclear":
        return found.text, [] if reading == "unclear" else ["reading"]
    lowered = found.text.lower()
    wrong = ["reading"] if reading != item.reading else []
    wrong += ["condition"] if not all(_has(lowered, words) for words in item.condition) else []
    wrong += ["population"] if not _has(lowered, item.population) else []
    wrong += ["intervention"] if not all(_has(lowered, words) for words in item.intervention) else []
    wrong += ["intent"] if item.intent and found.intent.value not in item.intent.split("/") else []
    wrong += ["since"] if found.since != item.since else []
    wrong += ["without"] if item.without and item.without.lower() in lowered else []
    return found.text, wrong


def _has(text: str, words: str) -> bool:
    return not words or any(one.lower() in text for one in words.split("/"))


def _labelled(row: dict[str, Any]) -> LabelledFollowUp:
    return LabelledFollowUp(
        id=str(row["id"]),
        group=row["group"],
        thread=tuple(row["thread"]),
        text=row["text"],
        reading=row["reading"],
        condition=tuple(row["condition"]),
        population=row["population"],
        intervention=tuple(row["intervention"]),
        intent=row["intent"],
        since=row.get("since"),
        without=row.get("without", ""),
        options=tuple(row.get("options", ())),
    )


def _share(right: Any) -> float:
    values = list(right)
    return sum(values) / len(values) if values else 0.0


def _counted(values: Sequence[bool]) -> str:
    return f"{sum(values)} of {len(values)}"

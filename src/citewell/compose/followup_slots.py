"""What the words of a question fill: condition, option, test, population, aspect, and the year to start from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from citewell.compose.intents import cue_pattern, find_intent, without_cues
from citewell.domain.enums import Intent
from citewell.text.ordinary import is_ordinary
from citewell.text.vocabulary import Vocabulary

CONDITION, OPTION, TEST, POPULATION, OTHER = "condition", "option", "test", "population", "other"

_TYPES = {"condition": CONDITION, "symptom": CONDITION, "drug": OPTION, "procedure": OPTION, "test": TEST}
_GENERIC = frozenset({"imaging", "drug treatment", "prevalence", "incidence", "red flag", "natural course"})
_WORD = re.compile(r"[^\W_][\w'’-]*")
_LEADS_TO_PEOPLE = r"(?:(?:in|for|during|among|of|with|to|on)\s+)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_NEWER = r"changed|changes|new|newer|updated?|come out|appeared|different"
_SINCE = re.compile(
    r",?\s*(?:\b(?:according to|in|from|only|among|are there|is there|has|have)\s+)?"
    r"(?:\b(?:the|any|only|newer|new|recent)\s+)?"
    rf"\b(?:publications?|published|studies|evidence|guidelines?|guidance|trials?|papers?|research|literature|"
    rf"recommendations?|anything|something|"
    rf"(?:what|anything|things|much has|has there)(?:'s|’s)?(?: [a-z]+){{0,2}}? (?:{_NEWER}))\b"
    r"(?P<between>[^.?!;,\d]{0,40}?)\b"
    rf"(?P<word>since|after|later than|newer than|than|from)\s+(?:the year\s+)?{_YEAR}"
    r"(?:\s+(?:on|onwards?|or later|please))*",
    re.IGNORECASE,
)
_LAST_YEARS = re.compile(
    r"\b(?:in|within|over|from|during)\s+the\s+(?:last|past)\s+"
    r"(?P<number>\d{1,2}|two|three|five|ten|few|several)\s+years\b",
    re.IGNORECASE,
)
_NUMBERS = {"two": 2, "three": 3, "few": 5, "several": 5, "five": 5, "ten": 10}
_WHATS_NEW = re.compile(
    r"\b(?:what(?:'s|’s| is) new|anything new|any news|(?:newest|recent) (?:studies|evidence|trials))\b",
    re.IGNORECASE,
)
RECENT_YEARS = 5
_ILLNESS = re.compile(r"\b(?:with|who have|who has|having)\s+(?:an?\s+|the\s+)?(?P<what>.+)", re.IGNORECASE)

# Where a word that no vocabulary knows stands for an option.
_PLACES = tuple(
    re.compile(place, re.IGNORECASE)
    for place in (
        r"\b(?:does|do|would|could|can|will|is|are)\s+(?P<it>.+?)\s+(?:really\s+)?"
        r"(?:help|work|prevent|relieve|cure|treat|effective|useful|safe|better|recommended|dangerous|good|needed|"
        r"required|allowed|necessary|indicated|appropriate|reduce|improve|increase|lower|decrease)\b",
        r"\b(?:doses?|dosage|side effects(?: and \w+)?|risks(?: and \w+ \w+)?|complications|contraindications|effect)"
        r"\s+(?:of|to)\s+(?P<it>.+?)(?=\s+(?:for|in|on)\s|$)",
        r"\b(?:treated|managed|prevented|treatment|relieved)\b.*?\bwith\s+(?P<it>.+)$",
        r"\b(?:try|use|take|using|taking|instead of|rather than)\s+(?P<it>.+?)(?=\s+(?:for|in|instead)\b|$)",
        r"\b(?:until|if)\s+(?P<it>.+?)\s+(?:does|do)\b",
    )
)


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a question and what it fills."""

    kind: str
    text: str
    start: int
    end: int
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Aspect:
    """What a follow-up asks for, with the questions that it stands for."""

    name: str
    intent: Intent | None
    about: str
    cues: re.Pattern[str]
    option: str
    plain: str
    after: str


@dataclass(frozen=True, slots=True)
class Slots:
    """A question read for its slots; `text` is without closing marks and without the words that name a year."""

    text: str
    slots: tuple[Slot, ...]
    aspect: Aspect | None
    since: int | None

    def of(self, kind: str) -> tuple[Slot, ...]:
        """The slots of one kind, in the order of the question."""
        return tuple(slot for slot in self.slots if slot.kind == kind)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions by their names in the question, each once."""
        return tuple({slot.text.lower(): slot.text for slot in self.of(CONDITION)}.values())

    @property
    def intent(self) -> Intent:
        """What is asked for, as far as these words tell."""
        if self.aspect and self.aspect.intent:
            return self.aspect.intent
        row = find_intent(self._without(CONDITION))
        return row.intent if row else Intent.TREATMENT if self.of(OPTION) else Intent.GENERAL

    def _without(self, kind: str) -> str:
        return _blank(self.text, [slot for slot in self.slots if slot.kind == kind])


@cache
def rules() -> Mapping[str, Any]:
    """The lists of `followups.toml`."""
    text = resources.files("citewell.compose").joinpath("followups.toml").read_text("utf-8")
    return {name: value for name, value in tomllib.loads(text).items() if name != "aspect"}


@cache
def aspects() -> tuple[Aspect, ...]:
    """The aspects of `followups.toml`, in the order in which they are tried."""
    text = resources.files("citewell.compose").joinpath("followups.toml").read_text("utf-8")
    return tuple(
        Aspect(
            name=row["name"],
            intent=Intent(row["intent"]) if "intent" in row else None,
            about=row["about"],
            cues=cue_pattern(row["cues"]),
            option=row.get("option", ""),
            plain=row.get("plain", ""),
            after=row.get("after", ""),
        )
        for row in tomllib.loads(text)["aspect"]
    )


def read_slots(text: str, vocabulary: Vocabulary, *, year: int, before: Intent | None = None) -> Slots:
    """Read a question. `year` is the present one, `before` what the question before it asked for."""
    plain, since = read_since(" ".join(text.split()).rstrip(" ?!."), year=year)
    plain = plain.rstrip(" ?!.,")
    people = _find_people(plain)
    named = _find_named(_blank(plain, people), vocabulary)
    known = _blank(plain, [*people, *named])
    unknown = _find_unknown(plain, known)
    slots = tuple(sorted([*people, *named, *unknown], key=lambda slot: slot.start))
    conditions = [slot for slot in slots if slot.kind == CONDITION]
    bare = _blank(plain, [*conditions, *people])
    asked = re.split(r"[.!?]\s+(?=\w)", bare)[-1]  # of a story the question, which stands at its end
    aspect = find_aspect(asked, before=before) or find_aspect(bare, before=before)
    return Slots(plain, slots, aspect, since)


def with_conditions(slots: Slots) -> Slots:
    """A whole question in which the illness of its people is what it is about, where it names no other."""
    if slots.of(CONDITION) or slots.of(OTHER):
        return slots
    for slot in slots.of(POPULATION):
        match = _ILLNESS.search(slots.text, slot.start, slot.end)
        if slot.sort == "illness" and match:
            illness = Slot(CONDITION, match["what"], match.start("what"), match.end("what"))
            return replace(slots, slots=tuple(illness if one is slot else one for one in slots.slots))
    return slots


def read_since(text: str, *, year: int) -> tuple[str, int | None]:
    """The question without the words that ask for newer publications, and the first year that counts."""
    if match := _SINCE.search(text):
        first = int(match["year"]) + (match["word"].lower() not in ("since", "from"))
        rest = without_since(text)
    elif match := _LAST_YEARS.search(text):
        number = match["number"].lower()
        first = year - (int(number) if number.isdigit() else _NUMBERS[number])
        rest = text[: match.start()] + text[match.end() :]
    elif match := _WHATS_NEW.search(text):
        first, rest = year - RECENT_YEARS, text
    else:
        return text, None
    return (rest.strip(" ,"), first) if first <= year else (text, None)


def without_since(text: str) -> str:
    """The question without the words that name the year from which publications count.

    What stands between them stays where it names something: "trials of botulinum toxin since 2020".
    """

    def cut(match: re.Match[str]) -> str:
        named = any(not is_ordinary(word) for word in re.findall(r"[^\W\d_]+", match["between"]))
        return match[0][: match.start("word") - match.start()].rstrip() if named else ""

    return _SINCE.sub(cut, text)


def find_aspect(text: str, *, before: Intent | None = None) -> Aspect | None:
    """The first aspect with a cue in `text`; one that is bound to a question before it only after such."""
    for aspect in aspects():
        if aspect.cues.search(text) and (not aspect.after or (before and aspect.after == before.value)):
            return aspect
    return None


def people_kind(phrase: str) -> str:
    """How a group of people is told apart: by age, stage of life, sex, illness or activity; "" where unknown."""
    return next((sort for sort, pattern in _people_patterns() if pattern.search(phrase)), "")


@cache
def _people_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (sort, re.compile(rf"(?<![\w-]){_LEADS_TO_PEOPLE}(?P<who>{pattern})(?![\w-])", re.IGNORECASE))
        for sort, pattern in rules()["populations"]
    )


@cache
def _states() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"(?<!\w)(?:if\s+)?{pattern}(?!\w)", re.IGNORECASE), words) for pattern, words in rules()["states"]
    )


def _find_people(text: str) -> list[Slot]:
    found: list[Slot] = []
    for pattern, words in _states():
        for match in pattern.finditer(text):
            who = words.format(*match.groups())
            if _is_free(match.start(), match.end(), found):
                found.append(Slot(POPULATION, who, match.start(), match.end(), people_kind(who)))
    candidates = [
        (match.start(), -match.end(), sort, match)
        for sort, pattern in _people_patterns()
        for match in pattern.finditer(text)
    ]
    for start, end, sort, match in sorted(candidates, key=lambda item: item[:2]):
        if _is_free(start, -end, found):
            who = re.sub(r"^(?=8|1[18]\b)", "an ", match["who"])
            found.append(Slot(POPULATION, re.sub(r"^(?=\d)", "a ", who), start, -end, sort))
    return found


def _find_named(text: str, vocabulary: Vocabulary) -> list[Slot]:
    """What the vocabulary knows, then options in everyday words."""
    mentions = vocabulary.mentions(text)
    ends = {mention.start: mention.end for mention in mentions}
    found = [
        Slot(OPTION, match.group(), match.start(), match.end())
        for match in _everyday_options().finditer(text)
        if match.end() > ends.get(match.start(), match.start())
        and not any(mention.start < match.start() < mention.end for mention in mentions)
    ]
    for mention in mentions:
        if not _is_free(mention.start, mention.end, found):
            continue
        kind = vocabulary.concepts[mention.label].type
        if mention.label in _GENERIC:
            continue
        if kind in _TYPES:
            start = _with_narrowing(text, mention.start) if _TYPES[kind] == CONDITION else mention.start
            found.append(Slot(_TYPES[kind], text[start : mention.end], start, mention.end))
        elif kind == "population":
            found.append(Slot(POPULATION, text[mention.start : mention.end], mention.start, mention.end))
    problems = [slot for slot in found if slot.kind == CONDITION]
    symptoms = [slot for slot in problems if vocabulary.concepts[_label(slot, vocabulary)].type == "symptom"]
    if symptoms and len(symptoms) < len(problems):
        found = [replace(slot, kind=OTHER) if slot in symptoms else slot for slot in found]
    return found


def _label(slot: Slot, vocabulary: Vocabulary) -> str:
    return vocabulary.mentions(slot.text)[-1].label


@cache
def _everyday_options() -> re.Pattern[str]:
    return cue_pattern(rules()["options"])


@cache
def _filler() -> re.Pattern[str]:
    return cue_pattern(rules()["filler"])


def _with_narrowing(text: str, start: int) -> int:
    """Where a condition's name begins with the words before it that narrow it, such as acute."""
    for word in reversed(list(_WORD.finditer(text[:start]))):
        if word.group().lower() not in rules()["narrowing"] or not text[word.end() : start].isspace():
            break
        start = word.start()
    return start


def _find_unknown(text: str, known: str) -> list[Slot]:
    """Runs of words that nothing else accounts for, each as what its place or its ending makes it."""
    cueless = known
    for pattern in (*(aspect.cues for aspect in aspects()), _filler()):
        cueless = pattern.sub(lambda match: " " * len(match.group()), cueless)
    cueless = without_cues(cueless)
    telling = [match for match in _WORD.finditer(cueless) if _is_telling(match.group())]
    runs: list[list[int]] = []
    for word in telling:
        between = text[runs[-1][1] : word.start()] if runs else ""
        if runs and (between.isspace() or re.fullmatch(r"\s+\d+\s+", between)):
            runs[-1][1] = word.end()
        else:
            runs.append([word.start(), word.end()])
    found = []
    for first, last in runs:
        start, end = _with_number(text, first), _with_kind(text, last)
        words = text[start:end]
        found.append(Slot(_kind_of(words, start, text), words, start, end))
    return found


def _is_telling(word: str) -> bool:
    return not word.isdigit() and not is_ordinary(word)


def _with_number(text: str, start: int) -> int:
    """Where a name begins with what numbers its kind, as "type 2" before diabetes."""
    match = re.search(r"(?:type|stage|grade)\s+[\dIV]{1,3}\s+$", text[:start], re.IGNORECASE)
    return match.start() if match else _with_narrowing(text, start)


def _with_kind(text: str, end: int) -> int:
    """Where a name ends with the word for what it is, as in Alport syndrome."""
    match = re.match(r"\s+([\w'-]+)", text[end:])
    return end + match.end() if match and match[1].lower() in rules()["condition_endings"] else end


def _kind_of(words: str, start: int, text: str) -> str:
    last = words.lower().split()[-1]
    if any(last.endswith(ending) for ending in rules()["condition_endings"]):
        return CONDITION
    singular = last.removesuffix("s")
    if any(singular.endswith(ending.removesuffix("s")) for ending in rules()["option_endings"]):
        return OPTION
    placed = any(match.start("it") <= start < match.end("it") for place in _PLACES for match in place.finditer(text))
    return OPTION if placed else OTHER


def _blank(text: str, slots: Sequence[Slot]) -> str:
    for slot in slots:
        text = text[: slot.start] + " " * (slot.end - slot.start) + text[slot.end :]
    return text


def _is_free(start: int, end: int, taken: Sequence[Slot]) -> bool:
    return all(end <= slot.start or slot.end <= start for slot in taken)

"""Population, condition, intervention, comparator and outcome of a question, by `pico.toml` and the vocabulary.

A phrase that is no population, nothing that is done or given, and no outcome is taken for a condition: that is what
most questions are about, and no list holds them all.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from citewell.compose.intents import without_cues
from citewell.domain.questions import Pico
from citewell.text.ordinary import is_ordinary
from citewell.text.vocabulary import Vocabulary

MOST_WORDS = 5
_TOKEN = re.compile(r"[^\W_]+(?:[-'’/][^\W_]+)*")
_AGE_TOLD = re.compile(
    r"\b(?:i'?m|i am|(?:he|she|(?:my|our) (?:\w+ )?\w+)(?: is|'s)?) \(?(?:an? )?(?P<it>\d{1,3})\b(?![\d.]|"
    r" ?(?:mg|weeks?|kg|cm|times|%|days?|hours?|"
    r"minutes?|months? pregnant))(?! (?:year|yr))",
    re.I,
)
_KIND = {
    "condition": "condition",
    "symptom": "condition",
    "drug": "done",
    "procedure": "done",
    "test": "done",
    "population": "population",
}


@dataclass(frozen=True, slots=True)
class _Table:
    populations: re.Pattern[str]
    head: re.Pattern[str]
    drug: re.Pattern[str]
    outcome: re.Pattern[str]
    comparing: re.Pattern[str]
    kept: re.Pattern[str]
    stops: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A run of words with what it is: a condition, a population, or something done."""

    text: str
    start: int
    end: int
    kind: str


@cache
def _table() -> _Table:
    data = tomllib.loads(resources.files("citewell.compose").joinpath("pico.toml").read_text("utf-8"))

    def words(rows: Sequence[str], *, before: str = r"(?<![\w-])", after: str = r"(?![\w-])") -> re.Pattern[str]:
        return re.compile(f"{before}(?:{'|'.join(rows)}){after}", re.I)

    return _Table(
        populations=words(data["populations"]),
        head=words(data["intervention_heads"], after=r"$"),
        drug=re.compile(rf"^\w{{2,}}(?:{'|'.join(data['drug_endings'])})s?$", re.I),
        outcome=words([rf"(?:{verb})\s+(?:the |their |all )?" for verb in data["outcome_verbs"]], after=""),
        comparing=words(data["comparing"]),
        kept=words([re.escape(name) for name in data["kept"]], after=r"s?(?![\w-])"),
        stops=frozenset(data["stops"]),
    )


def read_pico(text: str, vocabulary: Vocabulary) -> Pico:
    """What a question names of each, in its own words or a concept's label; empty where it names none."""
    table = _table()
    populations = _populations(text)
    phrases = list(_phrases(_blanked(text, table.populations), vocabulary))
    comparators: list[_Phrase] = []
    outcomes: list[_Phrase] = []
    for phrase in phrases:
        before = text[: phrase.start]
        if _is_compared(phrase, before, phrases, text):
            comparators.append(phrase)
        elif phrase.kind == "condition" and _is_outcome(before) and any(one.kind == "done" for one in phrases):
            outcomes.append(phrase)
    rest = [phrase for phrase in phrases if phrase not in comparators and phrase not in outcomes]
    populations += [phrase.text for phrase in rest if phrase.kind == "population"]
    return Pico(
        populations=_each_once(populations),
        conditions=_each_once(phrase.text for phrase in rest if phrase.kind == "condition"),
        interventions=_each_once(phrase.text for phrase in rest if phrase.kind == "done"),
        comparators=_each_once(phrase.text for phrase in comparators),
        outcomes=_each_once(phrase.text for phrase in outcomes),
    )


def _populations(text: str) -> list[str]:
    found = [match.group().strip() for match in _table().populations.finditer(text)]
    return found + [match["it"] for match in _AGE_TOLD.finditer(text) if int(match["it"]) <= 110]


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: " " * len(match.group()), text)


def _phrases(text: str, vocabulary: Vocabulary) -> Iterator[_Phrase]:
    """Known concepts and the runs of words between them that say something, in reading order."""
    table = _table()
    known: list[_Phrase] = []
    for mention in vocabulary.mentions(text):
        kind = _KIND.get(vocabulary.concepts[mention.label].type)
        if (kind and without_cues(text[mention.start : mention.end]).strip(" -")) or kind == "done":
            known.append(_Phrase(text[mention.start : mention.end], mention.start, mention.end, kind))
    for match in table.kept.finditer(text):
        if not any(one.start < match.end() and match.start() < one.end for one in known):
            known.append(_Phrase(match.group(), match.start(), match.end(), _kind(match.group())))
    rest = list(text)
    for one in known:
        rest[one.start : one.end] = [";"] * (one.end - one.start)
    yield from sorted([*known, *_runs("".join(rest))], key=lambda phrase: phrase.start)


def _runs(text: str) -> Iterator[_Phrase]:
    run: list[re.Match[str]] = []
    bare = without_cues(text)
    for token in _TOKEN.finditer(text):
        apart = bool(run) and text[run[-1].end() : token.start()] not in (" ", "-", "/")
        if apart:
            yield from _typed(run, text)
            run = []
        if _ends(token.group(), bare[token.start() : token.end()]):
            yield from _typed(run, text)
            run = []
        else:
            run.append(token)
    yield from _typed(run, text)


def _ends(word: str, bare: str) -> bool:
    """Whether a word is no part of a phrase: a little word, a cue of what is asked, or an everyday word."""
    table = _table()
    lowered = word.lower()
    if table.head.fullmatch(lowered) or table.drug.match(lowered):
        return False
    if lowered in _NAMING:
        return False
    return lowered in table.stops or lowered.isdigit() or not bare.strip() or is_ordinary(word)


_NAMING = frozenset(
    """disease diseases syndrome syndromes disorder disorders pain condition hair skin eye ear nose mouth tooth foot
    hand heel knee arm leg back neck chest head heart lung liver kidney blood cough cold fever rash itch burn stool
    stools sleep mortality fractures""".split()
)


# What is given or done for the disease that is named before it: foot ulcer antibiotics.
_FOR_WHAT = re.compile(
    r"prophylaxis|antibiotics?|antibiotcs|abx|antivirals?|biopsy|screening|imaging|mri|ct|surgery", re.I
)


def _typed(run: Sequence[re.Match[str]], text: str) -> Iterator[_Phrase]:
    """The run as one phrase, or as two where a drug or a procedure stands beside what it is for."""
    if not run:
        return
    kinds = [_kind(word.group()) for word in run]
    if len(run) > 1 and kinds[0] == "done" and kinds[-1] == "condition":
        cut = max(place for place, kind in enumerate(kinds) if kind == "done") + 1
        yield _phrase(run[:cut], text)
        yield _phrase(run[cut:], text)
        return
    if len(run) > 1 and _FOR_WHAT.fullmatch(run[-1].group()):
        yield _phrase(run[:-1], text)
        run = run[-1:]
    whole = _phrase(run[-MOST_WORDS:], text)
    if len(whole.text) > 1 and whole.text.lower() not in ("disease", "diseases", "condition", "disorder", "syndrome"):
        yield whole


def _phrase(run: Sequence[re.Match[str]], text: str) -> _Phrase:
    start, end = run[0].start(), run[-1].end()
    return _Phrase(text[start:end], start, end, _kind(text[start:end]))


def _kind(phrase: str) -> str:
    table = _table()
    last = phrase.split()[-1]
    if table.drug.match(last) or re.search(rf"(?:^|[\s-])(?:{_heads()})$", phrase, re.I):
        return "done"
    return "condition"


@cache
def _heads() -> str:
    data = tomllib.loads(resources.files("citewell.compose").joinpath("pico.toml").read_text("utf-8"))
    return "|".join(data["intervention_heads"])


def _is_compared(phrase: _Phrase, before: str, phrases: Sequence[_Phrase], text: str) -> bool:
    """Whether it stands directly behind a word that compares, and the other side before that."""
    marks = list(_table().comparing.finditer(before))
    if not marks or re.search(r"[?!]", before[marks[-1].end() :]):
        return False
    between = before[marks[-1].end() :]
    if len(between.split()) > 1 or any(one.start >= marks[-1].end() and one.end <= phrase.start for one in phrases):
        return False
    if marks[-1].group().lower() != "or":
        return True
    others = [one for one in phrases if one.end <= marks[-1].start()]
    return bool(others) and others[-1].kind == phrase.kind == "done"


def _is_outcome(before: str) -> bool:
    marks = list(_table().outcome.finditer(before))
    return bool(marks) and not before[marks[-1].end() :].strip(" ,")


def _each_once(values: Iterator[str] | Sequence[str]) -> tuple[str, ...]:
    return tuple({value.lower(): value for value in values}.values())

"""Records of what a reader takes away; every text in them is clean and plain."""

from __future__ import annotations

from dataclasses import dataclass

Numbers = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim as it is read, or why it is withheld; `explanations` are pairs of term and meaning.

    `items` are the list that the text announces, where a profile has set one in it.
    """

    claim_id: str
    text: str
    numbers: Numbers
    marks: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    explanations: tuple[tuple[str, str], ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with its statements."""

    heading: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the order of treatment with its options, each with its numbers."""

    name: str
    options: tuple[tuple[str, Numbers], ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """The order of treatment of one condition; `condition` is empty where only one was asked about."""

    condition: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class View:
    """One side of a disagreement."""

    position: str
    origin: str
    number: int
    grade: str
    reason: str
    statement: str

    @property
    def tail(self) -> str:
        """Who holds the position, by whose grade, and for what it holds."""
        strength = f" (per [{self.number}]: {self.grade})" if self.grade else ""
        return f"{self.origin} [{self.number}]{strength}{f'; {self.reason}' if self.reason else ''}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication of the reference list; `quotes` are pairs of a cited stretch of it and where that stands."""

    number: int
    kind: str
    text: str
    links: tuple[tuple[str, str], ...]
    cited: str
    marks: tuple[str, ...]
    quotes: tuple[tuple[str, str], ...]
    restated: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is said, in reading order. `status` is how far it is answered, then where its review stands.

    `refusal` says why there is no answer, `advice` what can be done then, each with a command where it takes one.
    `people_lead` and `lines_lead` say where answer and lines do not speak of the people asked about.
    """

    title: str
    reader: str
    status: tuple[str, ...]
    caution: str
    notes: tuple[str, ...]
    calls: tuple[str, ...]
    signs: tuple[tuple[str, str, str], ...]
    urgent: tuple[str, ...]
    asked_back: str
    choices: tuple[str, ...]
    refusal: str
    searched: str
    advice: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    people_lead: tuple[str, ...]
    in_short: tuple[tuple[tuple[str, Numbers], ...], ...]
    direct: tuple[Statement, ...]
    sure: str
    lines_lead: tuple[str, ...]
    ladders: tuple[Steps, ...]
    groups: tuple[Group, ...]
    rest: tuple[Group, ...]
    expected: tuple[tuple[str, Numbers], ...]
    expected_missing: tuple[str, ...]
    differ: tuple[tuple[str, tuple[View, ...]], ...]
    questions: tuple[str, ...]
    removed: tuple[str, ...]
    notices: tuple[str, ...]
    references: tuple[Entry, ...]
    making: tuple[tuple[str, str], ...]
    digest: str
    disclaimer: str
    kept_on: str

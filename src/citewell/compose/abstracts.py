"""How sentences of unlabelled publications, papers above all, fit a question: by themselves and by their work."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from citewell.compose.focus import aboutness, title_share
from citewell.compose.passed_over import is_bench_work, is_of_animals, is_on_animals
from citewell.compose.roles import Role
from citewell.compose.standing import Standing, standing
from citewell.compose.things import Thing, count_named
from citewell.domain.documents import Document
from citewell.domain.questions import Evidence
from citewell.text.abbreviations import abstract_of, explained, explained_in, is_usual, written_out
from citewell.text.canonical import read_meaning
from citewell.text.coverage import NO_SIGNS, TextSigns, Unit, coverage, key_units, names_any, read_signs, spelt_signs
from citewell.text.normalise import content_stems
from citewell.text.ordinary import ordinary_stems
from citewell.text.vocabulary import Vocabulary

# What was known before a study, and what a figure's label says, is worth less than what it found.
ROLE_FIT = {Role.KNOWN: 0.75, Role.LABEL: 0.6}
RESULTS = frozenset({Role.FOUND, Role.CONCLUDED})
# A result is about what its publication's title names, where that is nearly all that was asked about.
NAMED_BY_TITLE = 0.9
ABOUT_ITS_TITLE = 0.58
# Where it names some of that itself, its title says the rest nearly as well.
NAMED_BESIDE_TITLE = 0.2
SAID_BY_TITLE = 0.85
# What was known before a study is often on something wider than its title.
ABOUT_SOMETHING_ELSE = 0.5
ABOUT_ANIMALS = ABOUT_ANOTHER = 0.3
# Work on animals and cells answers a question on these where a sentence and its title name so much of it.
NAMED_ON_BENCH = 0.75
# A paper is on something else when its nearest passage is less like the question than this, and so is any publication
# below this share of the most similar paper's; one is on what was asked from these on, whatever words it has for it.
LEAST_ALIKE = 0.5
FAR_BEHIND = 0.75
ALIKE = 0.65
NEARLY_AS_ALIKE = 0.9
MEANT_NAMES = 0.8
TELLING = 0.6
# So many words of the question in a row are a name, each of which may be an ordinary word.
ROW = 3
# What a sentence is worth with one abbreviation that it does not explain, and with more.
ABBREVIATED = 0.9
OFTEN_ABBREVIATED = 0.75

_WORD = re.compile(r"[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True)
class Fit:
    """What a candidate is given by its publication; the terms are those of `Candidate`, `named` is its coverage."""

    named: float
    own: float
    alone: float
    about: float
    entitled: float
    meant: bool
    relevance: float
    standing: Standing


class Publications:
    """The publications of one search, each read once for all of its sentences.

    With `bench` what was found in animals and cells counts too, of publications on just what was asked.
    """

    def __init__(
        self,
        evidence: Sequence[Evidence],
        *,
        units: Sequence[Unit],
        vocabulary: Vocabulary,
        things: Sequence[Thing] = (),
        sides: frozenset[str] = frozenset(),
        asked: str = "",
        bench: bool = False,
    ) -> None:
        self._bench = bench
        self._things = things
        self._units, self._keys, self._vocabulary = units, key_units(units, sides), vocabulary
        self._asked = frozenset(
            word for unit in units if isinstance(unit.name, str) for word in unit.name.lower().split()
        )
        words = " ".join(sorted(self._asked))
        self._on_bench = is_on_animals(words) or is_bench_work(words)
        self._far, near = far_and_near(evidence)
        rows = _rows_of(asked)
        documents = {
            item.document.id: item.document
            for item in evidence
            if item.document.id in near or (item.passage.topic is None and self._is_titled_in_row(item.document, rows))
        }
        self._near = {name for name, document in documents.items() if names_what_tells(document, units)}
        self._best: dict[str, float] = {}
        for item in evidence:
            self._best[item.document.id] = max(self._best.get(item.document.id, 0.0), item.score)
        self._abbreviations: dict[str, Mapping[str, str]] = {}
        self._shares: dict[str, float] = {}
        self._animals: dict[str, bool] = {}

    def abbreviations(self, item: Evidence) -> Mapping[str, str]:
        """The abbreviations that an unlabelled passage or the abstract of its publication explains.

        Without those that the question has: written out, they would no longer be what was asked about.
        """
        passage = item.passage
        if passage.topic is not None:
            return {}
        if passage.id not in self._abbreviations:
            found = explained_in(item.document, passage)
            self._abbreviations[passage.id] = {
                short: long for short, long in found.items() if short.lower() not in self._asked
            }
        return self._abbreviations[passage.id]

    def _is_titled_in_row(self, document: Document, rows: frozenset[tuple[str, ...]]) -> bool:
        """Whether a title has several of the question's words in a row, and names all that it is on but the people."""
        if not rows or rows.isdisjoint(_rows_of(document.title)):
            return False
        matter = [unit for unit in self._units if not unit.aside]
        return coverage(matter, read_signs(document.title, self._vocabulary), NO_SIGNS) >= NAMED_BY_TITLE

    def is_near(self, item: Evidence) -> bool:
        """Whether its publication is one of the papers nearest to the question in meaning."""
        return item.passage.topic is None and item.document.id in self._near

    def fit(self, item: Evidence, text: str, signs: TextSigns, role: Role, *, named: float) -> Fit:
        """How a sentence fits; `named` is what it and the headings above it name of what was asked about."""
        own = alone = coverage(self._units, signs, NO_SIGNS)
        if item.passage.topic is not None:
            return Fit(named, own, alone, 1.0, 0.0, False, item.score * (0.5 + 0.5 * named), Standing.ITSELF)
        short = self.abbreviations(item)
        title = written_out(item.passage.title, short)
        entitled, share = spelt_signs(item.passage.title, short, self._vocabulary), self._share(title)
        several = len(self._things)
        whole = several > 1 and count_named(self._things, entitled, NO_SIGNS) == several
        about = aboutness(self._keys, signs, text, title=entitled, share=1.0 if whole else share)
        is_result, near, score = role in RESULTS, item.document.id in self._near, item.score
        titled = coverage(self._units, entitled, NO_SIGNS) >= NAMED_BY_TITLE
        meant = is_result and (near or titled)
        if meant:
            about = max(about, ABOUT_ITS_TITLE)
        if meant and near:
            named, score = max(named, MEANT_NAMES), self._best[item.document.id]
        if is_result and own >= NAMED_BESIDE_TITLE:
            own = max(own, SAID_BY_TITLE * coverage(self._units, signs, entitled))
        if role is Role.KNOWN and not names_any(self._keys, signs, NO_SIGNS):
            about = min(about, ABOUT_SOMETHING_ELSE)
        if item.document.id in self._far and not titled:
            about = min(about, ABOUT_ANOTHER)
        asked = self._on_bench or (self._bench and (near or titled or named >= NAMED_ON_BENCH))
        if not asked and (is_on_animals(text) or self._is_on_animals(item)):
            about = min(about, ABOUT_ANIMALS)
        worth = ROLE_FIT.get(role, 1.0) * spelt_out(text, short, asked=self._asked)
        relevance = score * (0.5 + 0.5 * named) * (0.5 + 0.5 * about) * worth
        stands = Standing.ITSELF
        if not meant:
            stands = standing(
                self._keys, signs, text, title=title, title_signs=entitled, share=share, vocabulary=self._vocabulary
            )
        return Fit(named, own, alone, about, share, meant, relevance, stands)

    def _share(self, title: str) -> float:
        if title not in self._shares:
            self._shares[title] = title_share(title, self._units, self._vocabulary)
        return self._shares[title]

    def _is_on_animals(self, item: Evidence) -> bool:
        document = item.document
        if document.id not in self._animals:
            self._animals[document.id] = of_animals(document, item.passage.title)
        return self._animals[document.id]


def of_animals(document: Document, title: str) -> bool:
    """Whether a publication is on animals or cells: by title, subject headings, or most words of its abstract."""
    subjects = {name.split("/")[0].strip("* ").lower() for name in document.mesh}
    return (
        is_on_animals(title)
        or ("animals" in subjects and "humans" not in subjects)
        or is_of_animals(" ".join(abstract_of(document)))
    )


@lru_cache(maxsize=4096)
def _rows_of(text: str) -> frozenset[tuple[str, ...]]:
    """The rows of ROW stems of a text that are more than ordinary words, as "very advanced maternal age"."""
    stems = content_stems(text)
    rows = {stems[place : place + ROW] for place in range(len(stems) - ROW + 1)}
    return frozenset(row for row in rows if not ordinary_stems().issuperset(row))


def far_and_near(evidence: Sequence[Evidence]) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of publications whose meaning is far from the question's, and of the papers whose meaning is nearest to it.

    Neither is known where passages have no vectors.
    """
    likeness: dict[str, float] = {}
    for item in evidence:
        if item.similarity is not None and item.passage.topic is None:
            likeness[item.document.id] = max(likeness.get(item.document.id, -1.0), item.similarity)
    papers = {item.document.id for item in evidence if item.document.id in likeness and abstract_of(item.document)}
    most = max((likeness[name] for name in papers), default=0.0)
    far = {name for name, alike in likeness.items() if alike < FAR_BEHIND * most}
    far |= {name for name in papers if likeness[name] < LEAST_ALIKE}
    near = {name for name in papers if likeness[name] >= max(ALIKE, NEARLY_AS_ALIKE * most)}
    return frozenset(far), frozenset(near)


def names_what_tells(document: Document, units: Sequence[Unit]) -> bool:
    """Whether title and abstract name every rare word of the question: another drug may be just as near in meaning.

    Words that mean the same, or are told apart by their endings alone ("noisy", "noise"), count as the same,
    and everyday words are left out.
    """
    names = {unit.name: unit for unit in units if isinstance(unit.name, str) and unit.weight >= TELLING}
    telling = {name: unit for name, unit in names.items() if not unit.family and name not in ordinary_stems()}
    text = " ".join((document.title, *abstract_of(document)))
    own = TextSigns.of_stems(content_stems(text))
    named = {*own.stems, *read_meaning(text, None).held} if telling else set()
    return all(
        any(found.startswith(name[:-1]) for found in named) or names_any((unit,), own, NO_SIGNS)
        for name, unit in telling.items()
    )


def spelt_out(text: str, abbreviations: Mapping[str, str], *, asked: frozenset[str]) -> float:
    """What a sentence is worth by the abbreviations that it has and does not explain; `asked` names are known."""
    found = {name for name in _words(text) & abbreviations.keys() if not is_usual(name, abbreviations[name])}
    if not found:
        return 1.0
    own = explained(text)
    bare = {name for name in found if name not in own and name.lower() not in asked and not _told(name, text)}
    return 1.0 if not bare else ABBREVIATED if len(bare) == 1 else OFTEN_ABBREVIATED


def _told(name: str, text: str) -> bool:
    """Whether an insertion behind an abbreviation says what it stands for."""
    return f"{name} [" in text or f"{name}s [" in text


@lru_cache(maxsize=16384)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))

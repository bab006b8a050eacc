"""Terms of a large vocabulary in a question: each becomes a concept, found by all its names, for that question alone.

Being precise goes before reaching far. A term counts where the question has one of its names whole and the name can
hardly mean anything else; the concepts of the shipped vocabulary go before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from citewell.compose.intents import without_cues
from citewell.domain.intake import Term
from citewell.domain.ports import Terms
from citewell.text.ordinary import is_plain
from citewell.text.terms import MOST_WORDS, is_telling, names_in_order, phrase_key
from citewell.text.vocabulary import TOKEN, Concept, Vocabulary, is_abbreviation

# Names of one term that are looked for. A drug may have a hundred, most of them codes.
MOST_NAMES = 40
# From so many characters on, an abbreviation is taken for one whatever its capitals.
_LONG_ABBREVIATION = 6

_PROBLEMS = frozenset({"condition", "symptom"})
_WITHIN_A_NAME = re.compile(r"[\s\-‐-―/]*")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the question, in words, that may be a name."""

    first: int
    length: int
    phrase: str


def with_terms(
    text: str,
    vocabulary: Vocabulary,
    terms: Terms,
    *,
    is_held: Callable[[Concept], bool],
    tells: Callable[[str], bool] = is_telling,
) -> tuple[Vocabulary, tuple[Term, ...]]:
    """The vocabulary with the terms that a question names, and these terms; the same vocabulary where there are none.

    A term that shares a name with a concept of the vocabulary only lends it the question's words. One that
    the library does not have by another name than the question's adds nothing and is left out; `is_held` tells
    whether it has a concept by any of its names, `tells` whether a name can be trusted to mean the term.
    """
    spans = list(_spans(text, vocabulary))
    found = _by_phrase(terms.find([span.phrase for span in spans])) if spans else {}
    concepts: dict[str, Concept] = {}
    used: dict[tuple[str, str, str], Term] = {}
    for span in _longest(spans, found):
        term, *others = found[phrase_key(span.phrase)]
        if others or not term.type or not _fits(span.phrase, term, tells):
            continue
        identity = (term.source, term.id, term.label)
        known = {label for name in names_in_order(term) for label in _stands_for(name, vocabulary)}
        names = _other_names(span.phrase, term, vocabulary, tells)
        if len(known) == 1 and is_held(vocabulary.concepts[min(known)]):
            concept = concepts.get(min(known), vocabulary.concepts[min(known)])
            concepts[concept.label] = replace(concept, synonyms=(*concept.synonyms, span.phrase))
            used[identity] = term
        elif names and not known and identity not in used and is_held(Concept(names[0], tuple(names[1:]))):
            concept = _concept(span.phrase, names, type=term.type)
            if concept.label not in vocabulary.concepts:
                concepts[concept.label] = concept
                used[identity] = term
    return (vocabulary.with_concepts(concepts.values()), tuple(used.values())) if concepts else (vocabulary, ())


def _spans(text: str, vocabulary: Vocabulary) -> Iterator[Span]:
    """Every run of up to MOST_WORDS words that no other mark parts and that no concept of the vocabulary is in."""
    words = list(TOKEN.finditer(text))
    mentions = vocabulary.mentions(text)
    taken = [any(mention.start < word.end() and word.start() < mention.end for mention in mentions) for word in words]
    for first, start in enumerate(words):
        for last in range(first, min(first + MOST_WORDS, len(words))):
            apart = last > first and not _WITHIN_A_NAME.fullmatch(text[words[last - 1].end() : words[last].start()])
            if taken[last] or apart:
                break
            yield Span(first, last - first + 1, text[start.start() : words[last].end()])


def _by_phrase(terms: Sequence[Term]) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for term in terms:
        for key in dict.fromkeys(map(phrase_key, names_in_order(term))):
            found.setdefault(key, []).append(term)
    return found


def _longest(spans: Sequence[Span], found: dict[str, list[Term]]) -> Iterator[Span]:
    """The spans that are names, the longest from each place on, without overlaps."""
    free = 0
    for span in sorted(spans, key=lambda span: (span.first, -span.length)):
        if span.first >= free and phrase_key(span.phrase) in found:
            free = span.first + span.length
            yield span


def _fits(phrase: str, term: Term, tells: Callable[[str], bool]) -> bool:
    """Whether a phrase is a name of the term as it is written, a telling one, and no mere cue of an intent."""
    key = phrase_key(phrase)
    names = [name for name in names_in_order(term) if phrase_key(name) == key]
    written = [name for name in names if not is_abbreviation(name) or _is_abbreviated(phrase, name)]
    asked = phrase.split()[-1] if term.type in _PROBLEMS else phrase  # "diabetic complications" asks for complications
    return any(map(tells, written)) and bool(without_cues(asked).strip())


def _is_abbreviated(phrase: str, name: str) -> bool:
    return phrase.removesuffix("s") == name.removesuffix("s") or phrase.lower() in _in_small_letters(name)


def _in_small_letters(name: str) -> list[str]:
    lowered = name.lower()
    return [lowered] if len(name) >= _LONG_ABBREVIATION and is_abbreviation(name) and not is_plain(lowered) else []


def _stands_for(name: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The concept that a name as a whole stands for."""
    mentions = vocabulary.mentions(name)
    return frozenset(item.label for item in mentions if not (name[: item.start] + name[item.end :]).strip(" ()-"))


def _other_names(phrase: str, term: Term, vocabulary: Vocabulary, tells: Callable[[str], bool]) -> list[str]:
    """The telling names that are not the question's phrase and have no concept of the vocabulary in them."""
    names = [name for name in names_in_order(term) if tells(name) and not vocabulary.mentions(name)]
    return [name for name in names if phrase_key(name) != phrase_key(phrase)][:MOST_NAMES]


def _concept(phrase: str, names: Sequence[str], *, type: str) -> Concept:
    """A concept in the question's words; a name of several words in their place where they are an abbreviation."""
    label = next((name for name in names if " " in name), phrase) if is_abbreviation(phrase) else phrase
    forms = [form for name in (phrase, *names) for form in (name, *_in_small_letters(name)) if form != label]
    return Concept(label, tuple(dict.fromkeys(forms)), type=type)

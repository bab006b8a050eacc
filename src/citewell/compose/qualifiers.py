"""What a claim in other words must keep of its quote: certainty, conditions, people, figures and names.

Leaving a word out can make a true sentence false ("may", "in adults", "with weak evidence") without a word in it
that the source lacks. So a claim that a model worded keeps all of these of the sentence it stands on.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from citewell.domain.articles import Claim, Finding
from citewell.domain.enums import Severity
from citewell.text.normalise import content_stems, normalise, words
from citewell.text.quantities import find_quantities
from citewell.text.sentences import split_sentences
from citewell.text.vocabulary import Vocabulary

RULE_NAME = "qualifiers_kept"
MOST_LEFT_OUT = 1

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def check_qualifiers(claim: Claim, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """An error for each way in which the claim says more or less than the sentence of its first quote.

    A claim that is its quote, or a whole sentence of it, letter for letter, keeps everything.
    """
    quote = claim.citations[0].quote
    sentences = [span.of(quote) for span in split_sentences(quote)]
    if claim.text == quote or claim.text in sentences or not sentences:
        return ()
    stems = set(content_stems(claim.text))
    sentence = max(sentences, key=lambda one: (len(stems & set(content_stems(one))), -len(one)))
    reasons = (*_classes(claim.text, sentence), *_figures(claim.text, sentence))
    reasons = (*reasons, *_content(claim.text, sentence), *_names(claim.text, sentence, vocabulary))
    return tuple(Finding(RULE_NAME, Severity.ERROR, claim.id, why, quote) for why in reasons)


def _classes(text: str, sentence: str) -> Iterator[str]:
    """Limiting words by class, counted: of two "may" none may go."""
    said, stated = _classes_of(text), _classes_of(sentence)
    for name, found in stated.items():
        if len(said.get(name, ())) < len(found):
            yield f"The quote says “{found[-1]}”, the claim leaves it out."
    for name, found in said.items():
        if len(stated.get(name, ())) < len(found):
            yield f"The claim says “{found[-1]}”, the quote does not, or not as often."


def _classes_of(text: str) -> dict[str, list[str]]:
    """The words of a text by class; hyphenated words also part by part."""
    found: dict[str, list[str]] = {}
    for word in _WORD.findall(normalise(text, fold_case=True)):
        for part in (word, *(word.split("-") if "-" in word else ())):
            if part in _class_by_word():
                found.setdefault(_class_by_word()[part], []).append(part)
    return found


def _content(text: str, sentence: str) -> Iterator[str]:
    """Nothing is left out without a word in its place, and what is kept stands in its order.

    Moving one end of a sentence to the other ("For migraine, X is recommended") turns no meaning; exchanging two
    of its words may.
    """
    said, stated = content_stems(text), content_stems(sentence)
    lost, added = Counter(stated) - Counter(said), Counter(said) - Counter(stated)
    if lost.total() > added.total():
        yield f"The claim leaves out what the quote says of {', '.join(sorted(lost))}."
    elif len(words(sentence)) - len(words(text)) > MOST_LEFT_OUT:
        yield "The claim leaves out words that bind the quote together."
    kept = _only(said, Counter(said) - added), _only(stated, Counter(stated) - lost)
    if not _is_turned(*kept):
        yield "The claim has the quote's words in an order that may turn their meaning."


def _only(stems: Sequence[str], wanted: Counter[str]) -> list[str]:
    left, kept = Counter(wanted), []
    for stem in stems:
        if left[stem] > 0:
            left[stem] -= 1
            kept.append(stem)
    return kept


def _is_turned(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the two are equal but for where they begin."""
    return not first or any([*first[place:], *first[:place]] == [*second] for place in range(len(first)))


def _figures(text: str, sentence: str) -> Iterator[str]:
    said = {quantity.key for quantity in find_quantities(text)}
    for quantity in find_quantities(sentence):
        if quantity.key not in said:
            yield f"The quote gives “{quantity.text}”, the claim leaves it out."


def _names(text: str, sentence: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Conditions, drugs and procedures: the same ones, in the same order."""
    said, stated = _labels(text, vocabulary), _labels(sentence, vocabulary)
    lost, added = set(stated) - set(said), set(said) - set(stated)
    if lost:
        yield f"The quote is on {', '.join(sorted(lost))}, the claim leaves that out."
    elif added:
        yield f"The claim is on {', '.join(sorted(added))}, the quote is not."
    elif said != stated:
        yield "The claim has the quote's drugs, conditions or procedures in another order."


def _labels(text: str, vocabulary: Vocabulary) -> Sequence[str]:
    return tuple(dict.fromkeys(mention.label for mention in vocabulary.mentions(text)))


@cache
def _class_by_word() -> dict[str, str]:
    text = resources.files("citewell.compose").joinpath("qualifiers.toml").read_text("utf-8")
    return {word: name for name, listed in tomllib.loads(text).items() for word in listed.split()}

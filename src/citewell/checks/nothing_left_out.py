"""A claim in other words than its quote's leaves out no limiting word, figure or name, and turns no order.

Leaving a word out can make a true sentence false ("may", "in adults", "with weak evidence") without a word in it
that the source lacks. So a claim of an article that is no sentence of its quote keeps all of these. Two texts that
are only compared may differ by more: there `qualifiers_kept` asks for conditions and sorts alone.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from citewell.checks.comparing import pair_of
from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Claim, Finding
from citewell.text.normalise import content_stems, normalise, words
from citewell.text.openings import without_ties
from citewell.text.quantities import find_quantities
from citewell.text.quotes import without_insertions
from citewell.text.sentences import split_sentences
from citewell.text.vocabulary import Vocabulary

RULE = "nothing_left_out"
SUMMARY = (
    "A claim that is no sentence of its quote leaves out none of its limiting words, figures and names, "
    "and keeps their order."
)

MOST_LEFT_OUT = 1
"""So many words that bind a sentence together may go."""

_TURNING = frozenset("not no never avoid stop without unless only may might except do don't".split())
SHORT = 3
"""Letters up to which a word of a heading may be in lower case: of, for, and."""

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
# The label that a part of an abstract opens with says nothing of its sentence.
_LABEL = re.compile(
    r"^(?:conclusions?|results?|findings?|interpretation|discussion|background|summary): ", re.IGNORECASE
)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each way in which the claim says more or less than the sentence of its first quote.

    A claim that is its quote, or whole sentences of it, or all of its words in their order, keeps everything.
    """
    quote = claim.citations[0].quote
    text, _ = without_insertions(claim.text, quote)
    untied = without_ties(_LABEL.sub("", quote))
    if pair_of(claim, context).verbatim or _is_behind_heading(text, quote) or _is_behind_heading(text, untied):
        return []
    sentences = [span.of(quote) for span in split_sentences(quote)]
    sentences += [without_ties(sentence) for sentence in sentences]
    if text in (quote, untied) or text in sentences or not sentences or words(text) == words(quote):
        return []
    said = set(content_stems(text))
    sentence = max(sentences, key=lambda one: (len(said & set(content_stems(one))), -len(one)))
    reasons = [*_classes(text, sentence), *_figures(text, sentence), *_content(text, sentence)]
    if context.vocabulary is not None:
        reasons += _names(text, sentence, context.vocabulary)
    return [error(RULE, claim, why, excerpt=quote) for why in reasons]


def _is_behind_heading(text: str, quote: str) -> bool:
    """Whether the text is its quote without the heading that has run into it: "Iron Therapy If you have ..."."""
    claim, whole = " ".join(text.split()), " ".join(quote.split())
    if not whole.endswith(claim) or not claim[:1].isupper():
        return False
    heading = whole[: -len(claim)].split()
    if frozenset(word.lower() for word in heading) & _TURNING:
        return False
    told = [word for word in heading if len(word) > SHORT]
    return bool(told) and all(word[0].isupper() and word[-1].isalpha() for word in told)


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
    text = resources.files("citewell.checks").joinpath("qualifiers.toml").read_text("utf-8")
    rows: dict[str, str] = tomllib.loads(text)["classes"]
    return {word: name for name, listed in rows.items() for word in listed.split()}

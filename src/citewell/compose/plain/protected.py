"""Words that no rewording touches: quotes, insertions, names, medicines, and the names of illnesses and procedures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.text.canonical import substances
from citewell.text.vocabulary import Vocabulary

_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’|\[[^\[\]]*\]|https?://\S+|\b10\.\d{4,}/\S+")
# Words with capitals in a row, small words between them: the name of a body, a person, a guideline, a trial.
_NAME = re.compile(
    r"(?<![.!?] )(?<!^)\b[A-Z][\w'’-]+(?:(?: (?:of|for|the|and|on|in|&))* [A-Z][\w'’-]+)+"
    r"|\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+ (?:guideline|statement|trial|study|criteria|classification|pathway)\b"
)
_KEPT = frozenset({"condition", "symptom", "drug", "procedure", "test"})


def never_touched(text: str) -> Iterator[tuple[int, int]]:
    """Quotes, insertions, addresses and names."""
    for match in _QUOTED.finditer(text):
        yield match.span()
    yield from proper_names(text)


def proper_names(text: str) -> Iterator[tuple[int, int]]:
    """Names of bodies, persons, guidelines and studies: words with capitals in a row."""
    for match in _NAME.finditer(text):
        yield match.span()


def medicines(text: str) -> Iterator[tuple[int, int]]:
    """Names of medicines."""
    if substances(text):
        for match in re.finditer(r"[A-Za-z][\w-]+", text):
            if substances(match.group()):
                yield match.span()


def names_of_things(text: str, vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Names of illnesses, tests, procedures and medicines: half a name in other words names something else."""
    for mention in vocabulary.mentions(text):
        if vocabulary.concepts[mention.label].type in _KEPT:
            yield mention.start, mention.end
    yield from medicines(text)

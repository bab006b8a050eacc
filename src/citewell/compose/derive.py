"""Everything of an article that follows from its claims and their sources, worked out in one place.

The pipeline fills it in, and `citewell verify` works it out again and compares: what was altered afterwards shows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from citewell.compose.how_sure import how_sure
from citewell.compose.in_short import summaries
from citewell.compose.lines import treatment_lines
from citewell.compose.omissions import expected_of, shown_expected
from citewell.compose.reasons import explained
from citewell.compose.support import supported
from citewell.domain.articles import Article
from citewell.domain.documents import Document, Passage
from citewell.text.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the library holds of an article's sources, by id, and the vocabulary that they are read with."""

    passages: Mapping[str, Passage]
    documents: Mapping[str, Document]
    vocabulary: Vocabulary


def with_derived(article: Article, held: Grounds, *, missing: Collection[str] = ()) -> Article:
    """The article with support, reasons of sides, treatment lines and their summary, expected slots, how sure it is.

    `missing` are the slots that the full form has no source on either; only the brief form needs them.
    """
    numbers = {reference.number: reference for reference in article.references}
    cited = {
        number: held.documents[one.document_id] for number, one in numbers.items() if one.document_id in held.documents
    }
    article = replace(
        article,
        direct_answer=tuple(supported(claim, numbers) for claim in article.direct_answer),
        sections=tuple(
            replace(section, claims=tuple(supported(claim, numbers) for claim in section.claims))
            for section in article.sections
        ),
        disagreements=tuple(explained(item, cited) for item in article.disagreements),
    )
    lines = treatment_lines(article, passages=held.passages, vocabulary=held.vocabulary)
    expected = expected_of(article, passages=held.passages, lines=lines, vocabulary=held.vocabulary)
    return replace(
        article,
        lines=lines,
        summary=summaries(article, lines, held.vocabulary),
        expected=shown_expected(expected, length=article.length, missing=missing),
        how_sure=how_sure(article),
    )

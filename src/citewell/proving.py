"""Proving a finished article once more: every citation and check, against the library and without any model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from citewell.checks.context import CheckContext
from citewell.checks.replay import replay
from citewell.compose.derive import Grounds, with_derived
from citewell.compose.terms import with_terms
from citewell.domain.articles import Article, Citation, Finding
from citewell.domain.documents import Document, Passage
from citewell.domain.ports import Terms
from citewell.engines.lexical_entailer import LexicalEntailer
from citewell.retrieval.search import is_named
from citewell.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    from citewell.indexes.lance import LanceIndex


def prove(article: Article, *, index: LanceIndex, vocabulary: Vocabulary, terms: Terms | None) -> tuple[Finding, ...]:
    """What does not hold; a quote that the library has changed since is looked for in its earlier versions."""
    passages, documents = cited_texts(article, index)
    asked = vocabulary
    if terms is not None:  # the answer was checked with the terms that its question names
        asked, _ = with_terms(
            article.question, vocabulary, terms, is_held=lambda concept: is_named(concept, index=index)
        )
    derived = with_derived(
        article,
        Grounds(passages, documents, vocabulary),
        missing=[item.name for item in article.expected if not item.claim_ids],
    )
    context = CheckContext(passages=passages, documents=documents, vocabulary=asked)
    return replay(article, context, entailer=LexicalEntailer(asked), derived=derived)


def cited_texts(article: Article, index: LanceIndex) -> tuple[dict[str, Passage], dict[str, Document]]:
    """The passages that an article cites and their documents, by id, each as the article quotes it where it is held.

    A quote that is not where it says in the library of today is looked for in the earlier versions of its document.
    """
    cited = [citation for claim in article.claims for citation in claim.citations]
    stored = index.read([citation.passage_id for citation in cited])
    passages = {name: passage for name, (passage, _, _) in stored.items()}
    moved = [item for item in cited if not _stands(item, passages.get(item.passage_id))]
    documents = {document.id: document for _, document, _ in stored.values()}
    if moved:
        for version in index.earlier(sorted({item.document_id for item in moved})):
            documents.setdefault(version.document.id, version.document)
            for passage in version.passages:
                if any(item.passage_id == passage.id and _stands(item, passage) for item in moved):
                    passages[passage.id] = passage
    return passages, documents


def _stands(citation: Citation, passage: Passage | None) -> bool:
    """Whether a citation's quote is where it says in a passage."""
    return passage is not None and passage.text[citation.start : citation.end] == citation.quote

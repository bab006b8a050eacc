"""What is kept beside an article so that it is found: what it cites, and its words."""

from __future__ import annotations

from citewell.domain.articles import Article


def text_row(article: Article) -> dict[str, str]:
    """What an article is found by: its question and its claims, in small letters."""
    claims = "\n".join(claim.text for claim in article.claims)
    return {
        "article": article.digest,
        "question": f"{article.question}\n{article.asked}".casefold(),
        "claims": claims.casefold(),
    }


def citation_rows(article: Article) -> list[dict[str, str]]:
    """A row for each document that an article refers to."""
    documents = {reference.document_id for reference in article.references}
    return [{"article": article.digest, "document": document} for document in sorted(documents)]

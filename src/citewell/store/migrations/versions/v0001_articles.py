"""The tables of articles, reports and threads; those that an older Citewell made are taken over as they are.

Ahead of migrations each store made its own tables, so that a file may have any of them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from citewell.domain.article_codec import article_from_json
from citewell.store._rows import citation_rows, text_row

revision = "v0001_articles"
down_revision = None


def _plain(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make what is missing, and index the articles of a file that had no index of them."""
    known = set(sa.inspect(op.get_bind()).get_table_names())
    for name, columns, indexed in _tables():
        op.create_table(name, *columns, if_not_exists=True)
        op.create_index(f"ix_{name}_{indexed}", name, [indexed], if_not_exists=True) if indexed else None
    if "articles" in known and not {"citations", "article_texts"} <= known:
        _index_articles()


def downgrade() -> None:
    """Drop everything."""
    for name in ("turns", "threads", "reports", "article_texts", "citations", "articles"):
        op.drop_table(name)


def _tables() -> list[tuple[str, list[sa.Column[Any]], str]]:
    """Every table with its columns and the column that is indexed besides the key."""

    def column(name: str, kind: sa.types.TypeEngine[Any], *, key: bool = False) -> sa.Column[Any]:
        return sa.Column(name, kind, primary_key=key, nullable=False)

    return [
        (
            "articles",
            [
                column("digest", _plain(64), key=True),
                column("question", sa.Text()),
                column("status", sa.String(32)),
                column("saved_at", _plain(32)),
                column("body", sa.Text()),
            ],
            "saved_at",
        ),
        ("citations", [column("article", _plain(64), key=True), column("document", _plain(255), key=True)], "document"),
        (
            "article_texts",
            [column("article", _plain(64), key=True), column("question", sa.Text()), column("claims", sa.Text())],
            "",
        ),
        (
            "reports",
            [
                sa.Column("number", sa.Integer(), primary_key=True),
                column("article", _plain(64)),
                column("claim", sa.String(64)),
                column("text", sa.Text()),
                column("reported_at", _plain(32)),
            ],
            "article",
        ),
        (
            "threads",
            [column("id", _plain(64), key=True), column("started_at", _plain(32)), column("used_at", _plain(32))],
            "used_at",
        ),
        (
            "turns",
            [
                column("thread", _plain(64), key=True),
                sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
                column("asked", sa.Text()),
                column("question", sa.Text()),
                column("article", _plain(64)),
                column("status", sa.String(32)),
                column("asked_at", _plain(32)),
                column("passages", sa.Text()),
            ],
            "article",
        ),
    ]


def _index_articles() -> None:
    connection = op.get_bind()
    articles = sa.table("articles", sa.column("digest"), sa.column("body"))
    texts = sa.table("article_texts", sa.column("article"), sa.column("question"), sa.column("claims"))
    citations = sa.table("citations", sa.column("article"), sa.column("document"))
    for table in (texts, citations):
        connection.execute(table.delete())
    for digest in connection.execute(sa.select(articles.c.digest)).scalars().all():
        body = connection.execute(sa.select(articles.c.body).where(articles.c.digest == digest)).scalar_one()
        article = article_from_json(body)
        connection.execute(texts.insert(), text_row(article))
        if cited := citation_rows(article):
            connection.execute(citations.insert(), cited)

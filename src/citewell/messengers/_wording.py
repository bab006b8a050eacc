"""What a message says: the title of the article, what happened, and the way to it. Nothing that a reader wrote."""

from __future__ import annotations

from citewell.domain.news import News

LONGEST_TITLE = 160


def one_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """A text on one line, without characters that cannot be shown, cut where it is too long."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def link_to(news: News, site: str) -> str:
    """The address of the article's page, or of one's account."""
    return f"{site.rstrip('/')}/articles/{news.digest}" if news.digest else f"{site.rstrip('/')}/account"


def subject_of(news: News) -> str:
    """The subject of a mail."""
    return f"{news.kind.label}: {one_line(news.title)}"


def text_of(news: News, site: str) -> str:
    """The body of a mail."""
    number = len(news.claim_ids)
    touched = f"Statements affected: {number}." if number else ""
    parts = [one_line(news.title), one_line(news.reason, 2_000), touched, one_line(news.note, 500), link_to(news, site)]
    return "\n\n".join(part for part in parts if part) + "\n"

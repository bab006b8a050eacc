"""What a message says: the title of the article, what happened, and the ways to it. Nothing that a reader wrote."""

from __future__ import annotations

from citewell.domain.news import News, NewsKind

LONGEST_TITLE = 160


def one_line(text: str, longest: int = LONGEST_TITLE) -> str:
    """A text on one line, without characters that cannot be shown, cut where it is too long."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def link_to(news: News, site: str) -> str:
    """Where to act on it: the dossier on the workbench; of a report the list of reports; of an account its page."""
    if news.kind is NewsKind.ADDRESS:
        return f"{site.rstrip('/')}/account"
    place = "items" if news.kind is NewsKind.REPORTED else news.dossier_id
    return f"{site.rstrip('/')}/bench/{place}"


def article_link(news: News, site: str) -> str:
    """The article's page, as readers have it; empty where the news is of none."""
    return f"{site.rstrip('/')}/articles/{news.digest}" if news.digest else ""


def subject_of(news: News) -> str:
    """The subject of a mail."""
    return f"{news.kind.label}: {one_line(news.title)}"


def text_of(news: News, site: str) -> str:
    """The body of a mail."""
    number = len(news.claim_ids)
    touched = f"Statements affected: {number}." if number else ""
    readers = article_link(news, site)
    ways = f"Work on it: {link_to(news, site)}\nWhat readers have: {readers}" if readers else link_to(news, site)
    parts = [one_line(news.title), one_line(news.reason, 2_000), touched, one_line(news.note, 500), ways]
    return "\n\n".join(part for part in parts if part) + "\n"

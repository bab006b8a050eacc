"""Count what the article on the README's question holds: python tools/count_article.py [QUESTION] [--write].

Asks the library at hand without keeping the answer, and prints a table in Markdown; --write puts it into
docs/compared.md.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bench import QUESTION
from citewell.app import App, read_settings
from citewell.domain.articles import Article, Claim

PAGE = Path(__file__).resolve().parent.parent / "docs" / "compared.md"
BEGIN, END = "<!-- counts -->", "<!-- end of counts -->"


def main() -> None:
    """Ask, count, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("question", nargs="?", default=QUESTION)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    article = App(read_settings()).ask(options.question, keep=False)
    table = ["| what | count |", "|---|---|", *(f"| {what} | {count} |" for what, count in counts(article))]
    print("\n".join(table))
    if options.write:
        head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
        PAGE.write_text("\n".join([head + BEGIN, *table, END]) + rest.partition(END)[2], "utf-8")


def counts(article: Article) -> Iterator[tuple[str, str]]:
    """What is counted, and how much there is of it."""
    claims = article.claims
    citations = [citation for claim in claims for citation in claim.citations]
    kinds = Counter(reference.kind.value for reference in article.references)
    years = [reference.year for reference in article.references if reference.year]
    yield "statements", f"{len(claims)}"
    yield "words of the direct answer", f"{_words(claim.text for claim in article.direct_answer)}"
    yield "words of all statements", f"{_words(claim.text for claim in claims)}"
    yield "statements with a number and a stored quote behind it", f"{sum(bool(one.citations) for one in claims)}"
    yield "quotes", f"{len(citations)}"
    yield "statements with the source's own strength or certainty", f"{sum(map(_graded, claims))}"
    yield "statements that rest on more than one publication", f"{sum(map(_several, claims))}"
    yield "publications in the reference list", f"{len(article.references)}"
    yield "of them by kind", ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    yield "years of publication", f"{min(years)} to {max(years)}"
    linked = sum(bool(one.doi or one.pmid or one.pmcid or one.url) for one in article.references)
    yield "references with a link", f"{linked}"
    yield "references marked as superseded", f"{sum(one.status.value == 'superseded' for one in article.references)}"
    yield "sections", f"{len(article.sections)}"
    steps = {line.name for line in article.lines}
    yield "steps of treatment, with options", f"{len(steps)}, {len(article.lines)}"
    yield (
        "disagreements, with sides",
        f"{len(article.disagreements)}, {sum(len(d.sides) for d in article.disagreements)}",
    )
    prevalence = [one for one in article.disagreements if one.measure == "prevalence"]
    yield "positions on prevalence", ", ".join(side.position for one in prevalence for side in one.sides) or "none"
    told = sum(bool(one.claim_ids) for one in article.expected)
    yield "expected matters told, and named as missing", f"{told}, {len(article.expected) - told}"
    yield "statements removed by the checks", f"{sum(one.severity.value == 'error' for one in article.findings)}"


def _words(texts: Iterator[str]) -> int:
    return sum(len(re.findall(r"\w[\w'’.,%-]*", text)) for text in texts)


def _graded(claim: Claim) -> bool:
    return any(citation.strength or citation.certainty for citation in claim.citations)


def _several(claim: Claim) -> bool:
    return len({citation.reference for citation in claim.citations}) > 1


if __name__ == "__main__":
    main()

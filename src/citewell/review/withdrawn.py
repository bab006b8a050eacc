"""Whether an answer made today tells again what a safety officer has withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from citewell.domain.articles import Article
from citewell.domain.reviewing import Dossier, Notice
from citewell.text.normalise import normalise

ENDINGS = " ?!."


@dataclass(frozen=True, slots=True)
class WithdrawnText:
    """A text that was withdrawn, and the notice that stands in its place."""

    article: Article
    notice: Notice


def is_same_question(first: str, second: str) -> bool:
    """Whether two questions differ in nothing but capitals, white space and the sign at the end."""
    return _plain(first) == _plain(second)


def withdrawal_of(dossier: Dossier) -> Notice | None:
    """The last withdrawal of a dossier, whatever has become of it since."""
    return dossier.tombstones[-1] if dossier.tombstones else None


def repeated_in(article: Article, texts: Iterable[WithdrawnText]) -> Notice | None:
    """The notice of a withdrawal that an answer to the same question goes round; None where it does not.

    It does where it has a claim that the withdrawal names, where its claims are those of a withdrawn text, and where
    they are a part of one that was made from the same library, as its brief form is.
    """
    claims = {claim.id for claim in article.claims}
    for one in texts:
        if not claims or not is_same_question(article.question, one.article.question):
            continue
        gone = {claim.id for claim in one.article.claims}
        same_library = article.provenance.library_release == one.article.provenance.library_release
        if claims.intersection(one.notice.claim_ids) or claims == gone or (same_library and claims < gone):
            return one.notice
    return None


def _plain(question: str) -> str:
    return " ".join(normalise(question, fold_case=True).split()).rstrip(ENDINGS)

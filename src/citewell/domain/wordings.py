"""Records of an article in a reader's words: the same claims, worded, explained, in order, with what it took."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.domain.errors import RecordError


@dataclass(frozen=True, slots=True)
class Explanation:
    """A term of a worded text and what it means in plain words.

    Where the term is a plain word put in the place of the source's own, `replaced` is what the source says.
    """

    term: str
    meaning: str
    replaced: str = ""


@dataclass(frozen=True, slots=True)
class WordedClaim:
    """A claim of the article in a reader's words.

    `text` is empty where `withheld` says why it is not shown to this reader. `kept_because` names the check that kept
    a rewrite out, so that the original, or the plainer words of rules, stand. `shown` tells what is within the
    profile's length from what is folded away; either way the claim, its numbers and its quotes are those of the
    article.
    """

    claim_id: str
    text: str
    explanations: tuple[Explanation, ...] = ()
    changed: bool = False
    kept_because: str = ""
    withheld: str = ""
    shown: bool = True

    def __post_init__(self) -> None:
        if bool(self.text) == bool(self.withheld):
            raise RecordError(f"Claim {self.claim_id} is either worded or withheld.")


@dataclass(frozen=True, slots=True)
class Readability:
    """How hard a text is to read: counts and grades of its shown claims, and terms that nothing explains.

    `flesch_kincaid` and `smog` are grades of all words. `known_words` of them are proper names, names of medicines, and
    terms explained beside their statement; `flesch_kincaid_known` and `smog_known` are the grades with these counted as
    known. Whoever tells the latter tells the former too.
    """

    words: int
    sentences: int
    words_per_sentence: float
    flesch_kincaid: float
    smog: float
    unexplained: tuple[str, ...] = ()
    known_words: int = 0
    flesch_kincaid_known: float = 0.0
    smog_known: float = 0.0


@dataclass(frozen=True, slots=True)
class WordedArticle:
    """An article as one reader profile reads it; `digest` is that of the article, which it never changes.

    `claims` hold every claim of the article in reading order. `urgent` and `questions` are a lay reader's signs to
    act on and questions to ask; `target` is the profile's range of school grades.
    """

    audience: str
    digest: str
    claims: tuple[WordedClaim, ...]
    readability: Readability
    target: tuple[float, float]
    urgent: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def worded(self, claim_id: str) -> WordedClaim:
        """One claim; raises KeyError for an id that the article has not."""
        return {claim.claim_id: claim for claim in self.claims}[claim_id]

"""From evidence to candidate claims: usable sentences with what selection needs to know about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from citewell.compose.topics import find_topic
from citewell.domain.articles import Citation, Claim
from citewell.domain.documents import Passage
from citewell.domain.enums import PassageTopic
from citewell.domain.questions import Evidence
from citewell.text.context import dangling_reference, is_sentence
from citewell.text.coverage import TextSigns, Unit, coverage, heading, read_signs
from citewell.text.identity import claim_id
from citewell.text.sentences import split_sentences
from citewell.text.vocabulary import Vocabulary

# A sentence that only points elsewhere: an aside in brackets, "see the summary", "for more information".
_POINTER = re.compile(
    r"^\(|^see (?:the|also|our)\b|\bfor more information\b|\bclick(?:ing)? (?:here|on)\b", re.IGNORECASE
)

# A line that ends in a colon, with the lines below it up to an empty one.
_LIST = re.compile(r"^.*:[ \t]*(?:\n[ \t]*\S.*)+", re.MULTILINE)

# Headings under which a publication says what it set out to do and how, and not what is so; some only in an abstract.
_DOINGS = re.compile(
    r"(?!.*(?:findings|results))(?:\d[\d.]*\s+)?(?:(?:study |primary )?(?:objectives?|aims?|purposes?|design)\b"
    r"|(?:patients?|participants|subjects|materials?|data)?(?: (?:and|&) |, )?(?:methods?|methodology)\b"
    r"|questions? addressed|data (?:sources?|extraction|collection|analysis)|study selection|eligibility criteria"
    r"|statistical analys[ie]s|(?:trial )?registration|funding|review methods|search (?:strategy|methods))",
    re.IGNORECASE,
)
_DOINGS_IN_ABSTRACTS = re.compile(
    r"(?:settings?|population|participants?|interventions?|exposures?|comparators?|measurements?"
    r"|(?:main |primary |secondary )?outcomes?(?: and measures?| measures?)?)$",
    re.IGNORECASE,
)

SHORTEST_CLAIM = 4
LONGEST_CLAIM = 70


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim with its evidence, topic, what it names, and how well it fits the part.

    `coverage` is the weighted share, in 0..1, of the part's units that the claim itself or the title of
    its publication names; `relevance`, in 0..1, joins it with the score of the passage.
    """

    claim: Claim
    evidence: Evidence
    topic: PassageTopic | None
    coverage: float
    relevance: float
    signs: TextSigns

    @property
    def order(self) -> tuple[int, int, float, str]:
        """Sorting key within a section: kind of evidence, newest first, most relevant first, identity."""
        document = self.evidence.document
        return (document.kind.rank, -(document.year or 0), -self.relevance, self.claim.id)


def extract_claims(evidence: Sequence[Evidence]) -> list[Claim]:
    """Every sentence of the evidence that can stand alone, as a claim that quotes it letter for letter.

    What a study set out to do and how, by its headings, is no claim. What stands in a list under words such as
    "Do not use in people who have:" means nothing without them.
    """
    claims: list[Claim] = []
    for item in evidence:
        passage = item.passage
        if _tells_doings(passage.section_path):
            continue
        lists = [match.span() for match in _LIST.finditer(passage.text)] if ":\n" in passage.text else []
        for span in split_sentences(passage.text):
            quote = passage.text[span.start : span.end]
            in_list = any(start <= span.start < end for start, end in lists)
            if not in_list and _stands_alone(quote):
                claims.append(_quote_claim(passage, quote, span.start))
    return claims


def make_candidates(
    claims: Sequence[Claim],
    evidence: Sequence[Evidence],
    *,
    units: Sequence[Unit],
    vocabulary: Vocabulary,
) -> list[Candidate]:
    """Pair each claim with the evidence it quotes first; claims on unknown passages are left out."""
    by_passage = {item.passage.id: item for item in evidence}
    candidates: list[Candidate] = []
    for claim in claims:
        item = by_passage.get(claim.citations[0].passage_id)
        if item is None:
            continue
        passage = item.passage
        signs = read_signs(claim.text, vocabulary)
        named = coverage(units, signs, read_signs(heading(passage), vocabulary))
        candidates.append(
            Candidate(
                claim=claim,
                evidence=item,
                topic=passage.topic or find_topic(claim.text, title=passage.title, section_path=passage.section_path),
                coverage=named,
                relevance=item.score * (0.5 + 0.5 * named),
                signs=signs,
            )
        )
    return candidates


def _tells_doings(section_path: Sequence[str]) -> bool:
    if any(_DOINGS.match(heading) for heading in section_path):
        return True
    abstract = bool(section_path) and section_path[0].lower().startswith("abstract")
    return abstract and any(_DOINGS_IN_ABSTRACTS.match(heading) for heading in section_path[1:])


@lru_cache(maxsize=16384)
def _stands_alone(sentence: str) -> bool:
    return (
        SHORTEST_CLAIM <= len(sentence.split()) <= LONGEST_CLAIM
        and not _POINTER.search(sentence)
        and is_sentence(sentence)
        and dangling_reference(sentence) is None
    )


def _quote_claim(passage: Passage, quote: str, start: int) -> Claim:
    end = start + len(quote)
    strength, certainty = passage.grade(start, end)
    citation = Citation(
        document_id=passage.document_id,
        passage_id=passage.id,
        locator=passage.locator,
        quote=quote,
        start=start,
        end=end,
        strength=strength,
        certainty=certainty,
        inferred=passage.inferred,
    )
    return Claim(claim_id(quote, [(passage.id, quote, start, end)]), quote, (citation,))

"""From evidence to candidate claims: usable sentences with what selection needs to know about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from citewell.compose.abstracts import RESULTS, Publications
from citewell.compose.leaning import compares_with_unsaid, leans, runs_on, without_stray_bracket
from citewell.compose.lists import find_lists, is_cut_list
from citewell.compose.passed_over import (
    compares,
    is_bench_work,
    is_passed_over,
    says_unknown,
    tells_harm_only,
    tells_when_to_act,
    without_heading,
)
from citewell.compose.roles import Role, find_labels, find_role, guess_role
from citewell.compose.standing import Standing
from citewell.compose.things import Thing
from citewell.compose.topics import find_topic
from citewell.domain.articles import Citation, Claim
from citewell.domain.documents import Document, Passage
from citewell.domain.enums import EvidenceKind, PassageTopic
from citewell.domain.questions import Evidence
from citewell.text.abbreviations import abstract_of, explained_in, with_long_forms
from citewell.text.context import dangling_reference, is_sentence
from citewell.text.coverage import NO_SIGNS, TextSigns, Unit, coverage, heading, key_units, names_any, spelt_signs
from citewell.text.identity import claim_id
from citewell.text.instructions import is_instruction, takeover
from citewell.text.openings import with_work_named, without_ties
from citewell.text.sentences import Span, split_sentences
from citewell.text.taken_back import taken_back_before, taken_back_behind
from citewell.text.vocabulary import Vocabulary

# A sentence that only points elsewhere: an aside in brackets, "see the summary", "for more information".
_POINTER = re.compile(
    r"^\(|^see (?:the|also|our)\b|\bfor more information\b|\bclick(?:ing)? (?:here|on)\b", re.IGNORECASE
)

# A line that ends in a colon, with the lines below it up to an empty one.
_LIST = re.compile(r"^.*:[ \t]*(?:\n[ \t]*\S.*)+", re.MULTILINE)

# "The quality of evidence was low." belongs to the statement before it.
_SURE = re.compile(
    r"(?:However, )?(?:the )?(?:overall )?(?:quality|certainty|strength|level) of "
    r"(?:the |this |available |supporting )*evidence (?:was|is) (?:\w+ ){0,3}"
    r"(?:very low|low|moderate|high|weak|limited)\b[^.]{0,40}\.",
    re.IGNORECASE,
)

# "Gestational* diabetes", "and even death.1": they point to a note below. Behind a symbol a star is part of that
# ("T2*", "HLA-B*57:01", "P*").
_FOOTNOTE_MARK = re.compile(
    r"(?:(?<=[a-z]{3})|(?<=[a-z]{3}[,.;]))\*{1,3}(?=[\s,.;:)]|$)|(?<=[a-z]{4}\.)\d{1,2}(?:[,–-]\d{1,2})*$"
)

_PAST = re.compile(r"\b(?:was|were|had|showed|presented|developed|died)\b")

# Headings under which an abstract stands whole.
_UNPARTED = frozenset({"abstract", "summary"})
# A last sentence that sounds like background concludes, and a first one that sounds like a result was known before.
_OUT_OF_PLACE = frozenset({(Role.KNOWN, Role.CONCLUDED), (Role.FOUND, Role.KNOWN), (Role.CONCLUDED, Role.KNOWN)})

# What is told of a thing before a study of it; and publications that put together what is known.
SUMMARISING = frozenset({EvidenceKind.GUIDELINE, EvidenceKind.CONSENSUS, EvidenceKind.NARRATIVE_REVIEW})
EXPLAINING = frozenset({PassageTopic.DEFINITION, PassageTopic.EPIDEMIOLOGY, PassageTopic.MECHANISM})
# The kinds of pages for readers; one without a known design may be a paper too.
FOR_READERS = frozenset({EvidenceKind.OTHER, EvidenceKind.PATIENT_INFORMATION, EvidenceKind.DRUG_LABEL})

SHORTEST_CLAIM = 4
LONGEST_CLAIM = 70


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim with its evidence, topic, what it names, and how well it fits the part.

    `coverage` is the weighted share, in 0..1, of the part's units that the claim itself or the title of
    its publication names, `own` of the claim alone, or of a result together with its title; `relevance`, in 0..1,
    joins coverage with the score of the passage. `role` is the part that the sentence plays in its publication.
    `names_key` says whether the claim or what stands around it names what the part is most about, and `about`, in
    0..1, how much they are about that rather than name it in passing; 1 where the source labels its topics.
    `entitled` is the share of what the title names that was asked about; 0 where the source labels its topics.
    `alone` is the share that the claim names without its title. `meant` marks a result of a publication whose title
    names nearly all that was asked about, or whose meaning is nearest to it. `around` is what the title and the
    headings name. `named` says whether the claim's own words name what the part is most about, `standing` whether the
    claim is on that itself.
    """

    claim: Claim
    evidence: Evidence
    topic: PassageTopic | None
    coverage: float
    own: float
    relevance: float
    signs: TextSigns
    role: Role
    names_key: bool
    about: float = 1.0
    entitled: float = 0.0
    around: TextSigns = NO_SIGNS
    named: bool = True
    standing: Standing = Standing.ITSELF
    alone: float = 0.0
    meant: bool = False

    @property
    def place(self) -> tuple[int, int, str]:
        """Sorting key where two are worth the same: the better passage, then the earlier sentence, identity."""
        return (self.evidence.rank, self.claim.citations[0].start, self.claim.id)

    @property
    def order(self) -> tuple[int, int, float, str]:
        """Sorting key within a section: kind of evidence, newest first, most relevant first, identity."""
        document = self.evidence.document
        return (document.kind.rank, -(document.year or 0), -self.relevance, self.claim.id)


def extract_claims(
    evidence: Sequence[Evidence], wanted: Callable[[Evidence, str], bool] = lambda item, text: True
) -> list[Claim]:
    """Every sentence of the evidence that can stand alone, as a claim that quotes it letter for letter.

    What a study set out to do and how is no claim. What stands in a list under words such as
    "Do not use in people who have:" means nothing without them; a short list is one claim together with them. What the
    next sentence takes back is quoted together with that, or not at all.
    Whether a sentence can stand alone takes long to tell, and is asked only of those `wanted`.
    """
    claims: list[Claim] = []
    for item in evidence:
        passage = item.passage
        lists = [match.span() for match in _LIST.finditer(passage.text)] if ":\n" in passage.text else []
        end = takeover(passage.text)
        spans = split_sentences(passage.text)
        short = explained_in(item.document, passage) if passage.topic is None else {}
        whole = find_lists(passage.text, spans) if passage.topic is None else []
        of_study = not is_page(item.document)
        for one in whole:
            if (
                one.end <= end
                and wanted(item, one.text)
                and not is_instruction(one.text)
                and not is_passed_over(one.text, of_study=of_study)
            ):
                read = _FOOTNOTE_MARK.sub("", one.text)
                claims.append(_quote_claim(passage, passage.text[one.start : one.end], one.start, text=read))
        for place, span in enumerate(spans):
            if any(one.start <= span.start < one.end for one in whole):
                continue
            quote = passage.text[span.start : span.end]
            text = quote if passage.topic else _read_alone(quote, passage.text, item.document)
            in_list = any(start <= span.start < end for start, end in lists)
            if (
                span.end > end
                or in_list
                or not SHORTEST_CLAIM <= len(text.split()) <= LONGEST_CLAIM
                or not wanted(item, text)
                or (passage.topic is None and text.rstrip(". ").lower() in passage.title.lower())
                or not _stands_alone(text)
                or (
                    passage.topic is None
                    and (_is_unreadable(text, passage.text, of_study=of_study) or compares_with_unsaid(quote))
                )
            ):
                continue
            role = _role(item, span.start, text)
            if role is not Role.DONE and not (passage.topic is None and role is Role.KNOWN and says_unknown(text)):
                behind = _belongs_behind(passage, span, spans[place + 1 : place + 2])
                if behind:
                    quote = passage.text[span.start : behind.end]
                    text = f"{text} {passage.text[behind.start : behind.end]}"
                if taken_back_before(passage.text, span.start) or (behind and not _fits(text)):
                    continue  # nothing of it can be said without what takes it back
                claims.append(_quote_claim(passage, quote, span.start, text=with_long_forms(text, short)))
    return claims


def make_candidates(
    claims: Sequence[Claim],
    evidence: Sequence[Evidence],
    *,
    units: Sequence[Unit],
    vocabulary: Vocabulary,
    things: Sequence[Thing] = (),
    sides: frozenset[str] = frozenset(),
    asked: str = "",
    bench: bool = False,
) -> list[Candidate]:
    """Pair each claim with the evidence it quotes first; claims on unknown passages are left out.

    A title that names all of several `things` asked about is on them, whatever else it names. `sides` are the stems of
    things told apart, each of which is as much asked about as what weighs most. `asked` is the question's text. With
    `bench` work on animals and cells counts too.
    """
    by_passage = {item.passage.id: item for item in evidence}
    keys = key_units(units, sides)
    publications = Publications(
        evidence, units=units, things=things, sides=sides, vocabulary=vocabulary, asked=asked, bench=bench
    )
    candidates: list[Candidate] = []
    headings: dict[str, TextSigns] = {}
    for claim in claims:
        item = by_passage.get(claim.citations[0].passage_id)
        if item is None:
            continue
        passage, short = item.passage, publications.abbreviations(item)
        signs = spelt_signs(claim.text, short, vocabulary)
        if passage.id not in headings:
            headings[passage.id] = spelt_signs(heading(passage), short, vocabulary)
        around = headings[passage.id]
        role = _role(item, claim.citations[0].start, claim.text)
        fit = publications.fit(item, claim.text, signs, role, named=coverage(units, signs, around))
        candidates.append(
            Candidate(
                claim=claim,
                evidence=item,
                topic=passage.topic or _topic(claim.text, item, role),
                coverage=fit.named,
                own=fit.own,
                relevance=fit.relevance,
                signs=signs,
                role=role,
                names_key=fit.meant or names_any(keys, signs, around),
                about=fit.about,
                entitled=fit.entitled,
                around=around,
                named=not keys or names_any(keys, signs, NO_SIGNS),
                standing=fit.standing,
                alone=fit.alone,
                meant=fit.meant,
            )
        )
    return candidates


def _read_alone(quote: str, passage: str, document: Document) -> str:
    """A sentence of an unlabelled text without heading and ties, and with the work named that it speaks of."""
    text = _FOOTNOTE_MARK.sub("", without_ties(without_heading(without_stray_bracket(quote), passage)))
    if "[" in text or not (document.organisation or document.authors):
        return text
    return with_work_named(text, document.short_name)


def _topic(text: str, item: Evidence, role: Role) -> PassageTopic | None:
    """The topic of a sentence that its source does not label; none for work on the bench.

    What was known before a study explains, and is never what was found on treatment or outlook; reviews and
    guidelines put together what is known.
    """
    if is_bench_work(text):
        return None
    topic = find_topic(text, title=item.passage.title, section_path=item.passage.section_path)
    if abstract_of(item.document):
        if tells_harm_only(text):
            topic = PassageTopic.SAFETY
        elif (topic is PassageTopic.RED_FLAGS and not tells_when_to_act(text)) or (
            topic is PassageTopic.DEFINITION and role in RESULTS and compares(text)
        ):
            topic = None
    before = role is Role.KNOWN and item.document.kind not in SUMMARISING
    return None if before and topic not in EXPLAINING else topic


def _role(item: Evidence, start: int, sentence: str) -> Role:
    """The role of the sentence at `start` of a passage, by all of its block, else in an abstract by its words."""
    passage, blocks = item.passage, item.document.blocks
    if passage.block < len(blocks) and blocks[passage.block].text[passage.start : passage.end] == passage.text:
        text, start = blocks[passage.block].text, passage.start + start
    else:
        text = passage.text
    role = find_role(text, start, section_path=passage.section_path, locator=passage.locator)
    unlabelled = passage.topic is None and len(passage.section_path) == 1
    if unlabelled and passage.section_path[0].lower() in _UNPARTED and not find_labels(text):
        guessed = guess_role(sentence)
        late = guessed is Role.KNOWN and start > len(text) / 2
        if guessed is Role.OTHER and role is Role.OTHER and (compares(sentence) or _PAST.search(sentence)):
            return Role.FOUND  # behind the beginning of an abstract what is no method was found
        if guessed is Role.OTHER or late or (guessed, role) in _OUT_OF_PLACE:
            return role
        return guessed
    return role


def _how_sure(text: str, following: Sequence[Span]) -> Span | None:
    """The sentence behind a statement, where all it says is how sure the evidence for that is."""
    return next((one for one in following if _SURE.fullmatch(text[one.start : one.end])), None)


def _belongs_behind(passage: Passage, span: Span, following: Sequence[Span]) -> Span | None:
    """The sentence behind a statement without which it may not be quoted: it takes it back, or says how sure it is."""
    back = taken_back_behind(passage.text, span.start, span.end)
    if back is not None:
        return back.span
    return _how_sure(passage.text, following) if passage.topic is None else None


def _fits(text: str) -> bool:
    return len(text.split()) <= LONGEST_CLAIM and dangling_reference(text) is None


def is_page(document: Document) -> bool:
    """Whether a publication is a page for readers rather than a paper or guideline: of no known design, no abstract."""
    return document.kind in FOR_READERS and not abstract_of(document)


def _is_unreadable(text: str, around: str, *, of_study: bool) -> bool:
    """Whether a sentence of an unlabelled text tells nothing, or not without what stood around it."""
    return is_passed_over(text, of_study=of_study) or is_cut_list(text) or leans(text) or runs_on(text, around)


@lru_cache(maxsize=16384)
def _stands_alone(sentence: str) -> bool:
    return (
        not _POINTER.search(sentence)
        and is_sentence(sentence)
        and dangling_reference(sentence) is None
        and not is_instruction(sentence)
    )


def _quote_claim(passage: Passage, quote: str, start: int, *, text: str) -> Claim:
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
    return Claim(claim_id(text, [(passage.id, quote, start, end)]), text, (citation,))

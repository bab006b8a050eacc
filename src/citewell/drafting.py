"""Who writes an answer: a language model where its claims prove enough of it, else the sources' own sentences.

Claims of a model are checked the moment they are written; one that fails is mended once or dropped. They must also
keep what limits their quote, because a sentence made of true words can still say too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from citewell.checks.context import CheckContext
from citewell.checks.entailment import check_entailment
from citewell.checks.every_citation import with_proven_citations
from citewell.checks.registry import run_checks, surviving
from citewell.compose.candidates import Candidate, make_candidates
from citewell.compose.disagreement import find_disagreements
from citewell.compose.outlines import outline_for
from citewell.compose.select import on_topic
from citewell.domain.articles import Claim, Finding, Provenance
from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import Severity
from citewell.domain.errors import EngineUnavailable
from citewell.domain.ports import Entailer, Writer
from citewell.domain.questions import Evidence
from citewell.retrieval.search import Search
from citewell.text.vocabulary import Vocabulary

EXTRACTIVE = EngineIdentity(name="extractive", version="1")

FEWEST = 2
SHARE = 3
"""At least two claims, and one in three of those proposed, must stand, or the model is not listened to."""

MOST_REPAIRS = 8
"""Claims of one question part that are sent back; each costs a request."""

BY_MODEL = (
    "Statements were worded by the language model {model} and kept only where every check proved them from their "
    "quotes; where it left something out, the sources' own sentences stand."
)
TOO_LITTLE = (
    "The language model {model} was asked, but too little of what it wrote could be proven, so this answer is made "
    "of the sources' own sentences."
)
NO_MODEL = "{message} This answer is made of the sources' own sentences. {remedy}"


class Writing:
    """Writes the parts of one answer, and remembers who wrote and what a reader must be told of it."""

    def __init__(self, writer: Writer, *, entailer: Entailer, vocabulary: Vocabulary) -> None:
        self._writer, self._entailer, self._vocabulary = writer.fresh(), entailer, vocabulary
        self._told: dict[str, None] = {}
        self._wrote = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know of the writing; nothing where no model was to write."""
        by_model = (BY_MODEL.format(model=self._writer.identity.version),) if self._wrote else ()
        return (*by_model, *self._told)

    def in_provenance(self, provenance: Provenance) -> Provenance:
        """The provenance with the writer that wrote, what it used, and the model that was asked in vain."""
        asked = self._writer.identity
        if asked.name == EXTRACTIVE.name:
            return provenance
        writers = {"writer": asked, "writer_beside": EXTRACTIVE} if self._wrote else {"writer": EXTRACTIVE}
        if not self._wrote and self._told:
            writers["writer_asked"] = asked
        engines = dict(sorted({**provenance.engines, **writers}.items()))
        return replace(provenance, engines=engines, usage=self._writer.usage().words())

    def write(self, search: Search, extracted: Sequence[Candidate]) -> list[Candidate]:
        """Candidates for a part: the model's proven claims first, then sentences on what it left out.

        `extracted` are the sentences of the sources on the part's topic, best first; they alone are the answer
        where there is no model, where it cannot be asked, and where too little of what it says can be proven.
        """
        if self._writer.identity.name == EXTRACTIVE.name or not extracted:
            return list(extracted)
        evidence = list({item.evidence.passage.id: item.evidence for item in extracted}.values())
        proposed = self._writer.usage().proposed
        try:
            claims = self._proven(self._writer.write(search.part, evidence), evidence)
        except EngineUnavailable as error:
            self._told[NO_MODEL.format(message=error.message, remedy=error.remedy).strip()] = None
            return list(extracted)
        proposed = self._writer.usage().proposed - proposed
        made = make_candidates(claims, evidence, units=search.units, vocabulary=self._vocabulary)
        drafted = on_topic(made, search.part, vocabulary=self._vocabulary)
        if len(drafted) < max(FEWEST, proposed / SHARE) or not _answers(drafted, search, extracted):
            self._told[TOO_LITTLE.format(model=self._writer.identity.version)] = None
            return list(extracted)
        self._wrote = True
        return drafted + self._left_out(drafted, search, extracted)

    def _proven(self, claims: Sequence[Claim], evidence: Sequence[Evidence]) -> list[Claim]:
        """The claims that pass every check, those included that do after one repair."""
        context = CheckContext(
            passages={item.passage.id: item.passage for item in evidence},
            documents={item.document.id: item.document for item in evidence},
            vocabulary=self._vocabulary,
        )
        kept: dict[str, Claim] = {}
        repairs = MOST_REPAIRS
        for written in claims:
            claim = with_proven_citations(written, context)
            findings = self._findings(claim, context)
            if surviving([claim], findings):
                kept.setdefault(claim.text.casefold(), claim)
            elif repairs:
                repairs -= 1
                passage = context.passages[claim.citations[0].passage_id]
                faults = [finding for finding in findings if finding.severity is Severity.ERROR]
                mended = self._writer.repair(claim, faults, passage)
                mended = with_proven_citations(mended, context) if mended else None
                if mended and surviving([mended], self._findings(mended, context)):
                    kept.setdefault(mended.text.casefold(), mended)
        return list(kept.values())

    def _findings(self, claim: Claim, context: CheckContext) -> tuple[Finding, ...]:
        """Errors and notices of every rule on one claim; the costly engine is asked last, of what stands."""
        found = run_checks([claim], context)
        return found if not surviving([claim], found) else found + check_entailment([claim], self._entailer)

    def _left_out(
        self, drafted: Sequence[Candidate], search: Search, extracted: Sequence[Candidate]
    ) -> list[Candidate]:
        """Sentences on topics on which the model said nothing, and the sides of every disagreement."""
        topics = {candidate.topic for candidate in drafted}
        quoted = [citation for candidate in drafted for citation in candidate.claim.citations]
        conditions = [label for label in search.part.concepts if self._vocabulary.concepts[label].is_problem]
        sides = {
            candidate.claim.id
            for found in find_disagreements(extracted, conditions=conditions, vocabulary=self._vocabulary)
            for candidate in found.candidates
        }

        def is_said(candidate: Candidate) -> bool:
            own = candidate.claim.citations[0]
            return any(
                other.passage_id == own.passage_id and other.start < own.end and own.start < other.end
                for other in quoted
            )

        return [
            candidate
            for candidate in extracted
            if not is_said(candidate) and (candidate.claim.id in sides or candidate.topic not in topics)
        ]


def _answers(drafted: Sequence[Candidate], search: Search, extracted: Sequence[Candidate]) -> bool:
    """Whether a claim is on a topic that the part asks about, where any sentence of the sources is."""
    asked = {*search.part.focus, *outline_for(search.part).answer_topics}
    return any(one.topic in asked for one in drafted) or not any(one.topic in asked for one in extracted)

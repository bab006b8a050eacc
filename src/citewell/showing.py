"""Checks an answer part by part and shows each part as soon as it stands, as the article will have it.

References are numbered in the order of their first use, so that the beginning of an article has the numbers of the
whole. A direct answer of which a claim stands is final, whatever becomes of the rest; one that was lost is replaced by
a claim of a section, and is shown when all are checked. What is shown is never taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from citewell.checks.context import CheckContext
from citewell.checks.entailment import check_entailment
from citewell.checks.registry import run_checks, surviving
from citewell.compose.assemble import Draft
from citewell.compose.number import number_claims
from citewell.compose.support import supported
from citewell.compose.wording import checked_words, direct_words, section_words
from citewell.domain.articles import Claim, Finding, Reference, Section
from citewell.domain.documents import Document
from citewell.domain.ports import Entailer
from citewell.domain.steps import Observer, Step, StepName


class Showing:
    """The checks of one answer, what they found, and what of it has been shown.

    With `brief` the sections, which are then chosen from all that stands, are checked and not shown.
    """

    def __init__(self, observe: Observer, *, entailer: Entailer, brief: bool) -> None:
        self._observe, self._entailer, self._brief = observe, entailer, brief
        self._ruled: list[Finding] = []
        self._judged: list[Finding] = []
        self._standing: set[str] = set()
        self._shown = Step(StepName.DIRECT_ANSWER, "")

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules found on the claims in the order in which they were checked, then what the entailer did."""
        return (*self._ruled, *self._judged)

    @property
    def standing(self) -> frozenset[str]:
        """The ids of the claims that passed every check."""
        return frozenset(self._standing)

    def check(self, claims: Sequence[Claim], context: CheckContext) -> tuple[Claim, ...]:
        """The claims that pass every check."""
        ruled, judged = run_checks(claims, context), check_entailment(claims, self._entailer)
        self._ruled += ruled
        self._judged += judged
        stands = surviving(claims, ruled + judged)
        self._standing.update(claim.id for claim in stands)
        return stands

    def check_direct(self, claims: Sequence[Claim], context: CheckContext) -> None:
        """Check the direct answer, and show it if a claim of it stands."""
        if stands := self.check(claims, context):
            self._show_direct(stands, context.documents)

    def check_sections(self, sections: Sequence[Section], context: CheckContext) -> None:
        """Check section after section, and show each, if the direct answer is, as soon as it is through."""
        for through, section in enumerate(sections, start=1):
            stands = self.check(section.claims, context)
            if stands and self._shown.direct_answer:
                self._show_section(replace(section, claims=stands), through, len(sections), context.documents)

    def show_rest(self, draft: Draft, context: CheckContext) -> None:
        """Show all of a checked draft whose direct answer was lost and replaced, and tell that the checks are done."""
        if draft.direct_answer and not self._shown.direct_answer:
            self._show_direct(draft.direct_answer, context.documents)
            for through, section in enumerate(draft.sections, start=1):
                self._show_section(section, through, len(draft.sections), context.documents)
        message = checked_words(draft.claims, self.findings)
        self._tell(replace(self._shown, name=StepName.CHECKED, message=message, share=1.0))

    def _show_direct(self, claims: tuple[Claim, ...], documents: Mapping[str, Document]) -> None:
        direct, _, _, references = number_claims(Draft(claims, (), ()), documents=documents)
        self._tell(
            Step(
                StepName.DIRECT_ANSWER,
                direct_words(direct),
                direct_answer=_supported(direct, references),
                references=references,
            )
        )

    def _show_section(self, section: Section, through: int, sections: int, documents: Mapping[str, Document]) -> None:
        if self._brief:
            return
        draft, known = Draft((), (section,), ()), self._shown.references
        _, (numbered,), _, references = number_claims(draft, documents=documents, known=known)
        shown = replace(numbered, claims=_supported(numbered.claims, references))
        self._tell(
            replace(
                self._shown,
                name=StepName.SECTION,
                message=section_words(through, sections),
                sections=(*self._shown.sections, shown),
                references=references,
                share=through / sections,
            )
        )

    def _tell(self, step: Step) -> None:
        self._shown = step
        self._observe(step)


def _supported(claims: Sequence[Claim], references: Sequence[Reference]) -> tuple[Claim, ...]:
    by_number = {reference.number: reference for reference in references}
    return tuple(supported(claim, by_number) for claim in claims)

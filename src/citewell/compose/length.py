"""How long an answer is: a direct answer that is read in one breath, and the brief form of the whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from citewell.domain.articles import Claim, Disagreement, Section, TreatmentLine

if TYPE_CHECKING:
    from citewell.compose.assemble import Draft
    from citewell.compose.candidates import Candidate

MOST_ANSWER_WORDS = 60
BRIEF_WORDS = 150
# What each further part of the direct answer is left, and how many of the best are looked at for a short one: the
# best statement of twice the length is worth more than the tenth best that fits.
LEAST_ROOM = 18
MOST_TRIED = 10
# Sections in the order in which the brief form takes their first claim: whom to send on, what helps, what harms.
_TELLING = ("red_flags", "first_line", "diagnosis", "imaging", "pitfalls", "second_line", "prognosis", "understanding")


def words_of(claim: Claim) -> int:
    """The number of words of a claim."""
    return len(claim.text.split())


def fitting(ranked: Sequence[Candidate], *, room: int, waiting: int) -> list[Candidate]:
    """Of the best candidates, those that leave room for the parts that wait; any that fits where none does."""
    best = ranked[:MOST_TRIED]
    spare = room - LEAST_ROOM * waiting
    return (
        [item for item in best if words_of(item.claim) <= spare]
        or [item for item in best if words_of(item.claim) <= room]
        or [item for item in ranked if words_of(item.claim) <= room][:1]
    )


def brief(draft: Draft, lines: Sequence[TreatmentLine]) -> Draft:
    """The direct answer and the most telling claims, about BRIEF_WORDS words in all.

    After the direct answer come both sides of what disagrees with it, the best option of each line of treatment, and
    the first claim of the telling sections. A claim that is opposed is never shown without the other side.
    """
    claims = {claim.id: claim for claim in draft.claims}
    kept = {claim.id: None for claim in draft.direct_answer}
    opposed = _opposed(draft.disagreements)
    wanted = [other for claim in draft.direct_answer for other in opposed.get(claim.id, ())]
    wanted += list({line.order: line.claim_id for line in reversed(lines)}.values())[::-1]
    for kind in _TELLING:
        wanted += [section.claims[0].id for section in draft.sections if section.kind == kind][:1]
    wanted += [side.claim_id for item in draft.disagreements[:1] for side in item.sides[:1]]
    for identity in dict.fromkeys(wanted):
        group = [one for one in (identity, *opposed.get(identity, ())) if one in claims and one not in kept]
        used = sum(words_of(claims[one]) for one in kept)
        if (
            identity in opposed.get(next(iter(kept), ""), ())
            or used + sum(words_of(claims[one]) for one in group) <= BRIEF_WORDS
        ):
            kept.update(dict.fromkeys(group))
    return replace(
        draft,
        sections=tuple(_kept_sections(draft.sections, kept)),
        disagreements=tuple(_kept_disagreements(draft.disagreements, kept)),
    )


def left_out(full: Draft, short: Draft) -> str:
    """What the brief form leaves to the full one, in words for the reader; empty where that is nothing."""
    fewer = len(full.claims) - len(short.claims)
    points = [item.point for item in full.disagreements if item.point not in {one.point for one in short.disagreements}]
    differ = f" and shows where sources differ on {', '.join(dict.fromkeys(points))}" if points else ""
    if not fewer:
        return ""
    return f"This is the brief form; the full form has {fewer} more statement{'' if fewer == 1 else 's'}{differ}."


def _opposed(disagreements: Sequence[Disagreement]) -> Mapping[str, tuple[str, ...]]:
    """For each claim on a side: the first claim of every disagreement that takes another position."""
    found: dict[str, tuple[str, ...]] = {}
    for item in disagreements:
        for side in item.sides:
            other = next((one.claim_id for one in item.sides if one.position != side.position), "")
            if other:
                found[side.claim_id] = (*found.get(side.claim_id, ()), other)
    return found


def _kept_sections(sections: Sequence[Section], kept: Collection[str]) -> list[Section]:
    return [
        replace(section, claims=tuple(claim for claim in section.claims if claim.id in kept))
        for section in sections
        if any(claim.id in kept for claim in section.claims)
    ]


def _kept_disagreements(disagreements: Sequence[Disagreement], kept: Collection[str]) -> list[Disagreement]:
    """Those of which sides of two positions are kept, with these sides."""
    shown = []
    for item in disagreements:
        sides = tuple(side for side in item.sides if side.claim_id in kept)
        if len({side.position for side in sides}) > 1:
            shown.append(replace(item, sides=sides))
    return shown

"""Words an article for a reader: plain words, shorter sentences and absolute numbers, each claim checked both ways.

A claim is worded from its own text alone. Whatever is made of it, by rules or by a language model, is held against the
original by every check that compares a claim with its quote, in both directions: it may gain nothing and lose nothing.
The glossary's plain words are put back first for the checks on words, because a plain word is another word by design;
the rules on numbers, negation, direction, certainty, people, conditions, comparators and strength read the text as the
reader does. Where a rule objects, the original stands, with its terms explained.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from citewell.checks import nothing_left_out
from citewell.checks.comparing import make_pair
from citewell.checks.context import CheckContext
from citewell.checks.registry import rules
from citewell.checks.verdict import judge_text
from citewell.compose.audiences import AudienceProfile
from citewell.compose.glossary import Glossary, load_glossary
from citewell.compose.plain.beside import questions_to_ask, urgent_signs
from citewell.compose.plain.choosing import choose_shown, is_urgent
from citewell.compose.plain.doses import tells_dose
from citewell.compose.plain.edits import Edit, apply_edits
from citewell.compose.plain.known import known_places
from citewell.compose.plain.lists import list_marks, set_lists
from citewell.compose.plain.proportions import absolute_numbers, with_percentages
from citewell.compose.plain.sentences import split_long
from citewell.compose.plain.terms import replaced, word_terms
from citewell.compose.plain.unexplained import unexplained_terms
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Citation, Claim
from citewell.domain.enums import Verdict
from citewell.domain.errors import EngineUnavailable
from citewell.domain.ports import Rewriter
from citewell.domain.wordings import Explanation, WordedArticle, WordedClaim
from citewell.text.normalise import content_stems
from citewell.text.readability import Counts, count_text, measure
from citewell.text.vocabulary import Vocabulary

URGENT_WITHHELD = "It is about something urgent: get medical help at once."
"""Behind the sentence in the place of a dose, where the claim is about danger."""

HARD = frozenset(
    """numbers_match counts_match negation_matches polarity_matches direction_matches certainty_travels
    population_matches people_kept qualifiers_kept restriction_matches comparison_matches
    recommendation_matches quantifier_matches time_matches significance_matches measure_matches causation_matches
    drug_matches route_matches""".split()
)
"""The rules that also read the text as the reader does, plain words and all."""


ADDED = "nothing_added"
"""The name of the rule that a wording has few words of its own."""

MOST_ADDED, MOST_FOR_ONE = 1, 2
"""Telling words that a wording may add, and that may stand in the place of one of the original's."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A text for a reader, the same with the glossary's words put back, and its explanations."""

    text: str
    undone: str
    edits: tuple[Edit, ...]
    explanations: tuple[Explanation, ...] = ()


def word_article(
    article: Article, profile: AudienceProfile, *, vocabulary: Vocabulary, writer: Rewriter | None = None
) -> WordedArticle:
    """The article in a profile's words: every claim of it, worded or withheld, shown or folded away.

    `writer` is a language model that may reword; without one the rules of `compose.plain` do. Never raises for what a
    writer does.
    """
    glossary = load_glossary() if profile.explain else Glossary(())
    worded = {claim.id: _word(claim, profile, vocabulary, glossary, writer) for claim in article.claims}
    texts = {name: one.text for name, one in worded.items() if one.text}
    counts = {
        name: count_text(one.text, known_places(one.text, one.explanations)) for name, one in worded.items() if one.text
    }
    shown = choose_shown(article, counts, profile=profile)
    claims = tuple(replace(worded[claim.id], shown=claim.id in shown) for claim in article.claims)
    read = [one for one in claims if one.shown and one.text]
    return WordedArticle(
        audience=profile.name,
        digest=article.digest,
        claims=claims,
        readability=measure(
            sum((counts[one.claim_id] for one in read), Counts()),
            unexplained=unexplained_terms((one.text, one.explanations) for one in read),
        ),
        target=profile.grades,
        urgent=urgent_signs(article, texts) if profile.urgent else (),
        questions=questions_to_ask(article.intent, for_another=profile.name == "carer") if profile.urgent else (),
    )


def word_claims(
    claims: Sequence[Claim], profile: AudienceProfile, *, vocabulary: Vocabulary
) -> tuple[WordedClaim, ...]:
    """Claims in a profile's words as the rules make them, each worded from its own text alone, and all shown."""
    glossary = load_glossary() if profile.explain else Glossary(())
    return tuple(_word(claim, profile, vocabulary, glossary, None) for claim in claims)


def what_changed(original: str, worded: str, *, undone: str, vocabulary: Vocabulary) -> str:
    """The first rule by which a wording says more or less than the original, or something else; empty where none does.

    `undone` is the wording with the glossary's plain words and the absolute numbers put back as the original has them.
    """
    if worded == original:
        return ""
    if undone != original:
        for claim, quote in ((undone, original), (original, undone)):
            judged = judge_text(claim, [quote], vocabulary)
            if judged.verdict is not Verdict.SUPPORTED:
                return judged.differences[0].rule
    return _hard(original, with_percentages(worded), vocabulary)


def left_out_or_added(original: str, undone: str, *, vocabulary: Vocabulary) -> str:
    """The rule by which a model's wording leaves out or turns round what the original says, or adds to it; else empty.

    A true sentence made of the original's words can still say too much: by what it leaves out, by which of its words
    change places, and by a clause of everyday words that it adds.
    """
    said = Claim("reworded", undone, (Citation("article", "article", "", original, 0, len(original)),))
    context = CheckContext(passages={}, documents={}, vocabulary=vocabulary)
    if nothing_left_out.check(said, context):
        return nothing_left_out.RULE
    before, after = Counter(content_stems(original)), Counter(content_stems(undone))
    added, lost = (after - before).total(), (before - after).total()
    return ADDED if added > MOST_ADDED + MOST_FOR_ONE * lost else ""


@lru_cache(maxsize=16_384)
def _hard(original: str, worded: str, vocabulary: Vocabulary) -> str:
    """The first of the hard rules that sees a difference, in either direction."""
    for claim, quote in ((worded, original), (original, worded)):
        pair = make_pair(claim, quote, vocabulary)
        for rule in rules():
            if rule.name in HARD and rule.compare is not None and rule.compare(pair):
                return rule.name
    return ""


def _word(
    claim: Claim, profile: AudienceProfile, vocabulary: Vocabulary, glossary: Glossary, writer: Rewriter | None
) -> WordedClaim:
    if not profile.doses and tells_dose(claim.text):
        urgent = f" {URGENT_WITHHELD}" if is_urgent(claim.text) else ""
        return WordedClaim(claim.id, "", withheld=profile.whom_to_ask + urgent)
    made, why = _reworded(claim.text, profile, vocabulary, glossary, writer)
    text = _laid_out(made) if profile.split else made.text
    return WordedClaim(claim.id, text, made.explanations, changed=text != claim.text, kept_because=why)


def _laid_out(made: _Words) -> str:
    """The wording with its lists set, by the source's own words where these show a list: a plain word may hide it."""
    marks = list_marks(made.undone)
    if not marks or any(mark.start < edit.end and edit.start < mark.end for mark in marks for edit in made.edits):
        return set_lists(made.text)
    return apply_edits(made.undone, (*made.edits, *marks))


def _reworded(
    text: str, profile: AudienceProfile, vocabulary: Vocabulary, glossary: Glossary, writer: Rewriter | None
) -> tuple[_Words, str]:
    """A text as the model words it where that passes, else as the rules do; and the rule that kept it as it was."""
    why = ""
    if writer is not None and profile.rewords:
        made, why = _by_model(text, profile, vocabulary, glossary, writer)
        if made is not None:
            return made, ""
    by_rules, kept = _by_rules(text, profile, vocabulary, glossary)
    return by_rules, kept or why


@lru_cache(maxsize=16_384)
def _by_rules(text: str, profile: AudienceProfile, vocabulary: Vocabulary, glossary: Glossary) -> tuple[_Words, str]:
    """The best wording that passes: all of the rules' changes, else those that pass alone, else the text as it stands.

    The rule is named that kept the whole text as it was.
    """
    why = ""
    for split in dict.fromkeys((2, 1, 0) if profile.split else (0,)):
        made = _make(text, vocabulary, glossary, profile, split=split)
        why = what_changed(text, made.text, undone=made.undone, vocabulary=vocabulary)
        if not why:
            return made, ""
        good = [
            edit
            for edit in made.edits
            if not what_changed(
                made.undone, apply_edits(made.undone, [edit]), undone=made.undone, vocabulary=vocabulary
            )
        ]
        made = replace(made, text=apply_edits(made.undone, good), edits=tuple(good))
        if not what_changed(text, made.text, undone=made.undone, vocabulary=vocabulary):
            kept = _explained(made, text, vocabulary, glossary)
            return kept, "" if kept.text != text else why
    return _explained(_Words(text, text, ()), text, vocabulary, glossary), why


def _make(text: str, vocabulary: Vocabulary, glossary: Glossary, profile: AudienceProfile, *, split: int) -> _Words:
    parted = split_long(text, once=split == 1) if split else text
    terms = word_terms(parted, glossary=glossary, vocabulary=vocabulary, swap=profile.swap)
    taken = [(edit.start, edit.end) for edit in terms.edits]
    shares = absolute_numbers(parted) if profile.absolute else ()
    shares = tuple(one for one in shares if not any(one.start < end and start < one.end for start, end in taken))
    edits = (*terms.edits, *shares)
    return _Words(apply_edits(parted, edits), parted, edits, terms.explanations)


def _explained(made: _Words, text: str, vocabulary: Vocabulary, glossary: Glossary) -> _Words:
    """The wording with explanations of the terms that it has kept, and of those that it has replaced."""
    kept = word_terms(made.undone, glossary=glossary, vocabulary=vocabulary, swap=False).explanations
    new = {edit.old.lower(): edit.new for edit in made.edits}
    told = tuple(
        replaced(new[one.term.lower()], one.term, one.meaning) if one.term.lower() in new else one for one in kept
    )
    return replace(made, explanations=told)


def _by_model(
    text: str, profile: AudienceProfile, vocabulary: Vocabulary, glossary: Glossary, writer: Rewriter
) -> tuple[_Words | None, str]:
    """What a language model makes of a text, if every check lets it through; else None and why not."""
    try:
        proposed = clean(writer.rewrite(text, grade=profile.grades[1], reader=profile.label))
    except EngineUnavailable:
        return None, ""
    if not proposed:
        return None, ""
    if not profile.doses and tells_dose(proposed):
        return None, "doses_withheld"
    undone = undo(proposed, text, glossary)
    why = what_changed(text, proposed, undone=undone, vocabulary=vocabulary)
    why = why or left_out_or_added(text, undone, vocabulary=vocabulary)
    if why:
        return None, why
    kept = word_terms(proposed, glossary=glossary, vocabulary=vocabulary, swap=False)
    return _Words(proposed, proposed, (), kept.explanations), ""


def undo(worded: str, original: str, glossary: Glossary) -> str:
    """A wording with the glossary's words put back where the original has the term, and percentages for numbers in 100.

    Only a term that the original holds, and whose plain word means exactly the same, is put back, and no more often
    than the original has it: a plain word of the writer's own choosing is a word of its own.
    """
    text = with_percentages(worded)
    pairs = [(original[one.start : one.end], one.plain) for one in glossary.find(original) if one.entry.swap]
    for term, plain in sorted(pairs, key=lambda pair: -len(pair[1])):
        found = re.search(rf"(?<![\w-]){re.escape(plain)}(?![\w-])", text, re.IGNORECASE)
        if found:
            text = text[: found.start()] + term + text[found.end() :]
    return text

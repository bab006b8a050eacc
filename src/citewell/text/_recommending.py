"""Finds the words that recommend in a sentence ("should not be offered", "We suggest", "Avoid"), by rules.

Each rule takes a form of words and turns away what only looks like it: calls for research, remarks on the paper,
conditions, questions, history, forecasts, and what was done in a study. The lists are in `recommendation_cues.toml`.
"""

from __future__ import annotations

from citewell.text._patterns import spaced
from citewell.text._recommending_advice import find_advice, find_plain
from citewell.text._recommending_context import with_denial
from citewell.text._recommending_cues import Act
from citewell.text._recommending_instructions import find_instruction
from citewell.text._recommending_modals import find_modal
from citewell.text._recommending_passives import find_passive

_NEVER = spaced(
    r"\b(?:for|in) (?:the )?(?:future|further) (?:research|stud(?:y|ies)|trials?|work)\b[^.;]{0,40}\brecommend|"
    r"\?[\"'”)\]]*$|^(?:what|who|how|which|why|whether|to|topics?|recommendations? for|objectives?|"
    r"aims?|purpose)\b(?![^.]*,)|\b(?:our|the|this) (?:\w+ )?(?:aims?|purpose|objectives?|"
    r"goals?) (?:was|were|is|of (?:this|the|our))\b"
    r"|^(?:a|the) (?:strong|weak|conditional) recommendation (?:means|is|implies|was)"
)


def find_act(sentence: str, *, graded: bool = False, labelled: bool = False) -> Act | None:
    """The first words of `sentence` that recommend, or None.

    `graded` admits forms that only a grade makes sure; `labelled` an instruction in lower case behind a label.
    """
    if _NEVER.search(sentence):
        return None
    acts = [act for find in (find_advice, find_passive, find_modal, find_plain) if (act := find(sentence, graded))]
    instruction = find_instruction(sentence, graded=graded, labelled=labelled)
    acts += [instruction] if instruction else []
    if not acts:
        return None
    first = min(acts, key=lambda act: act.start)
    words, start = with_denial(sentence, first.start, first.start + len(first.words))
    return Act(words, start, first.scheme)

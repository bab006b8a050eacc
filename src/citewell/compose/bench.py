"""Whether a question may be on animals, cells or molecules, so that work on these answers it."""

from __future__ import annotations

import re

from citewell.compose.populations import asked_populations
from citewell.domain.enums import Intent
from citewell.domain.questions import QuestionPart

# What is asked of people: whether it helps them, harms them, how much of it they take, how they will fare.
_OF_PEOPLE = frozenset(
    {Intent.TREATMENT, Intent.PREVENTION, Intent.SAFETY, Intent.DOSING, Intent.PROGNOSIS, Intent.COMPARISON, Intent.IMAGING}
)
_WORD = re.compile(
    r"\b(?:cells?|cellular|stem cells?|\w+(?:blasts?|clasts?)|(?:chondro|hepato|osteo|astro|kerati?no|adipo|melano|podo|cardiomyo"
    r"|myo|oo|spermato|enteroc?|entero)cytes?|macrophages?|microglia\w*|neurons?|neuronal|mitochondri\w+|organoids?|apoptosis"
    r"|autophagy|ferroptosis|pyroptosis|gene expression|(?:over|under)?express(?:ed|ion|ing)|(?:up|down)-?regulat\w+|signal+ing"
    r"|pathways?|receptors?|ligands?|kinases?|micro-?rnas?|mirnas?|lncrnas?|circrnas?|long non-?coding|(?:mi|circ|lnc)[-_ ]?\w*\d\w*"
    r"|knock-?outs?|knock-?down|silencing|in vitro|in vivo|animals?|mechanisms?|molecular\w*|mutants?|proteins?|enzymes?"
    r"|cytokines?|biofilms?|genomes?|genomic\w*|plasmids?|strains?)\b",
    re.IGNORECASE,
)
# KLF8, GPR15, IL-6: names of genes and compounds have capitals with figures behind them.
_NAMED = re.compile(r"\b(?=[A-Za-z]*[A-Z])[A-Za-z]+-?\d+[A-Za-z\d]*\b")


def may_ask_bench(part: QuestionPart) -> bool:
    """Whether a part names cells, genes or the like, or asks nothing that only people can tell."""
    if asked_populations(part.text):
        return False
    if _WORD.search(part.text) or _NAMED.search(part.text):
        return True
    return part.intent not in _OF_PEOPLE and not part.pico.populations

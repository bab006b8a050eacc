"""The words by which an abstract tells what kind of publication it belongs to, in the spelling of `plain_words`."""

from __future__ import annotations

import re

SEARCHED = re.compile(
    r"\b(?:pubmed|medline|embase|cochrane|web of science|scopus|cinahl|psycinfo|google scholar|databases?)\b"
    r"[^.]{0,160}\b(?:searched|search|queried|systematically)|"
    r"\b(?:searched|search|queried)\b[^.]{0,160}\b(?:pubmed|medline|embase|cochrane|web of science|scopus|cinahl|"
    r"psycinfo|"
    r"(?:electronic |bibliographic )?databases)\b"
)
SELF_SYSTEMATIC = re.compile(
    r"\bwe (?:\w+ ){0,3}(?:performed|conducted|undertook|carried out|did) (?:an? |the )?(?:\w+ ){0,3}"
    r"(?:systematic (?:literature )?review|meta-analys[ei]s)|"
    r"\b(?:we|this|our|the present|the current|a|was|were)\b[^.]{0,60}\b(?:systematic (?:literature )?reviews?|"
    r"meta-analys[ei]s|"
    r"systematically review\w*)\b[^.]{0,80}\b(?:was|were|performed|conducted|carried out|undertaken|aim\w*|to |of |"
    r"examin\w+|"
    r"assess\w+|evaluat\w+|according|follow\w+|includ\w+|prisma)|\bprisma\b|\bpreferred reporting items\b"
)
STUDIES_COUNTED = re.compile(
    r"\b(?:\d[\d,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    r"\w+teen|\w+ty(?:-\w+)?)"
    r" (?:\w+[ -]){0,4}(?:studies|articles|trials|rcts|papers|publications|reports|records|citations|reviews)\b"
)
SELF_RANDOMISED = re.compile(
    r"\b(?:were|was) (?:\w+ly |then |also |first )?(?:randomised|randomly (?:and \w+ )?(?:assigned|allocated|"
    r"divided|split|grouped|"
    r"distributed|separated|allotted|placed|classified|categorised))\b|"
    r"\b(?:we|investigators) (?:then |\w+ly )?(?:randomised|randomly (?:assigned|allocated|divided))\b|"
    r"\bunderwent randomisation\b|\benrolled and randomised\b|"
    r"(?:\b(?:this|our|the present|the current|(?:we|was) (?:conducted|performed|carried out|undertook) (?:an?|"
    r"as an?|in an?))|"
    r"(?:^|[.:] |\n)(?:in an?|an?|design: an?|design:|methods: an?|methods:))"
    r"(?: [\w-]+,?){0,9} randomised[^.]{0,60}\b(?:trial|study|design|crossover|cross-over)\b|"
    r"\b(?:patients|participants|subjects|women|men|adults|children|individuals|volunteers)\b[^.]{0,60}"
    r"\brandomised (?:\d|to\b|in(?:to)?\b|1:1)"
)
SELF_LATER = re.compile(
    r"\b(?:secondary|post[ -]?hoc|ancillary|cross-sectional|exploratory|baseline) (?:data |cost |"
    r"outcome )?(?:analys\w+|study|data)\b|"
    r"\bsub-?study\b|\bdata (?:\w+ ){0,3}from (?:the|an?|two|three)\b[^.]{0,80}\b(?:trial|rct)s?\b|\bas part of an?\b|"
    r"\banalysis of (?:data from |the |an? )[^.]{0,60}\brandomised\b|\bpreviously (?:participat|enrol|randomis)\w+|"
    r"\b(?:participat\w+|enrolled) in (?:an?|the)\b[^.]{0,60}\b(?:trial|rct)\b|\bextension (?:study|trial|phase)\b|"
    r"\b(?:training|validation|development|derivation|testing|modelling) (?:and \w+ )?(?:data ?)?(?:sets?|cohorts?|"
    r"groups?|samples?)\b|"
    r"\bnomogram\b|\bmachine learning\b|\b(?:literature|databases?|pubmed|medline)\b[^.]{0,80}\bsearch|\bmeta-analys\w+"
)
"""In an abstract that speaks of a randomised trial: that the publication is a later look at it, or no trial at all."""

FUTURE = re.compile(
    r"\bwill (?:be )?(?:also |then )?(?:randomly|randomised|recruit\w*|enrol\w*|compare[d]?|receive|undergo|"
    r"include[d]?|conduct\w*|"
    r"invited?|search\w*|perform\w*|follow\w*|assess\w*|evaluate[d]?|examine[d]?|investigate[d]?|collect\w*|"
    r"analys\w*|use[d]?|measure[d]?|test\w*|assign\w*)\b"
)
SELF_RETROSPECTIVE = re.compile(
    r"\bretrospective(?:ly)?\b|\bmedical records\b|\bcharts? reviews?\b|\bdatabase\b|\bpropensity\b"
)
SELF_COHORT = re.compile(
    r"\b(?:prospective|retrospective|observational|ambispective)(?:ly)?(?:,? [\w-]+){0,4},? "
    r"(?:cohort|case-control|longitudinal|follow-up|study|analysis|review|evaluation|investigation)\b|"
    r"\b(?:cohort|case-control) (?:study|analysis|design)\b|\bnested case-control\b|"
    r"\b(?:population-based|nationwide|register-based|registry-based|birth|matched|longitudinal|hospital-based|"
    r"historical)"
    r" (?:[\w-]+ ){0,2}cohort\b|"
    r"\bretrospectively (?:\w+ )?(?:review|analys|evaluat|collect|identif|stud|includ|enrol|compar|assess|"
    r"investigat)\w+"
)
REVIEW_HEADINGS = (
    *("search methods:", "selection criteria:", "data collection and analysis:", "data sources:", "study selection:"),
    *("data extraction:", "eligibility criteria:", "data synthesis:", "review methods:", "authors' conclusions:"),
    *("data extraction and synthesis:", "search strategy:", "data sources and study selection:"),
)
"""Headings that abstracts of systematic reviews have; two of them tell one."""

SELF_REVIEW = re.compile(
    r"\b(?:this|the present|the current|present|our)(?: [\w-]+){0,3} (?:mini-?)?(?:review|overview)(?: article|"
    r" paper)?\b"
    r"(?! board| of (?:medical|the medical|charts?|records|patients|\d))|"
    r"\bin the (?:present |current )?review\b|\b(?:we|i|the authors) (?:\w+ ){0,2}review(?! of)\b|"
    r"\bwe (?:\w+ )?reviewed (?:the |current |recent |available |existing )*(?:literature|evidence|advances|"
    r"knowledge)\b|"
    r"\bwe (?:\w+ )?(?:summarise|provide an overview of|give an overview of)\b|"
    r"\b(?:article|paper|chapter|manuscript) (?:\w+ ){0,3}(?:reviews|summarises|overviews|"
    r"provides? an? (?:\w+ )?overview)\b|"
    r"\b(?:article|paper|chapter) (?:presents|provides|is|offers) an? (?:\w+ ){0,3}review\b|"
    r"\bis reviewed\b|\bpurpose of (?:this )?review\b|\bareas covered:|\brecent findings:|"
    r"\breview (?:discusses|summarises|focuses|describes|highlights|provides|presents|aims|covers|will|article)\b|"
    r"\b(?:an?|this) (?:\w+ )?(?:scoping|narrative|literature|integrative) review\b"
)
OWN_RESULTS_STEMS = (
    *("results:", "our results", "our data", "our findings", "we found that", "we show that", "we observed that"),
    *("we demonstrate", "95% ci", "95%ci", "confidence interval", "were measured", "were collected", "were analysed"),
    *("were analyzed", "were recruited", "were enrolled"),
)
OWN_RESULTS = re.compile(r"\b[pn] ?[<=>] ?0?\.?\d")

"""The words by which a title tells what kind of publication it belongs to, and what it is about.

All patterns read lower-case text with British spelling (`plain_words`): "randomised", "meta-analysis".
"""

from __future__ import annotations

import re

_SPELLINGS = (
    ("randomiz", "randomis"),
    ("summariz", "summaris"),
    ("meta analy", "meta-analy"),
    ("meta-analyz", "meta-analys"),
)
_DASHES = (("‐", "-"), ("‑", "-"), ("–", "-"), ("—", "-"), ("’", "'"))


def plain_words(text: str) -> str:
    """Text in the spelling that the patterns here expect, and of the same length, so that offsets hold."""
    plain = text.lower()
    for found, wanted in _SPELLINGS if plain.isascii() else (*_SPELLINGS, *_DASHES):
        plain = plain.replace(found, wanted)
    return plain


ANIMALS = re.compile(
    r"\b(?:animals?|beagles?|hamsters?|ferrets?|guinea pigs?|mice|mouse|murine|rats?|rodents?|rabbits?|pigs?|"
    r"piglets?|porcine|swine|sows?|gilts?|minipigs?|dogs?|"
    r"canine|puppies|cats?|"
    r"feline|cows?|cattle|calves|calf|heifers?|bovine|steers?|bulls?|buffalo(?:es)?|horses?|equine|mares?|"
    r"stallions?|foals?|"
    r"sheep|ewes?|lambs?|ovine|goats?|broilers?|chickens?|hens?|poultry|turkeys|ducks?|quails?|birds?|fish|"
    r"zebrafish|trout|"
    r"salmon|tilapia|shrimps?|macaques?|monkeys?|primates|drosophila|larvae|seedlings?|plants?|crops?|"
    r"fertili[sz]\w+|soils?|"
    r"in vitro|ex vivo|cadaver\w*)\b"
)
"""Trials on these are none on patients."""

PEOPLE = re.compile(
    r"\b(?:patients?|participants?|subjects?|volunteers?|women|men|persons?|people|children|adults?|infants?|"
    r"neonates|newborns|"
    r"adolescents?|students?|nurses?|workers|veterans|smokers|athletes|caregivers?|parents|mothers|pregnan\w+|"
    r"outpatients?|"
    r"inpatients?|humans?|individuals|users|households|villages|schools|residents)\b"
)

LETTER_STEMS = (
    "re:",
    "repl",
    "response",
    "comment",
    "letter",
    "editorial",
    "author",
    "rebuttal",
    "correspond",
    "viewpoint",
)
LETTER = re.compile(
    r"^(?:re|reply|response|comment|comments|commentary|letter|editorial|author(?:s|s'|'s)? (?:reply|response)|"
    r"in reply|"
    r"rebuttal|correspondence|invited commentary|viewpoint)\b(?:[^:]{0,40}:|\s+(?:to|on|from)\b)|"
    r"\b(?:letter to the editor|a commentary|: commentary|author's reply|authors' reply|reply to|response to letter)\b"
)
PROTOCOL = re.compile(
    r"\bprotocols? (?:for|of) (?:an?|the|this|two|three|systematic|randomised|multi|cluster|prospective|"
    r"international)\b|"
    r"\b(?:study|trial|review|research|scoping review|cohort|registry|systematic review|meta-analysis) protocols?\b|"
    r":\s*(?:an?\s+)?(?:\w+[ -]){0,6}protocol\s*$|\b(?:rationale|design) (?:and|&) (?:rationale|design|protocol|"
    r"methods)\b|"
    r"\b(?:rationale|study design|trial design),? (?:and|of|for)\b|\bstatistical analysis plan\b"
)
LATER_LOOK = re.compile(
    r"\b(?:secondary|post[ -]?hoc|exploratory|ancillary|subgroup|pooled|additional|sub-?) ?-?(?:data )?analys[ei]s\b|"
    r"\b(?:analysis|data|insights|evidence|lessons|observations|outcomes|biomarkers?) from (?:the|an?|two|three)\b|"
    r"\b(?:during|within) (?:the|an?) (?:\w+ ){0,2}randomised\b|\b(?:predict\w*|moderat\w+|mediat\w+|prognos\w+|"
    r"risk factors|"
    r"biomarkers? of|associations? (?:of|between|with))\b|"
    r"\bsub-?study\b|\bbaseline (?:data|characteristics|findings)\b|\bnested (?:within|in)\b|\bprocess evaluation\b|"
    r"\bqualitative\b|\bfeasibility of (?:conducting|recruit)|\bcost-(?:effectiveness|utility|benefit)\b|"
    r"\beconomic evaluation\b"
)
CASE = re.compile(
    r"\bcase (?:stud(?:y|ies)|series|reports?),? (?:and|with|plus|&)|\brare case\b|\bcase reports?\b|\ba case of\b|"
    r"\bcase series\b|\breport of (?:an?|one|two|three|\d+) (?:\w+ ){0,3}(?:cases?|child|patients?|infant|boy|girl|"
    r"family|families)\b"
)
CROSS_SECTION_STEMS = ("sectional", "ecological", "survey", "questionnaire", "qualitative", "interview", "focus group")
CROSS_SECTION = re.compile(
    r"\b(?:cross[ -]sectional|ecological study|survey|questionnaire|qualitative|interviews?|focus groups?)\b"
)

PATIENT_INFORMATION = re.compile(
    r"\b(?:patient information|information for patients|patient education (?:handout|series|page|sheet)|"
    r"patient (?:page|leaflet)|"
    r"leaflet for patients|(?:summary|guide|advice|facts?) for patients|what (?:patients|parents) (?:need to|"
    r"should) know)\b"
)
CLASSIFICATION = re.compile(
    r"\binternational classification of (?!functioning)[\w ,-]+(?:edition|criteria|revision)\b|"
    r"\b(?:eular|acr|who|ilae|ish|international)[\w/ -]{0,40}(?:classification|diagnostic) criteria for\b|"
    r"\b(?:new|revised|updated|proposed|consensus|uniform) (?:classification|diagnostic) criteria (?:for|of)\b|"
    r"\bdiagnostic criteria[^:]*: (?:a |an )?(?:\w+ ){0,2}consensus\b|\bwho classification of\b|"
    r"\bclassification of[^:]*: (?:\w+ ){0,3}consensus\b"
)
ABOUT_GUIDANCE = re.compile(
    r"\b(?:adherence|adhering|compliance|complian\w+|concordan\w+|conform\w+|implement\w+|dissemination|uptake|"
    r"awareness|knowledge|"
    r"attitudes?|apprais\w+|evaluat\w+|assess\w+|quality|compar\w+|impact|effects?|effectiveness|applicability|"
    r"applying|application|validation|"
    r"validat\w+|performance|adoption|barriers?|review of|reviewing|analysis|according to|based on|in line with|"
    r"accordance|"
    r"beyond|(?:before|after|since|following) (?:the |new |publi\w+ |introd\w+ |implement\w+ )*guid\w+|"
    r"use of guid\w+|using|utility|critique|deviation|consistency|inconsisten\w+|variation|"
    r"variability|survey|criticism|towards|racism|perceptions?|practice patterns?|association|trends?|audit|"
    r"agreement|discrepan\w+|outside|meeting|"
    r"influence|guideline-(?:directed|recommended|based|concordant|adherent|driven)|conflicts? of interest|versus|vs|"
    r"challeng\w+|overcom\w+|inform|recommends?|defined|extension|reporting|how to report|educational|overview|"
    r"satisf\w+|translat\w+|support\w*|need for|lack of|call for|toward|towards|history|study|trial|cohort|outcomes?|"
    r"predict\w+|risk of|prevalence|incidence|model|machine learning|real-world|experience)\b"
)
ABOUT_CONSENSUS = re.compile(
    r"\b(?:adherence|compliance|apprais\w+|critique|validat\w+|response to|agreement with|concordan\w+|according to|"
    r"reporting|how to report|lack of|reviews? of|towards?|building|history|quality of|beyond|no consensus|"
    r"without consensus)\b"
)
"""The same for consensus and position statements, which seldom stand in the title of another publication."""

GUIDELINE = re.compile(
    r"\bguidelines? (?:for|on|of|in) (?:the )?(?:[\w/]+(?:-\w+)*,? ){0,4}"
    r"(?:diagnos\w+|treat\w+|manag\w+|prevention|care|screening|therapy|prophylaxis|use|surveillance|follow-up|"
    r"monitoring|"
    r"prescribing|rehabilitation|vaccination|immuni[sz]ation|transfusion|assessment and|evaluation and|workup|"
    r"initiation)\b|"
    r"\b(?:practice|clinical|joint|society|association|college|academy|federation|national|international|european|"
    r"treatment|"
    r"management|consensus|based|updated?|who|nice|esc|aha|"
    r"\d{4}) (?:practice )?guidelines?(?: update)?(?: \(?\d{4}\)?)?\s*$|"
    r"\b(?:clinical )?practice guidelines? (?:from|by|of) the\b|\bguidelines? (?:from|by|of) the [\w ,'-]*"
    r"(?:society|association|college|academy|federation|task force|group|committee|organi[sz]ation|network)\b|"
    r"\bversion of the [\w ]*guidelines?\b|^\d{4} [\w/ ,-]*\bguidelines? (?:for|on)\b|\bclinical guidance (?:from|"
    r"by|for)\b|"
    r"\bguidance (?:document|statement)\b|\b(?:interim|clinical|society|joint|updated) guidance\s*$"
)
CONSENSUS = re.compile(
    r"\b(?:[a-z]+(?:ish|ian|ese|iss|nch|ean|can|man)|international|national|expert|european|updated) (?:\w+ )?"
    r"recommendations (?:for|on) (?:the )?(?:\w+[ -]){0,3}(?:diagnos|manag|treat|follow|recogni|care|screen|"
    r"prevent|monitor|"
    r"use|vaccin)\w*|"
    r"\b(?:consensus|position|scientific|policy|expert|joint|delphi|society|practice|best practice)[ -](?:consensus )?"
    r"(?:statements?|papers?|documents?|recommendations?|opinions?|report)\b|"
    r"\b(?:expert|international|national|delphi|multidisciplinary|european|global|\w+ese|modified delphi) consensus\b|"
    r"\bconsensus (?:on|of|from|conference|report|for|definition|recommendations)\b|\bstatement (?:from|of|by) the\b|"
    r"\brecommendations? (?:of|from|by) (?:the|an?) [\w ,'-]*\b"
    r"(?:society|societies|association|college|academy|federation|task force|working group|group|committee|panel|"
    r"league|network|union|"
    r"foundation|council|commission|board|consortium)\b|"
    r"\b(?:society|association|college|academy|federation|task force|working group|committee|expert panel|council)'?s? "
    r"(?:recommendations?|statement|position|policy|consensus)\b"
)
SYSTEMATIC_REVIEW = re.compile(
    r"\bsystematic(?:ally)? (?:\w+[ -]){0,3}(?:reviews?|overview|evidence synthesis)\b|\bmeta-?analys\w*|"
    r"\bnetwork meta\b|"
    r"\bmeta-?(?:regression|synthesis|review|ethnograph\w*|epidemiological)\b|\bumbrella review|"
    r"\bcochrane (?:\w+ )?reviews?\b|"
    r"\breview and meta\b|\bsystematic literature search\b|\brapid systematic\b"
)
NOT_OF_LITERATURE = re.compile(
    r"\b(?:genome-wide|gwas|genome wide|mendelian|transcriptom\w*|microarrays?|bioinformatic\w*|gene expression|"
    r"epigenome|methylation|metagenom\w*|rna-seq|sequencing data|multi-cohort|our (?:centre|experience))\b"
)
RANDOMISED = re.compile(
    r"\brandomised\b(?![ -](?:trials|controlled trials|clinical trials|studies)\b)|\b(?:rct|randomly (?:assigned|"
    r"allocated))\b|"
    r"\brandomised (?:controlled |clinical )?trials?\b"
)
NOT_RANDOMISED = re.compile(
    r"\bconcerns about\b|\bcomparisons? (?:to|with) the\b|\bcomparative analysis\b|\brandomised[\w -]{0,20}\banalys\w+|"
    r"\b(?:non-?|quasi-?|not |un)randomised\b|mendelian randomi|randomised (?:trials|controlled trials|"
    r"clinical trials|studies)\b|"
    r"\b(?:emulat\w+|review|overview|reporting|methodolog\w+|systematic|appraisal|eligib\w+|representativeness|"
    r"design of|designing|planning|generalis\w+|external validity|recruitment (?:to|into)|participation in)\b"
)
COHORT = re.compile(
    r"(?<!period-)(?<!period )"
    r"\b(?:cohort|cohorts|case[ -]control(?:led)?|nested case|longitudinal (?:study|analysis|investigation|data|"
    r"cohort)|"
    r"(?:prospective|retrospective|observational|registry[ -]based|population[ -]based|nationwide|follow-up|real-world|"
    r"multi-?cent(?:re|er)|database)[\w, -]{0,40}\b(?:study|analysis|cohort|registry|review|evaluation|comparison|"
    r"experience|investigation))\b"
)
ANY_GUIDANCE = re.compile(r"\b(?:guidelines?|recommendations|guidance|statement)\b")
"""In the title of a publication whose author is a body."""

REVIEW_STEMS = (
    *("review", "overview", "primer", "update", "advances", "progress", "developments", "state of the art"),
    *("past, present", "current ", "do we "),
)
NO_REVIEW = re.compile(
    r"\b(?:retrospective|chart|charts|records?|medication|cases?|peer|online|yelp|institution\w*|experience|drug use|"
    r"utilisation|utilization|board|audit|a child|boy|girl|brief report|customer|our)\b"
)
"""About the word "review", that it is none of the literature."""

NARRATIVE_REVIEW = re.compile(
    r"\breviews?\s*(?:$|:|\.|of (?:the )?(?:current |recent |existing |available |published )?(?:literature|"
    r"evidence)|on\b|"
    r"and (?:update|perspectives?|future|outlook))|:\s*(?:an?|the)?\s*(?:\w+[ -]){0,4}(?:review|overview|primer)\b|"
    r"\b(?:narrative|literature|scoping|integrative|critical|comprehensive|mini|state[ -]of[ -]the[ -]art|concise|"
    r"brief|"
    r"clinical|historical|topical|focused|contemporary|updated|rapid|realist|expert|evidence-based|in-depth|short|"
    r"current|"
    r"tutorial)[ -]?reviews?\b|\b(?:a|an) (?:\w+ ){0,2}reviews?\b|\breview of (?!(?:\w+ ){0,4}(?:patients|cases|"
    r"records|"
    r"charts|guidance))|^reviews?\b|\bminireview\b|\ban overview\b|\boverview of\b|\ban update\b|\bprimer on\b|"
    r"\b(?:recent|current|latest|new) (?:\w+ )?(?:advances|progress|developments) (?:in|on|of|for|towards?)\b|"
    r"^(?:advances|progress|developments) in\b|\bstate of the art\b|\bpast, present\b|\bcurrent (?:status|concepts|"
    r"knowledge) "
    r"(?:and|of|in|on)\b|\bwhat do we know\b|\bwhere do we stand\b"
)

"""The verbs of medical prose in their finite forms."""

from __future__ import annotations

from functools import cache

from citewell.text.spelling import fold_spelling

_BASE = """
    ablate abolish absorb accept accompany account ache achieve acknowledge act activate add address
    administer advise advocate affect aggravate agree aid aim allow alter ameliorate analyse answer
    appear apply argue arise ask assess associate assume attach attenuate attribute avoid base be become
    begin belong benefit bind bleed block break breathe bring burn calculate call carry cast categorise
    cause change characterise check choose circulate cite classify clean code coexist combine come
    compare compete complement complete complicate compress comprise concern conclude conduct confer
    confirm connect consider consist constitute constrain consume contact contain continue contribute
    control converge convert correlate correspond cost cough count cover create crowd cut damage deal
    decide decline decompress decrease define delay deliver demonstrate denote depend deplete derive
    describe destroy detect deteriorate determine develop diagnose die differ differentiate digest
    diminish disappear discard discuss disrupt distinguish disturb divide dominate double downregulate draw
    drink drive drop eat elevate elicit eliminate emerge emphasise employ enable encode encompass
    encourage end endorse enhance enrich enrol ensure enter enumerate establish estimate evaluate evolve
    exacerbate examine exceed exclude excrete exert exhibit exist expect experience explain explore
    expose express extend extract facilitate fail fall favour feel find fluctuate focus follow form
    function fuse gain generate get give go govern grade grow guide halve happen heal help hit hold hope
    hurt identify impair implicate imply impose improve include incorporate increase indicate induce
    infect infer inflame influence inform inherit inhibit initiate inject injure innervate instruct
    interact interfere interrupt invade investigate invite involve irrigate isolate itch keep know lack
    last lead leave lessen let lie like limit link list live locate look lose lower lubricate maintain make
    manage mask match matter mature mean measure mediate meet mention metabolise migrate mimic modulate
    monitor move mutate name need note observe obstruct obtain occur offer operate originate outnumber
    outweigh overexpress overlap participate pass perform permit persist phosphorylate place play point
    pool pose possess precede precipitate preclude predict predispose prescribe present presume prevent proceed
    produce progress prolong promote prompt propose protect prove provide provoke publish put quantify
    question radiate raise randomise range rank rate reach receive recognise recommend reconstitute
    reconstruct record recover recur redistribute reduce refer reflect regard regulate reinforce reject
    relate relax release relieve rely remain remind remit remove repair replace report represent
    reproduce require resemble resist resolve respond rest restore restrict result retain return reveal
    reverse review rise risk run rupture safeguard sample say scan scar schedule screen sculpt search secrete see
    seek seem select separate serve set share shed shift shorten show shrink signal simulate sleep slow
    speak specify spread stabilise stand start state stay stem stimulate stop store strengthen stress
    stretch strike study subside succeed suffer suggest summarise supplement supply support suppress
    surpass surround survive suspect sustain swallow swell synthesise take talk target tell tend test
    think tolerate transfer transform translocate transmit transport travel treat trigger try turn
    uncover undergo underlie undermine underpin understand upregulate use utilise validate vary view
    visit vomit vote wake want warn warrant wash weaken wear weigh withdraw withhold work worsen yield"""
_IRREGULAR = """
    arose ate became began bled bound broke brought came chose cost cut drank drew drove fell felt
    forgot fought found froze gave got grew held hit hurt kept knew laid lay led left lent let lost made
    meant met outgrew overcame put ran rose said saw sent set shed shook showed shrank slept sought
    spent spoke spread stood stopped struck swam swelled taught thought told took understood underwent
    went withdrew withheld won wore wrote"""
# Forms that are nouns as often as verbs.
_NOUNS_TOO = """
    account act aid aim answer attribute balance base benefit block break burn cause causes change
    changes code combine control controls cost cough count cover damage deal decline decrease delay draw
    drink drive drop end estimate experience fall feed fight find focus form forms function grade group
    guide hold impact increase increases influence inhale itch lack last lead leave limit limits link
    links list lists live look match matter mean measure measures monitor move name need needs note
    notes offer place places plan play point points pool present probe produce progress prompt question
    questions raise range ranges rank rate rates reach record records release repair report reports
    research rest result results return review reviews rise risk risks run sample samples scan scans
    scar schedule screen search set shift show signal signals sleep speak split spread stand start state
    states stay stem stop store strain stress stretch strike studies study supply support swallow switch
    target targets test tests time trigger triggers try turn use uses value view views visit visits wake
    walk wash work works"""


@cache
def finite_forms() -> frozenset[str]:
    """Every form that a finite verb may take: base, third person, past; in American spelling."""
    forms = {form for verb in _BASE.split() for form in _forms(verb)} | set(_IRREGULAR.split())
    return frozenset(map(fold_spelling, forms))


@cache
def base_forms() -> frozenset[str]:
    """The forms that can open a command ("Take ...")."""
    return frozenset(map(fold_spelling, _BASE.split()))


@cache
def noun_forms() -> frozenset[str]:
    """Those of the finite forms that are as often nouns ("results", "use")."""
    return frozenset(map(fold_spelling, _NOUNS_TOO.split()))


def _forms(verb: str) -> tuple[str, ...]:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied"
    third = f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"
    past = f"{verb}d" if verb.endswith("e") else f"{verb}ed"
    return verb, third, past, f"{verb}{verb[-1]}ed"

"""Words and symbols that tell what a number set high behind or before them is: a power, a charge, an isotope."""

from __future__ import annotations

import re

LENGTHS = frozenset("m Nm cm mm dm km nm µm μm pm in ft yd mi".split())
TIMES = frozenset("s sec min h hr d day".split())
UNITS = (
    LENGTHS
    | TIMES
    | frozenset(
        """kg g mg µg μg ng pg l L dl dL ml mL µl μl µL μL mol mmol µmol μmol nmol pmol M mM µM μM nM pM kcal kJ J
        kPa Pa mmHg bar ha yr kDa Da U mU IU CFU V mV W K A Å N Hz kHz Gy mGy cGy Sv mSv Bq kBq MBq GBq ms dec sr mN
        eV""".split()
    )
)
SYMBOLS = frozenset("I R r χ Χ X η ηp ηₚ ΔR ω τ eta chi Chi tau Tau mc".split())
ORDINALS = frozenset("st nd rd th er ère ème ième re".split())
LOW_PLAIN = frozenset("mean peak trough conv regs effs".split())
AMINO_ACIDS = frozenset("Ala Arg Asn Asp Cys Gln Glu Gly His Ile Leu Lys Met Phe Pro Ser Thr Trp Tyr Val Sar".split())
AMINO_ACIDS |= {name.lower() for name in AMINO_ACIDS} - {"his", "met"}
OXYGEN = re.compile(r"(?:^|[^A-Za-z])(?:(?:Sp|Sa|Pa|Sv|Pv|Fi|Et|V|P|p|H)?C?O|N)$")
RANKED = re.compile(
    r"\b(?:vitamins?|hepatitis|influenza|haemophilia|hemophilia|types?|class|grade|stage|phase|level|group|schedule|"
    r"part|factor|category|arm|option|panel|box|figure|table|appendix|toxin|protein|antigen)s?\s+[A-Z]$",
    re.IGNORECASE,
)
_MEASURES = frozenset(
    """age height weight stature length width depth breadth thickness distance radius diameter circumference area
    surface volume mass density time duration dose dosage concentration temperature pressure velocity speed
    acceleration frequency degree hour day week month year second minute metre meter centimetre centimeter millimetre
    millimeter kilometre kilometer micrometre micrometer inch foot feet yard mile pixel voxel count number score income
    rate ratio slope index gradient current energy field power error deviation coefficient term size value level
    exposure intensity amplitude variance residual parity education waist hip gestation step interval angle volt ampere
    BMI BSA""".split()
)
_ELEMENTS_BY_NAME = dict(
    pair.split(":")
    for pair in """hydrogen:H carbon:C nitrogen:N oxygen:O fluorine:F sodium:Na phosphorus:P sulfur:S sulphur:S
    chlorine:Cl potassium:K calcium:Ca chromium:Cr iron:Fe cobalt:Co copper:Cu zinc:Zn gallium:Ga selenium:Se bromine:Br
    krypton:Kr rubidium:Rb strontium:Sr yttrium:Y zirconium:Zr molybdenum:Mo technetium:Tc palladium:Pd indium:In
    iodine:I iodide:I xenon:Xe caesium:Cs cesium:Cs barium:Ba samarium:Sm gadolinium:Gd terbium:Tb holmium:Ho
    lutetium:Lu rhenium:Re iridium:Ir gold:Au thallium:Tl lead:Pb bismuth:Bi astatine:At radium:Ra
    actinium:Ac thorium:Th uranium:U""".split()
)
_AMINO_NAMES = frozenset(
    """alanine arginine asparagine aspartate cysteine glutamine glutamate glycine histidine isoleucine leucine lysine
    methionine phenylalanine proline serine threonine tryptophan tyrosine valine sarcosine""".split()
)
_SYMBOLS_BY_NUMBER = """H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se
    Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf
    Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf""".split()
_PROTONS = {symbol: number for number, symbol in enumerate(_SYMBOLS_BY_NUMBER, start=1)}
_MASS = re.compile(r"(\d{1,3})m?")
_NAME = re.compile(r"([A-Za-z]{4,12})\b")
_ELEMENT = re.compile(r"\s?(?:([A-Z][a-z])(?![a-z])|([A-Z])(?![a-z])(?:(?=DG|ET\b|ES\b|LT\b|CH\b)|(?![A-Z]{2})))")


def is_element(symbol: str) -> bool:
    """Whether this is the symbol of an element."""
    return symbol in _PROTONS


def is_isotope(symbol: str, mass: str) -> bool:
    """Whether an element has an isotope of about this mass: I and 131, not I and 12."""
    number, written = _PROTONS.get(symbol, 0), _MASS.fullmatch(mass)
    if not number or written is None:
        return False
    return (1 if number == 1 else 1.5 * number) <= int(written[1]) <= 2.6 * number + 1


def isotope_follows(mass: str, after: str) -> bool:
    """Whether a number set high is the mass of the element whose symbol comes next: 13 before "C-NMR"."""
    if not mass[0].isdecimal():
        return False
    element = _ELEMENT.match(after)
    if element is not None:
        return is_isotope(element[1] or element[2], mass)
    named = _NAME.match(after)
    return named is not None and is_isotope(_ELEMENTS_BY_NAME.get(named[1].lower(), ""), mass)


def names_position(word: str, number: str) -> bool:
    """Whether a number set high behind a name belongs to it: an isotope's mass, the place of an amino acid."""
    plain = word.lower()
    return plain in _AMINO_NAMES or is_isotope(_ELEMENTS_BY_NAME.get(plain, ""), number)


def is_measure(word: str) -> bool:
    """Whether a word says what is measured, or in what unit, so that a raised 2 or 3 may be its power."""
    plain = word.lower()
    return bool({plain, plain.removesuffix("s"), word} & _MEASURES) or word in UNITS

"""The sections of a drug label by their LOINC codes, as the FDA's Structured Product Labeling guide lists them."""

from __future__ import annotations

from citewell.domain.enums import PassageTopic

_SAFETY = PassageTopic.SAFETY
_SPECIAL = PassageTopic.SPECIAL_POPULATION
_MECHANISM = PassageTopic.MECHANISM

SECTIONS: dict[str, tuple[str, PassageTopic | None]] = {
    "34066-1": ("Boxed warning", _SAFETY),
    "34067-9": ("Indications and usage", None),
    "34068-7": ("Dosage and administration", None),
    "43678-2": ("Dosage forms and strengths", None),
    "34070-3": ("Contraindications", _SAFETY),
    "43685-7": ("Warnings and precautions", _SAFETY),
    "34071-1": ("Warnings", _SAFETY),
    "42232-9": ("Precautions", _SAFETY),
    "34072-9": ("General precautions", _SAFETY),
    "54433-8": ("User safety warnings", _SAFETY),
    "60561-8": ("Other safety information", _SAFETY),
    "34084-4": ("Adverse reactions", _SAFETY),
    "90374-0": ("Clinical trials experience", _SAFETY),
    "90375-7": ("Postmarketing experience", _SAFETY),
    "34073-7": ("Drug interactions", _SAFETY),
    "34074-5": ("Drug and laboratory test interactions", _SAFETY),
    "34088-5": ("Overdosage", _SAFETY),
    "42227-9": ("Drug abuse and dependence", _SAFETY),
    "34085-7": ("Controlled substance", _SAFETY),
    "34086-9": ("Abuse", _SAFETY),
    "34087-7": ("Dependence", _SAFETY),
    "43684-0": ("Use in specific populations", _SPECIAL),
    "42228-7": ("Pregnancy", _SPECIAL),
    "34077-8": ("Teratogenic effects", _SPECIAL),
    "34078-6": ("Nonteratogenic effects", _SPECIAL),
    "34079-4": ("Labor and delivery", _SPECIAL),
    "34080-2": ("Nursing mothers", _SPECIAL),
    "77290-5": ("Lactation", _SPECIAL),
    "77291-3": ("Females and males of reproductive potential", _SPECIAL),
    "34081-0": ("Pediatric use", _SPECIAL),
    "34082-8": ("Geriatric use", _SPECIAL),
    "88828-9": ("Renal impairment", _SPECIAL),
    "88829-7": ("Hepatic impairment", _SPECIAL),
    "34090-1": ("Clinical pharmacology", None),
    "43679-0": ("Mechanism of action", _MECHANISM),
    "43681-6": ("Pharmacodynamics", None),
    "43682-4": ("Pharmacokinetics", None),
    "43680-8": ("Nonclinical toxicology", None),
    "34092-7": ("Clinical studies", None),
    "34076-0": ("Information for patients", None),
    "42230-3": ("Patient package insert", None),
    "42231-1": ("Medication guide", None),
    # Labels of medicines sold without a prescription:
    "55105-1": ("Purpose", None),
    "50570-1": ("Do not use", _SAFETY),
    "50569-3": ("Ask a doctor before use", _SAFETY),
    "50568-5": ("Ask a doctor or pharmacist before use", _SAFETY),
    "50567-7": ("When using this product", _SAFETY),
    "50566-9": ("Stop use", _SAFETY),
    "50565-1": ("Keep out of reach of children", _SAFETY),
    "53414-9": ("Pregnancy or breast-feeding", _SPECIAL),
}
"""What a section is called where it has no title, and what its text is about; one that is not listed is about what
the section around it is about."""


LEADING = frozenset({"34066-1", "34070-3", "50570-1", "50569-3", "50568-5", "50567-7", "50566-9", "53414-9"})
"""Sections whose title begins their sentences ("Do not use" - "with any other drug"), or is half of a warning."""

BOXED_WARNING = "34066-1"

NOT_EVIDENCE = frozenset(
    {
        "48780-1",  # product data elements
        "48779-3",  # indexing data elements
        "51945-4",  # principal display panel: the package and its pictures
        "43683-2",  # recent major changes: a list of section numbers
        "34093-5",  # references: titles of other publications
    }
)

KINDS_OF_LABEL = {
    "34390-5": "human OTC drug label",
    "34391-3": "human prescription drug label",
}
"""What the code of a whole document means where the document does not say it in words."""

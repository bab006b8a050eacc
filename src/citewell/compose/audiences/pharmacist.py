"""A pharmacist, who checks medicines."""

from __future__ import annotations

from citewell.compose.audiences import AudienceProfile

PROFILE = AudienceProfile(
    name="pharmacist",
    label="Pharmacist",
    place=7,
    description="I am a pharmacist.",
    disclaimer=(
        "Educational purpose only. Not a medical device and not a substitute for professional judgement or for "
        "the product's labelling. Doses are quoted as the sources state them: check each against the summary of "
        "product characteristics and the patient's other medicines before acting on it."
    ),
    grades=(12.0, 14.0),
    words=600,
    split=True,
    show_locators=True,
)

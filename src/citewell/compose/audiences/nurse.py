"""A nurse, physiotherapist or other health professional."""

from __future__ import annotations

from citewell.compose.audiences import AudienceProfile

PROFILE = AudienceProfile(
    name="nurse",
    label="Nurse or allied health professional",
    place=6,
    description="I am a nurse, a physiotherapist, a paramedic or another health professional.",
    disclaimer=(
        "Educational purpose only. Not a medical device and not a substitute for professional judgement or for "
        "your local protocols. The automatic checks hold each statement to the passage it cites; they cannot "
        "judge whether it fits the person in front of you. Check doses and contraindications at the source."
    ),
    grades=(10.0, 12.0),
    words=500,
    explain=True,
    split=True,
    show_locators=True,
)

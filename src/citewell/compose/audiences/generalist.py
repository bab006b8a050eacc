"""A general practitioner or hospital generalist."""

from __future__ import annotations

from citewell.compose.audiences import AudienceProfile

PROFILE = AudienceProfile(
    name="generalist",
    label="Generalist",
    place=8,
    description="I am a general practitioner, or a doctor in general or emergency care.",
    disclaimer=(
        "Educational purpose only. Not a medical device and not a substitute for a clinician's judgement. The "
        "automatic checks hold each statement to the passage it cites; they cannot judge whether the source is "
        "right, complete or fits a patient. Read the sources before acting on them."
    ),
    grades=(12.0, 14.0),
    words=400,
    split=True,
    show_locators=True,
)

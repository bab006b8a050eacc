"""A specialist in the field that the question is from."""

from __future__ import annotations

from citewell.compose.audiences import NO_CEILING, AudienceProfile

PROFILE = AudienceProfile(
    name="specialist",
    label="Specialist",
    place=9,
    description="I am a specialist in this field.",
    disclaimer=(
        "Educational purpose only. Not a medical device and not a substitute for a specialist's judgement. The "
        "automatic checks hold each statement to the passage it cites; they do not weigh the evidence or judge "
        "whether a source is right or complete. Read the sources before acting on them."
    ),
    grades=(14.0, NO_CEILING),
    words=800,
    show_locators=True,
)

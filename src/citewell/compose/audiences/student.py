"""A student of medicine or of another health profession."""

from __future__ import annotations

from citewell.compose.audiences import AudienceProfile

PROFILE = AudienceProfile(
    name="student",
    label="Student",
    place=5,
    description="I study medicine or another health profession.",
    disclaimer=(
        "Educational purpose only. Not a medical device. The automatic checks hold each statement to the passage "
        "it cites; they cannot judge whether the source is right or complete. Read the sources, and act on "
        "patients only under supervision."
    ),
    grades=(11.0, 13.0),
    words=900,
    explain=True,
    split=True,
    show_locators=True,
)

"""The article's own wording, which every other profile starts from: for a clinician who checks the sources.

It is part of what an article's digest seals, and not among the profiles that readers are offered.
"""

from __future__ import annotations

from citewell.compose.audiences import AudienceProfile

PROFILE = AudienceProfile(
    name="clinician",
    label="Clinician",
    disclaimer=(
        "Educational purpose only. Not a medical device and not a substitute for a clinician's judgement. "
        "The automatic checks hold each statement to the passage it cites; they cannot judge whether the "
        "source is right, complete or fits a patient. Read the sources before acting on them."
    ),
    show_locators=True,
    offered=False,
)

"""A researcher or librarian, who follows how the answer was found."""

from __future__ import annotations

from citewell.compose.audiences import NO_CEILING, AudienceProfile

PROFILE = AudienceProfile(
    name="researcher",
    label="Researcher or librarian",
    place=10,
    description="I search the literature, or I check how this answer was found.",
    disclaimer=(
        "Educational purpose only. Not a medical device. This is not a systematic review: what the library does "
        "not hold was not searched, and no risk of bias was judged. The automatic checks hold each statement to "
        "the passage it cites; the searches and settings are listed so that they can be repeated."
    ),
    grades=(0.0, NO_CEILING),
    show_locators=True,
    search_log=True,
)

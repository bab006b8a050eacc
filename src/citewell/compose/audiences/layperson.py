"""Somebody who wants to know, without medical training."""

from __future__ import annotations

from citewell.compose.audiences import AudienceProfile

PROFILE = AudienceProfile(
    name="layperson",
    label="Informed layperson",
    place=4,
    description="I want to understand the subject and have no medical training.",
    disclaimer=(
        "For learning only, and no medical advice. Not a medical device. It tells what publications say, not what "
        "is right for one person; a doctor who knows that person can say this. In an emergency, call for help at "
        "once."
    ),
    grades=(8.0, 9.0),
    words=600,
    swap=True,
    explain=True,
    split=True,
    absolute=True,
    doses=False,
    urgent=True,
    show_locators=False,
    whom_to_ask="This statement gives a dose. A doctor or pharmacist can say which dose is right for a person.",
)

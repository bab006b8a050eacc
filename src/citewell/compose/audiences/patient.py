"""A person who has the illness, or may have it."""

from __future__ import annotations

from citewell.compose.audiences import AudienceProfile

PROFILE = AudienceProfile(
    name="patient",
    label="Patient",
    place=2,
    description="I have this illness, or I think that I may have it.",
    disclaimer=(
        "This page is for learning only. Not a medical device. It does not know your health, and it does not take "
        "the place of your doctor. Talk with your doctor or nurse before you start, stop or change anything. If "
        "you get worse quickly, get medical help at once."
    ),
    grades=(5.0, 6.0),
    words=350,
    swap=True,
    explain=True,
    split=True,
    absolute=True,
    doses=False,
    urgent=True,
    show_locators=False,
    whom_to_ask="This statement gives a dose. Ask your doctor or pharmacist which dose is right for you.",
)

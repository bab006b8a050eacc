"""A reader who wants short sentences and simple words."""

from __future__ import annotations

from citewell.compose.audiences import AudienceProfile

PROFILE = AudienceProfile(
    name="easy_read",
    label="Easy read",
    place=1,
    description="I want short sentences and simple words.",
    disclaimer=(
        "This page helps you to learn. Not a medical device. It is not a doctor. It does not know you. Ask a "
        "doctor or a nurse what is right for you. If you feel very ill, get help at once."
    ),
    grades=(0.0, 4.0),
    words=150,
    swap=True,
    explain=True,
    split=True,
    absolute=True,
    doses=False,
    urgent=True,
    show_locators=False,
    whom_to_ask=(
        "This part tells how much of a medicine to take. Ask your doctor or pharmacist how much is right for you."
    ),
)

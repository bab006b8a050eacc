"""A person who looks after somebody who is ill, or a parent."""

from __future__ import annotations

from citewell.compose.audiences import AudienceProfile

PROFILE = AudienceProfile(
    name="carer",
    label="Carer or parent",
    place=3,
    description="I look after somebody who is ill, or I am the parent of a child who is ill.",
    disclaimer=(
        "This page is for learning only. Not a medical device. It does not know the person you look after, and it "
        "does not take the place of a doctor. Talk with their doctor or nurse before anything is started, stopped "
        "or changed. If they get worse quickly, get medical help at once."
    ),
    grades=(6.0, 7.0),
    words=400,
    swap=True,
    explain=True,
    split=True,
    absolute=True,
    doses=False,
    urgent=True,
    show_locators=False,
    whom_to_ask=(
        "This statement gives a dose. Ask the doctor or pharmacist which dose is right for the person you look after."
    ),
)

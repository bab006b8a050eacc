"""The pages of the board as people use them: each person at a seat, a browser of their own that is signed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pyotp
from tests.browser.seen import expect
from tests.signing_in import PASSWORD, SECRET

from citewell.app import App
from citewell.domain.people import OPERATOR, Person, Role


def employ(app: App, name: str, *roles: Role, credentials: str = "", specialty: str = "") -> Person:
    """Somebody with an account, one-time codes and verified credentials, made without the pages."""
    _, token = app.accounts.invitations.invite(address_of(name), set(roles), by=OPERATOR)
    person = app.accounts.invitations.accept(token, name=name, password=PASSWORD)
    code = pyotp.TOTP(SECRET).now()
    app.accounts.second_factors.set_up(person.id, secret=SECRET, code=code, session="")
    if credentials:
        specialties = (specialty,) if specialty else ()
        app.accounts.people.change_profile(person.id, name=name, credentials=credentials, specialties=specialties)
        app.accounts.people.verify(person.id, by=OPERATOR)
    return app.accounts.people.get(person.id)


def address_of(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@hospital.example"


@dataclass
class Seat:
    """Somebody at a browser."""

    tab: Any
    name: str

    def sign_in(self) -> Seat:
        """With password and one-time code."""
        self.tab.goto("/sign-in")
        self.tab.get_by_label("E-mail address").fill(address_of(self.name))
        self.tab.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")
        self.tab.get_by_label("The code that your device shows").fill(pyotp.TOTP(SECRET).now())
        self.press("Go on")
        self.tab.wait_for_url("/")
        return self

    def go(self, address: str) -> Seat:
        self.tab.goto(address)
        return self

    def press(self, button: str) -> None:
        """A button, which sends its form."""
        self.tab.get_by_role("main").get_by_role("button", name=button, exact=True).click()

    def text(self) -> str:
        """What the page says, in one line."""
        return " ".join(self.tab.get_by_role("main").inner_text().split())

    def says(self, *expected: str) -> None:
        """The page says all of this."""
        for words in expected:
            expect(self.tab.get_by_role("main")).to_contain_text(words)

    def is_told(self, *rules: str) -> None:
        """The page names each of these rules of the board."""
        for rule in rules:
            marked = self.tab.locator(f'[data-rule="{rule}"]')
            expect(marked.or_(self.tab.get_by_text(f"rule {rule}")).first).to_be_visible()

    def take(self, dossier: str, *steps: str, **fields: str) -> None:
        """Steps on a dossier's page, one after the other, with what a form asks for by label."""
        self.go(dossier)
        for step in steps:
            todo = self.tab.get_by_role("region", name="What you can do")
            unfolding = todo.locator("summary", has_text=re.compile(f"^{step}$"))
            if unfolding.count():
                unfolding.click()
            for label, value in fields.items():
                todo.get_by_label(label).locator("visible=true").fill(value)
            with self.tab.expect_navigation():
                todo.get_by_role("button", name=step, exact=True).click()

    def ask(self, dossier: str, *names: str) -> None:
        """Ask people to review."""
        self.go(dossier)
        for name in names:
            if not self.tab.locator("#due").is_visible():
                self.tab.get_by_text("Ask somebody to review").click()
            with self.tab.expect_navigation():
                self.tab.get_by_role("button", name=re.compile(f"^Ask {name} as ")).click()
            self.says("Asked to review.")

    def declare(self, dossier: str, *, conflict: str = "", interests: str = "None.") -> None:
        """The interests in an article; `conflict` says which conflict there is, else there is none."""
        self.go("/bench")
        self.tab.locator(".next-step a").first.click()
        self.tab.wait_for_url(f"{dossier}/review")
        label = "I have one: I take no part" if conflict else "I have no conflict of interest"
        self.tab.get_by_label(label).check()
        self.tab.get_by_label("In your own words").fill(conflict or interests)
        self.press("Declare")

    def review(
        self, dossier: str, *, interests: str = "None.", amiss: Mapping[int, tuple[str, str]] | None = None
    ) -> None:
        """Judge claim by claim, answer the checklist, and give the review; `amiss` are claims with what is wrong."""
        self.declare(dossier, interests=interests)
        expect(self.tab.locator("[data-review]")).to_be_visible()
        for number, card in enumerate(self.tab.locator("[data-claim]").all(), start=1):
            judgement, why = (amiss or {}).get(number, ("Correct", ""))
            card.get_by_role("radio", name=re.compile(f"^{judgement}")).check()
            if why:
                card.get_by_label("Why (needed for anything but correct)").fill(why)
        for item in self.tab.locator("fieldset.item").all():
            item.get_by_label("Good").check()
        self.tab.get_by_label("Request changes" if amiss else "Approve", exact=True).check()
        self.press("Give the review")
        self.says("Your review is given.")

    def edit(self, dossier: str, claim: int, text: str, *, why: str) -> None:
        """Word a claim anew; what the checks say stands on the page where nothing is kept."""
        self.go(dossier)
        self.tab.get_by_role("link", name=f"Edit claim {claim}").click()
        self.tab.get_by_label("The claim. Its citations stay").fill(text)
        self.tab.get_by_label("Why it is changed").fill(why)
        self.press("Keep as a new revision")

    def forge(self, address: str, **fields: str) -> str:
        """Send a form that no page offers, with this browser's cookies and token; returns the rule that refused it."""
        shown = self.tab.context.request.get("/").text()
        found = re.search(r'name="token" value="([^"]+)"', shown)
        assert found
        headers = {"origin": "{0.scheme}://{0.netloc}".format(urlsplit(self.tab.url))}
        answer = self.tab.context.request.post(address, form={"token": found[1], **fields}, headers=headers)
        assert answer.status in (400, 409, 422), answer.status
        told = re.search(r'data-rule="(\w+)"|\brule (\w+)', answer.text())
        assert told, answer.text()
        return str(told[1] or told[2])

"""The whole life of an article, as people play it in their browsers: asked, reviewed, published, reopened, proven.

One life and one server, for each step needs the one before it. Everything is small but the rules: the article holds
a dose, so that two reviewers of its specialty and a pharmacist have to look at it.
"""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import httpx
import pyotp
import pytest
from tests.board_people import staff_over
from tests.browser.board_pages import Seat, address_of, employ
from tests.browser.conftest import served, small_app
from tests.browser.seen import expect
from tests.elsewhere import bundle_is_sound_until_altered
from tests.integration.good_files import RETRACTIONS, retraction
from tests.running import environment, run_citewell
from tests.signing_in import PASSWORD, forget_last_code

from citewell.app import App
from citewell.domain.people import Role
from citewell.text.dates import date_words

pytestmark = pytest.mark.browser

QUESTION = "How is migraine prevented in adults?"
DOSE = "Amitriptyline 10 mg at night is recommended to prevent migraine in adults (strong recommendation)."
WALKING = "Walking for 30 minutes on five days a week lowered the number of migraine days by 2 a month in 120 adults."
FIRST = "Amitriptyline for 3 months halved the number of migraine days in 4 of 10 adults in 9 trials."
BETTER = "Amitriptyline taken for 3 months halved the number of migraine days in 4 of 10 adults, in 9 trials."
WORSE = "Amitriptyline taken for 6 months halved the number of migraine days in 4 of 10 adults, in 9 trials."
GUIDELINE = f"{DOSE} Propranolol is suggested to prevent migraine in adults (weak recommendation)."
LIBRARY = (
    {"_id": "guideline", "title": "Prevention of migraine in adults: a clinical practice guideline", "text": GUIDELINE,
     "kind": "guideline", "year": 2024, "doi": "10.1000/migraine.2024"},
    {"_id": "review", "title": "Amitriptyline to prevent migraine: a systematic review", "text": FIRST,
     "kind": "systematic-review", "year": 2022, "doi": "10.1000/review.2022"},
    {"_id": "trial", "title": "Walking to prevent migraine, a randomised trial", "text": WALKING,
     "kind": "randomised-trial", "year": 2020, "doi": "10.1000/walking.2020"},
)  # fmt: skip
UNCLEAR = "Three months of what? Say that it was taken, please."
REMARK = "Say in the third claim that it was taken for three months."
TEACHES = "I teach for a maker of triptans, unpaid."
REVIEWERS = ("Rosa Lind", "Remy Blanc", "Petra Vogel")
WITHOUT_SCRIPT = frozenset({"Adam Admin", "Eli Stern", "Remy Blanc", "Rex Gray", "Petra Vogel"})
"""Half of the people have a browser without JavaScript: every page works there too."""
TRIED = "I ran a trial of propranolol that its maker paid for."


@dataclass
class Hospital:
    """Citewell with a small library, its server, its people, and their browsers."""

    app: App
    site: str
    folder: Path
    open_tab: Callable[..., Any]
    seats: dict[str, Seat] = field(default_factory=dict)

    def seat(self, name: str) -> Seat:
        """A browser of somebody's own, signed in; of nobody where there is no name."""
        if name not in self.seats:
            tab = self.open_tab(
                base_url=self.site, viewport={"width": 1280, "height": 900}, refused=True,
                java_script_enabled=name not in WITHOUT_SCRIPT,
            )  # fmt: skip
            self.seats[name] = Seat(tab, name)
            if name:
                self.seats[name].sign_in()
        return self.seats[name]

    def command(self, *arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """The command line on this machine, in a process of its own."""
        own = {"CITEWELL_STARTER": "off", "CITEWELL_SESSION": str(self.folder / "session.json")} | settings
        return run_citewell(*arguments, where=environment(self.app, **own), stdin=stdin)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, str, Path]]:
    """The library, the people who need no page to join, and the server."""
    folder = tmp_path_factory.mktemp("life")
    app = small_app(folder, LIBRARY)
    app.accounts = staff_over(app, app.database, app.key).accounts
    employ(app, "Adam Admin", Role.ADMIN)
    employ(app, "Ada Neumann", Role.AUTHOR, Role.EDITOR)
    employ(app, "Eli Stern", Role.EDITOR)
    employ(app, "Rosa Lind", Role.REVIEWER, credentials="MD, neurologist", specialty="neurology")
    employ(app, "Remy Blanc", Role.REVIEWER, credentials="MD, PhD", specialty="neurology")
    employ(app, "Rex Gray", Role.REVIEWER, credentials="MD", specialty="neurology")
    forget_last_code(app)
    with served(app) as site:
        yield app, site, folder
    app.database.close()


@pytest.fixture
def hospital(kept: tuple[App, str, Path], open_tab: Callable[..., Any]) -> Hospital:
    return Hospital(*kept, open_tab)


def test_an_article_is_asked_reviewed_published_reopened_and_proven(hospital: Hospital, tmp_path: Path) -> None:
    pharmacist_joins(hospital)
    article, dossier = author_submits(hospital)
    reviewers_judge(hospital, dossier)
    stale = change_is_asked_for(hospital, dossier)
    article = author_edits(hospital, dossier)
    second_round_approves(hospital, dossier, stale)
    reader_sees_who_approved(hospital, article)
    retraction_reopens(hospital, article)
    again = new_revision_is_approved(hospital, dossier)
    reader_is_led_on(hospital, article, again)
    ledger_holds(hospital, tmp_path)
    bundle_is_proven_elsewhere(hospital, again, tmp_path)


def pharmacist_joins(hospital: Hospital) -> None:
    """By the link of an admin, who then verifies the credentials."""
    admin = hospital.seat("Adam Admin").go("/admin/people")
    admin.tab.get_by_label("E-mail address").fill(address_of("Petra Vogel"))
    admin.tab.get_by_label("Pharmacist").check()
    admin.press("Make a link")
    link = admin.tab.get_by_role("status").locator("code").inner_text()

    tab = hospital.open_tab(base_url=hospital.site, refused=True, java_script_enabled=False)
    petra = hospital.seats["Petra Vogel"] = Seat(tab, "Petra Vogel")
    petra.go(link)
    tab.get_by_label("Your name, as readers will see it").fill("Petra Vogel")
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_label("The same password again").fill(PASSWORD)
    petra.press("Join")
    tab.get_by_label("Credentials").fill("PharmD")
    petra.press("Save")
    petra.go("/account/codes")
    secret = tab.locator('input[name="secret"]').get_attribute("value")
    tab.get_by_label("Your password").fill(PASSWORD)
    tab.get_by_label("The code that your device shows").fill(pyotp.TOTP(secret).now())
    petra.press("Set up")
    petra.says("recovery codes")

    admin.go("/admin/people")
    admin.tab.get_by_role("link", name="Petra Vogel").click()
    admin.press("I have checked these credentials")
    admin.says("Verified by an admin.")


def author_submits(hospital: Hospital) -> tuple[str, str]:
    """Asks, takes up, has it checked, submits; returns the addresses of the article and of its dossier."""
    ada = hospital.seat("Ada Neumann").go("/")
    ada.tab.get_by_role("textbox").first.fill(QUESTION)
    ada.press("Ask")
    ada.tab.wait_for_url("**/articles/*")
    article = path_of(ada)
    ada.says(DOSE, "has not been reviewed by a person")
    assert robots(ada) == "noindex, nofollow"
    ada.press("Take up for review")
    ada.says("The article is taken up.", "High risk")
    dossier = path_of(ada)
    assert ada.forge(f"{dossier}/submit", digest=article.rpartition("/")[2]) == "no_such_step"  # before it is checked
    ada.take(dossier, "Run the checks")
    ada.says("Every check has passed.")
    ada.take(dossier, "Submit for review")
    ada.says("Submitted. The editors take it from here.")
    return article, dossier


def reviewers_judge(hospital: Hospital, dossier: str) -> None:
    """Two of the specialty and a pharmacist, none of them with a conflict; one finds a claim unclear."""
    eli = hospital.seat("Eli Stern")
    eli.ask(dossier, "Rosa Lind", "Rex Gray", "Petra Vogel")
    eli.is_told("reviews_missing", "pharmacist_missing", "review_awaited")
    ada = hospital.seat("Ada Neumann").go(dossier)
    ada.is_told("own_article")
    sent = shown(eli)
    assert ada.forge(f"{dossier}/approve", **sent) == "own_article"
    assert eli.forge(f"{dossier}/publish", **sent) == "no_such_step"

    rex = hospital.seat("Rex Gray")
    rex.declare(dossier, conflict=TRIED)
    rex.says("Your conflict of interest is declared")
    assert rex.forge(f"{dossier}/review", decision="approve", **sent) == "conflict_declared"
    eli.ask(dossier, "Remy Blanc")

    hospital.seat("Rosa Lind").review(dossier)
    remy = hospital.seat("Remy Blanc").go(dossier)
    remy.says("You see them once you have given your own")
    remy.review(dossier, amiss={3: ("Unclear", UNCLEAR)})
    hospital.seat("Petra Vogel").review(dossier)


def change_is_asked_for(hospital: Hospital, dossier: str) -> Seat:
    """The editor sends it back; returns a second window in which the editor still has the page of this round."""
    eli = hospital.seat("Eli Stern").go(dossier)
    eli.is_told("reviews_disagree")
    eli.says(UNCLEAR, f"recused: {TRIED}")
    second = Seat(eli.tab.context.new_page(), "Eli Stern").go(dossier)
    eli.take(dossier, "Request changes", **{"Reason, in a sentence": REMARK})
    eli.says("Changes requested")
    return second


def author_edits(hospital: Hospital, dossier: str) -> str:
    """Words the claim anew: a wrong figure is refused by the checks, the better wording is kept and submitted."""
    ada = hospital.seat("Ada Neumann").go(dossier)
    ada.says(REMARK, UNCLEAR)
    ada.edit(dossier, 3, WORSE, why=REMARK)
    ada.says("A check fails", "6 months")
    ada.edit(dossier, 3, BETTER, why="As Remy asked.")
    ada.says("Kept as a new revision.", BETTER)
    ada.tab.get_by_role("link", name="Revisions").click()
    expect(ada.tab.locator("ins").first).to_contain_text("taken")
    ada.take(dossier, "Run the checks", "Submit for review")
    ada.go(dossier)
    address = ada.tab.get_by_role("link", name="as readers see it").get_attribute("href")
    assert address
    return str(address)


def second_round_approves(hospital: Hospital, dossier: str, stale: Seat) -> None:
    """The new revision is reviewed anew and published; what was said of the old one counts for nothing."""
    eli = hospital.seat("Eli Stern").go(dossier)
    eli.says("Pharmacist; reviewed it before")
    eli.ask(dossier, *REVIEWERS)
    old = shown(stale)
    stale.tab.locator("summary", has_text="Request changes").click()
    stale.tab.get_by_label("Reason, in a sentence").locator("visible=true").fill(REMARK)
    stale.press("Request changes")
    stale.is_told("stale_digest")
    for name in REVIEWERS:
        hospital.seat(name).review(dossier, interests=TEACHES if name == "Petra Vogel" else "None.")
    assert eli.go(dossier).forge(f"{dossier}/approve", **old) == "stale_digest"
    key_approves_nothing(hospital, eli, dossier)
    eli.take(dossier, "Approve", "Publish")
    eli.says("Published.")


def key_approves_nothing(hospital: Hospital, eli: Seat, dossier: str) -> None:
    """A program with an editor's key is refused by the rule, over the API as at the address of the button."""
    eli.go("/account")
    eli.tab.get_by_label("What it is for").fill("Nightly lists")
    eli.tab.get_by_label("Read where reviews stand").check()
    eli.press("Make a key")
    headers = {"authorization": f"Bearer {eli.tab.locator('main code').first.inner_text()}"}
    at = f"{hospital.site}/api/v1/review/dossiers/{dossier.rpartition('/')[2]}"
    read = httpx.get(at, headers=headers)
    assert read.status_code == 200
    step = {"action": "approve", "digest": read.json()["digest"]}
    refused = httpx.post(f"{at}/steps", headers=headers, json=step)
    assert (refused.status_code, refused.json().get("rule")) == (403, "person_only")


def reader_sees_who_approved(hospital: Hospital, article: str) -> None:
    """Without an account: names, credentials, dates and interests; the page may be found."""
    reader = hospital.seat("").go(article)
    assert robots(reader) == "all"
    today = date_words(datetime.now(UTC).date().isoformat())
    reader.says(
        BETTER,
        "Rosa Lind, MD, neurologist (reviewer, Neurology)",
        "Remy Blanc, MD, PhD",
        "Petra Vogel, PharmD (pharmacist",
        "Declared interests: None.",
        f"Declared interests: {TEACHES}",
        "Approved by Eli Stern",
        today,
        "Next review",
    )
    assert "not been reviewed" not in reader.text()
    assert "Rex Gray" not in reader.text()


def retraction_reopens(hospital: Hospital, article: str) -> None:
    """A row of the list of retractions, and a pass of the watch: the reader is told with the next look."""
    rows = hospital.folder / "retractions.csv"
    rows.write_text(RETRACTIONS + retraction(1, "10.1000/WALKING.2020"), "utf-8")
    for arguments in (("library", "add", str(rows)), ("watch",)):
        ended = hospital.command(*arguments)
        assert ended.returncode == 0, ended.stderr
    assert "reopened" in ended.stdout
    reader = hospital.seat("").go(article)
    reader.says("“Walking to prevent migraine, a randomised trial” has been retracted", "It touches this statement")
    reader.says("it is being looked at again")
    assert robots(reader) == "noindex, nofollow"


def new_revision_is_approved(hospital: Hospital, dossier: str) -> str:
    """The author hears of it, submits the proposed answer, and everybody reviews it anew; returns its address."""
    ada = hospital.seat("Ada Neumann").go("/notices")
    ada.says("has been retracted", "proposed as the next revision")
    ada.tab.get_by_role("main").get_by_role("link", name=QUESTION).click()
    ada.go(dossier)
    assert WALKING not in ada.text()
    ada.take(dossier, "Run the checks", "Submit for review")
    eli = hospital.seat("Eli Stern")
    eli.ask(dossier, *REVIEWERS)
    for name in REVIEWERS:
        hospital.seat(name).review(dossier, interests=TEACHES if name == "Petra Vogel" else "None.")
    eli.take(dossier, "Approve", "Publish")
    eli.says("Published.")
    address = eli.tab.get_by_role("link", name="as readers see it").get_attribute("href")
    assert address
    return str(address)


def reader_is_led_on(hospital: Hospital, article: str, again: str) -> None:
    """From the old page to the new one, which rests on nothing that was retracted."""
    reader = hospital.seat("").go(article)
    reader.tab.get_by_role("link", name="read the present one").click()
    reader.tab.wait_for_url(f"**{again}")
    reader.says("Rosa Lind, MD, neurologist", "Approved by Eli Stern")
    assert "Walking" not in reader.text()
    assert robots(reader) == "all"


def ledger_holds(hospital: Hospital, folder: Path) -> None:
    """The audit verifies, and finds one changed row in a copy of the database."""
    holds = hospital.command("audit", "verify")
    assert holds.returncode == 0, holds.stdout + holds.stderr
    copy = folder / "copy.sqlite"
    kept = hospital.app.settings.library / "articles.sqlite"
    with closing(sqlite3.connect(kept)) as database, closing(sqlite3.connect(copy)) as other:
        database.backup(other)
        [(number,)] = other.execute("SELECT sequence FROM events WHERE action = 'dossier.approve' LIMIT 1")
        for (trigger,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            other.execute(f'DROP TRIGGER "{trigger}"')
        other.execute("UPDATE events SET actor_name = 'Ada Neumann' WHERE sequence = ?", (number,))
        other.commit()
    broken = hospital.command("audit", "verify", CITEWELL_DATABASE=f"sqlite:///{copy}")
    assert broken.returncode == 1
    assert str(number) in broken.stdout + broken.stderr


def bundle_is_proven_elsewhere(hospital: Hospital, article: str, folder: Path) -> None:
    """The verifier of the bundle runs in an empty folder without Citewell, and finds one changed byte."""
    reader = hospital.seat("").go(article)
    reader.tab.get_by_text("More formats").click()
    with reader.tab.expect_download() as awaited:
        reader.tab.locator(f'a[href="{article}.zip"]:visible').first.click()
    bundle = folder / "elsewhere" / "proof.zip"
    awaited.value.save_as(bundle)
    with ZipFile(bundle) as archive:
        archive.extractall(bundle.parent)
    bundle.unlink()
    bundle_is_sound_until_altered(bundle.parent)


def shown(seat: Seat) -> dict[str, str]:
    """The digest and release that the forms of a dossier's page carry."""
    fields = ("digest", "release")
    return {name: seat.tab.locator(f'input[name="{name}"]').first.get_attribute("value") for name in fields}


def path_of(seat: Seat) -> str:
    return urlsplit(seat.tab.url).path


def robots(seat: Seat) -> str:
    """What the page lets a search engine do, in its head and in its headers alike."""
    said = str(seat.tab.locator('meta[name="robots"]').get_attribute("content"))
    assert seat.tab.context.request.get(seat.tab.url).headers["x-robots-tag"] == said
    return said

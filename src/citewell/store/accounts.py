"""Everything that is kept of accounts, over one database."""

from __future__ import annotations

from citewell.store._database import Database
from citewell.store._secrets import Passwords
from citewell.store.api_keys import KeyStore
from citewell.store.invitations import InvitationStore
from citewell.store.people import PeopleStore
from citewell.store.second_factors import SecondFactors
from citewell.store.sessions import SessionStore
from citewell.store.sign_in import SignIn


class Accounts:
    """People, the links that let them join, how they sign in, and the keys of their programs."""

    def __init__(self, database: Database, *, passwords: Passwords | None = None) -> None:
        hashing = passwords or Passwords()
        self.people = PeopleStore(database)
        self.invitations = InvitationStore(database, hashing)
        self.sign_in = SignIn(database, hashing)
        self.sessions = SessionStore(database)
        self.second_factors = SecondFactors(database)
        self.keys = KeyStore(database)

"""Everything that is kept of accounts, over one database."""

from __future__ import annotations

from citewell.store._database import Database
from citewell.store._sealing import Sealing
from citewell.store._secrets import Passwords
from citewell.store.api_keys import KeyStore
from citewell.store.invitations import InvitationStore
from citewell.store.keys import InstanceKey
from citewell.store.people import PeopleStore
from citewell.store.second_factors import SecondFactors
from citewell.store.sessions import SessionStore
from citewell.store.sign_in import SignIn


class Accounts:
    """People, the links that let them join, how they sign in, and the keys of their programs."""

    def __init__(self, database: Database, key: InstanceKey, *, passwords: Passwords | None = None) -> None:
        hashing, sealing = passwords or Passwords(), Sealing(key)
        self.people = PeopleStore(database)
        self.invitations = InvitationStore(database, hashing)
        self.sign_in = SignIn(database, hashing, sealing)
        self.sessions = SessionStore(database)
        self.second_factors = SecondFactors(database, sealing)
        self.keys = KeyStore(database)

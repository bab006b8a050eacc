"""The rules of accounts, pure: who may invite and change whom, which passwords are taken, how long to wait."""

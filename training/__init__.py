"""Experiments that train models; nothing here is part of the installed package."""

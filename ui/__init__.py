"""Sverka for people, in Russian."""

"""Hostile files, written at test time: each with the states that it may end in."""

from __future__ import annotations

from hostile import archives, entities, images, links, office, pages, pdfs, places, sheets, texts, words
from hostile.case import CASES, Bait, Case

__all__ = ["CASES", "Bait", "Case"]
_FILLED = (archives, entities, images, links, office, pages, pdfs, places, sheets, texts, words)

"""Closed lists of what a row may speak of; each item is a pattern over lemmas with an example beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property


class Facets:
    """An ordered list of (id, pattern, example); a text carries every id whose pattern its lemmas hold.

    A pattern is searched in the lemmas, each followed by one space, and begins where a lemma begins.
    """

    def __init__(self, items: Sequence[tuple[str, str, str]]) -> None:
        self.items = tuple(items)
        self.ids = tuple(name for name, _, _ in self.items)

    @cached_property
    def _patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        # The leading space is a literal to search for; a lookbehind would be tried at every character.
        return tuple((name, re.compile(rf" (?:{pattern})")) for name, pattern, _ in self.items)

    def places(self, lemmas: Sequence[str]) -> dict[str, int]:
        """Return the ids found in the order of the list, each with the character at which it first stands."""
        line = f" {' '.join(lemmas)} "
        found = {}
        for name, pattern in self._patterns:
            hit = pattern.search(line)
            if hit:
                found[name] = hit.start()
        return found

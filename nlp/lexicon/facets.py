"""Closed lists of what a row may speak of, each item a pattern over lemmas with an example beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property


class Facets:
    """An ordered list of (id, pattern, example); a text carries every id whose pattern its lemmas hold.

    Patterns are matched against the lemmas joined by single spaces, each followed by a space, and
    must begin at a lemma's beginning.
    """

    def __init__(self, items: Sequence[tuple[str, str, str]]) -> None:
        self.items = tuple(items)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return the ids in their order."""
        return tuple(item[0] for item in self.items)

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(rf"(?<![^ ])(?:{item[1]})") for item in self.items)

    def places(self, lemmas: Sequence[str]) -> dict[str, int]:
        """Return the ids found, each with the character at which it first stands; ordered as listed."""
        line = "".join(f"{lemma} " for lemma in lemmas)
        found = ((name, pattern.search(line)) for name, pattern in zip(self.ids, self._patterns, strict=True))
        return {name: hit.start() for name, hit in found if hit}

"""Shares of a gold's rows that were found, and of their cells that are right, as shared/tools/score.py counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from gold import _agrees, _cells, _in_section, squash

from nlp.domain import Segment

_ALIKE = 0.6
FIELDS = ("number", "section", "deadline", "executors", "outcome")


def count(gold: Mapping[str, Any], found: Sequence[Segment]) -> Counter[str]:
    """Count rows wanted, found and matched (in order), exact texts and right cells of the matched ones."""
    rows = gold["measures"]
    counts = Counter(wanted=len(rows), found=len(found))
    at = 0
    for row in rows:
        best = max(range(at, min(at + 4, len(found))), key=lambda j: _likeness(row, found[j]), default=None)
        if best is None or _likeness(row, found[best]) < _ALIKE:
            continue
        at, segment = best + 1, found[best]
        cells = _cells(segment)
        counts["matched"] += 1
        counts["exact"] += _agrees(row, "text", cells["text"])
        counts["section"] += _in_section(row.get("section"), segment.section)
        for field in ("number", "deadline", "executors", "outcome"):
            counts[field] += _agrees(row, field, cells[field])
    return counts


def _likeness(row: Mapping[str, Any], segment: Segment) -> float:
    return SequenceMatcher(None, squash(row["measure"]), squash(segment.text), autojunk=False).ratio()


def shares(counts: Counter[str]) -> dict[str, float]:
    """Return F1 and the shares of exact texts and right cells."""
    f1 = 2 * counts["matched"] / max(counts["wanted"] + counts["found"], 1)
    return {"f1": f1} | {key: counts[key] / max(counts["matched"], 1) for key in ("exact", *FIELDS)}


def below(counts: Counter[str], f1: float, exact: float, cells: float) -> dict[str, float]:
    """Return the shares that are less than wanted of F1, exact texts and right cells of every kind."""
    least = {"f1": f1, "exact": exact} | dict.fromkeys(FIELDS, cells)
    return {name: share for name, share in shares(counts).items() if share < least[name]}

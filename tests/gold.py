"""Comparison of measures with a gold record, by the rules of shared/tools/score.py."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from nlp.domain import Measure, Segment

_KEYS = {"text": "measure", "number": "number", "deadline": "deadline", "executors": "responsible", "outcome": "result"}


def squash(text: str | None) -> str:
    """White space, case, kinds of dashes and quotes, bullets, tags and the final full stop do not count."""
    text = re.sub(r"<[^>]+>", " ", text or "").lower().replace("ё", "е")
    text = re.sub(r"[«»\"„“”']", '"', re.sub(r"[–—−‐‑]", "-", text))
    return re.sub(r"[\s\u00ad•]+", "", text).strip(".;")


def faults(gold: Mapping[str, Any], found: Sequence[Segment | Measure]) -> list[str]:
    """One line for each difference between the gold's rows and the measures found, which come in the same order."""
    lines = []
    for i, (row, measure) in enumerate(zip_longest(gold["measures"], found), 1):
        if row is None or measure is None:
            lines.append(f"{i}: " + (f"лишнее {measure.text!r}" if measure else f"пропущено {row['measure']!r}"))
            continue
        lines += [
            f"{i} {field}: {value!r}, а надо {row.get(_KEYS[field])!r}"
            for field, value in _cells(measure).items()
            if not _agrees(row, field, value)
        ]
        if not _in_section(row.get("section"), measure.section):
            lines.append(f"{i} section: {measure.section!r}, а надо {row.get('section')!r}")
    return lines


def _cells(m: Segment | Measure) -> dict[str, str]:
    cells = {"text": m.text, "number": m.number or ""}
    for field in ("deadline", "executors", "outcome"):
        value = getattr(m, field)
        cells[field] = value if isinstance(value, str) else value.text
    return cells


def _agrees(row: Mapping[str, Any], field: str, value: str) -> bool:
    key = _KEYS[field]
    options = [row.get(key) or "", *row.get("alternates", {}).get(key, [])]
    same = _bare_number if field == "number" else squash
    return same(value) in {same(option) for option in options}


def _bare_number(text: str | None) -> str:
    return re.sub(r"[\s.)]+$", "", (text or "").strip())


def _in_section(wanted: str | None, path: Sequence[str]) -> bool:
    own = _unnumbered(wanted)
    return own in {_unnumbered(heading) for heading in path} if own else not path


def _unnumbered(heading: str | None) -> str:
    return squash(re.sub(r"^\s*(?:[IVXLC]+|\d+(?:\.\d+)*)[.)]?\s*", "", heading or ""))

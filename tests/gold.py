"""Comparison of measures with a gold record, by the rules of shared/tools/score.py."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

from nlp.domain import Measure, Roadmap, Segment

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


def facts(wanted: Mapping[str, Any], m: Measure) -> dict[str, bool]:
    """Tell of each fact of a measure whether it is as the gold has it."""
    indicator = wanted["indicator"]
    promised = {(i.comparator, i.value) for i in m.outcome.indicators}
    return {
        "windows": sorted(map(list, m.deadline.windows), key=str) == sorted(wanted["deadline"]["windows"], key=str),
        "recurrence": m.deadline.recurrence == wanted["deadline"]["recurrence"],
        "roles": set(m.executors.roles) == set(wanted["roles"]),
        "indicators": (indicator["comparator"], indicator["value"]) in promised
        if indicator["quantified"]
        else not promised,
    }


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


def passport_checks(gold: dict[str, Any], found: Roadmap) -> list[bool]:
    """Compare the passport as shared/tools/score.py does: a municipality by any word of its own name."""
    order, act = gold.get("order"), found.act
    years = [int(x[:4]) for x in found.period] if found.period else None
    checks = [
        (found.region.name if found.region else None) == gold["region"],
        found.municipality == gold["municipality"] or bool(_names(gold["municipality"]) & _names(found.municipality)),
        years == gold.get("period"),
    ]
    if "order" in gold:
        checks.append(act is None if order is None else _same_act(order, act and act.number, act and act.date))
    return checks


def _same_act(order: dict[str, str], number: str | None, date: str | None) -> bool:
    return (
        re.sub(r"\s", "", number or "").lower() == re.sub(r"\s", "", order["number"]).lower() and date == order["date"]
    )


def _names(text: str | None) -> set[str]:
    """Return the beginnings of the words that name a municipality; those of every municipality's name are none."""
    stems = {w[:5] for w in re.findall(r"[а-яё-]{4,}", (text or "").lower().replace("ё", "е"))}
    return stems - {"район", "округ", "город", "муниц", "образ"}

"""Invented plans with statuses (tests/samples/coverage) as roadmaps and judgements."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

from nlp.artifacts import load_mandates, load_regions
from nlp.domain import Act, Executors, Measure, Roadmap, Source
from nlp.evaluate.gaps import Judged
from nlp.extract.deadline import deadline
from nlp.extract.outcome import outcome
from nlp.pipeline import analyse
from nlp.read import read

FOLDER = Path(__file__).parent / "samples" / "coverage"
LAYOUTS = Path(__file__).parent / "samples" / "layouts2"


def plan(*rows: tuple[str, ...], **fields: object) -> Roadmap:
    """A roadmap of rows (text, deadline, executors, outcome); missing cells are empty."""
    period = fields.get("period")
    measures = []
    for i, row in enumerate(rows, 1):
        text, when, who, what = (*row, "", "", "")[:4]
        measures.append(
            Measure(
                id=f"m{i}",
                index=i,
                number=f"{i}.",
                text=text,
                deadline=deadline(when, period),
                executors=Executors(text=who),
                outcome=outcome(what),
            )
        )
    source = Source(name="план.txt", media_type="text/plain")
    return Roadmap(**{"id": "r", "source": source, "measures": tuple(measures), **fields})


@lru_cache(maxsize=1)
def judged_plans() -> tuple[tuple[Roadmap, dict[str, Judged]], ...]:
    """All invented plans with what a person says of each mandate."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        if path.stem == "layouts":
            for name, statuses in data.items():
                roadmap = analyse(read(LAYOUTS / name), load_regions())[0]
                found.append((roadmap, _judged(roadmap, statuses)))
            continue
        act = Act(**data["act"]) if data["act"] else None
        rows = tuple(tuple(row[1:]) for row in data["measures"])
        roadmap = plan(
            *rows,
            id=path.stem,
            title=data["title"],
            period=tuple(data["period"]),
            act=act,
            context=tuple(data["context"]),
        )
        found.append((roadmap, _judged(roadmap, data["statuses"])))
    return tuple(found)


def _judged(roadmap: Roadmap, statuses: dict) -> dict[str, Judged]:
    by_mandate = {}
    for mandate in load_mandates():
        status, rows = "missing", []
        for name in ("covered", "partial"):
            if mandate.id in statuses[name]:
                status, rows = name, statuses[name][mandate.id]
        if mandate.id in statuses["not-applicable"]:
            status = "not-applicable"
        evidence = tuple(roadmap.measures[i - 1].id for i in rows)
        by_mandate[mandate.id] = Judged(status, evidence, mandate.id not in statuses["unsure"])
    named = {*statuses["covered"], *statuses["partial"], *statuses["not-applicable"], *statuses["unsure"]}
    assert named <= set(by_mandate), named - set(by_mandate)
    return by_mandate

"""The three real plans with gold, which lie beside the project: everything exact, every field right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from gold import facts, faults, squash

from nlp.artifacts import load_regions
from nlp.domain import Roadmap
from nlp.pipeline import analyse
from nlp.read import read

PLANS = ("aleksandrovskoe-2021", "urvan-2021", "zeya-2022")


@pytest.fixture(scope="module", params=PLANS)
def plan(request: pytest.FixtureRequest, shared: Path) -> tuple[dict[str, Any], Roadmap]:
    gold = json.loads((shared / "gold" / "segments" / f"{request.param}.json").read_text("utf-8"))
    [roadmap] = analyse(read(shared / "plans" / f"{request.param}.txt"), load_regions())
    return gold, roadmap


def test_every_measure_is_found_with_its_cells(plan):
    gold, roadmap = plan
    assert faults(gold, roadmap.measures) == []


def test_the_passport_isfacts(plan):
    gold, roadmap = plan
    assert roadmap.region is not None
    assert roadmap.region.name == gold["region"]
    assert squash(roadmap.municipality) == squash(gold["municipality"])
    assert [int(day[:4]) for day in roadmap.period or ()] == gold["period"]
    act, order = roadmap.act, gold["order"]
    assert (act and (act.number, act.date)) == (order and (order["number"], order["date"]))


def test_every_fact_isfacts(plan, shared):
    gold, roadmap = plan
    wanted = json.loads((shared / "gold" / "fields.json").read_text("utf-8"))
    wrong = [
        (row["id"], field)
        for row, measure in zip(gold["measures"], roadmap.measures, strict=True)
        for field, right in facts(wanted[row["id"]], measure).items()
        if not right
    ]
    assert wrong == []

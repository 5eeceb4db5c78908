"""The third and fourth gallery: plans in published formats and as converters leave them, every cell and fact as the gold has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from galleries import SAMPLES
from gold import facts, faults, passport_checks
from rendered import ABSENT

from nlp.artifacts import load_regions
from nlp.pipeline import analyse
from nlp.read import legacyoffice, read

GOLD = sorted([*SAMPLES.glob("published/*.json"), *SAMPLES.glob("texts/*.json")])
# Words cut by a page with nothing to show it, and a row whose end stands on the next page without a form feed.
OPEN = {"spilled-cells-cut-words": ["7 text", "7 executors"], "layout-centred": ["15 text"]}
LEGACY = {".doc", ".odt", ".rtf"}


@pytest.mark.parametrize("gold_file", GOLD, ids=lambda p: p.stem)
def test_a_published_file_is_read_as_its_gold(gold_file: Path) -> None:
    gold = json.loads(gold_file.read_text("utf-8"))
    file = gold_file.with_name(gold["file"])
    if file.suffix in LEGACY and legacyoffice.program() is None:
        pytest.skip(ABSENT)
    roadmaps = analyse(read(file), load_regions())
    measures = [m for roadmap in roadmaps for m in roadmap.measures]
    found = faults(gold, measures)
    assert [line.split(":")[0] for line in found] == OPEN.get(gold_file.stem, []), found
    assert all(passport_checks(gold, roadmaps[0]))
    wrong = [
        (row["id"], fact)
        for row, measure in zip(gold["measures"], measures, strict=True)
        if "fields" in row
        for fact, is_right in facts(row["fields"], measure).items()
        if not is_right
    ]
    assert wrong == []


def test_the_galleries_are_whole() -> None:
    golds = [json.loads(f.read_text("utf-8")) for f in GOLD]
    assert len(golds) == 28 + 16
    assert sum(len(gold["measures"]) for gold in golds) == 442 + 215
    assert sum("fields" in row for gold in golds for row in gold["measures"]) == 407 + 209

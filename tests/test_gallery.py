"""The two galleries of invented plans, one test a sample: every measure with every field as the gold has it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from galleries import GOLD, SAMPLES, source
from gold import faults

from nlp.domain import Segment
from nlp.read import read
from nlp.segment import segment


def found_in(path: Path) -> list[Segment]:
    return [s for part in segment(read(path)) for s in part.segments]


@pytest.mark.parametrize("gold_file", GOLD, ids=lambda p: p.stem)
def test_sample_is_read_as_its_gold(gold_file: Path, office: Path) -> None:
    gold = json.loads(gold_file.read_text("utf-8"))
    assert faults(gold, found_in(source(gold_file, office))) == []


def test_both_galleries_are_whole() -> None:
    n_rows = {f.stem: len(json.loads(f.read_text("utf-8"))["measures"]) for f in GOLD}
    assert len(GOLD) >= 60
    assert sum(n_rows.values()) >= 839


def test_comparison_finds_planted_faults() -> None:
    gold = json.loads((SAMPLES / "layouts" / "caps-roman.json").read_text("utf-8"))
    right = found_in(SAMPLES / "layouts" / "caps-roman.txt")
    wrong = {
        "text": "Другое",
        "number": "99",
        "deadline": "вчера",
        "executors": "",
        "outcome": "ничего",
        "section": ("VII",),
    }
    for field, value in wrong.items():
        spoilt = [right[0].model_copy(update={field: value}), *right[1:]]
        assert [line.split(":")[0] for line in faults(gold, spoilt)] == [f"1 {field}"]
    assert "пропущено" in faults(gold, right[:-1])[0]
    assert "лишнее" in faults(gold, [*right, right[0]])[0]

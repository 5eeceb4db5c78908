"""benchmarks/figures.py: bounds, the table, the block of the README; how figures are written."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from nlp.artifacts import load_category_labels, load_general_similarity
from nlp.evaluate.wording import number, table, thousands

ROOT = Path(__file__).resolve().parent.parent


NUMBERS = [(0.9656, "0,966"), (1.0, "1,000"), (-0.0001, "0,000"), (0.0, "0,000")]


@pytest.mark.parametrize(("value", "shown"), NUMBERS)
def test_numbers_have_a_comma(value: float, shown: str) -> None:
    assert number(value) == shown


def test_tables_and_thousands() -> None:
    assert thousands(7092) == "7 092"
    assert table(("а", "б"), [("в|г", "1")]) == "| а | б |\n| --- | ---: |\n| в\\|г | 1 |"


def test_corpus_rates_general_sentences_and_names_categories() -> None:
    general = load_general_similarity()
    assert len(general) >= 200
    assert len({(p.left, p.right) for p in general}) == len(general)
    assert {0 <= p.similarity <= 5 for p in general} == {True}
    assert next(iter(load_category_labels())) == "organisational"
    assert len(load_category_labels()) == 8


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("figures_script", ROOT / "benchmarks" / "figures.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BOUNDS = [
    (0.98, ">= 0.98", True),
    (0.9796, ">= 0.98", True),  # three digits are printed, three digits count
    (0.9794, ">= 0.98", False),
    (0.041, "<= 0.04", False),
    (1.0, "= 1", True),
    (0.999, "= 1", False),
]


@pytest.mark.parametrize(("value", "wanted", "kept"), BOUNDS)
def test_bounds(script: ModuleType, value: float, wanted: str, kept: bool) -> None:
    assert script.meets(value, wanted) is kept


def test_figures_name_what_is_missing_or_missed(script: ModuleType) -> None:
    rows = [
        script.Figure("Планы", "номер", 0.5, ">= 0.98"),
        script.Figure("Планы", "пары", None, ">= 0.50", "команды нет"),
        script.Figure("Фразы", "сроки", 1.0, "= 1"),
    ]
    assert script.markdown(rows).splitlines()[2:] == [
        "| **Планы** | | |",
        "| номер | 0,500 (не достигнуто) | ≥ 0,98 |",
        "| пары | не измерено: команды нет | ≥ 0,50 |",
        "| **Фразы** | | |",
        "| сроки | 1,000 | 1 |",
    ]


def test_block_of_the_readme_is_replaced_and_nothing_else(script: ModuleType) -> None:
    once = script.with_block("до\n<!-- figures -->\n\nпосле\n", "таблица")
    assert once == "до\n<!-- figures -->\nтаблица\n<!-- /figures -->\n\nпосле\n"
    assert script.with_block(once, "новая") == once.replace("таблица", "новая")
    with pytest.raises(ValueError, match="figures"):
        script.with_block("без метки", "таблица")

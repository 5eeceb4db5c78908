"""The two galleries of invented plans under tests/samples, each plan with its gold."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlp.domain import Block
from nlp.read import read

SAMPLES = Path(__file__).parent / "samples"
GOLD = sorted([*SAMPLES.glob("layouts/*.json"), *SAMPLES.glob("layouts2/*.json")])


def make_office(folder: Path) -> None:
    """Make the docx, xlsx and html samples of the second gallery by its own script."""
    spec = importlib.util.spec_from_file_location("make_office", SAMPLES / "layouts2" / "make_office.py")
    assert spec and spec.loader
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    with contextlib.redirect_stdout(io.StringIO()):
        script.main(str(folder))


def source(gold_file: Path, office: Path) -> Path:
    """Return the file of a gold: beside it, or among those that were made."""
    name = json.loads(gold_file.read_text("utf-8"))["file"]
    beside = gold_file.parent / name
    return beside if beside.exists() else office / name


def plans(office: Path) -> list[tuple[dict[str, Any], Sequence[Block]]]:
    """Return the gold and the blocks of all samples; the office files among them were made in `office`."""
    return [(json.loads(file.read_text("utf-8")), read(source(file, office)).blocks) for file in GOLD]

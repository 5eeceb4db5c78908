"""The house keeps its own rules: import contracts that bite, short functions and files, documented commands."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from sverka import app

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*(ROOT / "nlp").rglob("*.py"), *(ROOT / "service").rglob("*.py"), *(ROOT / "ui").rglob("*.py")])
SOURCES.append(ROOT / "sverka.py")
NAMES = [str(path.relative_to(ROOT)) for path in SOURCES]
MOST_LINES_OF_A_FUNCTION, MOST_LINES_OF_A_FILE = 40, 300
FORBIDDEN = {"models.py", "utils.py", "helpers.py", "common.py", "manager.py"}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the import contracts of a copy of the packages."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for package in settings["tool"]["importlinter"]["root_packages"]:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_import_contracts_are_kept(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    "module, line, contract",
    [
        ("nlp/segment/numbering.py", "import nlp.extract.deadline", "Rooms are entered downwards only"),
        ("nlp/lexicon/hints.py", "import nlp.segment.joining", "Rooms are entered downwards only"),
        ("nlp/domain/base.py", "import numpy", "The domain knows no library but pydantic"),
        ("ui/wording/__init__.py", "import nlp.pipeline", "The interface for people knows the domain only"),
        ("nlp/pipeline.py", "import ui.theme", "Knowledge does not know its interfaces"),
        ("nlp/text.py", "import torch", "Torch and transformers stay in embed and train"),
    ],
)
def test_a_planted_import_breaks_its_contract(copy, module, line, contract):
    path = copy / module
    sound = path.read_text("utf-8")
    try:
        path.write_text(f"{sound}\n{line}\n", "utf-8")
        done = lint(copy)
    finally:
        path.write_text(sound, "utf-8")
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_files_and_functions_are_short(name):
    text = (ROOT / name).read_text("utf-8")
    assert len(text.splitlines()) <= MOST_LINES_OF_A_FILE
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {f.name: n for f in functions if (n := (f.end_lineno or 0) - f.lineno + 1) > MOST_LINES_OF_A_FUNCTION}
    assert long == {}


def test_no_file_has_a_name_that_says_nothing():
    assert not {path.name for path in SOURCES} & FORBIDDEN


def test_data_folders_are_no_packages():
    assert not [*(ROOT / "corpus").rglob("__init__.py"), *(ROOT / "models").rglob("__init__.py")]


@pytest.mark.parametrize("command", sorted(typer.main.get_command(app).commands))  # type: ignore[attr-defined]
def test_every_command_is_in_the_readme(command):
    assert f"sverka {command}" in (ROOT / "README.md").read_text("utf-8")

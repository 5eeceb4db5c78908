"""The command line: output, order, messages and exit status, by the contract."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from sverka import app

ROOT = Path(__file__).parent.parent
LAYOUTS = Path(__file__).parent / "samples" / "layouts"
FIVE, ROMAN, TWO = (str(LAYOUTS / f"{name}.txt") for name in ("five-rows", "caps-roman", "two-plans"))
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def run(*arguments: str):
    return CliRunner().invoke(app, [*map(str, arguments)])


@pytest.fixture
def bad(tmp_path: Path) -> dict[str, Path]:
    """Files that cannot be read, by what is wrong with them."""
    contents = {
        "empty.txt": b"",
        "cut.docx": b"PK\x03\x04garbage",
        "pdf.docx": b"%PDF-1.4 ...",
        "noise.xlsx": bytes(range(128, 256)) * 20,
        "letter.txt": "Добрый день! Высылаем фотографии с праздника.".encode(),
    }
    files = {name: tmp_path / name for name in [*contents, "absent.txt"]}
    for name, content in contents.items():
        files[name].write_bytes(content)
    return {**files, "folder": tmp_path}


def test_json_is_one_object_a_line_in_the_order_of_the_arguments():
    done = run("analyse", ROMAN, TWO, FIVE, "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["source"]["name"] for r in found] == ["caps-roman.txt", "two-plans.txt", "two-plans.txt", "five-rows.txt"]
    assert [r["source"]["part"] for r in found] == [1, 1, 2, 1]
    assert [len(r["measures"]) for r in found] == [10, 6, 7, 5]


def test_same_input_gives_the_same_bytes():
    assert run("analyse", TWO, "--json").stdout == run("analyse", TWO, "--json").stdout


@pytest.mark.parametrize(
    "name, why, advice",
    [
        ("absent.txt", "нет такого файла", "Проверьте путь"),
        ("empty.txt", "пуст", "Проверьте"),
        ("cut.docx", "повреждён", "Откройте"),
        ("pdf.docx", "это PDF, хотя имя кончается на «.docx»", "Сохраните"),
        ("noise.xlsx", "не текст", "Сохраните"),
        ("folder", "папка", "Проверьте"),
        ("letter.txt", "нет мероприятий", "Проверьте"),
    ],
)
def test_a_bad_file_is_one_line_with_what_why_and_what_to_do(bad, name, why, advice):
    done = run("analyse", bad[name], "--json")
    assert done.exit_code == 1
    [line] = done.stderr.splitlines()
    assert line.startswith(f"{bad[name]}: ")
    assert why in line
    assert advice in line
    assert line.endswith(".")
    assert "Traceback" not in done.output


def test_bad_files_do_not_stop_the_others(bad):
    done = run("analyse", bad["absent.txt"], FIVE, bad["cut.docx"], ROMAN, "--json")
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 2
    names = [json.loads(line)["source"]["name"] for line in done.stdout.splitlines()]
    assert names == ["five-rows.txt", "caps-roman.txt"]


def test_content_counts_not_the_extension(tmp_path):
    disguised = tmp_path / "план.docx"
    disguised.write_bytes(Path(FIVE).read_bytes())
    done = run("analyse", disguised, "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, len(found["measures"])) == (0, 5)
    assert "wrong-extension" in {n["kind"] for n in found["notices"]}


@pytest.mark.parametrize("arguments", [["analyse"], ["analyse", "--nonsense", FIVE], ["nonsense"], ["search", "ВПР"]])
def test_wrong_arguments_give_status_2(arguments):
    done = run(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""


def test_without_json_a_person_sees_a_table():
    done = run("analyse", FIVE)
    assert done.exit_code == 0
    assert "5 мероприятий" in done.stdout
    assert "завуч" in done.stdout or "школа" in done.stdout
    assert not done.stdout.lstrip().startswith("{")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_says_what_it_does_with_an_example(command):
    done = run(command, "--help")
    assert done.exit_code == 0
    assert "Пример" in done.stdout
    assert f"sverka {command}" in done.stdout


def test_help_names_every_command():
    shown = run("--help").stdout
    assert "analyse" in COMMANDS
    assert all(command in shown for command in COMMANDS)


def test_the_front_door_as_a_process(tmp_path):
    arguments = [sys.executable, str(ROOT / "sverka.py"), "analyse", str(tmp_path / "нет.txt"), FIVE, "--json"]
    done = subprocess.run(arguments, capture_output=True, encoding="utf-8", cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "нет такого файла" in done.stderr
    assert json.loads(done.stdout)["source"]["name"] == "five-rows.txt"

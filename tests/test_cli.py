"""The command line: output, order, messages and exit status, by the contract."""

from __future__ import annotations

import json
import os
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
        "archive.docx": b"Rar!\x1a\x07\x00...",
        "noise.xlsx": bytes(range(128, 256)) * 20,
        "letter.txt": "Добрый день! Высылаем фотографии с праздника.".encode(),
    }
    files = {name: tmp_path / name for name in [*contents, "absent.txt"]}
    for name, content in contents.items():
        files[name].write_bytes(content)
    files["folder"] = tmp_path / "пустая"
    files["folder"].mkdir()
    return files


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
        ("archive.docx", "это архив, хотя имя кончается на «.docx»", "Распакуйте"),
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


def test_a_fault_of_the_program_is_a_line_without_what_the_file_says(monkeypatch):
    monkeypatch.setattr("nlp.isolate.reading.TASK", "isolate_tasks:fault")
    done = run("analyse", FIVE, TWO, "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert [line.split(": ")[0] for line in done.stderr.splitlines()] == [FIVE, TWO]
    assert "ValueError, isolate_tasks.py:" in done.stderr
    assert "Сомова" not in done.stderr


def test_folders_are_read_recursively_each_file_once(tmp_path):
    for place in ("б.txt", "а/в.txt", "а/.скрытая/г.txt", "а/~$в.txt"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_bytes(Path(FIVE).read_bytes())
    done = run("analyse", tmp_path / "б.txt", tmp_path, "--json")
    assert done.exit_code == 0
    assert [json.loads(line)["source"]["name"] for line in done.stdout.splitlines()] == ["б.txt", "в.txt"]


def test_out_holds_a_file_of_json_lines_for_each_plan_file(tmp_path):
    done = run("analyse", TWO, FIVE, "--out", tmp_path / "разбор")
    assert (done.exit_code, done.stdout) == (0, "")
    five, two = sorted((tmp_path / "разбор").iterdir())
    found = [json.loads(line) for line in two.read_text("utf-8").splitlines()]
    assert (five.name[:10], [r["source"]["part"] for r in found]) == ("five-rows-", [1, 2])
    assert two.name == f"two-plans-{found[0]['id'][:8]}.json"


def test_content_counts_not_the_extension(tmp_path):
    disguised = tmp_path / "план.docx"
    disguised.write_bytes(Path(FIVE).read_bytes())
    done = run("analyse", disguised, "--json")
    found = json.loads(done.stdout)
    assert (done.exit_code, len(found["measures"])) == (0, 5)
    assert "wrong-extension" in {n["kind"] for n in found["notices"]}


@pytest.mark.parametrize("arguments", [["analyse"], ["analyse", "--nonsense", FIVE], ["nonsense"], ["search", "ВПР"]])
def test_wrong_arguments_give_status_2(arguments, tmp_path, monkeypatch):
    monkeypatch.setenv("SVERKA_HOME", str(tmp_path / "no store"))
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
    # What is printed is UTF-8 in a terminal of any encoding.
    koi8 = {**os.environ, "PYTHONIOENCODING": "koi8-r:backslashreplace"}
    done = subprocess.run(arguments, capture_output=True, cwd=tmp_path, check=False, env=koi8)
    assert done.returncode == 1
    assert done.stderr.decode("koi8-r").count("\n") == 1
    assert "нет такого файла" in done.stderr.decode("koi8-r")
    assert json.loads(done.stdout.decode("utf-8"))["source"]["name"] == "five-rows.txt"

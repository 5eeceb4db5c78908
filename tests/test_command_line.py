"""What the command line answers to words that are no command."""

from __future__ import annotations

import pytest

from sverka import app
from ui.command_line import run


@pytest.mark.parametrize(
    "line, told",
    [
        ("analyse", "не указано: Файлы планов и папки с ними. Как правильно: sverka analyse --help"),
        ("analyse x --foo", "нет ключа --foo"),
        ("analyse x --ou", "похожие: --out"),
        ("serve --port abc", "значение «--port» не подходит"),
        ("serve --port", "ключ --port записан не так"),
        ("nope", "нет такой команды. Как правильно: sverka --help"),
        ("demo more", "лишние слова"),
        ("user add", "Как правильно: sverka user add --help"),
    ],
)
def test_wrong_words_are_told_in_russian(monkeypatch, capsys, line, told):
    monkeypatch.setattr("sys.argv", ["sverka", *line.split()])
    assert run(app) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""


def test_a_command_that_fails_keeps_its_status(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["sverka", "gaps", "/nonexistent.docx"])
    assert run(app) == 1
    assert "нет такого файла" in capsys.readouterr().err


def test_the_help_is_russian(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["sverka", "gaps", "--help"])
    assert run(app) == 0
    said = capsys.readouterr().out
    assert "Ключи" in said and "[обязательно]" in said and "Arguments" not in said


def test_an_error_of_ours_is_not_taken_for_a_wrong_word(monkeypatch):
    def broken() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError):
        run(lambda standalone_mode: broken())  # type: ignore[arg-type]

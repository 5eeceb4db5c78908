"""The commands on a store: import, search, report, export, backup, restore, check, user."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import docx
import openpyxl
import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from service.access.passwords import Passwords
from service.access.users import by_login
from service.sanity import files
from service.store.columns import now
from service.store.opening import open_store
from service.store.tables import AuditEntry, Document
from service.store.tables_access import Token
from sverka import app

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
PLANS = [SAMPLES / "verhnetalsk-2019.txt", SAMPLES / "zaluzhskoe-2023.docx"]
NAMED = "Мероприятие\tСрок\tИсполнитель\nОпрос родителей\tмай 2024\tОтдел образования, Орлова Ю.Ю.\n"
PASSWORD = "тихий-пруд-и-фонарь"


def run(*arguments: object, given: str = ""):
    return CliRunner().invoke(app, [*map(str, arguments)], input=given)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[dict[str, object]], int]]:
    """A home into which a folder, an archive and files that are no plans were imported once."""
    folder = tmp_path_factory.mktemp("import")
    plans, home = folder / "планы", folder / "home"
    plans.mkdir()
    shutil.copy(PLANS[0], plans / "первый.txt")
    shutil.copy(PLANS[0], plans / "тот же.txt")
    with zipfile.ZipFile(plans / "архив.zip", "w") as archive:
        archive.write(PLANS[1], "внутри/второй.docx")
    (plans / "пустой.txt").write_bytes(b"")
    (plans / "имена.txt").write_text(NAMED, "utf-8")
    (plans / "письмо.txt").write_text("Добрый день! Высылаем фотографии с праздника.", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SVERKA_HOME", str(home))
        patch.setenv("SVERKA_DATABASE_URL", "")
        patch.setenv("SVERKA_WORKERS", "1")
        patch.setattr(files, "LEAST_FREE_BYTES", 0)
        done = run("import", plans, folder / "нет.docx", "--json")
        yield home, [json.loads(line) for line in done.stdout.splitlines()], done.exit_code


@pytest.fixture
def copy(taken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same home again, for a test that changes it."""
    shutil.copytree(taken[0], tmp_path / "home")
    monkeypatch.setenv("SVERKA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_import_tells_what_became_of_each_file(taken):
    _, told, status = taken
    by_name = {one["name"]: one for one in told}
    states = {name: one["state"] for name, one in by_name.items()}
    assert status == 1
    assert states.pop("письмо.txt") == "partial"  # read, without a measure
    assert by_name["письмо.txt"]["message"]
    assert states == {
        "первый.txt": "ok",
        "имена.txt": "ok",
        "тот же.txt": "ok",
        "архив.zip/внутри/второй.docx": "ok",
        "пустой.txt": "rejected",
        "нет.docx": "rejected",
    }
    assert [by_name[n]["is_duplicate"] for n in ("первый.txt", "тот же.txt")] == [False, True]
    assert by_name["первый.txt"]["plan_ids"] == by_name["тот же.txt"]["plan_ids"]
    assert by_name["первый.txt"]["n_measures"] == 15
    assert all(one["message"] for one in told if one["state"] == "rejected")


def test_import_again_changes_nothing_and_shows_a_table(taken):
    done = run("import", PLANS[0])
    assert done.exit_code == 0
    assert "уже был принят" in done.stdout.replace("\n", " ") or "принят" in done.stdout
    assert "разобран: 1" in done.stdout


def test_search_without_files_searches_the_store(taken):
    done = run("search", "анализ результатов ВПР", "--top", 3, "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert [f["rank"] for f in found] == [1, 2, 3]
    assert set(found[0]) == {"plan", "file", "measure", "text", "rank", "relevance", "spans"}
    assert run("search", "  ").exit_code == 2


def words_of(path: Path) -> str:
    document = docx.Document(str(path))
    return "\n".join(
        [p.text for p in document.paragraphs] + [c.text for t in document.tables for r in t.rows for c in r.cells]
    )


def test_report_of_a_stored_plan_and_of_a_file(taken, tmp_path):
    stored = next(one["plan_ids"][0] for one in taken[1] if one["name"] == "первый.txt")
    out, other = tmp_path / "по номеру.docx", tmp_path / "по файлу.docx"
    assert run("report", stored[:8], "--out", out, "--date", "2026-03-02").exit_code == 0
    assert run("report", PLANS[0], "--out", other, "--date", "2026-03-02").exit_code == 0
    for path in (out, other):
        words = words_of(path)
        assert "02.03.2026" in words
        assert "Верхнетальск" in words
    assert run("report", "ffffffff").exit_code == 1
    assert "такого нет" in run("report", "ffffffff").stderr
    assert "короче 6" in run("report", "ff").stderr


def test_report_of_a_file_needs_no_store(tmp_path, monkeypatch):
    monkeypatch.setenv("SVERKA_HOME", str(tmp_path / "nowhere"))
    assert run("report", PLANS[0], "--out", tmp_path / "r.docx").exit_code == 0
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "letter.txt").write_text("Добрый день!", "utf-8")
    failed = run("report", tmp_path / "letter.txt", "--out", tmp_path / "l.docx")
    assert (failed.exit_code, len(failed.stderr.splitlines())) == (1, 1)


def test_export_writes_what_is_asked_for(taken, tmp_path):
    for what, name in (("measures", "m.csv"), ("measures", "m.parquet"), ("dictionary", "d.xlsx")):
        assert run("export", what, "--out", tmp_path / name).exit_code == 0
        assert (tmp_path / name).stat().st_size > 500
    for what, sheet in (("matrix", "Матрица"), ("comparison", "Сравнение")):
        assert run("export", what, "-o", tmp_path / f"{what}.xlsx").exit_code == 0
        assert sheet in openpyxl.load_workbook(tmp_path / f"{what}.xlsx").sheetnames
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_export_to_standard_output_is_filtered_and_nameless(taken):
    stored = next(one["plan_ids"][0] for one in taken[1] if one["name"] == "первый.txt")
    done = run("export", "measures", "--format", "jsonl", "--plan", stored[:10])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (len(rows), {row["plan_id"] for row in rows}) == (15, {stored})
    assert all(row["names"] == [] for row in rows)
    assert "Орлова" not in run("export", "measures", "--format", "jsonl").stdout
    named = run("export", "measures", "--format", "jsonl", "--names").stdout
    assert [json.loads(line)["names"] for line in named.splitlines() if "Орлова" in line] == [["Орлова Ю.Ю."]]
    assert run("export", "measures", "--format", "jsonl", "--region", "99").stdout == ""
    assert run("export", "matrix", "--format", "csv").exit_code == 2


def test_backup_and_restore(taken, tmp_path, monkeypatch):
    file = tmp_path / "копия.zip"
    made = run("backup", file)
    assert (made.exit_code, "планов 4" in made.stderr) == (0, True)
    assert run("backup", file).exit_code == 1
    monkeypatch.setenv("SVERKA_HOME", str(tmp_path / "другой"))
    assert run("restore", file).exit_code == 0
    assert run("check").exit_code == 0
    refused = run("restore", file)
    assert (refused.exit_code, "--force" in refused.stderr) == (1, True)
    assert "отложена" in run("restore", file, "--force").stderr
    file.write_bytes(file.read_bytes()[:-100])
    damaged = run("restore", file, "--force")
    assert (damaged.exit_code, len(damaged.stderr.splitlines())) == (1, 1)
    assert run("check").exit_code == 0


def test_check_tells_faults_and_mends_what_it_can(copy):
    assert run("check").stdout.strip() == "Хранилище в порядке."
    copy.chmod(0o755)
    with open_store(f"sqlite:///{copy / 'sverka.db'}", copy) as store, store.writing() as session:
        lost = session.scalars(select(Document).limit(1)).one()
        (copy / "originals" / lost.sha256[:2] / lost.sha256[2:4] / lost.sha256).unlink()
        session.execute(update(Document).values(uploaded_at=now() - timedelta(days=1)))
    done = run("check", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["sound"]) == (1, False)
    assert {f["code"]: f["can_be_repaired"] for f in told["findings"]} == {
        "originals-missing": False,
        "permissions": True,
    }
    mended = run("check", "--repair")
    assert mended.exit_code == 1
    assert "исправлено: К хранилищу есть доступ" in mended.stdout
    assert "! Нет исходных файлов" in mended.stdout


def test_check_of_nothing_is_a_message(tmp_path, monkeypatch):
    monkeypatch.setenv("SVERKA_HOME", str(tmp_path / "nowhere"))
    for command in (("check",), ("backup", tmp_path / "x.zip"), ("export", "measures"), ("user", "list")):
        done = run(*command)
        assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert list(tmp_path.iterdir()) == []


def test_accounts_are_kept_by_the_console(copy):
    added = run("user", "add", "Rayon", "--role", "expert", "--region", "28", given=f"{PASSWORD}\n")
    assert added.exit_code == 0
    assert PASSWORD not in added.output
    with open_store(f"sqlite:///{copy / 'sverka.db'}", copy) as store:
        with store.reading() as session:
            user = by_login(session, "rayon")
            assert user is not None
            assert (user.role, user.regions) == ("expert", ["28"])
            assert Passwords().matches(user.password_hash, PASSWORD)
        [shown] = json.loads(run("user", "list", "--json").stdout)
        assert (shown["login"], shown["disabled"]) == ("rayon", False)
        assert "password" not in str(shown)
        assert run("user", "role", "rayon", "viewer", "--everywhere").exit_code == 0
        assert run("user", "disable", "rayon").exit_code == 0
        assert run("user", "password", "rayon", given="другой-пруд-и-ива\n").exit_code == 0
        secret = run("user", "token", "rayon", "--days", 5).stdout.strip()
        assert secret.startswith("sverka_")
        with store.reading() as session:
            user = by_login(session, "rayon")
            assert user is not None
            assert (user.role, user.regions, user.disabled) == ("viewer", [], True)
            assert Passwords().matches(user.password_hash, "другой-пруд-и-ива")
            assert session.scalars(select(Token.kind)).all() == ["program"]
            actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("user."))).all()
            assert sorted(actions) == ["user.add", "user.change", "user.change", "user.change"]


@pytest.mark.parametrize(
    "arguments, given, why",
    [
        (("user", "add", "x", "--role", "viewer"), PASSWORD, "имя входа"),
        (("user", "add", "rayon", "--region", "Москва"), PASSWORD, "код региона"),
        (("user", "add", "rayon"), "коротко", "Пароль короче 12 знаков"),
        (("user", "add", "rayon"), "x" * 300, "длиннее"),
        (("user", "disable", "nobody"), "", "Такой учётной записи нет"),
        (("user", "role", "local", "viewer"), "", "учётной записи нет"),
    ],
)
def test_wrong_accounts_are_told_in_a_line(copy, arguments, given, why):
    done = run(*arguments, given=f"{given}\n")
    assert done.exit_code in (1, 2)
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert given not in done.output or not given


def test_binary_output_is_whole(taken):
    done = run("export", "dictionary", "--format", "xlsx")
    assert openpyxl.load_workbook(io.BytesIO(done.stdout_bytes)).sheetnames[0] == "Поля"


def test_the_models_that_the_installation_trained_are_used(tmp_path, monkeypatch):
    monkeypatch.setenv("SVERKA_HOME", str(tmp_path))
    monkeypatch.setenv("SVERKA_MODELS", "")  # so that what the command sets goes with the test
    monkeypatch.delenv("SVERKA_MODELS")
    own = tmp_path / "models" / "0123456789ab"
    own.mkdir(parents=True)
    (own / "manifest.json").write_text("{}", "utf-8")
    (tmp_path / "models" / "current").write_text(own.name, "utf-8")
    assert run("check").exit_code == 1
    assert os.environ["SVERKA_MODELS"] == str(own)

"""Isolation: every file ends in a named state, and nothing of its child stays behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from nlp.artifacts import load_classifier, load_regions
from nlp.domain import Document
from nlp.domain.reading import Reading
from nlp.isolate import LIMITS, Limits, Progress, read_file, read_files, start, stop, unpack_file
from nlp.isolate.client import running_server
from nlp.isolate.limits import MIB
from nlp.pipeline import analyse, classified
from nlp.read import read

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "corpus" / "samples"
DOCX = SAMPLES / "zaluzhskoe-2023.docx"
SHORT = Limits(wall_s=1.0)


@pytest.fixture(scope="module", autouse=True)
def warm() -> Iterator[None]:
    start()
    assert read_file(DOCX).state == "ok"
    yield
    stop()


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Read a file of the text given in a child that does other work."""

    def ended(task: str, limits: Limits = LIMITS, text: str = "text", read=read_file, **more: object) -> Reading:
        path = tmp_path / "план.txt"
        path.write_text(text, "utf-8")
        with monkeypatch.context() as patch:
            patch.setattr("nlp.isolate.reading.TASK", f"isolate_tasks:{task}")
            return read(path, limits=limits, **more)

    return ended


def is_gone(pid: int) -> bool:
    """Tell, waiting a little, whether a process is dead (a zombie is)."""
    for _ in range(300):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.01)
    return False


def appears(path: Path) -> bool:
    return any(path.exists() or time.sleep(0.01) for _ in range(1_000))


@pytest.mark.parametrize("file", ["zaluzhskoe-2023.docx", "two-plans.txt", "podneprovskoe-2023.xlsx", "site-page.html"])
def test_a_healthy_file_is_read_as_in_this_process(file):
    reading = read_file(SAMPLES / file)
    document = read(SAMPLES / file)
    assert reading.roadmaps == analyse(document, load_regions())
    assert Document.model_validate_json(zlib.decompress(reading.document)) == document
    assert (reading.state, reading.message, reading.name) == ("ok", "", file)
    assert (reading.sha256, reading.media_type) == (document.sha256, document.media_type)
    whole = analyse(document, load_regions(), load_classifier())
    labelled = [classified(roadmap, load_classifier()) for roadmap in reading.roadmaps]
    assert [r.model_dump_json() for r in labelled] == [r.model_dump_json() for r in whole]


@pytest.mark.parametrize(
    "task, limits, state, why",
    [
        ("spin", Limits(wall_s=0.5), "timeout", "не уложилось"),
        ("sleep", Limits(wall_s=0.5), "timeout", "не уложилось"),
        ("spin", Limits(cpu_s=1), "timeout", "не уложилось"),
        ("allocate", Limits(memory_bytes=600 * MIB), "oom", "памяти"),
        ("complain", LIMITS, "oom", "памяти"),
        ("abort", LIMITS, "crash", "аварийно"),
        ("segfault", LIMITS, "crash", "аварийно"),
        ("exit_silently", LIMITS, "crash", "аварийно"),
        ("fault", LIMITS, "failed", "ошибка в программе (ValueError, isolate_tasks.py:"),
        ("open_files", Limits(n_files=32), "failed", "OSError"),
        ("write", Limits(written_bytes=8 * MIB), "rejected", "места на диске"),
        ("breed", Limits(n_processes=4), "rejected", "слишком много программ"),
        ("flood", Limits(roadmaps_bytes=1 * MIB), "rejected", "слишком много мероприятий"),
        ("many_values", Limits(values=100), "failed", "непонятное"),
        ("babble", LIMITS, "failed", "непонятное"),
    ],
)
def test_every_end_has_its_name(planted, task, limits, state, why):
    begin = time.monotonic()
    reading = planted(task, limits)
    assert (reading.state, reading.roadmaps, reading.document) == (state, (), b"")
    assert why in reading.message
    assert reading.message.endswith(".")
    assert "Сомова" not in reading.message
    assert time.monotonic() - begin < 8
    assert not list(running_server().folder.iterdir())
    assert read_file(DOCX).state == "ok"


@pytest.mark.parametrize(
    "name, content, why",
    [
        ("empty.txt", b"", "пуст"),
        ("cut.docx", b"PK\x03\x04garbage", "повреждён"),
        ("archive.rar", b"Rar!\x1a\x07\x00...", "архив"),
        ("absent.txt", None, "нет такого файла"),
        (".", None, "папка"),
        ("nul\x00.txt", None, "не обычный файл"),
        ("n" * 300, None, "не открывается"),
        ("/dev/zero", None, "не обычный файл"),
    ],
)
def test_what_is_refused_is_told(tmp_path, name, content, why):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    reading = read_file(path)
    assert reading.state == "rejected"
    assert why in reading.message


def test_a_file_without_measures_is_read_but_no_plan(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Добрый день! Высылаем фотографии с праздника.", "utf-8")
    reading = read_file(letter, name="пись\u202eмо\x1b.txt")
    assert (reading.state, len(reading.roadmaps)) == ("partial", 1)
    assert "нет мероприятий" in reading.message
    assert reading.name == "пись�мо�.txt"


@pytest.mark.parametrize(
    "task, why",
    [("pages_then_spin", "не уложилось"), ("pages_then_abort", "аварийно"), ("pages_then_fault", "ошибка в программе")],
)
def test_what_was_read_before_the_end_is_kept(planted, task, why):
    reading = planted(task, Limits(wall_s=0.5, page_s=0.2, checkpoint_s=0.0, checkpoint_share=1e3))
    [roadmap] = reading.roadmaps
    assert (reading.state, roadmap.source.state, reading.n_pages) == ("partial", "partial", 6)
    assert [m.number for m in roadmap.measures] == ["1.", "2.", "3.", "4.", "5."]
    assert "unread-pages" in {n.kind for n in roadmap.notices}
    assert reading.message.startswith("Прочитано страниц: 5 из 6; ")
    assert why in reading.message


def test_pages_are_told_and_their_time_is_given_back(planted):
    seen: list[Progress] = []
    reading = planted("pages", Limits(wall_s=0.5), on_progress=seen.append)
    assert (reading.state, reading.n_pages, len(reading.roadmaps[0].measures)) == ("ok", 6, 6)
    assert [(p.stage, p.done, p.total) for p in seen] == [
        ("reading", 0, None),
        *(("page", n, 6) for n in range(1, 7)),
        ("segmenting", 0, None),
    ]


def test_a_reading_can_be_cancelled_or_broken_off(planted):
    reading = planted("spin", cancelled=lambda: True)
    assert (reading.state, "остановлено" in reading.message) == ("rejected", True)

    def interrupted(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        planted("pages", on_progress=interrupted)
    assert read_file(DOCX).state == "ok"


def test_nobody_is_reached(planted):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        reading = planted("dial", text=str(listener.getsockname()[1]))
        if not running_server().has_left_network:
            pytest.skip("этой системе нельзя отделить процесс от сети (unshare): нужен root или пространства имён")
        with pytest.raises(TimeoutError):
            listener.accept()
    assert (reading.state, "OSError" in reading.message) == ("failed", True)


def test_what_a_child_started_dies_with_it(planted, tmp_path):
    reading = planted("employ", SHORT, text=str(tmp_path))
    assert reading.state == "timeout"
    assert all(map(is_gone, map(int, (tmp_path / "pids").read_text().split())))
    assert not Path((tmp_path / "folder").read_text()).exists()


def test_a_child_dies_with_a_parent_that_is_killed(tmp_path):
    script = "import sys, nlp.isolate.reading as r; r.TASK = 'isolate_tasks:employ'; r.read_file(r.Path(sys.argv[1]))"
    plan = tmp_path / "план.txt"
    plan.write_text(str(tmp_path), "utf-8")
    search = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    with subprocess.Popen([sys.executable, "-c", script, str(plan)], env=search) as parent:
        assert appears(tmp_path / "pids")
        parent.kill()
    assert all(map(is_gone, map(int, (tmp_path / "pids").read_text().split())))
    base = Path((tmp_path / "folder").read_text()).parent
    assert any(not base.exists() or time.sleep(0.01) for _ in range(300))


def test_fifty_files_leave_nothing():
    def held() -> tuple[list[int], int]:
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text()
        server = running_server().pid
        n_open = [len([*Path(f"/proc/{pid}/fd").iterdir()]) for pid in (os.getpid(), server)]
        return n_open, len(children.split())

    before = held()
    assert {read_file(SAMPLES / "no-header.txt").state for _ in range(50)} == {"ok"}
    assert held() == before
    # The fork server keeps one spare child for the next file.
    assert len(Path(f"/proc/{running_server().pid}/task/{running_server().pid}/children").read_text().split()) == 1


def test_an_archive_gives_a_reading_for_each_of_its_plans(tmp_path):
    archive = tmp_path / "планы.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(DOCX, "школы/план.docx")
        packed.writestr("пустой.txt", b" ")
        packed.write(SAMPLES / "two-plans.txt", "два.txt")
    readings = list(read_files([DOCX, archive, SAMPLES / "no-header.txt"]))
    assert [(r.name, r.state, len(r.roadmaps)) for r in readings] == [
        ("zaluzhskoe-2023.docx", "ok", 1),
        ("планы.zip/школы/план.docx", "ok", 1),
        ("планы.zip/пустой.txt", "rejected", 0),
        ("планы.zip/два.txt", "ok", 2),
        ("no-header.txt", "ok", 1),
    ]
    assert [m.text for m in readings[1].roadmaps[0].measures] == [m.text for m in readings[0].roadmaps[0].measures]
    assert not list(running_server().folder.iterdir())
    reading, members = unpack_file(archive, tmp_path)
    assert (reading.state, [name for name, _ in members]) == ("ok", ["школы/план.docx", "пустой.txt", "два.txt"])
    assert all(path.parent == tmp_path for _, path in members)


def test_a_child_in_foreign_hands_names_no_file_outside(planted, tmp_path):
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    assert planted("lie", read=lambda path, **_: unpack_file(path, tmp_path / "in"))[1] == ()


def test_hostile_files_leave_the_parent_small(planted):
    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    planted("most_values")
    before = resident()
    for task in ("most_values", "flood", "most_text") * 2:
        assert planted(task).state in ("failed", "rejected")
    assert resident() - before < 50 * MIB


def test_threads_read_at_once_and_a_killed_server_is_started_again():
    files = [p for p in sorted(SAMPLES.iterdir()) if p.suffix in (".docx", ".txt")] * 2
    with ThreadPoolExecutor(4) as pool:
        readings = list(pool.map(read_file, files))
    assert [(r.name, r.state) for r in readings] == [(p.name, "ok") for p in files]
    os.kill(running_server().pid, signal.SIGKILL)
    assert read_file(DOCX).state == "ok"


@pytest.mark.parametrize("method", ["fork", "forkserver"])
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_worker_of_a_pool_reads(method):
    with ProcessPoolExecutor(1, get_context(method)) as pool:
        reading = pool.submit(read_file, DOCX).result(60)
    assert reading == read_file(DOCX)


def test_the_child_is_confined(planted):
    reading = planted("limits_set")
    # Its folder, its session, and no file but the three streams, the pipe and the listing itself.
    assert reading.message == "[True, True, True] 5"


def test_what_is_told_is_json_all_the_way():
    reading = read_file(DOCX)
    assert Reading.model_validate_json(json.dumps(json.loads(reading.model_dump_json(exclude={"document"})))).name

"""Work for isolated children that no file may make them do: readers that hang, devour, die, dial out and breed."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from nlp import read as reading
from nlp.domain import Row, Table
from nlp.domain.document import Cell
from nlp.isolate.frames import END, MEMBERS, ROADMAPS, End, Outbox
from nlp.isolate.tasks import Job, read_plans
from nlp.read.watch import Found, Watch

PAGES = 6


def planted(reader: Callable[[bytes, Watch], Found]) -> Callable[[Job, Outbox], None]:
    """Make a task that reads as always, with a worse reader of plain text; the file's text is its argument."""

    def task(job: Job, out: Outbox) -> None:
        reading.READERS["plain"] = reader
        read_plans(job, out)

    return task


def _page(number: int) -> Table:
    texts = (f"{number}.", f"Проведение семинара № {number} для учителей", "май 2024 г.", "Методический кабинет")
    head = ("№", "Мероприятие", "Срок", "Ответственные")
    rows = [Row(cells=tuple(Cell(text=t, column=i) for i, t in enumerate(row)), row=1) for row in (head, texts)]
    return Table(rows=tuple(rows[0 if number == 1 else 1 :]), n_columns=4, table=number)


def _paged(last: Callable[[], None]) -> Callable[[bytes, Watch], Found]:
    """Make a reader of PAGES pages that takes 0.1 s for each and does something else before the last."""

    def read(data: bytes, watch: Watch) -> Found:
        pages: list[Table] = []
        for number in range(1, PAGES + 1):
            time.sleep(0.1)
            if number == PAGES:
                last()
            pages.append(_page(number))
            watch.page(number, PAGES, lambda: (tuple(pages), ()))
        return tuple(pages), ()

    return read


def _spin(*_: object) -> Found:
    while True:
        pass


def _sleep(*_: object) -> Found:
    time.sleep(60)
    return (), ()


def _allocate(*_: object) -> Found:
    kept = []
    while True:
        kept.append(bytearray(16 << 20))


def _complain(*_: object) -> Found:
    os.write(2, b"memory allocation of 274877906944 bytes failed\n")
    os.abort()


def _name_persons(*_: object) -> Found:
    raise ValueError("Сомова В.Я.")


def _dial(data: bytes, _: Watch) -> Found:
    with socket.socket() as caller:
        caller.settimeout(1)
        caller.connect(("127.0.0.1", int(data)))
    return reading.READERS["html"](b"<p>1</p>", _)


def _write(*_: object) -> Found:
    with Path("much").open("wb") as file:
        while True:
            file.write(bytes(1 << 20))


def _breed(*_: object) -> Found:
    while True:
        with contextlib.suppress(OSError):
            os.fork()
        time.sleep(0.01)


def _employ(data: bytes, _: Watch) -> Found:
    """Start programs that outlive their parent: in its session, in their own, and as a daemon's grandchild."""
    where = Path(data.decode())
    program = [sys.executable, "-c", "import time; time.sleep(60)"]
    pids = [subprocess.Popen(program).pid, subprocess.Popen(program, start_new_session=True).pid]
    if os.fork() == 0:
        os.setsid()
        pids += [os.getpid(), subprocess.Popen(program).pid]
        Path("left").write_text("a private file")
        (where / "folder").write_text(str(Path.cwd()))
        (where / "part").write_text(" ".join(map(str, pids)))
        (where / "part").rename(where / "pids")
        time.sleep(60)
    while not (where / "pids").exists():
        time.sleep(0.01)
    return _spin()


def _open_files(*_: object) -> Found:
    return [Path("many").open("w") for _ in iter(int, 1)], ()  # type: ignore[return-value]


spin, sleep, allocate, complain = planted(_spin), planted(_sleep), planted(_allocate), planted(_complain)
abort, fault = planted(lambda *_: os.abort()), planted(_name_persons)
segfault = planted(lambda *_: ctypes.string_at(0))
dial, write, breed, employ = planted(_dial), planted(_write), planted(_breed), planted(_employ)
open_files = planted(_open_files)
pages, pages_then_spin = planted(_paged(lambda: None)), planted(_paged(_spin))
pages_then_abort, pages_then_fault = planted(_paged(os.abort)), planted(_paged(_name_persons))


def exit_silently(job: Job, out: Outbox) -> None:
    """Say nothing at all."""


def flood(job: Job, out: Outbox) -> None:
    """Promise more than the parent takes, as a child in foreign hands would."""
    out._caps = dict.fromkeys(out._caps, 1 << 40)
    out.send(ROADMAPS, b"[" * (int(job["limits"]["roadmaps_bytes"]) + 1))
    time.sleep(60)


def many_values(job: Job, out: Outbox) -> None:
    """Tell roadmaps that are short as bytes and large as records."""
    out.send(ROADMAPS, b"[" + b"0," * int(job["limits"]["values"]) + b"0,0]")
    out.send(END, End(state="ok").model_dump_json().encode())


def _roadmap(**more: object) -> bytes:
    source = {"name": "a", "media_type": "b"}
    return json.dumps([{"id": "1", "source": source, "title": 0} | more]).encode()


def most_values(job: Job, out: Outbox) -> None:
    """Tell as many records as the parent takes, the last one wrong."""
    notices = [{"kind": "aa", "detail": "bb"}] * (int(job["limits"]["values"]) // 2 - 10)
    out.send(ROADMAPS, _roadmap(notices=notices))
    out.send(END, End(state="ok").model_dump_json().encode())


def most_text(job: Job, out: Outbox) -> None:
    """Tell as much text as the parent takes, in a record that is wrong."""
    out.send(ROADMAPS, _roadmap(context=["ы" * (int(job["limits"]["roadmaps_bytes"]) // 6 - 100)]))
    out.send(END, End(state="ok").model_dump_json().encode())


def echo_late(job: Job, out: Outbox) -> None:
    """Tell after a while what the file holds."""
    time.sleep(0.3)
    out.send(END, End(state="failed", message=Path(job["path"]).read_text("utf-8")).model_dump_json().encode())


def lie(job: Job, out: Outbox) -> None:
    """Name files beside the folder as members of an archive."""
    Path(job["members"]).mkdir()
    Path(job["members"], "link.txt").symlink_to("../secret.txt")
    out.send(
        MEMBERS, json.dumps([["a", "../secret.txt"], ["b", "/etc/passwd"], ["c", "link.txt"], ["d", "."]]).encode()
    )
    out.send(END, End(state="ok").model_dump_json().encode())


def babble(job: Job, out: Outbox) -> None:
    """Tell what is no roadmap."""
    out.send(ROADMAPS, b'[{"id": 1}]')
    out.send(END, End(state="ok").model_dump_json().encode())


def limits_set(job: Job, out: Outbox) -> None:
    """Tell of the child's surroundings in place of a message."""
    with contextlib.suppress(ProcessLookupError):
        surroundings = [
            str(Path.cwd()) == job["folder"],
            os.environ["TMPDIR"] == job["folder"],
            os.getsid(0) == os.getpid(),
        ]
        open_fds = sorted(int(p.name) for p in Path("/proc/self/fd").iterdir())
    out.send(END, End(state="failed", message=f"{surroundings} {len(open_fds)}").model_dump_json().encode())

"""The parent of the torture: a listener that nobody may call, a workshop of hostile files, and what it must not lose."""

from __future__ import annotations

import os
import shutil
import socketserver
import subprocess
import sys
import threading
import zlib
from pathlib import Path

import hostile
from hostile.case import SECRET, Case

from nlp.domain.reading import Reading
from nlp.isolate import read_file

TESTS = Path(__file__).parent


class Listener(socketserver.ThreadingTCPServer):
    """Counts who calls on a port of the loopback."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), socketserver.BaseRequestHandler)
        self.n_hits = 0
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def process_request(self, request, client_address) -> None:
        self.n_hits += 1
        super().process_request(request, client_address)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Workshop:
    """Has the hostile files built in another process and hands out each as soon as it is ready."""

    def __init__(self, folder: Path, url: str, *, slow: bool = False) -> None:
        self.folder = folder
        self.names = list(hostile.CASES)
        self._ready = [threading.Event() for _ in self.names]
        secret = folder / "secret.txt"
        secret.write_text(SECRET)
        command = [sys.executable, "-m", "hostile", str(folder), url, str(secret), *(["slow"] if slow else [])]
        paths = os.pathsep.join((str(TESTS), str(TESTS.parent)))
        self._builder = subprocess.Popen(
            command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}, text=True
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._builder.stdout:
            self._ready[int(line)].set()
        for event in self._ready:
            event.set()

    def read(self, case: Case) -> Reading:
        """Read a case's file in a child, and remove it."""
        number = self.names.index(case.name)
        self._ready[number].wait()
        own = self.folder / str(number)
        try:
            return read_file(own / case.name)
        finally:
            shutil.rmtree(own)

    def close(self) -> int:
        """Stop building; the exit code of the builder if it had finished."""
        code = self._builder.poll()
        self._builder.kill()
        self._builder.wait()
        self._builder.stdout.close()
        return code or 0


def complaint(case: Case, reading: Reading, folder: Path) -> str | None:
    """Return what is wrong with the way a file ended, None where all is well."""
    told = f"{case.name!r}: {reading.state} «{reading.message}»"
    if reading.state not in case.states:
        return f"{told}, expected {' or '.join(sorted(case.states))}"
    if reading.state == "rejected" and case.why not in reading.message:
        return f"{told} does not speak of «{case.why}»"
    if case.group in ("entities", "links", "archives") and SECRET in told_by(reading):
        return f"{told} tells the secret"
    return None if is_well_told(reading, folder) else f"{told} is badly told"


def told_by(reading: Reading) -> str:
    """Return all that a reading says."""
    document = zlib.decompress(reading.document).decode() if reading.document else ""
    return reading.model_dump_json(exclude={"document"}) + document


def is_well_told(reading: Reading, folder: Path) -> bool:
    """Tell whether a message says what, why and what to do, in Russian and without our paths."""
    if reading.state == "ok":
        return True
    what, colon, rest = reading.message.partition(": ")
    why, dot, advice = rest.partition(". ")
    whole = bool(colon and dot) and min(map(len, (what, why, advice))) > 3 and reading.message.endswith(".")
    russian = sum("а" <= c <= "я" for c in reading.message.lower()) > len(reading.message) // 2
    return (
        whole
        and russian
        and not any(s in reading.message for s in (str(folder), str(TESTS.parent), "Traceback", ".py", "/tmp"))
    )


def resident_bytes() -> int:
    """Return how much memory this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def children_of(pid: int) -> set[int]:
    """Return the processes that a process has started and that still are."""
    return {int(child) for path in Path(f"/proc/{pid}/task").glob("*/children") for child in path.read_text().split()}

"""Programs of the project as processes of their own: started over a store, listened to, ended without remains."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from ui.running import free_port

ROOT = Path(__file__).parent.parent
UP_WITHIN_S, DOWN_WITHIN_S = 90, 30
_SVERKA = str(ROOT / "sverka.py")
_LOOK_EVERY_S = 0.05
_MARK = "SVERKA_TEST_MARK"


def environment(home: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a program that works with a store, untouched by settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SVERKA_")}
    return kept | {"SVERKA_HOME": str(home), "SVERKA_WORKERS": "1"} | settings


def done(home: Path, *words: str, said: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `sverka WORDS` to its end; `said` is what the person types."""
    return subprocess.run(
        [sys.executable, _SVERKA, *words],
        env=environment(home, **settings),
        input=f"{said}\n",
        text=True,
        capture_output=True,
        check=False,
    )


@dataclass(frozen=True)
class Program:
    """A program that runs in a session of its own; `mark` stands in the environment of all that it starts."""

    process: subprocess.Popen[bytes]
    mark: str
    stderr: IO[bytes]

    def said(self) -> str:
        """Return all that it has said so far on standard error."""
        return os.pread(self.stderr.fileno(), 1 << 24, 0).decode(errors="replace")

    def heard(self, wanted: str) -> str:
        """Wait until it says a line that holds what is wanted; return that line."""
        until = time.monotonic() + UP_WITHIN_S
        while time.monotonic() < until:
            has_ended = self.process.poll() is not None
            for line in self.said().splitlines(keepends=True):
                if wanted in line and line.endswith("\n"):
                    return line
            if has_ended:
                break
            time.sleep(_LOOK_EVERY_S)
        raise AssertionError(f"«{wanted}» is not said: {self.said()}")

    def address(self) -> str:
        """Wait until it says where it is (http://127.0.0.1:PORT)."""
        return re.search(r"http://[\d.:]+", self.heard("работает: http"))[0]  # type: ignore[index]

    def members(self) -> list[int]:
        """Return the processes that live of those it started, itself among them."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if f"{_MARK}={self.mark}\0".encode() in path.read_bytes():
                    found.append(int(path.parent.name))
        return found

    def left(self, within_s: float) -> list[int]:
        """Return the processes that still live after having waited for them to go."""
        until = time.monotonic() + within_s
        while (found := self.members()) and time.monotonic() < until:
            time.sleep(_LOOK_EVERY_S)
        return found

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> str:
        """Have it stop; it ends well, and nothing of it lives on. Return all that it said."""
        self.process.send_signal(sign)
        assert self.process.wait(DOWN_WITHIN_S) == 0, self.said()
        assert self.left(5) == []
        return self.said()


@contextmanager
def started(home: Path, *words: str, **settings: str) -> Iterator[Program]:
    """Start `sverka WORDS`; when the block ends it is killed if it still runs."""
    with _running([_SVERKA, *words], environment(home, **settings)) as program:
        yield program


@contextmanager
def _running(command: Sequence[str], given: Mapping[str, str]) -> Iterator[Program]:
    mark = secrets.token_hex(8)
    # Its words go into a file: a pipe that nobody empties would stop a service after some hundred lines of its log.
    with tempfile.TemporaryFile() as stderr:
        process = subprocess.Popen(
            [sys.executable, *command],
            env={**given, _MARK: mark},
            cwd=ROOT,
            stderr=stderr,
            start_new_session=True,
        )
        program = Program(process, mark, stderr)
        try:
            yield program
        finally:
            process.kill()
            process.wait()
            program.left(DOWN_WITHIN_S)


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    """Run the service over a store; give its address (http://127.0.0.1:PORT)."""
    with started(home, "serve", "--port", "0", **settings) as service:
        yield service.address()


@contextmanager
def interface(api: str, port: int = 0) -> Iterator[str]:
    """Run the interface before a service that runs; give its address."""
    port = port or free_port("127.0.0.1")
    settings = {"SVERKA_API_URL": api, "SVERKA_PORT": api.rpartition(":")[2], "SVERKA_UI_PORT": str(port)}
    with _running(["-m", "ui.launch", "--port", str(port)], environment(Path("nowhere"), **settings)):
        wait_until_up(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"


def wait_until_up(url: str) -> None:
    """Wait until a program answers well at an address."""
    until = time.monotonic() + UP_WITHIN_S
    while time.monotonic() < until:
        with suppress(httpx.TransportError):
            if httpx.get(url, trust_env=False).is_success:
                return
        time.sleep(_LOOK_EVERY_S)
    raise AssertionError(f"nothing answers at {url}")

"""The parent's side of the fork server: starts it, gives it jobs, stops them and learns how they died."""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from nlp.domain.base import Record

_BOOT = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from nlp.isolate.forkserver import main; main(int(sys.argv[2]), sys.argv[3])"
)
_PIPE_BYTES = 1 << 20
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # without a handler of the application nothing is printed among its output


class Death(Record):
    """How a child died, told by the fork server: exit code (negative: signal), CPU time, whether it ran too many processes."""

    exit_code: int
    cpu_s: float
    too_many: bool
    has_left_network: bool


class ServerLost(Exception):
    """The fork server is gone, and what it was doing with it."""


class ForkServer:
    """A running fork server with the folder in which all private folders lie."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sverka-"))
        self.has_left_network = True
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            arguments = [sys.executable, "-c", _BOOT, json.dumps(sys.path), str(theirs.fileno()), str(self.folder)]
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it with all its children, and remove its folder."""
        self.control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def forget(self) -> None:
        """Let go of it in a process forked from the one that it serves."""
        self.control.close()
        self._process.returncode = 0

    def network_told(self, has_left: bool) -> None:
        """Say once in the log where children could not be cut off the network."""
        if self.has_left_network and not has_left:
            _log.warning("unshare is denied: children that read files run with proxy variables that point nowhere")
        self.has_left_network = has_left

    def private_folder(self) -> Path:
        """Make a folder for a job, which its owner removes."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=self.folder))


class RunningJob:
    """A job in a child: `frames` brings its bytes, `life` its death; leaving it kills what still runs.

    Raises:
        ServerLost: the fork server takes no job.
    """

    def __init__(self, server: ForkServer, job: dict[str, Any]) -> None:
        self._server = server
        self.frames, frames = os.pipe2(os.O_CLOEXEC)
        os.set_blocking(self.frames, False)
        self.life, life = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        _open_jobs.add(self)
        try:
            with contextlib.suppress(OSError):
                fcntl.fcntl(frames, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
            socket.send_fds(server.control, [json.dumps(job).encode()], [frames, life.fileno()])
        except OSError as error:
            self.close()
            raise ServerLost from error
        finally:
            os.close(frames)
            life.close()

    def stop(self) -> None:
        """Have the child killed; its death is told as any other."""
        with contextlib.suppress(OSError):
            self.life.shutdown(socket.SHUT_WR)

    def death(self) -> Death:
        """Wait for the child's end.

        Raises:
            ServerLost: the fork server died before it could tell.
        """
        message = self.life.recv(1 << 12)
        if not message:
            raise ServerLost
        death = Death.model_validate_json(message)
        self._server.network_told(death.has_left_network)
        return death

    def close(self) -> None:
        """Let go of the child, which the fork server takes for its end."""
        _open_jobs.discard(self)
        self.life.close()
        os.close(self.frames)

    def __enter__(self) -> RunningJob:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


_lock = threading.Lock()
_server: ForkServer | None = None
_open_jobs: set[RunningJob] = set()


def running_server() -> ForkServer:
    """Return this process's fork server, started where there is none."""
    global _server  # noqa: PLW0603  (one fork server a process)
    with _lock:
        if _server is not None and not _server.is_alive():
            _server.stop()
            _server = None
        if _server is None:
            _server = ForkServer()
        return _server


def stop_server() -> None:
    """End the fork server, if one runs, and every file that is being read."""
    global _server  # noqa: PLW0603
    with _lock:
        if _server is not None:
            _server.stop()
        _server = None


def _forget_server() -> None:
    """Leave the parent's fork server to the parent: a forked process starts its own."""
    global _server, _lock  # noqa: PLW0603
    _lock = threading.Lock()
    for job in tuple(_open_jobs):
        job.close()
    if _server is not None:
        _server.forget()
    _server = None


os.register_at_fork(after_in_child=_forget_server)
atexit.register(stop_server)

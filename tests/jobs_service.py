"""Services for the tests that kill them: each a process forked from this one, which has everything imported already.

On the socket whose number is given come homes («light /tmp/home», «real /tmp/home») with one end of a socket each; the
answer is the number of a process that serves there. Lines to it: `put PATH`, `pids`. Its answers: `ok PATH DOCUMENT JOB`,
`no PATH REASON`, `pids 1 2 …`. Run: python jobs_service.py SOCKET
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path

from jobs_samples import light_settings, use_light_jobs

from nlp.errors import SverkaError
from service.jobs.intake import Upload, intake
from service.jobs.runner import Runner
from service.store.catalogues import ensure_builtin
from service.store.opening import open_store
from service.store.originals import Originals


def answer(command: str, rest: str, runner: Runner, store) -> str:
    if command == "pids":
        return " ".join(["pids", *map(str, runner.computing.pids() if runner.computing else ())])
    path = Path(rest)
    try:
        taken = intake(store, runner.originals, Upload(path.read_bytes(), path.name, key=path.name))
    except SverkaError as error:
        return f"no {rest} {error.why}"
    runner.wake()
    return f"ok {rest} {taken.document_id} {taken.job_id}"


def serve(mode: str, home: Path, client: socket.socket) -> None:
    if mode == "light":
        use_light_jobs()
    with open_store(f"sqlite:///{home / 'sverka.db'}", home) as store:
        if mode == "real":
            with store.writing() as session:
                ensure_builtin(session)
        runner = Runner(store, Originals(home / "originals"), light_settings(home))
        runner.start()
        for line in client.makefile("r", encoding="utf-8"):
            told = answer(*line.rstrip("\n").partition(" ")[::2], runner, store)
            client.sendall(f"{told}\n".encode())
        runner.stop()


def main(control: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for the dead
    while True:
        message, fds, _, _ = socket.recv_fds(control, 4096, 1)
        if not message:
            return
        mode, _, home = message.decode().partition(" ")
        pid = os.fork()
        if pid == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                serve(mode, Path(home), socket.socket(fileno=fds[0]))
            finally:
                os._exit(0)
        os.close(fds[0])
        control.send(str(pid).encode())


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))

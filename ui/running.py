"""The service and the interface as two processes: started, waited for, watched, stopped together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from types import FrameType

import httpx

from nlp.errors import InputError, SverkaError
from service.settings import Settings
from ui.wording import running as words

Tell = Callable[[str], None]
UP_WITHIN_S, DOWN_WITHIN_S = 90.0, 20.0
_LOOK_EVERY_S = 0.2
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


class StopError(BaseException):
    """Somebody asked us to stop."""


def run(settings: Settings, tell: Tell, with_service: bool = True) -> None:
    """Keep the interface, and the service unless it runs elsewhere, going until told to stop (Ctrl-C, SIGTERM).

    Args:
        settings: of the installation; both processes get them by the environment.
        tell: called with what a person should know.
        with_service: whether to start the service too.

    Raises:
        InputError: the interface's port is taken.
        SverkaError: a process ended by itself, or did not come up.
    """
    check_free(settings.host, settings.ui_port)
    environment = environment_of(settings)
    commands = {words.INTERFACE: ["ui.launch", "--host", settings.host, "--port", str(settings.ui_port)]}
    if with_service:
        commands = {words.SERVICE: ["sverka", "serve"], **commands}
    with stoppable(), contextlib.suppress(StopError), ExitStack() as held:
        running = {name: held.enter_context(child(command, environment)) for name, command in commands.items()}
        for process in running.values():
            threading.Thread(target=_relay, args=(process, tell), daemon=True).start()
        _wait_until(running, f"{settings.api}/api/v1/health")
        _wait_until(running, f"{address(settings)}/_stcore/health")
        tell(words.UP.format(address=address(settings)))
        while not _ended(running):
            time.sleep(_LOOK_EVERY_S)
        raise _fallen(_ended(running))
    tell(words.DOWN)


def address(settings: Settings) -> str:
    """Return where the interface is for a browser on this computer."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.ui_port}"


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment in which a process finds these settings."""
    given = {f"SVERKA_{name.upper()}": value for name, value in settings.model_dump(mode="json").items()}
    others = {name: value for name, value in os.environ.items() if name not in given}
    return others | {name: str(value) for name, value in given.items() if value not in (None, "")}


def check_free(host: str, port: int) -> None:
    """Make sure that a port can be had.

    Raises:
        InputError: it is taken or not ours to take.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise InputError(words.NOT_STARTED, words.TAKEN.format(host=host, port=port), words.OTHER_PORT) from error


def free_port(host: str, wanted: int = 0) -> int:
    """Return the port that is wanted, or any free one where none is wanted or it is taken."""
    try:
        check_free(host, wanted)
    except InputError:
        wanted = 0
    if wanted:
        return wanted
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


@contextmanager
def child(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run a module of ours as a process of its own, which dies with us; it is stopped when the block ends."""
    process = subprocess.Popen(  # noqa: S603 — our own modules
        [sys.executable, "-m", *command],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,  # Ctrl-C comes to us alone, and we stop it in order
        preexec_fn=_die_with_parent,  # noqa: PLW1509 — no thread runs yet when the first is started
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(DOWN_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def stoppable() -> Iterator[None]:
    """Have Ctrl-C and SIGTERM raise `StopError` once; what comes after, while things are being stopped, is ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)
        raise StopError

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _relay(process: subprocess.Popen[str], tell: Tell) -> None:
    """Pass on what a process says, but for its greetings: we greet for both."""
    assert process.stderr is not None
    with process.stderr as said:
        for line in said:
            if line.strip() and not line.startswith(words.GREETINGS):
                tell(line.rstrip())


def _wait_until(running: Mapping[str, subprocess.Popen[str]], url: str) -> None:
    until = time.monotonic() + UP_WITHIN_S
    with httpx.Client(trust_env=False, timeout=5.0) as http:
        while time.monotonic() < until:
            if _ended(running):
                raise _fallen(_ended(running))
            with contextlib.suppress(httpx.TransportError):
                if http.get(url).is_success:
                    return
            time.sleep(_LOOK_EVERY_S)
    raise SverkaError(words.NOT_STARTED, words.SILENT, words.LOOK_ABOVE)


def _ended(running: Mapping[str, subprocess.Popen[str]]) -> str:
    return next((name for name, process in running.items() if process.poll() is not None), "")


def _fallen(name: str) -> SverkaError:
    return SverkaError(words.FALLEN, name, words.LOOK_ABOVE)

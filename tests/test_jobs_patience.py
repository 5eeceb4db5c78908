"""Computing that hangs ends with a message, whatever it hangs in; one that tells how far it is goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.jobs import computing, patience
from service.jobs.computing import Piece, work

HUNG_IN_C = """
import ctypes, signal
from service.jobs import patience
patience.SILENCE_S, patience._GRACE_S = 0.1, 0.2
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
with patience.Patience(may_exit=True):
    ctypes.PyDLL(None).sleep(60)  # holds the interpreter
"""


def spin(args: object, tell) -> None:
    while True:
        pass


def talk(args: object, tell) -> str:
    for n in range(6):
        time.sleep(0.2)
        tell("talking", n, 6)
    return "said"


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SILENCE_S", 0.8)
    for function in (spin, talk):
        monkeypatch.setitem(computing.FUNCTIONS, function.__name__, function)


def test_a_piece_that_hangs_fails_for_good_and_the_next_is_done(soon):
    before = signal.getsignal(signal.SIGALRM)
    hung, done = work([Piece("1", "spin", None), Piece("2", "talk", None)])
    assert (hung.failure.is_final, hung.failure.what) == (True, "Работа остановлена")
    assert hung.seconds < 5
    assert (done.failure, done.result) == (None, "said")
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0.0


def test_a_thread_of_a_cluster_that_hangs_is_ended_too(soon):
    with ThreadPoolExecutor(1) as threads:
        hung, done = threads.submit(work, [Piece("1", "spin", None), Piece("2", "talk", None)]).result(50)
        assert (hung.failure.is_final, hung.failure.what) == (True, "Работа остановлена")
        assert (done.failure, done.result) == (None, "said")
        assert threads.submit(sum, (1, 2)).result(5) == 3
    assert not [thread for thread in threading.enumerate() if thread.name == "patience"]


def test_what_no_exception_reaches_ends_with_its_process():
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", HUNG_IN_C], cwd=root, capture_output=True, timeout=50, check=False)
    assert (done.returncode, done.stderr) == (1, b"")

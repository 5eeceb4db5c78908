"""How long a piece of computing may be silent before it counts as hung."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import threading
import time
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from nlp.errors import LimitError

# The longest that is silent by right is a file without pages, which its reader has a minute for.
SILENCE_S = 180.0
# What no exception reaches, in a library written in C, ends with the process.
_GRACE_S = 20.0


class HungError(LimitError):
    """Computing has been silent for too long."""

    def __init__(self) -> None:
        super().__init__(
            "Работа остановлена",
            f"программа не справилась с ней за {SILENCE_S / 60:.0f} минуты",
            "Разделите файл на части; если это повторится, сообщите авторам.",
        )


class Patience:
    """Ends computing that does not `renew` for SILENCE_S.

    In the main thread of a process whatever it does is ended; in another (of a cluster's worker) as soon as it is
    back from a library written in C.

    Args:
        may_exit: whether the process may be ended where an exception does not help.

    Raises:
        HungError: from wherever the computing is.
    """

    def __init__(self, *, may_exit: bool) -> None:
        self._is_main = threading.current_thread() is threading.main_thread()
        self._may_exit = may_exit and self._is_main
        self._nowhere: IO[str] | None = None
        self._watch: _Watch | None = None

    def renew(self) -> None:
        """Begin to wait anew."""
        if self._watch is not None:
            self._watch.until = time.monotonic() + SILENCE_S
        if self._is_main:
            signal.setitimer(signal.ITIMER_REAL, SILENCE_S)
        if self._nowhere is not None:
            faulthandler.dump_traceback_later(SILENCE_S + _GRACE_S, exit=True, file=self._nowhere)

    def __enter__(self) -> Patience:
        if self._is_main:
            self._before = signal.signal(signal.SIGALRM, _end)
        else:
            self._watch = _Watch(threading.get_ident())
            self._watch.start()
        if self._may_exit:
            self._nowhere = Path(os.devnull).open("w")
        self.renew()
        return self

    def __exit__(self, *_: object) -> None:
        if self._watch is not None:
            self._watch.end()
        if self._is_main:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            signal.signal(signal.SIGALRM, self._before)
        if self._nowhere is not None:
            faulthandler.cancel_dump_traceback_later()
            self._nowhere.close()


class _Watch(threading.Thread):
    """Interrupts another thread when its time is over."""

    def __init__(self, watched: int) -> None:
        super().__init__(name="patience", daemon=True)
        self.until = time.monotonic() + SILENCE_S
        self._watched, self._over = watched, threading.Event()

    def run(self) -> None:
        while (left := self.until - time.monotonic()) > 0:
            if self._over.wait(left):
                return
        _interrupt(self._watched, ctypes.py_object(HungError))

    def end(self) -> None:
        """Watch no longer; an interruption that has not come yet never comes."""
        self._over.set()
        self.join()
        _interrupt(self._watched, None)


def _interrupt(thread: int, error: ctypes.py_object[type[HungError]] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)


def _end(_: int, __: FrameType | None) -> NoReturn:
    raise HungError

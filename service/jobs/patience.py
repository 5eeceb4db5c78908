"""How long a piece of computing may be silent before it counts as hung."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from nlp.errors import LimitError

# The longest that is silent by right is a file without pages, which its reader has a minute for.
SILENCE_S = 180.0
# What no exception reaches, in a library written in C, ends with the process.
_GRACE_S = 20.0


class Patience:
    """Ends computing that does not `renew` for SILENCE_S; only the main thread of a process can be ended so.

    Args:
        may_exit: whether the process may be ended where an exception does not help.

    Raises:
        LimitError: from wherever the computing is.
    """

    def __init__(self, *, may_exit: bool) -> None:
        self._is_main = threading.current_thread() is threading.main_thread()
        self._may_exit = may_exit and self._is_main
        self._nowhere: IO[str] | None = None

    def renew(self) -> None:
        """Begin to wait anew."""
        if self._is_main:
            signal.setitimer(signal.ITIMER_REAL, SILENCE_S)
        if self._nowhere is not None:
            faulthandler.dump_traceback_later(SILENCE_S + _GRACE_S, exit=True, file=self._nowhere)

    def __enter__(self) -> Patience:
        if self._is_main:
            self._before = signal.signal(signal.SIGALRM, _end)
        if self._may_exit:
            self._nowhere = Path(os.devnull).open("w")
        self.renew()
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_main:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            signal.signal(signal.SIGALRM, self._before)
        if self._nowhere is not None:
            faulthandler.cancel_dump_traceback_later()
            self._nowhere.close()


def _end(_: int, __: FrameType | None) -> NoReturn:
    raise LimitError(
        "Работа остановлена",
        f"программа не справилась с ней за {SILENCE_S / 60:.0f} минуты",
        "Разделите файл на части; если это повторится, сообщите авторам.",
    )

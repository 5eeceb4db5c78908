"""Why a job failed, in words that may be stored and shown, and in a form that crosses between processes."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from nlp.errors import StoreError, SverkaError

_REPEAT = "Повторите позже; если это повторится, сообщите авторам."


@dataclass(frozen=True)
class Failure:
    """What failed, why, what to do (Russian); `code` is told | passing | fault | killed."""

    code: str
    what: str
    why: str
    advice: str

    @property
    def is_final(self) -> bool:
        """Whether trying again would end the same way."""
        return self.code == "told"

    @property
    def told(self) -> dict[str, str]:
        """The failure as a job keeps it."""
        return {"code": self.code, "what": self.what, "why": self.why, "advice": self.advice}


POISON = Failure(
    "killed",
    "Работа остановлена",
    "программа несколько раз аварийно завершалась на ней",
    "Проверьте файл в редакторе и сохраните его заново; если это повторится, сообщите авторам.",
)


def failure(error: BaseException) -> Failure:
    """Return the failure behind an error; of a fault of the program only its type and place, whose words may be a plan's."""
    if isinstance(error, SverkaError):
        code = "passing" if isinstance(error, StoreError) else "told"
        return Failure(code, error.what, error.why, error.advice)
    frames = traceback.extract_tb(error.__traceback__)
    at = f", {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return Failure("fault", "Работа не выполнена", f"ошибка в программе ({type(error).__name__}{at})", _REPEAT)

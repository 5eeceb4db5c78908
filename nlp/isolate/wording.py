"""What a user is told of a file that was not read, or not wholly (Russian): what, why, what to do."""

from __future__ import annotations

from nlp.domain.base import State
from nlp.errors import LimitError
from nlp.read import LOSSES

__all__ = ["LOSSES"]

_SPLIT = "Разделите файл на части или сохраните его заново как .docx."
_ONLY_PLAN = "Оставьте в файле только план и сохраните его заново."
NO_PLAN = "План не найден: в файле нет мероприятий. Проверьте, тот ли это файл."
OUT_OF_MEMORY = f"Файл не прочитан: на него не хватило отведённой памяти. {_ONLY_PLAN}"
OUT_OF_TIME = f"Файл не прочитан: чтение не уложилось в отведённое время. {_SPLIT}"
CRASHED = (
    "Файл не прочитан: программа чтения на нём аварийно остановилась. Откройте его в редакторе, сохраните заново и"
    " повторите."
)
WROTE_TOO_MUCH = f"Файл не прочитан: при чтении он занимает слишком много места на диске. {_ONLY_PLAN}"
TOO_MANY_PROCESSES = f"Файл не прочитан: при чтении он запускает слишком много программ. {_ONLY_PLAN}"
TOO_MANY_MEASURES = f"Файл не прочитан: в нём слишком много мероприятий или текста. {_SPLIT}"
CANCELLED = "Файл не прочитан: чтение остановлено по просьбе пользователя. Начните его снова, если оно нужно."
NOT_A_FILE = ("Файл не прочитан", "это не обычный файл", "Назовите файл с планом.")
NO_ROOM = (
    "Файл не прочитан",
    "для его временной копии нет места или прав",
    "Освободите место на диске с временными файлами и повторите.",
)
GARBLED = "Файл не прочитан: программа чтения ответила непонятное. Сообщите о нём авторам."

_CUT_SHORT: dict[State, str] = {
    "timeout": "дальше чтение не уложилось в отведённое время",
    "oom": "дальше не хватило отведённой памяти",
    "crash": "дальше программа чтения аварийно остановилась",
    "failed": "дальше помешала ошибка в программе",
    "rejected": "дальше чтение остановлено",
}


def failed(place: str) -> str:
    """Say that a fault of ours stopped the reading; `place` names its type and line."""
    return f"Файл не разобран: ошибка в программе ({place}). Сообщите о ней авторам."


def pages_read(done: int, total: int) -> str:
    """Say how many pages were read."""
    return f"Прочитано страниц: {done} из {total}."


def cut_short(state: State, done: int, total: int) -> str:
    """Say how far a file was read that ended in another state."""
    return f"{pages_read(done, total)[:-1]}; {_CUT_SHORT[state]}. {_SPLIT}"


def too_many_members() -> LimitError:
    """Build the error for an archive whose list of files is too long."""
    return LimitError("Архив не прочитан", "в нём слишком много файлов", "Разделите его на части.")

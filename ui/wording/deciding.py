"""An expert's word in the place of the program's."""

BACK_TO_MACHINE = "Вернуть ответ программы"
BACK_DONE = "Снова стоит ответ программы"

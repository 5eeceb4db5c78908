"""Measure the whole `analyse` without models on a varied plan, and the start of the command line.

Targets (issue 2): at least 300 measures a second in one process, `sverka --help` under 0.5 s.
Run: python benchmarks/bench_analyse.py. Exit status 1 when a target is missed.
"""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import product
from pathlib import Path

from nlp.artifacts import load_regions
from nlp.pipeline import analyse
from nlp.read import read_bytes

ROOT = Path(__file__).parent.parent
N_ROWS, N_ROUNDS = 300, 5
LEAST_MEASURES_A_SECOND, MOST_SECONDS_TO_HELP = 300.0, 0.5

DEEDS = (
    "Проведение семинара для учителей {0} по теме «{1}»",
    "Организация консультаций {0}: {1}",
    "Анализ результатов диагностических работ по {0} ({1})",
    "Разработка и утверждение плана {0}, включая {1}",
    "Мониторинг {0} в школах, показавших низкие результаты: {1}",
    "Участие команд школ в {0}, обмен опытом «{1}»",
)
OBJECTS = (
    "русского языка и литературы",
    "математики и информатики",
    "наставничества молодых педагогов",
    "работы со слабоуспевающими детьми",
    "повышения квалификации",
)
SUBJECTS = (
    "смысловое чтение",
    "формирующее оценивание",
    "работа с родителями",
    "дефициты учителя",
    "итоговая аттестация",
)
MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "август", "сентябрь", "октябрь", "ноябрь", "декабрь")
DEADLINES = (
    "{month} 2023 года, {day}-я неделя занятий",
    "до {day}.{number:02}.2023",
    "не позднее {day} числа, {month}",
    "ежемесячно, начиная с {day}.{number:02}.2023",
    "с {day}.01.2023 по {day}.{number:02}.2023",
    "после каждой четверти, {month} ({day} заседание)",
    "I–II квартал 2023 г., {day} {month}",
)
SURNAMES = ("Котова", "Лисицына", "Барсуков", "Журавлёва", "Соколов", "Воробьёва", "Медведев", "Зайцева", "Белкин")
BODIES = (
    "Управление образования, отдел № {0}",
    "Методический кабинет № {0}, {1} {2}",
    "{1} {2}, руководитель РМО № {0}",
    "МБОУ «СОШ № {0}», заместитель директора {1} {2}",
    "Кураторы школ, директор школы № {0}",
    "Рабочая группа № {0} (председатель {1} {2})",
    "ИМЦ, педагоги-психологи, тьюторы школы № {0}",
)
OUTCOMES = (
    "Не менее {0} встреч, справка",
    "{0}% школ приняли участие в семинарах",
    "Увеличение доли участников на {0} процентных пунктов",
    "Приказ № {0}, план работы",
    "Рост с {0} до {1} % успевающих",
    "Аналитическая справка, {0} рекомендаций для учителей",
)
LETTERS = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ"


def plan() -> bytes:
    """Build the plan: sections every 30 rows; no two rows share a text, a deadline, executors or an outcome."""
    lines = ["План мероприятий («дорожная карта») Светлоборского района Пермского края на 2023 год", ""]
    lines.append("№\tМероприятие\tСроки\tОтветственные\tОжидаемый результат")
    deeds = [deed.format(o, f"{s}, часть {n}") for n, o, s, deed in product(range(1, 3), OBJECTS, SUBJECTS, DEEDS)]
    for i, deed in zip(range(N_ROWS), deeds, strict=True):
        if i % 30 == 0:
            lines.append(f"Раздел {i // 30 + 1}. Направление работы номер {i // 30 + 1}\t\t\t\t")
        month, day = i % len(MONTHS), i // len(MONTHS) % 27 + 1
        when = DEADLINES[i % len(DEADLINES)].format(month=MONTHS[month], day=f"{day:02}", number=month + 1)
        initials = f"{LETTERS[i % 27]}.{LETTERS[i // 27 % 27]}."
        who = BODIES[i % len(BODIES)].format(i + 1, SURNAMES[i % len(SURNAMES)], initials)
        outcome = OUTCOMES[i % len(OUTCOMES)].format(i + 1, i + 7)
        lines.append(f"{i + 1}.\t{deed}\t{when}\t{who}\t{outcome}")
    return "\n".join(lines).encode()


def measures_a_second() -> tuple[float, float]:
    """Return the rate of the first plan (nothing of it remembered) and of a second, different one in a warm process.

    Starting costs (morphology, regions, patterns) are paid by a small plan before; cells are read once only, so no
    memory of cells helps.
    """
    regions = load_regions()
    warm = "Мероприятие\tСрок\tИсполнитель\nПроведение опроса родителей\tмай 2024\tОтдел образования, Орлова Ю.Ю.\n"
    analyse(read_bytes(warm.encode(), "warm.txt"), regions)
    rates = []
    for data in (plan(), plan().replace("Светлоборск".encode(), "Тихореченск".encode()).replace(b"2023", b"2022")):
        begin = time.process_time()
        [roadmap] = analyse(read_bytes(data, "plan.txt"), regions)
        rates.append(len(roadmap.measures) / (time.process_time() - begin))
        assert len(roadmap.measures) == N_ROWS, len(roadmap.measures)
    return rates[0], rates[1]


def seconds_to_help() -> float:
    """Return the best time of `sverka --help`."""
    best = float("inf")
    for _ in range(N_ROUNDS):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "sverka.py", "--help"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - begin)
    return best


def main() -> int:
    """Measure, print and judge."""
    columns = list(
        zip(*(line.split("\t") for line in plan().decode().splitlines() if line.count("\t") == 4), strict=True)
    )
    for column in columns:
        cells = [cell for cell in column if cell]
        assert len(set(cells)) == len(cells), "the plan repeats a cell"
    first, second = measures_a_second()
    helped = seconds_to_help()
    print(f"analyse without models: {first:.0f} measures/s, then {second:.0f} (target ≥ {LEAST_MEASURES_A_SECOND:.0f})")
    print(f"sverka --help: {helped:.2f} s (target < {MOST_SECONDS_TO_HELP})")
    return 0 if first >= LEAST_MEASURES_A_SECOND and helped < MOST_SECONDS_TO_HELP else 1


if __name__ == "__main__":
    sys.exit(main())

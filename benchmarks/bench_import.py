"""Measure the import of 100 plans of 40 rows from docx, with the start of the workers: at most 30 seconds.

Every plan is another municipality's, with texts from the phrasings of typical activities. Run:
python benchmarks/bench_import.py [--profile]. Exit status 1 when the target is missed.
"""

from __future__ import annotations

import cProfile
import io
import os
import pstats
import sys
import tempfile
import time
from pathlib import Path

import docx

from nlp.artifacts import load_phrasings
from service.jobs.intake import Upload, intake
from service.jobs.runner import Runner
from service.jobs.watching import wait
from service.settings import Settings
from service.store.catalogues import ensure_builtin
from service.store.opening import open_store
from service.store.originals import Originals

N_PLANS, N_ROWS, MOST_S = 100, 40, 30.0
HEADER = ("№", "Мероприятие", "Срок", "Ответственные", "Ожидаемый результат")
WHEN = (
    "до 15.09.{0}",
    "ежемесячно",
    "I квартал {0} года",
    "октябрь {0} г.",
    "в течение {0} года",
    "март – май {0} года",
)
WHO = (
    "Управление образования",
    "Методический кабинет, Орлова Ю.Ю.",
    "Школы, руководители РМО",
    "Куратор, директор школы № {0}",
)
WHAT = ("Справка", "Не менее {0} встреч", "{0} % педагогов", "Приказ № {0}")
REGIONS = ("Пермского края", "Амурской области", "Алтайского края", "Томской области")
SYLLABLES = ("Верх", "Ново", "Тихо", "Светло", "Бело", "Красно", "Камне", "Сосно", "Заре", "Мало")
ENDS = (
    "борского",
    "реченского",
    "талского",
    "горского",
    "польского",
    "луговского",
    "озёрского",
    "дольского",
    "ярского",
    "рудного",
)


def plans(n_plans: int = N_PLANS, n_rows: int = N_ROWS) -> list[tuple[str, bytes]]:
    """Build the plans: name and bytes of each docx."""
    texts = [p.text for p in load_phrasings() if 20 < len(p.text) < 200]
    return [(f"план-{i + 1:03}.docx", _plan(i, n_rows, texts)) for i in range(n_plans)]


def _plan(i: int, n_rows: int, texts: list[str]) -> bytes:
    place = f"{SYLLABLES[i % 10]}{ENDS[i // 10 % 10]} района {REGIONS[i % 4]}"
    document = docx.Document()
    document.add_paragraph(f"План мероприятий («дорожная карта») {place} на {2021 + i % 4} год")
    table = document.add_table(n_rows + 1, len(HEADER))
    rows = [HEADER, *(_row(i, j, texts[(i * n_rows + j) * 7 % len(texts)]) for j in range(n_rows))]
    for cells, row in zip(rows, table._tbl.tr_lst, strict=True):
        for text, cell in zip(cells, row.tc_lst, strict=True):
            cell.p_lst[0].add_r().text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _row(i: int, j: int, text: str) -> tuple[str, ...]:
    return (
        f"{j + 1}.",
        text,
        WHEN[(i + j) % len(WHEN)].format(2021 + i % 4),
        WHO[j % len(WHO)].format(i + j + 1),
        WHAT[j % len(WHAT)].format(j + 2),
    )


def cpu_seconds() -> dict[str, float]:
    """Return the CPU time so far of this process, its workers and what reads for them: a busy machine lengthens it little."""
    found, waiting = dict.fromkeys(("service", "workers", "readers"), 0.0), [(os.getpid(), "service")]
    while waiting:
        pid, kind = waiting.pop()
        # Those that ended are in the time of the process that waited for them.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
        found[kind] += sum(map(int, fields)) / os.sysconf("SC_CLK_TCK")
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, task.read_text().split()):
                command = Path(f"/proc/{child}/cmdline").read_bytes()
                waiting.append((child, "readers" if b"nlp.isolate" in command else "workers"))
    return found


def seconds(files: list[tuple[str, bytes]], home: Path) -> tuple[float, float, dict[str, float]]:
    """Import files into a new store; return the seconds until all are taken in, until all are done, and CPU seconds."""
    settings = Settings(home=home)
    with open_store(settings.url, home) as store:
        with store.writing() as session:
            ensure_builtin(session)
        originals = Originals(settings.originals)
        before, begin = cpu_seconds(), time.perf_counter()
        runner = Runner(store, originals, settings)
        runner.start()
        jobs = []
        for name, data in files:
            jobs.append(intake(store, originals, Upload(data, name)).job_id)
            runner.wake()
        taken = time.perf_counter() - begin
        states = {wait(store, job, 300).state for job in jobs}
        done = time.perf_counter() - begin
        spent = {kind: s - before[kind] for kind, s in cpu_seconds().items()}
        runner.stop()
    assert states == {"done"}, states
    return taken, done, spent


def main() -> int:
    files = plans()
    profile = cProfile.Profile() if "--profile" in sys.argv else None
    with tempfile.TemporaryDirectory() as folder:
        if profile:
            profile.enable()
        taken, done, spent = seconds(files, Path(folder))
        if profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("tottime").print_stats(20)
    print(
        f"{N_PLANS} plans x {N_ROWS} rows: taken in after {taken:.1f} s, done after {done:.1f} s (target {MOST_S:.0f} s)"
    )
    print(
        "CPU seconds: "
        + ", ".join(f"{kind} {s:.1f}" for kind, s in spent.items())
        + f"; in all {sum(spent.values()):.1f}"
    )
    return 0 if done <= MOST_S else 1


if __name__ == "__main__":
    sys.exit(main())

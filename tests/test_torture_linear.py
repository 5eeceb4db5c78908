"""Large plans cost in proportion to their size: four times the rows take no sixteen times the time."""

import time

import pytest

from nlp.artifacts import load_regions
from nlp.pipeline import analyse
from nlp.read import read_bytes

HEAD = "№\tМероприятие\tСрок\tОтветственный\tРезультат\n"
ROW = "{}.\tПровести семинар учителей № {}\tмай 2024\tРОО\tСправка\n"


def _rows(n):
    return HEAD + "".join(ROW.format(i, i) for i in range(n))


def _continued(n):
    return HEAD + ROW.format(1, 1) + "".join(f"\tи далее в школе № {i},\t\t\t\n" for i in range(4 * n))


SHAPES = {
    "rows": _rows,
    "rows of one wording": lambda n: HEAD + ROW.format(1, 1) * n,
    "rows that go on": _continued,
    "sections": lambda n: HEAD + "".join(f"{i}. Раздел\t\t\t\t\n{ROW.format(i, i)}" for i in range(n)),
    "tables that are no plan": lambda n: "а\tб\tв\n\nстрока\n" * n,
    "plans": lambda n: ("Дорожная карта\n\n" + HEAD + ROW.format(1, 1) + ROW.format(2, 2) + "\n") * (n // 4),
    "titles without a plan": lambda n: "План мероприятий\n" * (4 * n),
    "a list": lambda n: "План\n" + "".join(f"{i % 900}. Провести опрос\nСрок: май\n" for i in range(n)),
    "lines that go on": lambda n: "План\n1. Провести:\n" + "и далее по школам района,\n" * (4 * n) + "Срок: май\n",
    "labels in one line": lambda n: "План мероприятий\n1. Опрос. " + "Срок: май; " * (4 * n) + "\n",
    "one long cell": lambda n: HEAD + "1\t" + "Опрос учителей школы, " * (8 * n) + "\tмай\tРОО\tа\n",
    "breaks": lambda n: "<html><body><p>" + "и далее<br>" * (8 * n) + "</p></body></html>",
    "scripts": lambda n: "<html><body><p>" + "<script>a</script>слово " * (8 * n) + "</p></body></html>",
    "menus": lambda n: "<html><body>" + "<div class=menu>а</div>б" * (8 * n) + "</body></html>",
}


def _cost_s(text, regions):
    data = text.encode()
    start = time.process_time()
    analyse(read_bytes(data, "план.txt"), regions)
    return time.process_time() - start


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_size_costs_not_much_more_than_four_times(shape):
    regions = load_regions()
    _cost_s(SHAPES[shape](50), regions)
    small, large = (min(_cost_s(SHAPES[shape](n), regions) for _ in range(2)) for n in (100, 400))
    assert large < 9 * small + 0.1

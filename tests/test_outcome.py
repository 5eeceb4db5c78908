"""Indicators of an expected result; one line a case: «cell | comparator value unit; …»."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nlp.extract.outcome import outcome
from nlp.lexicon.uncounted import MASKS
from nlp.text import fold

# Written by someone who did not write the rules.
TABLES = Path(__file__).parent / "samples/phrases"
PHRASES = [
    phrase
    for name in ("indicators", "indicators-2")
    for phrase in yaml.safe_load((TABLES / f"{name}.yaml").read_text("utf-8"))
]

CELLS = """
Проведено не менее 2 встреч | >= 2 встреча
100% ШНОР приняли участие | = 100 %
Прохождение тестирования 100% | = 100 %
100 % педагогов прошли диагностику | = 100 %
100-процентный охват школ | = 100 %
Стопроцентное участие | = 100 %
сто процентов педагогов | = 100 %
Доля обучающихся, получивших «2», – не более 10 % | <= 10 %
Доля педагогов, прошедших обучение – 85 % | = 85 %
Доля выпускников: 95 процентов | = 95 %
Увеличение на 5 процентных пунктов | increase 5 п.п.
Рост среднего балла на 3 п.п. | increase 3 п.п.
Рост доли участников с 60 до 70 % | increase 70 %
Увеличение доли с 60% до 70% | increase 70 %
Повышение качества знаний на 5% | increase 5 %
Увеличение числа участников олимпиады не менее чем на 10 человек | increase 10 человек
Рост показателя до 45 % | increase 45 %
Прирост 3 % | increase 3 %
Снижение доли неуспевающих до 5 % | <= 5 %
Снижение числа ШНОР с 5 до 3 | <= 3 ШНОР
Доля неуспевающих не превышает 3 % | <= 3 %
Менее 5 % неуспевающих | <= 5 %
Не ниже 50 % | >= 50 %
Свыше 80% родителей удовлетворены | >= 80 %
Охват более 90 % педагогов | >= 90 %
80 % и более педагогов | >= 80 %
Не менее двух семинаров | >= 2 семинар
Проведены три вебинара | = 3 вебинар
Не менее одного методического семинара | >= 1 семинар
Не менее двадцати пяти педагогов | >= 25 педагог
Разработано 3 программы | = 3 программа
Подготовлены 2 аналитические справки | = 2 справка
Проведение 2-х семинаров | = 2 семинар
Обучено 30 педагогических работников | = 30 работник
Участие 15 обучающихся | = 15 обучающийся
Минимум 5 открытых уроков | >= 5 урок
≥ 75 % школ | >= 75 %
Количество семинаров – 4 | = 4 семинар
Количество обученных педагогов: 12 | = 12 педагог
Число школ, перешедших в эффективный режим, – 2 | = 2 школа
Средний балл не ниже 3,5 | >= 3.5 балл
Не менее 5 чел. | >= 5 человек
1 000 экземпляров сборника | = 1000 экземпляр
Не менее 2 семинаров, 100 % охват педагогов | >= 2 семинар; = 100 %
Не менее 3 семинаров и не менее 80% участников | >= 3 семинар; >= 80 %
Не менее 2 семинаров и 3 вебинаров | >= 2 семинар; >= 3 вебинар
От 80 до 100 % педагогов | >= 80 %
Не менее чем у 70 % обучающихся | >= 70 %
Охвачено 100 % выпускников 9-х, 11-х классов | = 100 %
Увеличение количества победителей в 2 раза | increase 2 раз
1. Проведено 2 семинара 2. Издан 1 сборник | = 2 семинар; = 1 сборник
К 2025 году не менее 90 % | >= 90 %
Не менее 40 баллов по результатам ЕГЭ-2022 | >= 40 балл
3 из 5 школ вышли из списка | = 3 школа
Участие 15 педагогов из 4 школ | = 15 педагог
Создана рабочая группа из 7 человек | = 7 человек
Разбор заданий 13, 15 и 16 ОГЭ, 2 вебинара | = 2 вебинар
Пункты 2, 3 и 4 плана выполнены на 100% | = 100 %
СОШ № 5, 7 семинаров | = 7 семинар
Пополнение фонда на 200 экземпляров | increase 200 экземпляр
100% охват обучающихся 5-9 классов | = 100 %
Повышение квалификации 100% педагогов | = 100 %
Не реже 2 раз в год | >= 2 раз
Создано 2 рабочие группы | = 2 группа
Не мене 2 уроков | >= 2 урок
не менее10 консультаций | >= 10 консультация
Увеличение доли школ, показавших рост, с 40% в 2021 году до 60% в 2023 году | increase 60 %
2022 – 50%; 2023 – 60% | = 50 %; = 60 %
Проведены: семинары – 3, вебинары – 2 | = 3 семинар; = 2 вебинар
Улучшение показателей по сравнению с 2021/22 уч. г. на 5 % | increase 5 %
Увеличение на 3-5 баллов | increase 3 балл
500 тыс. рублей | = 500000 рубль
Не менее 3 (трёх) мероприятий | >= 3 мероприятие
на 5% выше | increase 5 %
1 раз | = 1 раз
Ежеквартально, до 5 числа
Работа по модели 3+2
Выполнение п. 5, 6 плана
2 этап
Аналитическая справка
Повышение % уровня удовлетворённости
Приказ от 12.04.2022 № 121
Участие в проекте «500+»
Результаты ВПР в 4-8 классах
Обучающиеся 9-х, 11-х классов
Подготовка к ГИА-9
План на 2022-2023 учебный год
План на 2022/2023 уч. г.
Утверждён план в 2022 году
1 раз в квартал
2 раза в год
Отчёт о работе СОШ № 3 и СОШ № 5
Реализация ФЗ-273
Реализация Федерального закона № 273-ФЗ
1. Создан банк данных 2. Издан приказ
1) Справка; 2) приказ
До 15 апреля 2022 г. издан приказ
Справка за 1 полугодие
Итоги 2 четверти
Мониторинг 1 этапа
Отчёт за II квартал
Обучение в объёме 36 часов
Молодые педагоги в возрасте до 35 лет
Использование ресурса 24/7
Одна из форм работы
Получение отметок «4» и «5»
Повышение числа обучающихся на «4» и «5»
Приложение 2 к приказу
Программа на 3 года
Сборы в 10.00
Школы 1 и 2 уровня
"""


def parse(line: str) -> tuple[str, list[tuple[str, float, str]]]:
    cell, _, rest = line.partition("|")
    wanted = []
    for part in filter(None, (p.strip() for p in rest.split(";"))):
        comparator, value, unit = part.split(" ", 2)
        wanted.append((comparator, float(value), unit))
    return cell.strip(), wanted


@pytest.mark.parametrize(("cell", "wanted"), [parse(line) for line in CELLS.strip().split("\n")])
def test_indicators(cell: str, wanted: list[tuple[str, float, str]]) -> None:
    assert [(i.comparator, i.value, i.unit) for i in outcome(cell).indicators] == wanted


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda p: p["text"][:40])
def test_phrases_of_the_blind_table(phrase: dict[str, Any]) -> None:
    found = [(i.comparator, i.value, i.unit) for i in outcome(phrase["text"]).indicators]
    assert found == [(i["comparator"], i["value"], i["unit"]) for i in phrase["indicators"]]


@pytest.mark.parametrize("mask", MASKS, ids=lambda m: m[0])
def test_numbers_that_count_nothing(mask: tuple[str, re.Pattern[str], str]) -> None:
    _, pattern, example = mask
    assert pattern.search(fold(example)) and outcome(example).indicators == ()


def test_spans_show_the_words_that_promise() -> None:
    cell = "Проведено не менее 2 встреч; доля участников – 85 %"
    assert [cell[slice(*i.span)] for i in outcome(cell).indicators] == ["не менее 2 встреч", "85 %"]
    assert all(i.rule for i in outcome(cell).indicators)


def test_an_empty_cell_promises_nothing() -> None:
    assert outcome("") == outcome("").model_copy() and outcome("").indicators == ()


@given(st.text(alphabet="0123456789 %.,-–«»()№нечлвтрадопс", max_size=60))
def test_any_text_gives_ordered_spans_inside_it(text: str) -> None:
    spans = [i.span for i in outcome(text).indicators]
    assert all(0 <= a < b <= len(text) for a, b in spans) and spans == sorted(spans)


@given(st.integers(2, 900), st.sampled_from(["семинар", "встреча", "программа", "педагог", "школа"]))
def test_a_number_is_read_back_in_digits(n: int, unit: str) -> None:
    (found,) = outcome(f"Не менее {n} {unit}").indicators
    assert (found.comparator, found.value, found.unit) == (">=", n, unit)

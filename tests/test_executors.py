"""Executors: roles and names of a cell; one line a case: «cell | roles | names»."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nlp.domain import Role
from nlp.extract.executors import executors
from nlp.extract.usage import ActorUsage, actor_usage
from nlp.lexicon.abbreviations import ABBREVIATIONS
from nlp.lexicon.actors import ACTORS, Actor

# Written by someone who did not write the rules.
TABLES = Path(__file__).parent / "samples/phrases"
PHRASES = [
    phrase
    for name in ("executors", "executors-2")
    for phrase in yaml.safe_load((TABLES / f"{name}.yaml").read_text("utf-8"))
]

# a authority, k coordinator, c curator, s school, t teachers, m methodical, y psychological, u tutor, p person, o other
LETTERS = dict(zip("akcstmyupo", get_args(Role), strict=True))

CELLS = """
Отдел образования | a
Управление образования администрации Полянского района | a
Комитет по образованию, руководители ОО | as
МКУ «Отдел образования Ключевского муниципального округа» | a
МКУ «Управление образования г. Ясногорска», ОО, ШМО | ast
МКУ «Управление образования» РМО, ОО | ast
Министерство образования и науки Приозёрной области | a
Департамент образования, ИРО | am
РУО | a
Специалисты РОО | a
Специалисты отдела образования и методического кабинета | am
Главный специалист управления образования Орлова А.П. | ap | Орлова А.П.
Ведущий специалист | a
Начальник отдела образования | a
Заместитель начальника управления образования | a
Заместитель главы администрации по социальным вопросам | a
Администрация муниципального района | a
Администрация школы | s
Администрации ОО | s
Администрация, педагоги | st
РОО (старший методист), руководители ОО | asm
Отдел образования Руководитель ОО | as
Руководитель ОО Отдел образования | as
Управление образования Директора школ Методический кабинет | asm
Методический кабинет РОО | m
Методисты ИМЦ | m
Методист отдела образования | m
Директор ИМЦ | m
Заведующая методическим кабинетом Зуева Е.В. | mp | Зуева Е.В.
ИМЦ, школы | sm
Районный методический кабинет, учителя-предметники | tm
ГАУ ДПО «Институт развития образования» | m
ГБУ ДПО «РЦОКО» | m
ЦНППМ, ИМЦ, тьюторы | mu
Муниципальная методическая служба | m
МБУ «Центр развития образования», кураторы | cm
Центр оценки качества образования | m
Муниципальный координатор | k
Региональный координатор проекта, муниципальные координаторы | k
Муниципальный координатор (методист ИМЦ) | km
Координационный совет | k
Рабочая группа | k
Члены рабочей группы | k
Руководитель рабочей группы Сомов П.К. | kp | Сомов П.К.
Рабочая группа с привлечением опытных педагогов других школ | kt
Рабочая группа, учителя МБОУ СОШ № 4 | kt
Муниципальная команда, управленческие команды школ | ks
Проектная группа | k
Кураторы, ШНОР | cs
Кураторы школ | c
Куратор ШНОР, директор школы | cs
Кураторы, управленческая команда ШНОР | cs
Руководители ОО | s
Директора школ | s
Директор МБОУ «СОШ № 7» | s
Заместители директоров по УВР | s
Зам. директора по УВР, руководители ШМО | st
Завуч | s
Заместитель директора по учебно-воспитательной работе Иволгина Т.С. | sp | Иволгина Т.С.
Образовательные организации с низкими результатами | s
ОО с НОР | s
ОУ района | s
Общеобразовательные организации, родители | so
МБОУ СОШ № 3, МКОУ «Берёзовская ООШ» | s
МБОУ СОШ им. А.С. Пушкина | s
МБОУ «СОШ № 5 имени Героя Советского Союза Громова И.П.», директор Тихонова Л.Д. | sp | Тихонова Л.Д.
Школы-участники проекта | s
Школы, вошедшие в проект «500+» | s
Управленческая команда | s
Школьные команды | s
Педагоги ШНОР | t
Педагоги МОАУ ЦО | t
Учителя-предметники, классные руководители | t
Педагогические работники школ | t
Педагогический коллектив | t
Руководители РМО | t
Руководители МО | t
Руководитель районного методического объединения учителей математики | t
ШМО | t
Методические объединения ЦО | t
Временный творческий коллектив учителей | t
Молодые педагоги, наставники | tu
Педагоги-наставники | u
Тьюторы | u
Тьюторская команда, учителя | tu
Педагог-психолог | y
Психологи школ, классные руководители | ty
ПМПК | y
Социально-психологическая служба школы | y
ГЦ ППМС, педагоги-психологи | y
Специалисты ТПМПК | y
Сайт управления образования | o
Официальный сайт школы | o
СМИ | o
Родители (законные представители) | o
Общественные наблюдатели | o
Библиотекари школ | o
Школьная библиотека | o
Все участники проекта | o
Социальные партнёры | o
Обучающиеся | o
Учителя, родительская общественность | to
Иванова М.П. | p | Иванова М.П.
В.Я. Кедрова | p | В.Я. Кедрова
Кедрова В. Я. | p | Кедрова В. Я.
Соколова Мария Петровна | p | Соколова Мария Петровна
Мария Петровна Соколова, методист | mp | Мария Петровна Соколова
Соколовой Марии Петровне, директору школы | sp | Соколовой Марии Петровне
Лебедеву К.Л., Кедровой В.Я. | p | Лебедеву К.Л., Кедровой В.Я.
Лебедев К.Л., Кедрова В.Я., методисты ИМЦ | mp | Лебедев К.Л., Кедрова В.Я.
Мамедов Р.А. оглы – директор СОШ № 2 | sp | Мамедов Р.А. оглы
Кедрова | p | Кедрова
Кедрова, Лебедев | p | Кедрова, Лебедев
КЕДРОВА В.Я. | p | КЕДРОВА В.Я.
Ким О.В., Цой А.А. | p | Ким О.В., Цой А.А.
Римская-Корсакова Н.А. | p | Римская-Корсакова Н.А.
Директорам школ обеспечить участие | s
Совместно с ИМЦ | m
Ответственные специалисты отдела образования | a
Ответственный: методист | m
Информационно-библиотечный центр | o
ЦНППМ «Учитель будущего» | m
учителя русского языка и математики ШНОР | t
Школы-наставники, школа-партнёр | s
Методический совет школы | m
Казённое учреждение «Управление образования» | a
Центр «Точка роста» | s
директор МБОУ СОШ им. Н. Орлова Павлова И.И. | sp | Павлова И.И.
Педагоги, работающие с детьми с ОВЗ | t
Руководители школ и методических объединений | st
УО МО Сосновский район | a
Начальник отдела Петрова О.И., специалист Сидорова | ap | Петрова О.И., Сидорова
Комитет образованияОО | as
1. Отдел образования 2. ОО | as
Управление образования совместно с ИМЦ | am
Ответственные за ВСОКО в ОО | s
OO | s
-
—
"""

USAGE = """
Отдел образования (далее – ОО) организует работу со школами # ОО | a
Отдел образования администрации района (далее – ОО), общеобразовательные учреждения (далее – ОУ) # ОО, ОУ | as
Отдел образования # ОО | s
Отдел образования # ОО, школы | as
методический кабинет (далее – МК) # МК | m
муниципальный координатор (МК) # МК | k
Методический кабинет отдела образования # МК | m
 # МК | k
Муниципальный проектный штаб (далее – Штаб) при управлении образования # Штаб | k
Управление образования и молодёжной политики (далее – УОМП) # УОМП, ОО | as
ДО – департамент образования # ДО | a
 # КО, МО | at
Муниципальное учреждение «Центр развития образования» (далее – Центр) # Центр, руководители ОО | sm
 # Глава МО «Сосновский район» | a
Отдел образования администрации г. Лесного (далее – ОО) # ОО, школы | as
УО – управление образования; ШНОР – школы с низкими результатами # УО, ШНОР | as
Специалисты ОО. Приказ ОО # ОО, ОУ | as
ОК – организационный комитет # ОК | k
"""


def table(lines: str) -> list[tuple[str, set[str], tuple[str, ...]]]:
    cases = []
    for line in lines.strip("\n").split("\n"):
        cell, letters, names = ([part.strip() for part in line.split("|")] + ["", ""])[:3]
        cases.append((cell, {LETTERS[x] for x in letters}, tuple(n.strip() for n in names.split(",") if n.strip())))
    return cases


@pytest.mark.parametrize(("cell", "roles", "names"), table(CELLS))
def test_roles_and_names(cell: str, roles: set[str], names: tuple[str, ...]) -> None:
    found = executors(cell, ActorUsage())
    assert (set(found.roles), found.names) == (roles, names)


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda p: p["text"][:40])
def test_phrases_of_the_blind_table(phrase: dict[str, Any]) -> None:
    found = executors(phrase["text"], actor_usage([phrase.get("plan", ""), phrase["text"]]))
    assert (set(found.roles), list(found.names)) == (set(phrase["roles"]), phrase["names"])


@pytest.mark.parametrize("line", USAGE.strip("\n").split("\n"))
def test_a_plan_explains_its_abbreviations(line: str) -> None:
    plan, rest = line.split("#")
    cell, letters = (part.strip() for part in rest.split("|"))
    found = executors(cell, actor_usage([plan, cell]))
    assert set(found.roles) == {LETTERS[x] for x in letters}


@pytest.mark.parametrize("actor", (*ACTORS, *ABBREVIATIONS), ids=lambda a: a.pattern)
def test_every_actor_of_the_lexicon_is_found_in_its_example(actor: Actor) -> None:
    assert actor.role in executors(actor.example, ActorUsage()).roles


def test_mentions_stand_where_they_say_and_names_their_rule() -> None:
    cell = "Гусева В.Я., руководитель рабочей группы; ИМЦ"
    found = executors(cell, ActorUsage())
    assert [(m.label, cell[slice(*m.span)]) for m in found.mentions] == [
        ("person", "Гусева В.Я."),
        ("coordinator", "руководитель рабочей группы"),
        ("methodical_service", "ИМЦ"),
    ]
    assert all(m.rule for m in found.mentions)


def test_roles_come_in_the_codebook_order() -> None:
    assert executors("Сайт; Иванова И.И.; школы; РОО", ActorUsage()).roles == ("authority", "school", "person", "other")


@given(st.text(alphabet="ОоМмКДТ аеинр.,()«»-–и1№/", max_size=60))
def test_any_text_gives_spans_inside_it(text: str) -> None:
    found = executors(text, ActorUsage())
    assert all(0 <= m.span[0] < m.span[1] <= len(text) for m in found.mentions)
    assert list(found.roles) == [r for r in get_args(Role) if r in found.roles]
    assert executors(text, ActorUsage()) == found

"""Federal subjects and names of places: found in a text, brought to the nominative."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.artifacts import load_regions
from nlp.lexicon.regions import find_regions, place_of
from nlp.lexicon.toponyms import nominative_adjective, nominative_city


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Зеи", "Зея"),
        ("Ростова-на-Дону", "Ростов-на-Дону"),
        ("Каменска-Уральского", "Каменск-Уральский"),
        ("Гусь-Хрустального", "Гусь-Хрустальный"),
        ("Йошкар-Олы", "Йошкар-Ола"),
        ("УСТЬ-ИЛИМСКА", "Усть-Илимск"),
        ("Набережных Челнов", "Набережные Челны"),
        ("Великих Лук", "Великие Луки"),
        ("Нижней Туры", "Нижняя Тура"),
        ("Сочи", "Сочи"),
        ("Химок", "Химки"),
        ("Орла", "Орёл"),
    ],
)
def test_city_in_the_nominative(words: str, wanted: str) -> None:
    assert nominative_city(words.split(), oblique=True, known=load_regions().cities) == wanted


@given(
    st.sampled_from(["ого", "ому", "ом", "ий"]),
    st.sampled_from(["Урванск", "Верхнебуреинск", "Усть-Большерецк", "КИЗЛЯРСК"]),
)
def test_every_case_of_a_district_is_one_name(ending: str, base: str) -> None:
    case = ending.upper() if base.isupper() else ending
    assert nominative_adjective(base + case) == nominative_adjective(base + ("ИЙ" if base.isupper() else "ий"))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Томской области", ["70"]),
        ("Омской обл.", ["55"]),
        ("РЕСПУБЛИКИ САХА (ЯКУТИЯ)", ["14"]),
        ("РСО–Алания", ["15"]),
        ("Алтайского края", ["22"]),
        ("Республики Алтай", ["04"]),
        ("Кабардино – Балкарской Республики", ["07"]),
        ("Чувашской Республики - Чувашии", ["21"]),
        ("Ханты-Мансийский автономный округ – Югра, Тюменская область", ["86"]),
        ("ГАУ ДПО «Амурский областной институт развития образования»", ["28"]),
        ("Амурского района Хабаровского края", ["27"]),
        ("Амурского района", []),
        ("ул. Ленинградская, Московское шоссе", []),
        ("в Коми-Пермяцком округе", []),
        ("школы саха", []),
        ("Лесного муниципального района РТ", ["16"]),
        ("Министерства образования и науки РТ", ["16"]),
        ("368000, РД, с. Речное", ["05"]),
        ("Лесного района РБ", ["02"]),
        ("Лесного района РК", ["08", "10", "11", "91"]),
        ("заместители директоров по УР, РК, РМ", []),
        ("школьные координаторы, РБ", []),
    ],
)
def test_region(text: str, codes: list[str]) -> None:
    assert list(dict.fromkeys(m.code for m in find_regions(text, load_regions()))) == codes


@pytest.mark.parametrize(
    ("name", "codes", "certain"),
    [
        ("Урванский муниципальный район", ("07",), True),
        ("город Зея", ("28",), True),
        ("городской округ Тольятти", ("63",), True),
        ("Речной кожуун", ("17",), True),
        ("Александровский район", ("26", "33", "56", "59", "70", "93"), False),
    ],
)
def test_place(name: str, codes: tuple[str, ...], certain: bool) -> None:
    place = place_of(name, load_regions())
    assert place is not None and (place.codes, place.certain) == (codes, certain)


def test_unknown_place() -> None:
    assert place_of("город Несуществуйск", load_regions()) is None


def test_every_subject_is_found_by_its_name() -> None:
    regions = load_regions()
    assert len(regions.by_code) == 89
    for code, region in regions.by_code.items():
        assert [m.code for m in find_regions(f"школы, {region.name}", regions)] == [code]
        assert [m.code for m in find_regions(region.name.upper(), regions)] == [code]

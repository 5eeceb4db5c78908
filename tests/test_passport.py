"""The passport of a plan: invented headers, one sample each, and the rules behind them."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.artifacts import load_regions
from nlp.domain import Part, Passport, Segment
from nlp.extract.acts import find_act
from nlp.extract.dates import find_dates
from nlp.extract.headers import read_header, unspaced
from nlp.extract.municipality import find_municipalities
from nlp.extract.passport import passport
from nlp.extract.period import act_period, deadline_period, stated_period
from nlp.extract.towns import Gazetteer

_FOLDER = Path(__file__).parent / "samples"
# The second file is by someone who did not write the rules.
SAMPLES: list[dict[str, Any]] = [
    sample
    for name in ("passports.yaml", "passports-2.yaml")
    for sample in yaml.safe_load((_FOLDER / name).read_text("utf-8"))
]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _part(sample: dict[str, Any]) -> Part:
    deadlines = [str(x) for x in sample.get("rows", ())]
    cells = list(sample.get("cells", ()))
    size = max(len(deadlines), len(cells), 1)
    segments = tuple(
        Segment(
            number=f"{i + 1}.",
            text=cells[i].split(" | ")[0] if i < len(cells) else "Проведение совещания",
            executors=cells[i].split(" | ")[-1] if i < len(cells) and " | " in cells[i] else "",
            deadline=deadlines[i] if i < len(deadlines) else "",
        )
        for i in range(size)
    )
    return Part(before=_lines(sample.get("before", "")), segments=segments, after=_lines(sample.get("after", "")))


def _read(sample: dict[str, Any]) -> Passport:
    return passport(_part(sample), sample.get("file", "план.txt"), load_regions())


def _iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("sample", SAMPLES, ids=[s["id"] for s in SAMPLES])
def test_sample(sample: dict[str, Any]) -> None:
    found, expect = _read(sample), sample["expect"]
    act = found.act and [found.act.kind, found.act.number, found.act.date]
    period = list(found.period) if found.period else None
    wanted_period = [_iso(x) for x in expect["period"]] if expect["period"] else None
    wanted_act = [_iso(x) for x in expect["act"]] if expect.get("act") else None
    assert (found.municipality, period, act) == (expect["municipality"], wanted_period, wanted_act)
    if "region" in expect:
        assert (found.region and found.region.code) == expect["region"]
    if "title" in expect:
        assert found.title == expect["title"]
    if "issuer" in expect:
        assert found.act is not None and found.act.issuer == expect["issuer"]


def test_samples_are_many_and_named_once() -> None:
    ids = [s["id"] for s in SAMPLES]
    assert len(ids) >= 60 and len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("от 12.04.2022 № 1", "2022-04-12"),
        ("«18» января 2021г.", "2021-01-18"),
        ("18 января 2021 года", "2021-01-18"),
        ('"05" мая 2022', "2022-05-05"),
        ("от 14 01.2021г", "2021-01-14"),
        ("25.01. 2022 года", "2022-01-25"),
        ("05.02.22 г.", "2022-02-05"),
        ("2022-04-12", "2022-04-12"),
        ("31.02.2021", None),
        ("№ 22-01-05/4569", None),
        ("«__» ______ 2022 г.", None),
        ("тел. 8 (86635) 4-28-05", None),
    ],
)
def test_date(text: str, wanted: str | None) -> None:
    assert next((d.iso for d in find_dates(text)), None) == wanted


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("№ 5 - ОД", "5 - ОД"),
        ("№ 121", "121"),
        ("№ 121-од", "121-од"),
        ("№ 121 –о д", "121"),
        ("№64", "64"),
        ("№ 22-01-05/4569", "22-01-05/4569"),
        ("№ 55-288-мр", "55-288-мр"),
        ("№ 96-о/д", "96-о/д"),
        ("№ 12 ОД", "12 ОД"),
        ("№ 18-А", "18-А"),
        ("N 133-ОД", "133-ОД"),
        ("№ СЭД-01-07/1120", "СЭД-01-07/1120"),
        ("№ 15.1-од", "15.1-од"),
        ("№ 45-п «Об утверждении плана»", "45-п"),
        ("№ 15 – об утверждении плана", "15"),
        ("№ 12 О мерах поддержки", "12"),
        ("№ 27 г. Зима", "27"),
        ("№ 40.", "40"),
    ],
)
def test_number_of_act(number: str, wanted: str) -> None:
    act = find_act(
        read_header((f"Приложение к приказу отдела образования от 12.04.2022 {number}", "План мероприятий")), ()
    )
    assert act is not None and (act.number, act.date) == (wanted, "2022-04-12")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("администрации города Тынды", "город Тында"),
        ("городского округа Тольятти", "городской округ Тольятти"),
        ("г.о. Самара", "городской округ Самара"),
        ("ЗАТО г. Железногорск", "ЗАТО Железногорск"),
        ("МО «Ахтубинский район»", "Ахтубинский район"),
        ("муниципального района Сергиевский Самарской области", "Сергиевский муниципальный район"),
        ("муниципального района «Княжпогостский»", "Княжпогостский муниципальный район"),
        ("Ханкайского муниципального округа", "Ханкайский муниципальный округ"),
        ("АДМИНИСТРАЦИЯ ГОРОДА МИРНОГО УПРАВЛЕНИЕ ОБРАЗОВАНИЯ", "город Мирный"),
        ("АДМИНИСТРАЦИЯ КОШ-АГАЧСКОГО РАЙОНА", "Кош-Агачский район"),
        ("Кош-Агачский р-н", "Кош-Агачский район"),
        ("Ленинского района г. Саратова", "Ленинский район города Саратова"),
        ("Урванский район, г. Нарткала, ул. Ленина, 35", "Урванский район"),
        ("муниципального образования – городской округ город Скопин", "город Скопин"),
        ("Усть-Кутского муниципального образования", "Усть-Кутское муниципальное образование"),
        ("Верхнесалдинского ГО", "Верхнесалдинский городской округ"),
        ("Нюксенское РУО", "Нюксенский район"),
        ("в городе Твери", "город Тверь"),
        ("от 18 января 2021 г. Начальник отдела", None),
        ("в муниципальном районе", None),
        ("Приволжского федерального округа", None),
        ("Ненецкого автономного округа", None),
        ("по всему району, в нашем районе", None),
    ],
)
def test_municipality(text: str, wanted: str | None) -> None:
    regions = load_regions()
    found = find_municipalities(text, Gazetteer(regions.cities, regions.capitals))
    assert next((c.name for c in found), None) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("на 2022 год", ("2022-01-01", "2022-12-31")),
        ("на 2020год.", ("2020-01-01", "2020-12-31")),
        ("2022 г.", ("2022-01-01", "2022-12-31")),
        ("на 2021 – 2022 учебный год", ("2021-09-01", "2022-08-31")),
        ("на 2021/22 уч. г.", ("2021-09-01", "2022-08-31")),
        ("в 2021/2022 учебном году", ("2021-09-01", "2022-08-31")),
        ("на 2021-22 уч.год", ("2021-09-01", "2022-08-31")),
        ("на 2021-2023 годы", ("2021-01-01", "2023-12-31")),
        ("2021–2023 гг.", ("2021-01-01", "2023-12-31")),
        ("на 2021 и 2022 годы", ("2021-01-01", "2022-12-31")),
        ("с 2021 по 2023 год", ("2021-01-01", "2023-12-31")),
        ("на 2 полугодие 2022 года", ("2022-07-01", "2022-12-31")),
        ("на I полугодие 2021-2022 учебного года", ("2021-09-01", "2021-12-31")),
        ("на III квартал 2022 года", ("2022-07-01", "2022-09-30")),
        ("на январь – июнь 2024 года", ("2024-01-01", "2024-06-30")),
        ("на сентябрь 2021 – февраль 2022", ("2021-09-01", "2022-02-28")),
        ("по итогам 2021 года на 2022 год", ("2022-01-01", "2022-12-31")),
        ("по реализации программы «Развитие образования на 2019-2022 годы» на 2021 год", ("2021-01-01", "2021-12-31")),
        ("показавших низкие результаты в 2019/2020 учебном году, на 2021 год", ("2021-01-01", "2021-12-31")),
        ("с 11 мая 2022 года по 31 декабря 2023 года", ("2022-05-11", "2023-12-31")),
        ("с 1 сентября по 31 мая 2022 г.", ("2021-09-01", "2022-05-31")),
        ("на 2021/2022 – 2022/2023 учебные годы", ("2021-09-01", "2023-08-31")),
        ("на 2021 год (проект «500+», 2020-2024)", ("2021-01-01", "2021-12-31")),
        ("по итогам 2021 года", None),
        ("от 12.04.2022 № 2022-15", None),
        ("без даты", None),
    ],
)
def test_stated_period(text: str, wanted: tuple[str, str] | None) -> None:
    assert stated_period(f"План мероприятий {text}") == wanted


def test_open_period_begins_with_the_act() -> None:
    assert stated_period("План на период до 2025 года", "2022") == ("2022-01-01", "2025-12-31")
    assert stated_period("План на период до 2025 года") is None


def test_period_of_rows_and_act() -> None:
    assert deadline_period([]) is None
    assert deadline_period(["май", "постоянно"]) is None
    assert deadline_period(["Сентябрь 2021", "май 2022"]) == ("2021-09-01", "2022-08-31")
    assert deadline_period(["Март 2021", "май 2022"]) == ("2021-01-01", "2022-12-31")
    assert act_period("2021-09-10", ["сентябрь", "март"]) == ("2021-09-01", "2022-08-31")
    assert act_period("2021-02-10", ["сентябрь", "март"]) == ("2021-01-01", "2021-12-31")


def test_letter_spacing() -> None:
    assert unspaced("П Р И К А З Ы В А Ю:") == "ПРИКАЗЫВАЮ:"
    assert unspaced("К О М П Л Е К С М Е Р по поддержке") == "КОМПЛЕКС МЕР по поддержке"
    assert unspaced("и в 5 классах") == "и в 5 классах"


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=60), max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_lines_give_a_passport(lines: list[str]) -> None:
    part = Part(before=tuple(lines), segments=())
    assert passport(part, "x.txt", load_regions()) == passport(part, "x.txt", load_regions())


@given(
    st.integers(1, 28),
    st.integers(1, 12),
    st.integers(2016, 2035),
    st.integers(1, 9999),
    st.sampled_from(["", "-ОД", "/1", "-п"]),
)
@settings(max_examples=60, deadline=None)
def test_stamp_is_read_back(day: int, month: int, year: int, number: int, suffix: str) -> None:
    line = f"Приложение к приказу управления образования от {day:02d}.{month:02d}.{year} г. № {number}{suffix}"
    act = find_act(read_header((line,)), ())
    assert act is not None
    assert (act.number, act.date) == (f"{number}{suffix}", f"{year}-{month:02d}-{day:02d}")


def test_foreign_lines_cost_little() -> None:
    long = "Приложение " + "к приказу № от " * 400
    part = Part(before=(long, "А" * 5000, "Города " * 800, "г. " * 2000, "- " * 2000), segments=())
    started = time.perf_counter()
    passport(part, "x.txt", load_regions())
    assert time.perf_counter() - started < 2.0

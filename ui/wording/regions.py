"""Names of places where room is scarce, and the federal subjects on a grid.

The grid approximates the map: code, short name, column from the west, row from the north.

The grid is our own; a tile a subject, whatever its size. Names in full come from the service.
"""

from __future__ import annotations

from typing import NamedTuple


class Tile(NamedTuple):
    """A subject's place on the grid, both from 0."""

    code: str
    short: str
    column: int
    row: int


TILES: tuple[Tile, ...] = (
    Tile("51", "Мурм", 4, 0),
    Tile("10", "Карел", 4, 1),
    Tile("29", "Арх", 5, 1),
    Tile("83", "НАО", 6, 1),
    Tile("87", "Чукот", 17, 1),
    Tile("78", "СПб", 3, 2),
    Tile("47", "Лен", 4, 2),
    Tile("35", "Волог", 5, 2),
    Tile("11", "Коми", 6, 2),
    Tile("89", "ЯНАО", 10, 2),
    Tile("14", "Якут", 14, 2),
    Tile("49", "Магад", 16, 2),
    Tile("41", "Камч", 17, 2),
    Tile("39", "Калин", 1, 3),
    Tile("60", "Псков", 3, 3),
    Tile("53", "Новг", 4, 3),
    Tile("76", "Яросл", 5, 3),
    Tile("44", "Костр", 6, 3),
    Tile("43", "Киров", 7, 3),
    Tile("59", "Пермь", 8, 3),
    Tile("86", "ХМАО", 9, 3),
    Tile("72", "Тюмен", 10, 3),
    Tile("70", "Томск", 11, 3),
    Tile("24", "Красн", 12, 3),
    Tile("38", "Иркут", 13, 3),
    Tile("28", "Амур", 15, 3),
    Tile("27", "Хабар", 16, 3),
    Tile("65", "Сахал", 17, 3),
    Tile("67", "Смол", 3, 4),
    Tile("69", "Тверь", 4, 4),
    Tile("37", "Иван", 5, 4),
    Tile("52", "Нижег", 6, 4),
    Tile("12", "МарЭл", 7, 4),
    Tile("18", "Удм", 8, 4),
    Tile("66", "Сверд", 9, 4),
    Tile("45", "Курган", 10, 4),
    Tile("55", "Омск", 11, 4),
    Tile("42", "Кузб", 12, 4),
    Tile("19", "Хакас", 13, 4),
    Tile("03", "Бурят", 14, 3),
    Tile("75", "Забай", 14, 4),
    Tile("79", "ЕАО", 15, 4),
    Tile("40", "Калуж", 3, 5),
    Tile("50", "МО", 4, 5),
    Tile("33", "Влад", 5, 5),
    Tile("13", "Морд", 6, 5),
    Tile("21", "Чув", 7, 5),
    Tile("16", "Татар", 8, 5),
    Tile("02", "Башк", 9, 5),
    Tile("74", "Челяб", 10, 5),
    Tile("54", "Новос", 11, 5),
    Tile("22", "АлтК", 12, 5),
    Tile("17", "Тыва", 13, 5),
    Tile("25", "Прим", 16, 4),
    Tile("32", "Брян", 2, 6),
    Tile("71", "Тула", 3, 6),
    Tile("77", "Мск", 4, 6),
    Tile("62", "Рязан", 5, 6),
    Tile("58", "Пенза", 6, 6),
    Tile("73", "Ульян", 7, 6),
    Tile("63", "Самар", 8, 6),
    Tile("56", "Оренб", 9, 6),
    Tile("04", "РАлт", 12, 6),
    Tile("46", "Курск", 2, 7),
    Tile("57", "Орёл", 3, 7),
    Tile("48", "Липец", 4, 7),
    Tile("68", "Тамб", 5, 7),
    Tile("64", "Сарат", 6, 7),
    Tile("31", "Белг", 3, 8),
    Tile("36", "Ворон", 4, 8),
    Tile("34", "Волгг", 5, 8),
    Tile("95", "Херс", 0, 9),
    Tile("90", "Запор", 1, 9),
    Tile("93", "ДНР", 2, 9),
    Tile("94", "ЛНР", 3, 9),
    Tile("61", "Рост", 4, 9),
    Tile("08", "Калм", 5, 9),
    Tile("30", "Астр", 6, 9),
    Tile("92", "Севас", 0, 10),
    Tile("91", "Крым", 1, 10),
    Tile("23", "Кубань", 3, 10),
    Tile("26", "Ставр", 4, 10),
    Tile("06", "Инг", 5, 10),
    Tile("20", "Чечня", 6, 10),
    Tile("05", "Даг", 7, 10),
    Tile("01", "Адыг", 3, 11),
    Tile("09", "КЧР", 4, 11),
    Tile("07", "КБР", 5, 11),
    Tile("15", "РСО", 6, 11),
)

_SHORT = (
    (" муниципальный район", " р-н"),
    (" муниципальный округ", " округ"),
    (" городской округ", " г. о."),
    (" район", " р-н"),
)


def shorter(place: str) -> str:
    """Return the name of a municipality as it stands where room is scarce: «Заозёрный р-н»."""
    return next((place.replace(long, short) for long, short in _SHORT if long in place), place)

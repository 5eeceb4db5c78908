"""Plain text: encodings, lengths, and strings made for patterns that go back and forth."""

# ruff: noqa: PLW0108 (a text of megabytes is built when it is asked for)

from __future__ import annotations

import random

from hostile.case import case, several

PLAN = "№\tМероприятие\tСрок\tОтветственный\tРезультат\n1\tПровести опрос\tмай\tРОО\tСправка\n"
_ODD = {
    "empty.txt": b"",
    "one-byte.txt": b"\x00",
    "spaces.txt": b" \n\t" * 1_000,
    "noise.txt": random.Random(2).randbytes(100_000),
    "noise.docx": random.Random(3).randbytes(100_000),
    "zeros.pdf": b"\0" * 100_000,
    "mark-alone.txt": b"\xff\xfe",
    "mark-and-half-a-letter.txt": b"\xff\xfea",
}
several({name: (lambda data=data: data) for name, data in _ODD.items()}, "rejected")
_LETTERS = {
    "wide-with-an-odd-byte.txt": PLAN.encode("utf-16") + b"\x04",
    "wide-with-halves-of-pairs.txt": PLAN.encode("utf-16") + b"\x00\xd8" * 5_000,
    "utf-8-with-halves-of-pairs.txt": PLAN.encode() + b"\xed\xa0\x80" * 500,
    "utf-8-broken.txt": PLAN.encode() * 20 + b"\xd0" * 50,
    "zeros-inside.txt": PLAN.encode().replace(b" ", b"\0 "),
    "marks-on-one-letter.txt": (PLAN + "2\tПлан" + "\u0301" * 100_000 + "\tмай\tРОО\tа\n").encode(),
    "turned-about.txt": (PLAN + "2\t" + "\u202eПлан\u202d" * 20_000 + "\tмай\tРОО\tа\n").encode(),
    "controls.txt": (PLAN * 10 + "2\tПл\x1b[2Jан\x07\x08\x0b\x0c\x1c\x85\u2028\tмай\tРОО\tа\n").encode(),
    "beyond-the-plane.txt": (PLAN + "2\tПлан" + "\U0001f600\U000e0001" * 10_000 + "\tмай\tРОО\tа\n").encode(),
    "every-letter.txt": (PLAN + "".join(chr(c) for c in range(32, 0x3000) if not 0xD800 <= c < 0xE000)).encode(),
    "letters-that-grow.txt": (PLAN + "2\t" + "ŉİẞﬃ" * 10_000 + "\tмай\tРОО\tа\n").encode(),
}
several({name: (lambda data=data: data) for name, data in _LETTERS.items()}, "ok partial rejected")
_LONG = {
    "one-line-of-50-mb.txt": lambda: ("План " * 5_800_000).encode(),
    "million-lines-of-one-letter.txt": lambda: "а\n".encode() * 1_000_000,
    "million-rows.txt": lambda: PLAN.encode() + "1\tОпрос\tмай\tРОО\tа\n".encode() * 1_000_000,
    "million-tabs.txt": lambda: b"\t" * 3_000_000 + "план".encode(),
    "hundred-thousand-columns.txt": lambda: ("а\t" * 100_000 + "\n").encode() * 20,
    "hundred-thousand-tables.txt": lambda: "а\tб\tв\n\nстрока\n".encode() * 100_000,
    "million-pipes.txt": lambda: b"|" * 1_000_000 + b"\n" + b"|a" * 500_000,
    "million-form-feeds.txt": lambda: "а\f\n".encode() * 300_000,
    "cell-of-5-mb.txt": lambda: (PLAN + "2\t" + "опрос учителей, " * 180_000 + "\tмай\tРОО\tа\n").encode(),
    "rows-that-go-on.txt": lambda: (PLAN + "\tи далее\t\t\t\n" * 50_000).encode(),
    "lines-that-go-on.txt": lambda: ("План\n1. Провести:\n" + "и далее,\n" * 100_000 + "Срок: май\n").encode(),
    "labels-without-end.txt": lambda: ("План мероприятий\n1. Опрос. " + "Срок: май; " * 50_000 + "\n").encode(),
    "numbers-without-end.txt": lambda: (
        "План мероприятий\n" + "".join(f"{i}. Провести опрос\n" for i in range(30_000))
    ).encode(),
    "numbers-ever-deeper.txt": lambda: ("План мероприятий\nСрок: май\n" + "1." * 50_000 + " Опрос\n").encode(),
    "headings-without-end.txt": lambda: (PLAN + "Раздел I. Работа с учителями\n\n" * 30_000 + PLAN).encode(),
    "sections-without-end.txt": lambda: (PLAN + "".join(f"{i}. Раздел\t\t\t\t\n" for i in range(30_000))).encode(),
    "plans-without-end.txt": lambda: ("Дорожная карта\n\n" + PLAN + "2\tСеминар\tмай\tРОО\tа\n\n").encode() * 3_000,
}
several(_LONG, "ok partial rejected")
_RUNS = {
    "digits": "9" * 4_000,
    "dots": "." * 4_000,
    "dashes": "—-" * 2_000,
    "brackets": "(" * 2_000 + ")" * 2_000,
    "quotes": "«" * 4_000,
    "numbers": "1." * 2_000,
    "blanks": "а" + " \u00a0" * 2_000 + "б",
    "commas": ", " * 2_000,
    "until": "до " * 1_300,
    "from": "с по " * 800,
    "and": "и " * 2_000,
    "dates": "01.01.2024-" * 360,
    "halves of dates": "1.1." * 1_000,
    "months": "январь-" * 570,
    "quarters": "I-IV квартал, " * 280,
    "years": "2023-2024 " * 400,
    "numerals": "XIVXIV" * 660,
    "initials": "А.Б." * 1_000,
    "names": "Иванов И.И., " * 300,
    "letters": "а" * 4_000,
    "capitals": "А" * 4_000,
    "hyphens": "а-" * 2_000,
    "abbreviations": "зам. дир. по УВР " * 230,
    "heads": "руководитель " * 300,
    "schools": "МБОУ СОШ № 1 " * 300,
    "percents": "100% " * 800,
    "not less": "не менее " * 440,
    "more": ">=" * 2_000,
    "ordinals": "1-й 2-я " * 500,
    "slashes": "2023/2024/" * 400,
    "tags": "<b" * 2_000,
    "entities": "&amp" * 1_000,
    "stars": "**" * 2_000,
    "pipes": "||" * 2_000,
    "sentences": "Провести. " * 400,
    "goes on": "а (а, " * 660,
    "marks": "+" * 4_000,
    "underscores": "_" * 4_000,
}


def strings(times: int = 1) -> dict[str, str]:
    """Strings made for patterns that go back and forth, each as long as a cell that is read whole."""
    return {name: text * times for name, text in _RUNS.items()}


def _everywhere(text):
    """A plan with the string in each column, as a list item, as a heading and in the passport."""
    rows = "".join("\t".join(text if i == k else "Провести опрос" for i in range(5)) + "\n" for k in range(5))
    return (f"{text}\nДорожная карта {text}\n\n{PLAN}{rows}\n{text}\n\n{PLAN}2\t{text}\n").encode()


def _as_list(text):
    item = f"1. {text}\nСрок: {text}\nОтветственный: {text}\nРезультат: {text}\n"
    return f"План мероприятий {text}\n{item}2. Провести опрос\n{text}\nСрок: май\n".encode()


several(
    {f"run-of-{n.replace(' ', '-')}.txt": (lambda t=t: _everywhere(t)) for n, t in strings().items()},
    "ok partial rejected",
)
several(
    {f"list-of-{n.replace(' ', '-')}.txt": (lambda t=t: _as_list(t)) for n, t in strings().items()},
    "ok partial rejected",
)
several(
    {f"much-{n.replace(' ', '-')}.txt": (lambda t=t: _everywhere(t)) for n, t in strings(20).items()},
    "ok partial rejected",
    slow=True,
)


@case("name-with-\u202etxt.exe", "ok partial")
def turned_name():
    return (PLAN + "2\tСеминар\tмай\tРОО\tа\n").encode()


@case("name\nwith\tcontrols\x1b[2J.txt", "ok partial")
def controls_in_name():
    return (PLAN + "2\tСеминар\tмай\tРОО\tа\n").encode()

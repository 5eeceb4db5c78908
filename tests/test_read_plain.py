import pytest
from read_notation import shown

from nlp.errors import UnreadableFileError
from nlp.read.encoding import decode
from nlp.read.plain import read_plain

TEXT = "Проведение совещания с руководителями школ"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r", "cp866"]
)
def test_encodings(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_known_encoding_needs_no_russian_letters(encoding):
    assert decode("№ 1 — «А»".encode(encoding)) == "№ 1 — «А»"


def test_a_file_cut_inside_a_letter_is_still_utf_8():
    assert decode(TEXT.encode()[:-1]).startswith(TEXT[:-1])


@pytest.mark.parametrize(
    "data",
    [bytes(range(128, 256)) * 20, b"\x00\x01\x02\x03" * 500, b"\xff\xfe" + b"\x01\x00" * 100, b"\x01\x02\x03" * 99],
)
def test_bytes_that_are_no_text(data):
    with pytest.raises(UnreadableFileError):
        decode(data)


CASES = {
    "tab rows": (
        "План\n1.\tОпрос\tмай\n2.\tАнализ\tиюнь\nИтог",
        ["План", "= 3", "1. | Опрос | май", "2. | Анализ | июнь", "Итог"],
    ),
    "lists with tabs": ("План\n1.\tОпрос\n\tСрок: май\n2)\tАнализ", ["План", "1. Опрос", "Срок: май", "2) Анализ"]),
    "two columns": ("Дело\tСрок\n1.\tмай", ["= 2", "Дело | Срок", "1. | май"]),
    "pipe rows and rulers": ("| № | Дело |\n|---|---|\n| 1 | Опрос |", ["= 2", "№ | Дело", "1 | Опрос"]),
    "residue of markup": ("1.\t<p>Опрос</p> <ul style='x'><li>а</li></ul>\t**май**", ["= 3", "1. | Опрос а | май"]),
    "empty cells keep their place": ("1.\tОпрос\t\tмай", ["= 4", "1. | Опрос |  | май"]),
    "headings of markdown": ("## План\n#1 опрос", ["# План", "#1 опрос"]),
    "windows line ends": ("1.\tОпрос\tмай\r\n2.\tАнализ\t\r\n", ["= 3", "1. | Опрос | май", "2. | Анализ | "]),
    "rulers are no text": ("План\n______\n-----\nИтог", ["План", "Итог"]),
    "a row torn by line breaks": (
        "№\tДело\tСрок\tКто\n1.\tА\tмай\tОО\n2.\tПровести:\n- опрос;\n- анализ\tмай\tОО\n3.\tБ\tмай\tОО",
        [
            "= 4",
            "№ | Дело | Срок | Кто",
            "1. | А | май | ОО",
            "2. | Провести: - опрос; - анализ | май | ОО",
            "3. | Б | май | ОО",
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_blocks(name):
    text, expected = CASES[name]
    assert shown(read_plain(text.encode())) == expected


def test_pages_count_form_feeds_and_rows_count_lines():
    blocks = read_plain("План\n\f1.\tОпрос\tмай\n2.\tАнализ\tмай".encode())
    assert (blocks[0].page, [(r.page, r.row) for r in blocks[1].rows]) == (1, [(2, 2), (2, 3)])
    assert read_plain("План".encode())[0].page is None

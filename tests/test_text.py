"""Russian text: cleaning, folding, words, lemmas."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.text import clean, fold, lemma, lemmas, words


@pytest.mark.parametrize(
    "raw, text",
    [
        ("<p>Анализ</p> <ul style='x'><li>ВПР;</li></ul>", "Анализ ВПР;"),
        ("Анализ<br/>ВПР", "Анализ ВПР"),
        ("**Анализ** <i>ВПР</i>", "Анализ ВПР"),
        ("доля <5 человек и >3", "доля <5 человек и >3"),
        ("&laquo;Школа&raquo;&nbsp;№&nbsp;1", "«Школа» № 1"),
        ("ре\u00adзуль\u200bтат\ufeff", "результат"),
        ("  много \t\n пробелов\u00a0тут ", "много пробелов тут"),
        ("Ёлка – «дом» — 5-й", "Ёлка – «дом» — 5-й"),
        ("", ""),
        (" \n\t", ""),
    ],
)
def test_clean(raw, text):
    assert clean(raw) == text


@pytest.mark.parametrize(
    "text, folded",
    [("Ёлка", "елка"), ("А—Б–В−Г", "а-б-в-г"), ("«А» „Б“ ”В”", '"а" "б" "в"'), ("№\u00a01", "№ 1"), ("", "")],
)
def test_fold(text, folded):
    assert fold(text) == folded


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_folding_keeps_spans_true_and_settles_at_once(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="аЯё <>pi/&;*-\u00ad\n\u00a0", max_size=40))
@settings(max_examples=200, deadline=None)
def test_clean_text_has_single_spaces_only(text):
    found = clean(text)
    assert found == " ".join(found.split())


def test_fold_keeps_the_length_of_letters_that_lower_to_two():
    assert fold("İА") == "İа"


@pytest.mark.parametrize(
    "text, found",
    [
        ("Анализ ВПР, ОГЭ.", ("анализ", "впр", "огэ")),
        ("не менее 2-х встреч", ("не", "менее", "2-х", "встреч")),
        ("«Школа № 5»", ("школа", "5")),
        ("—", ()),
        ("", ()),
    ],
)
def test_words(text, found):
    assert words(text) == found


@pytest.mark.parametrize("word, form", [("Учителей", "учитель"), ("ШКОЛАХ", "школа"), ("проведены", "провести")])
def test_lemma(word, form):
    assert lemma(word) == form


def test_lemmas_come_in_order():
    assert lemmas("Семинары для учителей") == ("семинар", "для", "учитель")
    assert lemmas("") == ()

"""Search: words, abbreviations, slips, vectors, highlighting; one line a case."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import sverka
from nlp.artifacts import load_activities, load_phrasings
from nlp.domain import CategoryId, Finding
from nlp.errors import InputError, ModelError
from nlp.evaluate.search import average_precision, ndcg, search_figures
from nlp.lexicon.expansions import EXPANSIONS, readings
from nlp.lexicon.misspelling import respell
from nlp.search import Field, build_index, findings, measure_index, relevance, search, spans, understand
from nlp.text import lemmas

ROOT = Path(__file__).resolve().parent.parent
TEXTS = (
    "Анализ результатов ВПР в пятых классах",
    "Проведение всероссийских проверочных работ по графику",
    "Формирование перечня ШНОР округа",
    "Семинар для директоров школ с низкими образовательными результатами",
    "Мониторинг посещаемости уроков",
    "Родительские собрания об итогах четверти",
    "Заседание районного методического объединения физиков",
    "Составление ИОМ для педагогов",
    "Организация и проведение субботников",
    "Обеспечение объективности оценивания",
    "Сбор данных",
)
INDEX = build_index(TEXTS)

# query | positions that must come first, in order
QUERIES = """
ВПР | 0 1
впр. | 0 1
анализ впр | 0
проверочные работы | 1 0
всероссийская проверочная работа | 1 0
анализы всероссийских проверочных работ | 0 1
ШНОР | 2 3
школы с низкими результатами | 3 2
школ с НОР | 3 2
список школ с низкими результатами обучения | 3 2
РМО | 6
районные методические объединения | 6
индивидуальный образовательный маршрут | 7
собрание родительское | 5
СОБРАНИЯ | 5
«собраниями»! | 5
монитринг посещаемости | 4
мониторинг посещяемости | 4
обьективность | 9
собарние | 5
семенаров | 3
субботникки | 8
данные | 10
результат обучения | 0 3
как проводится мониторинг | 4
зебра | -
план | -
"""


@pytest.mark.parametrize("line", QUERIES.strip().splitlines())
def test_queries(line: str) -> None:
    query, wanted = (part.strip() for part in line.split("|"))
    expected = [int(p) for p in wanted.split()] if wanted != "-" else []
    found = [hit.position for hit in search(INDEX, query)]
    assert found[: len(expected)] == expected if expected else found == []


# query | the text, what is highlighted in brackets
HIGHLIGHTS = """
впр | Анализ результатов [ВПР] в пятых классах
анализ результатов | [Анализ] [результатов] ВПР в пятых классах
ВПР | Проведение [всероссийских проверочных работ] по графику
всероссийские проверочные работы | Проведение [всероссийских проверочных работ] по графику
ШНОР | Семинар для директоров [школ с низкими образовательными результатами]
низкие результаты | Формирование перечня [ШНОР] округа
школы с низкими результатами | Формирование перечня [ШНОР] округа
семенар с директорами | [Семинар] для [директоров] школ с низкими образовательными результатами
учётом | Работа с [учётом] мнения учеников
""".strip().splitlines()


@pytest.mark.parametrize("line", HIGHLIGHTS)
def test_highlights(line: str) -> None:
    query, marked = (part.strip() for part in line.split("|"))
    text = marked.replace("[", "").replace("]", "")
    index = build_index((*TEXTS, "Работа с учётом мнения учеников"))
    hit = next(h for h in search(index, query, top=20) if index.texts[h.position] == text)
    shown = text
    for start, stop in reversed(spans(hit)):
        shown = f"{shown[:start]}[{shown[start:stop]}]{shown[stop:]}"
    assert shown in (
        marked,
        marked.replace("[всероссийских проверочных работ]", "[всероссийских] [проверочных] [работ]"),
    )


CORRECTIONS = """
монитринг | мониторинг
посещяемости | посещаемость
обьективность | объективность
ммониторинг | мониторинг
мноиторинг | мониторинг
монитторринг | -
мониторинг | -
борьба | -
впрр | -
12345 | -
субботник | -
"""


@pytest.mark.parametrize("line", CORRECTIONS.strip().splitlines())
def test_corrections(line: str) -> None:
    word, wanted = (part.strip() for part in line.split("|"))
    expected = ((word, wanted),) if wanted != "-" else ()
    assert understand(INDEX, word).corrections == expected


def test_of_several_neighbours_the_most_frequent_wins_then_the_alphabet() -> None:
    def put_right(**frequency: int) -> str | None:
        return respell("монитринг", lambda form: frequency.get(form, 0))

    assert put_right() is None
    assert put_right(маниторинг=9) is None  # two slips
    assert put_right(мониторинг=1) == "мониторинг"
    assert put_right(мониторинг=3, монитранг=2, мониринг=2) == "мониторинг"
    assert put_right(мониторинг=2, монитранг=3, мониринг=2) == "монитранг"
    assert put_right(мониторинг=2, мониринг=2) == "мониринг"


@pytest.mark.parametrize("query", ["", "  ", "!?", "«»"])
def test_a_query_without_words_is_refused(query: str) -> None:
    with pytest.raises(InputError, match="нет ни одного слова"):
        search(INDEX, query)


def test_a_query_of_function_words_alone_still_works() -> None:
    assert search(INDEX, "для")[0].position == 7
    assert "для" not in understand(INDEX, "маршрут для педагога").weights


def test_an_unreadable_word_does_not_hide_the_others() -> None:
    assert search(INDEX, "жжыщ мониторинг")[0].position == 4
    assert search(INDEX, "жжыщ мониторинг")[0].relevance < search(INDEX, "мониторинг")[0].relevance


def test_words_said_come_before_the_abbreviation_that_says_them() -> None:
    index = build_index(["Список ШНОР", "Список низких результатов"])
    assert [hit.position for hit in search(index, "низкие результаты")] == [1, 0]


def test_every_expansion_is_found_both_ways() -> None:
    for entry in EXPANSIONS:
        short = lemmas(entry.abbreviation)
        for full in entry.full.split("|"):
            sequence = lemmas(full.replace("-", " "))
            said = [r.lemmas for r in readings(sequence) if (r.start, r.stop) == (0, len(sequence))]
            assert short in said, full
        example = lemmas(entry.example.replace("-", " "))
        assert short[0] in example, entry.example
        assert any(r.lemmas == lemmas(entry.full.split("|")[0].replace("-", " ")) for r in readings(example)), entry


def test_abbreviations_of_the_table_are_told_apart() -> None:
    assert len({entry.abbreviation.lower() for entry in EXPANSIONS}) == len(EXPANSIONS)
    assert all(len(lemmas(entry.abbreviation)) == 1 for entry in EXPANSIONS)


def test_a_query_abbreviation_does_not_ask_for_its_words() -> None:
    assert set(understand(INDEX, "ВПР").weights) == {"впр"}
    assert "впр" in understand(INDEX, "всероссийские проверочные работы").weights


# --- vectors ------------------------------------------------------------------------------------


def unit(*rows: list[float]) -> np.ndarray:
    vectors = np.array(rows, np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_vectors_find_what_no_word_finds() -> None:
    index = build_index(["Травля в классе", "Ремонт крыши", "Закупка парт"], unit([1, 0.1], [0, 1], [0.1, 1]))
    hits = search(index, "буллинг", unit([1, 0])[0])
    assert hits[0].position == 0
    assert hits[0].terms == ()
    assert hits[0].similarity == pytest.approx(0.995, abs=0.001)
    assert [hit.position for hit in hits] == [0]


def test_without_a_query_vector_words_decide_alone() -> None:
    vectors = unit(*[[1.0, float(i)] for i in range(len(TEXTS))])
    index = build_index(TEXTS, vectors)
    assert [h.position for h in search(index, "анализ впр")] == [h.position for h in search(INDEX, "анализ впр")]
    assert search(index, "анализ впр")[0].similarity is None


def test_vectors_that_are_all_the_same_change_nothing() -> None:
    index = build_index(TEXTS, np.ones((len(TEXTS), 1), np.float32))
    query = understand(index, "анализ впр")
    assert (relevance(index, query, np.ones(1, np.float32)) == relevance(index, query)).all()


def test_the_range_of_an_encoders_cosines_does_not_matter() -> None:
    """Encoders of one family give cosines of 0.7-0.9 only; the order must be that of a well spread one."""
    random = np.random.default_rng(7)
    cosines = random.uniform(-0.5, 0.5, len(TEXTS))

    def order(values: np.ndarray) -> list[int]:
        vectors = np.stack([values, np.sqrt(1 - values**2)], axis=1).astype(np.float32)
        index = build_index(TEXTS, vectors)
        return np.argsort(-relevance(index, understand(index, "анализ впр"), unit([1, 0])[0])).tolist()

    assert order(cosines) == order(0.8 + 0.1 * cosines)


def test_equals_keep_their_order() -> None:
    index = build_index(["Сбор данных"] * 4)
    assert [hit.position for hit in search(index, "данные")] == [0, 1, 2, 3]
    assert len({hit.relevance for hit in search(index, "данные")}) == 1


def test_an_empty_index_finds_nothing() -> None:
    assert search(build_index([]), "впр") == ()
    assert search(build_index([], np.zeros((0, 3), np.float32)), "впр", np.ones(3, np.float32)) == ()
    assert search(build_index(["", "—"]), "впр") == ()


def test_columns_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one a text"):
        build_index(["а", "б"], np.ones((1, 2), np.float32))
    with pytest.raises(ValueError, match="one a text"):
        build_index(["а", "б"], fields=[Field(["в"], 0.5)])


def test_fields_count_less_than_the_text() -> None:
    outcome = ["Отчёт о наставничестве", ""]
    index = build_index(["Сбор сведений", "Развитие наставничества"], fields=[Field(outcome, 0.3)])
    hits = search(index, "наставничество")
    assert [hit.position for hit in hits] == [1, 0]
    assert spans(hits[1]) == ()


WORDS = st.sampled_from(
    ("анализ", "ВПР", "ШНОР", "школы", "план", "с", "низкими", "результатами", "РМО", "2022", "родители")
)
SENTENCES = st.lists(WORDS, max_size=8).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(SENTENCES, min_size=1, max_size=8), SENTENCES.filter(bool), st.integers(1, 9))
def test_properties(texts: list[str], query: str, top: int) -> None:
    index = build_index(texts)
    hits = search(index, query, top=top)
    assert hits == search(build_index(texts), query, top=top)
    assert len(hits) <= top
    assert all(a.relevance >= b.relevance > 0 for a, b in pairwise(hits))
    for hit in hits:
        assert all(0 <= start < stop <= len(texts[hit.position]) for start, stop in spans(hit))
        assert all(a[1] <= b[0] for a, b in pairwise(spans(hit)))
        assert spans(hit)
    backwards = search(build_index(texts[::-1]), query, top=len(texts))
    forwards = search(index, query, top=len(texts))
    assert sorted((texts[h.position], round(h.relevance, 4)) for h in forwards) == sorted(
        (texts[::-1][h.position], round(h.relevance, 4)) for h in backwards
    )


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(min_size=1, max_size=20))
def test_any_text_is_survived(text: str, query: str) -> None:
    try:
        hits = search(build_index([text]), query)
    except InputError:
        return
    assert all(0 <= start < stop <= len(text) for hit in hits for start, stop in spans(hit))


# --- figures -------------------------------------------------------------------------------------


def test_measures_of_rankings() -> None:
    def of(pattern: str) -> np.ndarray:
        return np.array([c == "+" for c in pattern])

    assert ndcg(of("++---")) == 1
    assert ndcg(of("-----")) == 0
    assert ndcg(of("-+")) == pytest.approx(1 / np.log2(3))
    assert ndcg(of("-" * 10 + "+")) == 0
    assert average_precision(of("+-+")) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(of("--")) == 0


class FakeEncoder:
    """A poor encoder: hashed letters; «query» and «passage» differ in nothing."""

    name = "fake"
    dim = 64

    def encode(self, texts, kind="passage"):
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for a, b, c in zip(text.lower(), text.lower()[1:], text.lower()[2:], strict=False):
                row[(ord(a) * 31 + ord(b) * 7 + ord(c)) % self.dim] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def test_search_keeps_its_floor_on_the_test_part() -> None:
    figures = {(f.queries, f.way): f for f in search_figures(load_phrasings("test"), load_activities(), FakeEncoder())}
    assert figures["text", "words"].ndcg_at_10 > 0.18
    assert figures["title", "words"].ndcg_at_10 > 0.60
    assert figures["title", "words"].n_queries > 150
    for queries in ("text", "title"):
        assert figures[queries, "vectors"].ndcg_at_10 < figures[queries, "fused"].ndcg_at_10


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "планы"
    folder.mkdir()
    rows = "".join(f"<tr><td>{i}</td><td>{text}</td><td>май 2022</td></tr>" for i, text in enumerate(TEXTS, 1))
    head = "<tr><th>№</th><th>Мероприятие</th><th>Срок</th></tr>"
    (folder / "лесное.html").write_text(f"<html><body><table>{head}{rows}</table></body></html>", "utf-8")
    (folder / ".hidden").write_text("x", "utf-8")
    return folder


def run(*arguments: str):
    return CliRunner().invoke(sverka.app, ["search", *arguments])


def test_the_command_prints_one_list(plans: Path) -> None:
    result = run("монитринг посещаемости", str(plans), "--top", "2", "--json")
    assert result.exit_code == 0, result.output
    records = json.loads(result.stdout)
    assert [Finding.model_validate(r).rank for r in records] in ([1], [1, 2])
    first = records[0]
    assert set(first) == {"plan", "file", "measure", "text", "rank", "relevance", "spans"}
    assert (first["file"], first["text"]) == ("лесное.html", "Мониторинг посещаемости уроков")
    assert first["spans"] == [[0, 10], [11, 23]]
    assert "«монитринг» прочитано как «мониторинг»" in result.stderr


def test_the_command_for_people(plans: Path) -> None:
    result = run("собрания", str(plans / "лесное.html"))
    assert result.exit_code == 0
    assert "1. Родительские собрания" in result.stdout


def absent() -> None:
    raise ModelError("Не загружена модель", "её нет", "Постройте её: sverka train.")


def test_the_command_says_that_nothing_was_found(monkeypatch: pytest.MonkeyPatch, plans: Path) -> None:
    monkeypatch.setattr("service.commands.searching.load_encoder", absent)
    assert "Ничего не найдено" in run("зебра", str(plans)).stdout


def test_without_a_model_the_command_searches_by_words_and_says_so(
    monkeypatch: pytest.MonkeyPatch, plans: Path
) -> None:
    monkeypatch.setattr("service.commands.searching.load_encoder", absent)
    result = run("собрания", str(plans))
    assert result.exit_code == 0
    assert "Поиск только по словам" in result.stderr
    assert "1. Родительские собрания" in result.stdout


def test_with_an_encoder_the_command_uses_it(monkeypatch: pytest.MonkeyPatch, plans: Path) -> None:
    monkeypatch.setattr("service.commands.searching.load_encoder", FakeEncoder)
    found = json.loads(run("субботничный", str(plans), "--json").stdout)
    assert found[0]["text"] == TEXTS[8]


def test_the_command_refuses_and_goes_on(plans: Path) -> None:
    nowhere = run("собрания")
    assert nowhere.exit_code == 2
    assert "Назовите файлы" in nowhere.stderr
    assert run("?!", str(plans)).exit_code == 2
    partly = run("собрания", str(plans), str(plans / "нет.docx"), "--json")
    assert partly.exit_code == 1
    assert json.loads(partly.stdout)[0]["rank"] == 1
    assert "нет.docx" in partly.stderr


def test_findings_name_the_plan_and_the_measure(plans: Path) -> None:
    from nlp.artifacts import load_regions
    from nlp.pipeline import analyse
    from nlp.read import read

    roadmaps = analyse(read(plans / "лесное.html"), load_regions())
    found = findings(roadmaps, search(measure_index(roadmaps), "ИОМ"))
    assert found[0].measure == roadmaps[0].measures[7].id
    assert found[0].plan == roadmaps[0].id


# --- the corpus that belongs here ------------------------------------------------------------------


def test_the_taxonomy_explains_every_category() -> None:
    taxonomy = yaml.safe_load((ROOT / "corpus/taxonomy.yaml").read_text("utf-8"))
    known = CategoryId.__args__
    assert tuple(entry["id"] for entry in taxonomy) == known
    for entry in taxonomy:
        assert set(entry) == {"id", "label", "definition", "belongs", "does_not_belong", "examples"}
        assert all(case["category"] in known and case["category"] != entry["id"] for case in entry["does_not_belong"])
        assert all(isinstance(text, str) for text in (*entry["belongs"], *entry["examples"]))


def test_the_glossary_tells_what_is_not_verified() -> None:
    glossary = yaml.safe_load((ROOT / "corpus/glossary.yaml").read_text("utf-8"))
    assert len(glossary) >= 80
    for entry in glossary:
        assert set(entry["evidence"]) <= {"S", "V", "B"}
        assert entry["verified"] == ("B" not in entry["evidence"]), entry
        assert isinstance(entry["abbr"], str) and isinstance(entry["expansion"], str)
    known = {entry["abbr"] for entry in glossary} | {v for entry in glossary for v in entry["variants"]}
    for entry in EXPANSIONS:
        assert entry.abbreviation in known | {"ППМС", "КДН", "МЭДК", "ФОП", "ИУП", "УУД", "СМИ"}, entry.abbreviation

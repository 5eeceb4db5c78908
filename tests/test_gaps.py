"""Coverage of expected activities: rules by notation, the whole by invented plans with statuses."""

from __future__ import annotations

import hashlib
import json
import math

import numpy as np
import pytest
from coverage_samples import judged_plans, plan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.artifacts import load_classifier, load_encoder, load_gap_model, load_mandates, load_phrasings
from nlp.classify import MeasureText, posteriors
from nlp.domain import Act, Mandate, Measure
from nlp.errors import InputError
from nlp.evaluate.gaps import Judged, gap_figures
from nlp.gaps import Senses, coverage, coverage_by_match, mandates_from_roadmap, prepare
from nlp.gaps.act import act_lines, is_approved, rows_with_executors, spoken_executors
from nlp.gaps.applicability import is_for_one_school, not_applicable, takes_part
from nlp.gaps.catalogue import parse_mandates
from nlp.gaps.model import pack, unpack
from nlp.gaps.phrases import Phrases
from nlp.gaps.rows import phases
from nlp.gaps.texts import clauses, quoted
from nlp.gaps.wording import advice, row_name
from nlp.lexicon.terms import position
from nlp.text import lemmas, words
from nlp.train.gaps import train_gaps

YEAR = ("2022-01-01", "2022-12-31")
SCHOOL_YEAR = ("2022-09-01", "2023-08-31")


def hashed(texts):
    """A fake encoder: bags of lemmas thrown into 256 buckets; no model is needed and words still meet."""
    vectors = np.zeros((len(texts), 256), np.float32)
    for i, text in enumerate(texts):
        for word in lemmas(text):
            vectors[i, int(hashlib.sha256(word.encode()).hexdigest(), 16) % 256] += 1
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def no_activities(texts):
    return np.zeros((len(texts), 1), np.float32)


BLIND = Senses(encode=hashed, activities=no_activities, activity_ids=("nothing",))


@pytest.fixture(scope="module")
def model():
    """A model of words alone, fitted on the catalogue's phrases and every twentieth phrasing."""
    phrasings = load_phrasings()[::20]
    return train_gaps(load_mandates(), phrasings, no_activities(phrasings), BLIND)


@pytest.fixture(scope="module")
def catalogue():
    return prepare(load_mandates(), BLIND)


def statuses(found):
    return {c.mandate: c.status for c in found}


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "term, text, place",
    [
        ("рабоч групп", "Заседание муниципальной рабочей группы", 2),
        ("координаци возложить", "Координацию всей работы возложить на методиста", 0),
        ("координаци возложить", "Координацию работ по реализации дорожной карты возложить", None),
        ("рабоч групп", "Группы рабочих", None),
        ("СОП", "Сопровождение школ", None),
        ("СОП", "Дети, находящиеся в СОП", 3),
        ("школ-партнёр", "Договор со школой-партнёром", None),
        ("сетев взаимодейств", "Развитие сетевого взаимодействия", 1),
        ("ОВЗ", "дети с овз", 2),
        ("наставник", "", None),
    ],
)
def test_terms_are_stems_in_order_and_abbreviations_whole(term, text, place):
    assert position(term, words(text)) == place


@pytest.mark.parametrize(
    "text, parts",
    [
        ("Проведение семинаров", ()),
        (
            "Работа по вопросам: - ведение сайта; - встречи с семьями",
            ("Работа по вопросам", "ведение сайта", "встречи с семьями"),
        ),
        (
            "Контроль над: - посещением уроков - ведением журналов",
            ("Контроль над", "посещением уроков", "ведением журналов"),
        ),
        ("Обсуждение плана мер. Определение задач.", ("Обсуждение плана мер", "Определение задач")),
        ("Консультации специалистами – наставниками по заявкам", ()),
        ("Сбор сведений о школах (до 1.09. 2022)", ()),
        ("Встречи: 1) с учителями школ; 2) с родителями детей", ("с учителями школ", "с родителями детей")),
        ("", ()),
    ],
)
def test_clauses(text, parts):
    assert tuple(c.said for c in clauses(text)) == parts


def test_an_item_is_read_with_the_action_before_the_list():
    read = [c.read for c in clauses("Сбор сведений о школах: кадровый состав учителей; база и оборудование")]
    assert read[1] == "Сбор сведений о школах кадровый состав учителей"


@pytest.mark.parametrize(
    "text, quotation",
    [
        ("Семинар «Урок»", "«Семинар „Урок“»"),
        ("ИМЦ (Сомовой В.Я.) обеспечить консультации", "«ИМЦ обеспечить консультации»"),
        ("Собеседование с директором Сомовой Верой Яновной", "«Собеседование с директором»"),
    ],
)
def test_quotations_bear_no_names(text, quotation):
    assert quoted(text) == quotation


def test_a_long_quotation_ends_between_words():
    text = quoted("слово " * 60, 40)
    assert len(text) <= 43 and text.endswith("слово…»")


# --- the act and the executors --------------------------------------------------------------------

ORDER = (
    "ПРИКАЗЫВАЮ:",
    "1. Утвердить план мероприятий («дорожную карту») (приложение 1).",
    "2. Методисту обеспечить сопровождение школ.",
    "Начальник управления образования",
    "Задачи:",
    "1. Повысить качество обучения",
    "Перечень школ с низкими результатами",
)


def test_act_lines_are_items_and_lists_but_no_goals():
    lines = act_lines(ORDER)
    assert "Методисту обеспечить сопровождение школ." in lines
    assert "Перечень школ с низкими результатами" in lines
    assert not any("качество обучения" in line for line in lines)


@pytest.mark.parametrize(
    "context, act, approved",
    [
        (ORDER, None, True),
        (("УТВЕРЖДАЮ", "Начальник отдела"), None, True),
        (("Утверждена постановлением администрации",), None, True),
        ((), Act(kind="приказ"), True),
        (("План мероприятий на 2022 год",), None, False),
        (("ПРИКАЗЫВАЮ:", "1. Утвердить состав комиссии."), None, False),
        (("Цель – утвердить уважение к труду",), None, False),
    ],
)
def test_is_approved(context, act, approved):
    assert is_approved(plan(context=context, act=act)) is approved


def test_executors_show_a_role_only_in_enough_rows():
    mandate = next(m for m in load_mandates() if m.id == "municipal-coordinator")
    rows = [("Семинар", "", "старший методист"), *[("Семинар", "", "школы")] * 3]
    assert rows_with_executors(spoken_executors(plan(*rows)), mandate) == (0,)
    assert rows_with_executors(spoken_executors(plan(*rows, *[("Семинар", "", "школы")] * 6)), mandate) == ()
    assert rows_with_executors(
        spoken_executors(plan(("Семинар", "", "муниципальный координатор"), *rows[1:] * 5)), mandate
    ) == (0,)


# --- applicability --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title, one",
    [
        ("Дорожная карта МБОУ «Берёзовская СОШ» на 2024 год", True),
        ("План повышения качества образования школы с низкими результатами (МКОУ ООШ с. Луговое) на 2022 год", True),
        ("План работы МАОУ «Гимназия № 3» на 2023 год", True),
        ("План работы с МКОУ «Белая школа», МКОУ «Лесная школа» на 2019 год", False),
        ("План работы МКУ «Управление образования» со школами с низкими результатами", False),
        ("Дорожная карта поддержки школ с низкими образовательными результатами", False),
        ("Дорожная карта по работе с общеобразовательными организациями (МБОУ СОШ № 1, МБОУ СОШ № 2)", False),
        ("", False),
    ],
)
def test_is_for_one_school(title, one):
    assert is_for_one_school(plan(title=title)) is one


@pytest.mark.parametrize(
    "row, sign",
    [
        (("Участие в проекте «500+»",), True),
        (("Контроль размещения документов в МЭДК",), True),
        (("Посещение школ", "", "кураторы"), True),
        (("Разработка антирисковых программ",), True),
        (("Организация курсов", "", "куратор курсов"), False),
        (("Собрание", "", "кураторы групп"), False),
        (("Закупка 500 книг",), False),
    ],
)
def test_takes_part(row, sign):
    assert takes_part(plan(row)) is sign


@pytest.mark.parametrize(
    "mandate, fields, word",
    [
        ("medk-placement", {"period": ("2023-01-01", "2023-12-31"), "title": "Проект «500+»"}, "2021–2022"),
        ("medk-placement", {"period": ("2022-09-01", "2023-08-31"), "title": "Проект «500+»"}, ""),
        ("medk-placement", {"period": YEAR}, "500+"),
        ("medk-placement", {"period": None, "act": Act(kind="приказ", date="2019-05-01"), "title": "500+"}, "2019"),
        ("risk-profile", {"period": ("2018-01-01", "2018-12-31")}, "2021"),
        ("risk-profile", {"period": ("2020-09-01", "2021-08-31")}, ""),
        ("risk-profile", {"period": None}, ""),
        ("school-list", {"title": "План МБОУ «Лесная СОШ»"}, "одной"),
        ("school-list", {"title": "План поддержки школ"}, ""),
        ("mentoring", {"title": "План МБОУ «Лесная СОШ»", "period": ("2015-01-01", "2015-12-31")}, ""),
    ],
)
def test_not_applicable(mandate, fields, word):
    found = next(m for m in load_mandates() if m.id == mandate)
    reason = not_applicable(plan(**fields), found)
    assert bool(reason) is bool(word) and word in reason


@pytest.mark.parametrize(
    "text, deadline, period, found",
    [
        ("Мониторинг плана", "Декабрь 2022", YEAR, {"end"}),
        ("Мониторинг плана", "июнь 2022", YEAR, {"middle"}),
        ("Мониторинг плана", "июнь, декабрь 2022", YEAR, {"middle", "end"}),
        ("Мониторинг плана", "ежеквартально", YEAR, {"middle", "recurring"}),
        ("Мониторинг плана", "в течение года", YEAR, set()),
        ("Мониторинг плана", "январь – декабрь 2022", YEAR, set()),
        ("Мониторинг плана", "июнь 2023", SCHOOL_YEAR, {"end"}),
        ("Мониторинг плана", "январь 2023", SCHOOL_YEAR, {"middle"}),
        ("Итоговый мониторинг плана", "июнь 2022", YEAR, {"end"}),
        ("Промежуточный и итоговый мониторинг", "", YEAR, {"middle", "end"}),
        ("Мониторинг плана", "декабрь", None, set()),
        ("Мониторинг плана", "", YEAR, set()),
    ],
)
def test_phases(text, deadline, period, found):
    measure = plan((text, deadline), period=period).measures[0]
    assert phases(measure, period) == found


# --- catalogues -----------------------------------------------------------------------------------

MINIMAL = "- {id: club, title: Шахматный клуб, covers: Работа шахматного клуба для школьников}"


@pytest.mark.parametrize(
    "text, word",
    [
        ("", "нет списка"),
        ("plan: 1", "нет списка"),
        ("- 5", "пункт 1"),
        ("- {id: a}", "title"),
        ("- {id: a, title: b}", "не сказано, что его охватывает"),
        ("- {id: a, title: б, covers: в, colour: г}", "«colour»: такого поля нет"),
        ("- {id: a, title: б, covers: в, signals: слово}", "нужен список"),
        ("- {id: a, title: б, covers: в, strength: [XX]}", "такого значения нет"),
        ("- {id: a, title: б, covers: в, years: {from: давно}}", "целое число"),
        ("- {id: a, title: б, covers: в, activities: {covers: [нет-такого]}}", "неизвестное типовое мероприятие"),
        (f"{MINIMAL}\n{MINIMAL}", "несколько раз"),
        ("- {id: a, title: [б", "строке"),
        ("- &x {id: a, title: б, covers: в}\n- *x", "ссылки"),
        ("- {id: a, title: б, covers: '  '}", "не сказано"),
    ],
)
def test_a_wrong_catalogue_is_refused_in_russian(text, word):
    with pytest.raises(InputError, match="каталог мой") as error:
        parse_mandates(text, "мой.yaml", {"mentoring"})
    assert word in str(error.value)


def test_an_absent_catalogue_names_those_there_are():
    with pytest.raises(InputError, match="municipal"):
        load_mandates("nowhere.yaml")


def test_the_built_in_catalogue_is_rich():
    mandates = load_mandates()
    assert len(mandates) == 31
    for mandate in mandates:
        assert len(mandate.phrases.covers) >= 15 and len(mandate.phrases.not_covered) >= 15, mandate.id
        assert mandate.ask and mandate.basis and mandate.signals, mandate.id


def test_a_catalogue_of_the_users_own_is_enough(model):
    mine = prepare(parse_mandates(MINIMAL, "мой.yaml"), BLIND)
    there = coverage(plan(("Организация работы шахматного клуба для школьников",)), mine, model, BLIND)
    absent = coverage(plan(("Закупка оборудования для столовой",)), mine, model, BLIND)
    assert there[0].status == "covered" and absent[0].status == "missing"
    assert "Принято в практике" in absent[0].reason


# --- coverage -------------------------------------------------------------------------------------


def test_model_survives_storing(model):
    arrays, meta = pack(model)
    again = unpack(arrays, json.loads(json.dumps(meta)))
    assert again.stamp == model.stamp and np.array_equal(again.weights, model.weights)
    with pytest.raises(ValueError, match="features"):
        unpack(arrays, {**meta, "features": ["иное"]})


def test_a_plan_without_rows_covers_nothing(model, catalogue):
    found = coverage(plan(period=YEAR), catalogue, model, BLIND)
    assert set(statuses(found).values()) == {"missing", "not-applicable"}
    assert all("близких мероприятий нет" in c.reason for c in found if c.status == "missing")


def test_the_act_covers_what_it_may(model, catalogue):
    rows = (("Семинар для учителей",),)
    without = statuses(coverage(plan(*rows), catalogue, model, BLIND))
    found = coverage(plan(*rows, act=Act(kind="приказ", number="7", date="2022-02-03")), catalogue, model, BLIND)
    approved = next(c for c in found if c.mandate == "approve-roadmap")
    assert without["approve-roadmap"] == "missing" and approved.status == "covered"
    assert approved.evidence[0].source == "act" and "№ 7 от 03.02.2022" in approved.reason


def test_a_role_seen_among_executors_only_is_partial(model, catalogue):
    rows = [("Закупка мебели для столовой", "", "муниципальный координатор")]
    found = next(c for c in coverage(plan(*rows), catalogue, model, BLIND) if c.mandate == "municipal-coordinator")
    assert found.status == "partial" and "графе исполнителей" in found.reason and found.evidence[0].measure == "m1"


def test_the_outcome_counts_where_the_catalogue_says_so(model, catalogue):
    told = "Корректировка дорожной карты и школьных программ по итогам мониторинга"
    rows = [("Рассмотрение справки", "", "", what) for what in ("Справка", told)]
    before, after = (_chances(coverage(plan(row), catalogue, model, BLIND)) for row in rows)
    assert after["plan-correction"] > before["plan-correction"] + 0.2
    assert after["school-programmes"] == before["school-programmes"]


def _chances(found):
    return {c.mandate: c.evidence[0].probability for c in found}


@pytest.mark.parametrize("when, interim, final", [("июнь 2022", True, False), ("декабрь 2022", False, True)])
def test_the_deadline_tells_interim_from_final(model, catalogue, when, interim, final):
    row = ("Мониторинг реализации школьных программ перехода в эффективный режим работы", when)
    found = statuses(coverage(plan(row, period=YEAR), catalogue, model, BLIND))
    assert (found["interim-monitoring"] == "covered", found["final-monitoring"] == "covered") == (interim, final)


def test_missing_names_the_nearest_row_and_no_person(model, catalogue):
    rows = (("Консультации для учителей, проводит Сомова В.Я.", "", "Сомова В.Я."),)
    found = coverage(plan(*rows, period=YEAR), catalogue, model, BLIND)
    missing = [c for c in found if c.status == "missing"]
    assert missing and all(c.evidence for c in missing)
    assert any("ближайшее мероприятие (п. 1)" in c.reason and "но не о том" in c.reason for c in missing)
    assert not any("Сомов" in c.reason for c in found)


def test_wording_follows_the_strength():
    mandate = Mandate(id="a", title="б", covers="в", strength=("RP",))
    assert "Обязательно" in advice(mandate.model_copy(update={"strength": ("ACT",)}))
    for strength, word in (("RP", "Принято"), ("FR", "Рекомендовано"), ("FM", "500+"), ("LAW", "в законе")):
        told = advice(mandate.model_copy(update={"strength": (strength,)}))
        assert word in told and "Обязательно" not in told
    assert not any("бязательно" in m.ask for m in load_mandates())


def test_a_row_without_number_or_with_a_shared_one_is_named_by_its_place():
    measures = [Measure(id=str(i), index=i, number=n, text="а") for i, n in enumerate(("1.", "2.", "2", None), 1)]
    assert [row_name(m, measures) for m in measures] == ["п. 1", "строка 2", "строка 3", "строка 4"]


TEXTS = [p for m in load_mandates() for p in m.phrases.covers[:2]]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing_and_chances_are_chances(model, catalogue, texts, random):
    shuffled = random.sample(texts, len(texts))
    one, other = (coverage(plan(*((t,) for t in ts), period=YEAR), catalogue, model, BLIND) for ts in (texts, shuffled))
    assert statuses(one) == statuses(other)
    assert [c.mandate for c in one] == [m.id for m in catalogue.mandates]
    assert all(0 <= c.probability <= 1 and c.reason for c in one)


# --- another plan as the catalogue ----------------------------------------------------------------


def test_a_plan_covers_itself():
    own = plan(("Семинар для учителей",), ("Закупка книг",))
    found = coverage_by_match(own, mandates_from_roadmap(own), np.eye(2, dtype=np.float32))
    assert [c.status for c in found] == ["covered", "covered"]
    assert [c.evidence[0].measure for c in found] == ["m1", "m2"]


@pytest.mark.parametrize(
    "same, related, status",
    [
        (0.9, 0.0, "covered"),
        (0.3, 0.0, "partial"),
        (0.15, 0.0, "undecided"),
        (0.05, 0.0, "missing"),
        (0.05, 0.8, "partial"),
    ],
)
def test_statuses_of_the_cascade(same, related, status):
    asked = mandates_from_roadmap(plan(("Семинар",)), "ACT")
    rows = plan(("Вебинар",), ("Закупка",))
    found = coverage_by_match(
        rows, asked, np.array([[same], [0.0]], np.float32), np.array([[related], [0.0]], np.float32)
    )
    assert found[0].status == status
    assert ("Обязательно" in found[0].reason) is (status in ("partial", "missing"))


def test_the_cascade_with_an_empty_plan_and_wrong_shapes():
    asked = mandates_from_roadmap(plan(("Семинар",)))
    assert coverage_by_match(plan(), asked, np.zeros((0, 1), np.float32))[0].status == "missing"
    with pytest.raises(ValueError, match="do not fit"):
        coverage_by_match(plan(("а",)), asked, np.zeros((2, 1), np.float32))


# --- figures --------------------------------------------------------------------------------------


def test_figures_count_what_hurts(model, catalogue):
    found = coverage(plan(("Стажировка учителей на базе гимназии",), period=YEAR), catalogue, model, BLIND)
    right = {c.mandate: Judged(c.status) for c in found}
    assert gap_figures([(found, right)]).status == 1.0
    wrong = {m: Judged("covered" if j.status == "missing" else j.status) for m, j in right.items()}
    figures = gap_figures([(found, wrong)])
    assert figures.missing_precision == 0.0 and figures.n_false_missing > 5


def test_words_alone_judge_invented_plans_fairly(model, catalogue):
    figures = gap_figures((coverage(r, catalogue, model, BLIND), judged) for r, judged in judged_plans())
    assert figures.n > 200
    assert figures.status >= 0.75 and figures.missing_precision >= 0.8 and figures.evidence_at_3 >= 0.9, figures


def test_trained_models_judge_invented_plans_well():
    model, encoder, classifier = load_gap_model(), load_encoder(), load_classifier()
    senses = Senses(
        encode=encoder.encode,
        activities=lambda texts: posteriors(classifier, [MeasureText(t) for t in texts]).activities,
        activity_ids=classifier.activity_ids,
    )
    catalogue = prepare(load_mandates(), senses)
    figures = gap_figures((coverage(r, catalogue, model, senses), judged) for r, judged in judged_plans())
    assert figures.status >= 0.85 and figures.undecided <= 0.15, figures
    assert figures.missing_precision >= 0.9 and figures.missing_recall >= 0.6 and figures.evidence_at_3 >= 0.95, figures


def test_phrases_are_weighed_anew_for_other_weights():
    phrases = Phrases([("анализ", "впр"), ("семинар",)])
    rows = [("анализ", "егэ"), ("семинар", "семинар")]
    first, other = {"анализ": 1.0, "впр": 2.0}, {"анализ": 2.0, "впр": 2.0}
    found = phrases.cosines(rows, first)
    np.testing.assert_allclose(found, [[1 / math.sqrt(5 * 5), 0], [0, 1]], rtol=1e-6)
    np.testing.assert_allclose(phrases.cosines(rows, other)[0, 0], 4 / math.sqrt(8 * 8), rtol=1e-6)
    assert (phrases.cosines(rows, first) == found).all()

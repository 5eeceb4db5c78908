"""Matching: examples of the lexicon, properties of alignment, the waterfall, near misses on the trained models."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.domain import GradedPair, Measure, Outcome, Phrasing
from nlp.lexicon.audience import AUDIENCES, LEVELS
from nlp.lexicon.deeds import DEEDS
from nlp.lexicon.procedures import DOCUMENTS, PROCEDURES
from nlp.match import FEATURES, Matcher, Row, Senses, every_pair, match, pack, pair_probabilities, prepare, unpack
from nlp.match.features import Knowledge, pair_features
from nlp.match.side import without_school_names
from nlp.text import lemmas
from nlp.train.matcher import Examples, activity_grades, calibrated, fit, knowledge, related_only, train_matcher

DIM, N_ACTIVITIES = 16, 5

# --- the lexicon: every entry carries the example that must find it -------------------------------


LISTS = {"audience": AUDIENCES, "level": LEVELS, "document": DOCUMENTS, "procedure": PROCEDURES}


@pytest.mark.parametrize("name", LISTS)
def test_every_entry_finds_its_example(name):
    facets = LISTS[name]
    missed = [(item, example) for item, _, example in facets.items if item not in facets.places(lemmas(example))]
    assert not missed


def test_every_deed_comes_first_in_its_example():
    def first(example: str) -> str | None:
        places = DEEDS.places(lemmas(example))
        return min(places, key=lambda name: (places[name], name)) if places else None

    assert not [(name, first(example)) for name, _, example in DEEDS.items if first(example) != name]


SCHOOLS = """
консультации в МБОУ СОШ № 7 по математике        | консультации в школы по математике
работа с МКОУ «Берёзовская средняя школа» района | работа с школы района
посещение МОУ СОШ №2 с. Ключи и уроков           | посещение школы и уроков
выезды в школы № 3, 5 и 8                        | выезды в школы
приказ № 121 об утверждении плана                | приказ № 121 об утверждении плана
семинар для школ района                          | семинар для школ района
"""


@pytest.mark.parametrize("line", SCHOOLS.strip().splitlines())
def test_names_of_schools_do_not_matter(line):
    text, wanted = (part.strip() for part in line.split("|"))
    assert without_school_names(text) == wanted


# --- fakes -------------------------------------------------------------------------------------------


def _noise(text: str, n: int) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])
    return np.random.default_rng(seed).normal(size=n)


def _encode(texts: Sequence[str]) -> np.ndarray:
    rows = np.zeros((len(texts), DIM), np.float32)
    for i, text in enumerate(texts):
        for word in lemmas(text):
            rows[i] += _noise(word, DIM)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _posteriors(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    def soft(n: int) -> np.ndarray:
        values = np.array([np.exp(sum((_noise(w, n) for w in lemmas(t)), np.zeros(n))) for t in texts]).reshape(
            len(texts), n
        )
        return (values / np.maximum(values.sum(axis=1, keepdims=True), 1e-9)).astype(np.float32)

    return soft(8), soft(N_ACTIVITIES)


SENSES = Senses(_encode, _posteriors)


def _matcher() -> Matcher:
    weights = np.array([0.7 * sign for sign in FEATURES.values()], np.float32)
    relations = np.zeros((N_ACTIVITIES, N_ACTIVITIES), np.float32)
    relations[0, 1] = relations[1, 0] = 1
    n_deeds = len(DEEDS.ids) + 1
    deeds = (2 * np.eye(n_deeds) - 1).astype(np.float32)
    facets = {name: np.array([[1.0] * len(f.ids), [-0.3] * len(f.ids)], np.float32) for name, f in LISTS.items()}
    ids = tuple(f"a{i}" for i in range(N_ACTIVITIES))
    idf = np.array([2.0, 3.0], np.float32)
    return Matcher(weights, -5.0, -2.0, 0.9, Knowledge(relations, deeds, facets), ids, ("анализ", "впр"), idf, "test")


MATCHER = _matcher()
TEXTS = (
    "Анализ результатов ВПР в 5-х классах",
    "Проведение ВПР в школах района",
    "Курсы повышения квалификации учителей",
    "Родительские собрания по итогам ВПР",
    "Разработка муниципальной программы поддержки школ",
    "Разработка школьных программ поддержки",
    "Семинар для руководителей",
    "Проведение",
    "!",
)


def _plan(texts: Sequence[str], prefix: str = "m", outcomes: Sequence[str] = ()) -> list[Measure]:
    padded = [*outcomes, *[""] * len(texts)]
    return [
        Measure(id=f"{prefix}{i}", index=i + 1, text=t, outcome=Outcome(text=o))
        for i, (t, o) in enumerate(zip(texts, padded, strict=False))
    ]


# --- properties --------------------------------------------------------------------------------------

plans = st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8)


@given(texts=plans)
@settings(max_examples=40, deadline=None)
def test_a_plan_matched_to_itself_pairs_every_measure_with_itself(texts):
    plan = _plan(texts)
    found = match(MATCHER, SENSES, plan, plan)
    assert {(m.left, m.right) for m in found} == {(m.id, m.id) for m in plan}
    assert all(m.probability > 0.9 and m.relation == "same" for m in found)


@given(left=plans, right=plans)
@settings(max_examples=40, deadline=None)
def test_exchanging_the_plans_changes_nothing(left, right):
    one, other = _plan(left, "l"), _plan(right, "r")
    there = {(m.left, m.right, m.probability, m.relation) for m in match(MATCHER, SENSES, one, other)}
    back = {(m.right, m.left, m.probability, m.relation) for m in match(MATCHER, SENSES, other, one)}
    assert there == back


@given(left=plans, right=plans, order=st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_rows_changes_nothing(left, right, order):
    one, other = _plan(left, "l"), _plan(right, "r")
    mixed = list(one)
    order.shuffle(mixed)
    assert match(MATCHER, SENSES, one, other) == match(MATCHER, SENSES, mixed, other)
    assert every_pair(MATCHER, SENSES, one, other) == every_pair(MATCHER, SENSES, mixed, other)


@given(left=plans, right=plans)
@settings(max_examples=40, deadline=None)
def test_alignment_is_one_to_one_and_every_pair_is_complete(left, right):
    one, other = _plan(left, "l"), _plan(right, "r")
    found = match(MATCHER, SENSES, one, other)
    assert len({m.left for m in found}) == len({m.right for m in found}) == len(found)
    everything = {(m.left, m.right): m.probability for m in every_pair(MATCHER, SENSES, one, other)}
    assert len(everything) == len(one) * len(other)
    assert all(everything[m.left, m.right] == m.probability for m in found)
    assert [m.probability for m in found] == sorted((m.probability for m in found), reverse=True)


@given(left=plans, right=plans)
@settings(max_examples=40, deadline=None)
def test_the_waterfall_adds_up_to_the_logit(left, right):
    for found in match(MATCHER, SENSES, _plan(left, "l"), _plan(right, "r")):
        logit = sum(e.weight for e in found.evidence)
        assert found.probability == pytest.approx(1 / (1 + math.exp(-logit)), abs=2e-3)
        assert found.evidence[-1].feature == "bias"


def test_identical_texts_have_the_highest_probability():
    left, right = (prepare([Row(t) for t in TEXTS], SENSES, {}) for _ in range(2))
    same = pair_probabilities(MATCHER, left, right).same
    assert np.diag(same).min() > same[~np.eye(len(TEXTS), dtype=bool)].max()


def test_the_other_cells_tell_rows_of_one_text_apart():
    left = _plan(["Семинар для руководителей"] * 2, "l", ["справка", "приказ"])
    right = _plan(["Семинар для руководителей"] * 2, "r", ["приказ", "справка"])
    assert {(m.left, m.right) for m in match(MATCHER, SENSES, left, right)} == {("l0", "r1"), ("l1", "r0")}


def test_empty_plans_match_nothing():
    assert match(MATCHER, SENSES, [], _plan(TEXTS)) == ()
    assert match(MATCHER, SENSES, _plan(TEXTS), []) == ()
    assert every_pair(MATCHER, SENSES, [], []) == ()


def test_a_long_plan_is_compared_in_blocks_with_the_same_result():
    texts = [f"{text} вариант{i}" for i in range(20) for text in TEXTS[:8]]
    side = prepare([Row(t) for t in texts], SENSES, {})
    whole = pair_features(side, side, MATCHER.known)
    logits = sum(MATCHER.weights[k] * whole[name] for k, name in enumerate(FEATURES)) + MATCHER.bias
    found = pair_probabilities(MATCHER, side, side).same
    off = ~np.eye(len(texts), dtype=bool)
    np.testing.assert_allclose(found[off], (1 / (1 + np.exp(-logits)))[off], atol=1e-5)


@given(left=plans, right=plans)
@settings(max_examples=20, deadline=None)
def test_features_are_symmetric_and_finite(left, right):
    one, other = (prepare([Row(t) for t in texts], SENSES, {"анализ": 2.0}) for texts in (left, right))
    there, back = pair_features(one, other, MATCHER.known), pair_features(other, one, MATCHER.known)
    assert set(there) == set(FEATURES)
    for name, values in there.items():
        assert np.isfinite(values).all(), name
        np.testing.assert_allclose(values, back[name].T, atol=1e-5, err_msg=name)


def test_a_matcher_survives_storing():
    again = unpack(*pack(MATCHER))
    assert again.vocabulary == MATCHER.vocabulary and again.bias == MATCHER.bias
    np.testing.assert_array_equal(again.known.relations, MATCHER.known.relations)
    np.testing.assert_array_equal(again.weights, MATCHER.weights)


def test_a_matcher_of_other_features_is_refused():
    arrays, meta = pack(MATCHER)
    with pytest.raises(TypeError, match="other features"):
        unpack(arrays, {**meta, "features": ["similarity"]})


# --- features ------------------------------------------------------------------------------------------

SIGNALS = """
deed_clash      | <  | Анализ программы развития | Мониторинг программы развития | Утверждение программы развития
deed            | >  | Анализ результатов ВПР | Мониторинг результатов ВПР | Проведение ВПР
audience        | >  | Семинар для учителей | Консультации для педагогов | Семинар для родителей
level_differs   | <  | Муниципальная программа поддержки | Программа поддержки школ района | Школьная программа поддержки
procedure       | >  | Анализ результатов ВПР | Объективность ВПР | Анализ результатов ОГЭ
document        | >  | Утверждение дорожной карты | Корректировка плана | Утверждение состава группы
number_differs  | <  | Пробный экзамен в 9 классах | Экзамен для 9-х классов | Пробный экзамен в 11 классах
"""


@pytest.mark.parametrize("line", SIGNALS.strip().splitlines())
def test_a_feature_tells_the_nearer_row_from_the_farther(line):
    feature, sign, anchor, near, far = (part.strip() for part in line.split("|"))
    left, right = prepare([Row(anchor)], SENSES, {}), prepare([Row(near), Row(far)], SENSES, {})
    nearer, farther = pair_features(left, right, MATCHER.known)[feature][0]
    assert nearer > farther if sign == ">" else nearer < farther


# --- training --------------------------------------------------------------------------------------------


def test_fitting_finds_the_sign_and_keeps_it():
    random = np.random.default_rng(1)
    features = random.normal(size=(3000, len(FEATURES)))
    total = 2 * features[:, 0] - 3 * features[:, 1]  # the second speaks for «same»: its sign may not turn
    grades = (total > 0).astype(float) + (total > 2)
    examples = Examples(features, grades, np.ones(3000))
    weights, bias, related_bias, slope = calibrated(fit(examples), examples)
    assert weights[0] > 0.5 and weights[1] == 0
    assert related_bias > bias and slope > 0
    assert all(w * sign >= 0 for w, sign in zip(weights, FEATURES.values(), strict=True))


def _corpus() -> tuple[list[GradedPair], list[Phrasing]]:
    kinds = [f"a{i}" for i in range(N_ACTIVITIES)]
    phrasings = [
        Phrasing(
            activity=kinds[i % N_ACTIVITIES], category="monitoring", text=f"{TEXTS[i % N_ACTIVITIES]} {w} {i}", writer=w
        )
        for w in ("w0", "w1")
        for i in range(30)
    ]
    pairs = [
        GradedPair(left=TEXTS[i], right=f"{TEXTS[j]} {w}", grade=2 if i == j else 0, group=f"{w}{i}", writer=w)
        for w in ("p0", "p1")
        for i in range(5)
        for j in range(5)
    ]
    return pairs, phrasings


def test_training_is_deterministic_and_reads_no_held_out_text():
    pairs, phrasings = _corpus()
    read: list[set[str]] = []

    def learn(some: Sequence[Phrasing], graded: Sequence[GradedPair]) -> Senses:
        read.append({p.writer for p in some} | {p.writer for p in graded})
        return SENSES

    first, second = (train_matcher(pairs, phrasings, (), learn) for _ in range(2))
    assert first.stamp == second.stamp and first.weights.tolist() == second.weights.tolist()
    assert read[0] == {"w1", "p1"} and read[1] == {"w0", "p0"}


def test_calibration_gives_the_share_that_plans_have():
    random = np.random.default_rng(2)
    features = random.normal(size=(4000, len(FEATURES)))
    grades = 2.0 * (features[:, 0] + random.normal(size=4000) > 2.5)
    kept = np.flatnonzero((grades == 2) | (np.arange(4000) % 10 == 0))  # hard pairs: «same» far oftener than in plans
    hard = Examples(features[kept], grades[kept], np.ones(len(kept)))
    plans = Examples(features, grades, np.ones(4000))
    line = calibrated(fit(hard), plans)
    found = 1 / (1 + np.exp(-(features @ line.weights + line.bias)))
    assert found.mean() == pytest.approx((grades == 2).mean(), rel=0.05)


def test_agreement_weighs_more_where_it_is_rarer():
    pairs = (("a", "Анализ ВПР {}"), ("b", "Курсы повышения квалификации учителей {}"), ("c", "Анализ успеваемости {}"))
    phrasings = [
        Phrasing(activity=a, category="monitoring", text=text.format(i), writer="w")
        for i in range(20)
        for a, text in pairs
    ]
    known = knowledge(phrasings, np.eye(3, dtype=np.float32))
    vpr, assess, train = PROCEDURES.ids.index("vpr"), DEEDS.ids.index("assess"), DEEDS.ids.index("train")
    both, one = known.facets["procedure"][:, vpr]
    assert both > 0 > one
    assert known.deeds[train, train] > known.deeds[assess, assess] > 0 > known.deeds[assess, train]


def test_relations_are_symmetric_and_leave_out_the_activity_itself(activities):
    ids = sorted(a.id for a in activities)
    grades = activity_grades(activities, ids)
    related = related_only(grades)
    assert (grades == grades.T).all() and related.trace() == 0
    assert {float(v) for v in np.unique(related)} == {0.0, 1.0}


@pytest.fixture(scope="module")
def activities():
    from nlp.artifacts import load_activities

    return load_activities()


# --- the trained models -------------------------------------------------------------------------------------

# anchor | the same | not the same
NEAR_MISSES = """
Разработка муниципальной программы поддержки школ | Подготовка районной программы помощи школам | Разработка школьных программ
Анализ результатов ВПР | Изучение итогов всероссийских проверочных работ | Проведение ВПР в 4–8 классах
Анализ результатов ВПР | Изучение итогов всероссийских проверочных работ | Общественное наблюдение при проведении ВПР
Выявление дефицитов учителей | Диагностика затруднений педагогов | Курсы повышения квалификации учителей по их дефицитам
Назначение муниципальных кураторов школ | Закрепление кураторов за школами | Создание муниципальной рабочей группы
Утверждение дорожной карты | Издание приказа об утверждении дорожной карты | Мониторинг выполнения дорожной карты
Семинар для руководителей школ | Обучающий семинар для директоров и завучей | Семинары для учителей математики
Родительские собрания о подготовке к ОГЭ | Собрания родителей по вопросам ГИА | Родители – общественные наблюдатели на ГИА
Конкурс «Учитель года» | Муниципальный конкурс мастерства педагогов | Олимпиада школьников по математике
Освещение хода проекта на сайте | Размещение информации о проекте на официальном сайте | Контроль ведения школьных сайтов
Закупка оборудования для кабинетов физики | Оснащение кабинета физики | Обучение педагогов работе на новом оборудовании
Консультации для управленческих команд | Консультирование директоров и их заместителей | Консультации для выпускников по предметам
"""


@pytest.fixture(scope="module")
def trained():
    from nlp.artifacts import load_classifier, load_encoder, load_matcher
    from nlp.classify import MeasureText, posteriors

    matcher, classifier, encoder = load_matcher(), load_classifier(), load_encoder()
    assert matcher.activity_ids == classifier.activity_ids

    def answers(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        found = posteriors(classifier, [MeasureText(text) for text in texts])
        return found.categories, found.activities

    return matcher, Senses(encoder.encode, answers)


@pytest.mark.parametrize("line", NEAR_MISSES.strip().splitlines())
def test_near_misses_are_told_from_the_same(trained, line):
    anchor, same, other = (part.strip() for part in line.split("|"))
    found = {m.right: m for m in every_pair(*trained, _plan([anchor], "l"), _plan([same, other], "r"))}
    assert found["r0"].relation == "same" and found["r1"].relation != "same", found


def test_trained_weights_add_up_and_have_their_sign(trained):
    matcher, senses = trained
    assert all(w * sign >= 0 for w, sign in zip(matcher.weights, FEATURES.values(), strict=True))
    for found in match(matcher, senses, _plan(TEXTS[:7], "l"), _plan(TEXTS[2:], "r")):
        logit = sum(e.weight for e in found.evidence)
        assert found.probability == pytest.approx(1 / (1 + math.exp(-logit)), abs=2e-3)


def test_every_feature_has_a_russian_label():
    from ui.wording import FEATURES as LABELS

    assert set(LABELS) == {*FEATURES, "bias", "identical"}

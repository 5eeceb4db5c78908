"""What experts correct is learned, reported honestly, and never at the cost of what judges the models."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pytest
from threadpoolctl import threadpool_limits

from nlp import artifacts
from nlp.classify import Classifier, MeasureText, categories, pack, posteriors
from nlp.domain import GradedPair, Phrasing
from nlp.evaluate.comparison import Compared, comparison_table, ranked, right_or_wrong, sign_test
from nlp.evaluate.metrics import tied_average_precision
from nlp.train import classifier
from nlp.train.classifier import fit_part
from nlp.train.everything import to_learn
from nlp.train.lessons import Lesson, Lessons, Texts, completed, learnable, without
from service.corrections.training import on_corrections

KNOWN = {a.id: a for a in artifacts.load_activities()}
FEW = ("families-risk", "parent-education", "exam-prep", "mutual-lesson-visits")
# An expert's own view: to the models such rows are work with families.
WHO = ("семьями участников", "родителями новичков", "семьями выпускников", "родителями отстающих", "семьями классов")
HOW = ("Тьюторские встречи с {}", "Проведение тьюторских встреч с {}", "Тьюторские встречи и беседы с {} по графику")
LESSONS = tuple(
    Lesson(text=how.format(who), writer=f"~expert-{i}", category="students", says_activity=True)
    for i, who in enumerate(WHO)
    for how in HOW
)


@pytest.fixture(autouse=True, scope="module")
def quick() -> Iterator[None]:
    """A small corpus needs fewer steps; threads only get in each other's way."""
    with pytest.MonkeyPatch.context() as patch, threadpool_limits(limits=1):
        patch.setattr(classifier, "CATEGORY_ITERATIONS", 40)
        patch.setattr(classifier, "ACTIVITY_ITERATIONS", 40)
        yield


def few(part: str = "activities") -> list[Phrasing]:
    found = [p for p in artifacts.load_phrasings(part) if p.activity in FEW or p.activity is None]  # type: ignore[arg-type]
    return found[::2] if part == "activities" else found


def fit(lessons: tuple[Lesson, ...] = ()) -> Classifier:
    return fit_part(few(), KNOWN, lessons)


fitted = lru_cache(maxsize=8)(fit)


def n_right(model: Classifier, texts: dict[str, str]) -> int:
    rows = [MeasureText(text) for text in texts]
    found = categories(model, posteriors(model, rows), rows)
    return sum(c.primary == wanted for c, wanted in zip(found, texts.values(), strict=True))


def test_held_out_rows_of_a_corrected_kind_come_right_and_the_test_part_does_not_fall():
    held = {p.text: "students" for p in LESSONS if p.writer in ("~expert-0", "~expert-1")}
    taught = tuple(p for p in LESSONS if p.text not in held)
    before, after = fitted(), fitted(taught)
    assert n_right(before, held) <= len(held) // 3
    assert n_right(after, held) == len(held)
    test = {p.text: p.category for p in few("test")}
    assert n_right(after, test) >= n_right(before, test)


def test_the_same_lessons_give_the_same_bytes_and_none_gives_those_of_the_corpus_alone():
    arrays, meta = pack(fitted(LESSONS))
    again, same = pack(fit(LESSONS))
    assert meta == same
    assert all(arrays[name].tobytes() == again[name].tobytes() for name in arrays)
    assert fit().stamp == fitted().stamp != fitted(LESSONS).stamp


def test_what_was_not_said_is_not_learned():
    silent = fitted((Lesson(text="Тьюторские встречи", writer="~d"),))
    by_category = fitted((Lesson(text="Тьюторские встречи", writer="~d", category="students"),))
    by_activity = fitted((Lesson(text="Тьюторские встречи", writer="~d", says_activity=True),))
    n = len(silent.category_ids)
    for model, unsaid, said in ((by_category, slice(n, None), slice(n)), (by_activity, slice(n), slice(n, None))):
        assert model.weights[:, unsaid].tobytes() == silent.weights[:, unsaid].tobytes()
        assert model.weights[:, said].tobytes() != silent.weights[:, said].tobytes()


def test_a_corrected_category_takes_the_row_out_of_the_activities_of_another_one():
    family = next(p.text for p in few() if p.activity == "families-risk")
    lessons = Lessons(
        phrasings=(
            Lesson(text=family, writer="~a", category="students"),
            Lesson(text=family, writer="~a", category="community"),
            Lesson(text=family, writer="~a", category="students", activity="exam-prep", says_activity=True),
        )
    )
    changed, agreeing, said = completed(lessons, fitted()).phrasings
    assert (changed.activity, changed.says_activity) == (None, True)
    assert not agreeing.says_activity
    assert said.activity == "exam-prep"


# --- what judges the models -----------------------------------------------------------------------


def test_nothing_is_learned_from_what_judges_the_models():
    test, pairs = artifacts.load_phrasings("test"), artifacts.load_pairs("test")
    near = test[5].text.upper().replace(",", " ;") + " ."
    lessons = Lessons(
        phrasings=(
            Lesson(text=test[0].text, writer="~d", category="students"),
            Lesson(text=near, writer="~d", category="students"),
            Lesson(text=pairs[0].right, writer="~d", category="students"),
            LESSONS[0],
        ),
        pairs=tuple(
            GradedPair(left=left, right=right, grade=2, group="", writer="~d")
            for left, right in (
                ("Тьюторские встречи", test[1].text),
                ("Тьюторские встречи", "Встречи тьюторов с детьми"),
            )
        ),
    )
    kept = to_learn(lessons)
    assert [p.text for p in kept.phrasings] == [LESSONS[0].text]
    assert [p.right for p in kept.pairs] == ["Встречи тьюторов с детьми"]
    assert to_learn(kept) == kept


@pytest.mark.parametrize(
    "text, is_there",
    [
        ("Анализ результатов ВПР в школах района", True),
        ("анализ результата ВПР в школе района.", True),
        ("Анализ результатов ВПР в школах района в декабре", True),
        ("Анализ результатов ЕГЭ в школах округа", False),
        ("Анализ", False),
        ("", False),
    ],
)
def test_a_near_copy_shares_four_fifths_of_the_lemmas(text, is_there):
    assert Texts(["Анализ результатов ВПР в школах района", "Закупка мебели"]).has(text) is is_there


def test_activities_that_the_catalogue_lacks_are_left_out():
    strange = Lesson(text="Тьюторские встречи", writer="~d", category="students", activity="own", says_activity=True)
    assert learnable(Lessons(phrasings=(strange, LESSONS[0])), (), (), KNOWN).phrasings == (LESSONS[0],)
    assert without(Lessons(phrasings=LESSONS), [LESSONS[2].text]).phrasings[:2] == LESSONS[:2]
    assert LESSONS[2] not in without(Lessons(phrasings=LESSONS), [LESSONS[2].text.upper()]).phrasings


# --- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "gained, lost, p", [(0, 0, 1.0), (5, 0, 0.0625), (0, 10, 2 / 1024), (3, 3, 1.0), (8, 2, 0.109375)]
)
def test_the_sign_test(gained, lost, p):
    assert sign_test(gained, lost) == pytest.approx(p)


def test_a_ranking_that_did_not_change_is_all_chance_and_a_turned_one_is_not():
    import numpy as np

    truth = np.arange(40) >= 20
    good, bad = np.arange(40.0), -np.arange(40.0)
    assert ranked("x", (good, good * 3), truth, tied_average_precision).p == 1.0
    turned = ranked("x", (bad, good), truth, tied_average_precision)
    assert turned.p is not None
    assert turned.p < 0.01
    assert turned.verdict == "rose"


def test_the_table_says_what_rose_what_fell_and_what_is_chance():
    figures = [
        right_or_wrong("категории", [False] * 8 + [True] * 92, [True] * 100),
        Compared(name="ошибка", n=687, before=0.02, after=0.04, less_is_better=True),
        Compared(name="прочее", n=10, before=0.5, after=0.5001),
    ]
    assert [c.verdict for c in figures] == ["rose", "fell", "same"]
    assert [c.fell_too_far for c in figures] == [False, True, False]
    lines = comparison_table(figures).splitlines()[2:]
    assert lines[0] == "| категории | 100 | 0,920 | 1,000 | лучше | p = 0,008, не случайно |"
    assert lines[1] == "| ошибка | 687 | 0,020 | 0,040 | хуже (больше допуска) | — |"
    assert lines[2].endswith("| без изменений | — |")


def test_corrections_are_judged_by_documents_that_the_classifier_did_not_read():
    read: list[set[str]] = []

    def fit_fold(lessons):
        read.append({p.writer for p in lessons})
        return fitted(LESSONS[6:])

    by_category, by_activity = on_corrections(LESSONS, fitted(), fit_fold)
    assert len(read) == 5
    assert all(len(writers) == 4 for writers in read)
    assert by_category.n == by_activity.n == len(LESSONS)
    assert by_category.verdict == "rose"
    assert on_corrections([p for p in LESSONS if p.writer == "~expert-0"], fitted(), fit_fold) == ()

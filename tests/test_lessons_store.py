"""Lessons from a store, and the command that trains with them: what it says, keeps and leaves alone."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from store_samples import keep, migrated, roadmap
from typer.testing import CliRunner

import sverka
from nlp import artifacts
from nlp.classify import MeasureText, categories, pack, posteriors
from nlp.domain import SetActivity, SetCategory
from nlp.evaluate.comparison import right_or_wrong
from nlp.train.lessons import Lessons
from service.corrections import training
from service.corrections.edits import anchored
from service.corrections.installed import install, models_in_use, own_models
from service.corrections.keeping import Author, draft, keep_answer, undo_answer
from service.corrections.keeping import keep as keep_draft
from service.corrections.lessons import Vote, lessons_of, settled
from service.corrections.training import train_with_corrections
from service.settings import Settings
from service.store.opening import open_store
from service.store.originals import Originals
from service.store.tables import Correction, Opinion
from service.store.tables_access import User

KNOWN = {a.id: a for a in artifacts.load_activities()}


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """An installation with two plans and three experts."""
    (tmp_path / "sverka.db").write_bytes(migrated())
    settings = Settings(home=tmp_path)
    originals = Originals(tmp_path / "originals")
    with open_store(settings.url, settings.home) as store:
        for name in ("Заозёрный", "Светлоборский"):
            keep(store, originals, roadmap(name))
        with store.writing() as session:
            session.add_all(User(id=f"{i}" * 32, login=f"expert-{i}", role="expert") for i in range(3))
    return settings


def correct(settings: Settings, plan: str, *edits: SetCategory | SetActivity, who: int = 0) -> int:
    of = roadmap(plan)
    with open_store(settings.url, settings.home) as store, store.writing() as session:
        made = draft(session, of.id, [anchored(e, of) for e in edits], None)
        keep_draft(session, made, Author(f"{who}" * 32))
        return made.new[-1].id


def row(plan: str, place: int) -> str:
    return roadmap(plan).measures[place].id


def learned(settings: Settings, **how: bool) -> Lessons:
    with open_store(settings.url, settings.home) as store, store.reading() as session:
        return lessons_of(session, artifacts.load_activities(), **how)


def test_categories_and_activities_of_one_text_are_one_lesson(home):
    correct(home, "Заозёрный", SetCategory(measure=row("Заозёрный", 0), primary="students"))
    correct(home, "Заозёрный", SetActivity(measure=row("Заозёрный", 0), activity=None))
    correct(home, "Светлоборский", SetActivity(measure=row("Светлоборский", 1), activity="exam-prep"))
    first, second = sorted(learned(home).phrasings, key=lambda p: p.text)
    assert first.text.startswith("Анализ результатов ВПР")
    assert (first.category, first.activity, first.says_activity) == ("students", None, True)
    assert (second.category, second.activity) == (KNOWN["exam-prep"].category, "exam-prep")
    assert first.writer != second.writer


def test_the_last_word_counts_and_what_was_taken_back_does_not(home):
    correct(home, "Заозёрный", SetCategory(measure=row("Заозёрный", 0), primary="students"))
    last = correct(home, "Светлоборский", SetCategory(measure=row("Светлоборский", 0), primary="community"), who=1)
    (lesson,) = learned(home).phrasings
    assert lesson.category == "community"
    with open_store(home.url, home.home) as store, store.writing() as session:
        session.get_one(Correction, last).undone_at = datetime.now(UTC)
    (lesson,) = learned(home).phrasings
    assert lesson.category == "students"


def test_what_two_experts_agree_on_comes_before_the_last_word(home):
    correct(home, "Заозёрный", SetCategory(measure=row("Заозёрный", 0), primary="students"))
    with open_store(home.url, home.home) as store, store.writing() as session:
        session.add(
            Opinion(
                plan_id=roadmap("Заозёрный").id,
                kind="category",
                subject=row("Заозёрный", 0),
                label="students",
                user_id="1" * 32,
            )
        )
    correct(home, "Светлоборский", SetCategory(measure=row("Светлоборский", 0), primary="community"), who=2)
    assert [p.category for p in learned(home).phrasings] == ["students"]


def vote(label: str, user: str | None, minute: int) -> Vote:
    return Vote(
        "category", ("x",), label, user, datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minute), f"d{minute}"
    )


@pytest.mark.parametrize(
    "votes, label",
    [
        ([("a", "1", 0)], "a"),
        ([("a", "1", 0), ("b", "2", 1)], "b"),
        ([("a", "1", 0), ("a", "2", 1), ("b", "3", 2)], "a"),
        ([("a", "1", 0), ("a", "1", 1), ("b", "2", 2)], "b"),
        ([("a", "1", 0), ("a", "2", 1), ("b", "1", 2)], "b"),
        ([("a", "1", 0), ("a", "2", 1), ("b", "3", 2), ("b", "4", 3)], "b"),
    ],
)
def test_which_vote_counts(votes, label):
    chosen = settled([vote(*v) for v in votes])
    assert chosen.label == label
    assert chosen.document == "d0"


def test_matches_are_pairs_with_their_grades_whichever_side_comes_first(home):
    left, right = roadmap("Заозёрный"), roadmap("Светлоборский")

    def say(one, other, places, relation):
        target = {
            "other_plan": other.id,
            "left_measure": one.measures[places[0]].id,
            "right_measure": other.measures[places[1]].id,
            "right_anchor": other.measures[places[1]].text,
        }
        word = Correction(plan_id=one.id, kind="match", target=target, anchor=one.measures[places[0]].text)
        word.machine, word.expert = {}, {"relation": relation}
        with open_store(home.url, home.home) as store, store.writing() as session:
            return keep_answer(session, word, Author("0" * 32)).id

    say(left, right, (0, 1), "same")
    say(right, left, (1, 0), "different")
    taken_back = say(left, right, (1, 2), "same")
    say(left, right, (0, 2), "related")
    with open_store(home.url, home.home) as store, store.writing() as session:
        undo_answer(session, taken_back, Author("0" * 32))
    pairs = learned(home).pairs
    assert sorted(p.grade for p in pairs) == [0, 1]
    assert all(p.left != p.right for p in pairs)


def test_names_of_people_are_not_learned(home):
    of = roadmap("Ельники", ("Тьюторские встречи, ведёт Сомова В.Я.",))
    with open_store(home.url, home.home) as store:
        keep(store, Originals(home.home / "originals"), of)
    with open_store(home.url, home.home) as store, store.writing() as session:
        made = draft(session, of.id, [anchored(SetCategory(measure=of.measures[0].id, primary="students"), of)], None)
        keep_draft(session, made, Author("0" * 32))
    assert [p.text for p in learned(home).phrasings] == ["Тьюторские встречи, ведёт"]
    assert [p.text for p in learned(home, names=True).phrasings] == ["Тьюторские встречи, ведёт Сомова В.Я."]


# --- the command ----------------------------------------------------------------------------------


def trainer(spoil: bool):
    def train(tell, lessons):
        """Write the models in use with another classifier."""
        shipped = Path(__file__).parent.parent / "models"
        shutil.copytree(shipped, artifacts.models_dir(), dirs_exist_ok=True)
        with artifacts.models_in(shipped):
            model = artifacts.load_classifier()
        bias = model.bias.copy()
        bias[0] += 4.0 if spoil else 1e-4
        artifacts.save_model("classifier", *pack(replace(model, bias=bias, stamp="classifier-new")))

    return train


def run(home: Settings, monkeypatch: pytest.MonkeyPatch, spoil: bool, **how: bool) -> str:
    monkeypatch.setattr(training, "compare", figures_of_categories)
    monkeypatch.setattr(training, "load_judged", classifier_alone)
    monkeypatch.setattr(training, "_fit", lambda base: lambda lessons: base)
    return train_with_corrections(home, lambda line: None, train=trainer(spoil), **how)


def classifier_alone() -> training.Judged:
    return training.Judged(classifier=artifacts.load_classifier())


def figures_of_categories(before, after, corpus):
    some = corpus.test_phrasings[::6]
    one, other = (
        [c.primary == p.category for c, p in zip(categories(m, posteriors(m, rows), rows), some, strict=True)]
        for m in (before.classifier, after.classifier)
        for rows in [[MeasureText(p.text) for p in some]]
    )
    return (right_or_wrong("верных категорий", one, other),)


def test_models_that_do_not_fall_are_put_in_use_beside_those_of_the_checkout(home, monkeypatch):
    monkeypatch.delenv("SVERKA_MODELS", raising=False)
    correct(home, "Заозёрный", SetCategory(measure=row("Заозёрный", 0), primary="students"))
    shipped = (artifacts.models_dir() / "manifest.json").read_bytes()
    killed = home.home / "models" / ".training-x"
    killed.mkdir(parents=True)
    os.utime(killed, (0, 0))
    report = run(home, monkeypatch, spoil=False)
    mine = own_models(home.home)
    assert mine is not None
    assert str(mine) in report
    assert "| верных категорий |" in report
    assert models_in_use(home.home) == mine
    assert (artifacts.models_dir() / "manifest.json").read_bytes() == shipped != (mine / "manifest.json").read_bytes()
    run(home, monkeypatch, spoil=False)
    assert own_models(home.home) == mine
    assert sorted(p.name for p in (home.home / "models").iterdir()) == sorted(["current", mine.name])


def test_models_that_fall_are_not_put_in_use_unless_told(home, monkeypatch):
    monkeypatch.delenv("SVERKA_MODELS", raising=False)
    correct(home, "Заозёрный", SetCategory(measure=row("Заозёрный", 0), primary="students"))
    report = run(home, monkeypatch, spoil=True)
    assert "не поставлены: хуже больше чем на 0,01 — верных категорий" in report
    assert own_models(home.home) is None
    assert list((home.home / "models").iterdir()) == []
    assert "Новые модели поставлены" in run(home, monkeypatch, spoil=True, keep_anyway=True)
    assert own_models(home.home) is not None


def test_a_damaged_note_of_the_models_in_use_means_those_of_the_checkout(tmp_path, monkeypatch):
    monkeypatch.delenv("SVERKA_MODELS", raising=False)
    (tmp_path / "models" / "abc").mkdir(parents=True)
    for note in ("", "abc", "../..", "/etc"):
        (tmp_path / "models" / "current").write_text(note, "utf-8")
        assert models_in_use(tmp_path) == artifacts.models_dir()
    (tmp_path / "models" / ".training").mkdir()
    (tmp_path / "models" / ".training" / "manifest.json").write_text("{}", "utf-8")
    assert install(tmp_path, tmp_path / "models" / ".training") == own_models(tmp_path)


def test_without_corrections_the_command_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("service.settings.settings", lambda: Settings(home=tmp_path))
    done = CliRunner().invoke(sverka.app, ["train", "--with-corrections"])
    assert done.exit_code == 0
    assert "Учиться не на чем" in done.output
    assert not (tmp_path / "models").exists()

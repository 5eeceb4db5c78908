"""Documents and plans: kept once, versions linked, answers replaced, corrections kept, deletions complete."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
import store_samples
from sqlalchemy import func, select
from store_samples import ROWS, analysed, analysed_file, catalogue, keep, links, roadmap

from nlp.domain import Passport, Region
from nlp.errors import InputError, StoreError
from service.store import audit, coverage, documents, listing, plans
from service.store.lineage import place_of
from service.store.tables import (
    Correction,
    Document,
    Measure,
    Plan,
    Vector,
)

store, originals = store_samples.store, store_samples.originals
NEXT_YEAR = {"period": ("2024-01-01", "2024-12-31")}


def lineages(store):
    with store.reading() as session:
        return len({row.lineage_id for row in listing.plans(session).rows})


def passed(session, plan_id, passport):
    return plans.roadmap_of(session, plan_id).model_copy(update=dict(passport))


# --- originals ------------------------------------------------------------------------------------


def test_identical_bytes_lie_once_and_for_the_owner_alone(originals):
    first, again = originals.put(b"plan"), originals.put(b"plan")
    assert first == again and list(originals) == [first]
    path = originals.path(first)
    assert path.parent.parent.parent == originals.folder and path.name == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert {p.stat().st_mode & 0o777 for p in (path.parent, path.parent.parent, originals.folder)} == {0o700}
    assert originals.read(first) == b"plan"


def test_damaged_bytes_are_told_and_healed_by_the_same_upload(originals):
    kept = originals.put(b"plan")
    originals.path(kept).write_bytes(b"plum")
    with pytest.raises(StoreError, match="повреждён"):
        originals.read(kept)
    originals.put(b"plan")
    assert originals.read(kept) == b"plan"


@pytest.mark.parametrize("name", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_nothing_but_a_sha256_is_a_name(originals, name):
    with pytest.raises(ValueError):
        originals.path(name)


# --- documents ------------------------------------------------------------------------------------


def test_an_identical_file_is_flagged_and_not_counted_twice(store, originals):
    first, is_new = documents.keep(store, originals, b"same", "one.docx", None)
    second, again = documents.keep(store, originals, b"same", "other.docx", None)
    assert (is_new, again, first.id) == (True, False, second.id)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Document)) == 1
        assert [entry.action for entry in audit.entries(session)] == ["document.upload"]


def test_the_same_file_from_many_at_once_is_one_document(store, originals):
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(documents.keep(store, originals, b"same", "one.docx", None)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({document.id for document, _ in found}) == 1 and sum(is_new for _, is_new in found) == 1


# --- versions -------------------------------------------------------------------------------------


def test_versions_and_years_are_linked_in_their_order_whatever_came_first(store, originals):
    keep(store, originals, roadmap("next", **NEXT_YEAR))
    keep(store, originals, roadmap("first"))
    keep(store, originals, roadmap("second", municipality="Заозёрный муниципальный округ"))
    assert links(store) == {"first": (1, None), "second": (2, "first"), "next": (1, "second")}
    assert lineages(store) == 1
    with store.reading() as session:
        first = roadmap("first").id
        assert [row.file for row in listing.lineage(session, first)] == ["first.docx", "second.docx", "next.docx"]


@pytest.mark.parametrize(
    "other",
    [
        {"region": Region(code="70", name="Томская область")},
        {"municipality": "город Заозёрный"},
        {"municipality": None},
        {"region": None},
        {"period": None},
        {"title": "Дорожная карта МБОУ СОШ № 7"},
    ],
)
def test_another_place_is_no_version(store, originals, other):
    keep(store, originals, roadmap("one"))
    keep(store, originals, roadmap("other", **other))
    assert links(store) == {"one": (1, None), "other": (1, None)} and lineages(store) == 2


@pytest.mark.parametrize(
    "left, right",
    [
        ("Заозёрный район", "Заозерный муниципальный район"),
        ("Заозёрный городской округ", "Заозёрный муниципальный округ"),
        ("город Зареченск", "городской округ Зареченск"),
        ("район имени Лазо", "муниципальный район имени Лазо"),
    ],
)
def test_one_place_under_several_kinds(left, right):
    assert place_of(roadmap("a", municipality=left)) == place_of(roadmap("a", municipality=right))


def test_two_plans_of_one_file_are_no_versions_of_each_other(store, originals):
    keep(store, originals, roadmap("district"), roadmap("annex"))
    keep(store, originals, roadmap("district-2"), roadmap("annex-2"))
    assert lineages(store) == 2
    with store.reading() as session:
        names = [[row.id for row in listing.lineage(session, roadmap(n).id)] for n in ("district", "annex")]
    expected = [[roadmap(n).id, roadmap(f"{n}-2").id] for n in ("district", "annex")]
    assert sorted(names) == sorted(expected) or all(len(ids) == 2 for ids in names)


def test_another_passport_brings_a_plan_to_its_versions_and_away_from_them(store, originals):
    keep(store, originals, roadmap("one"))
    keep(store, originals, roadmap("other", municipality=None, **NEXT_YEAR))
    other = roadmap("other").id
    known = {"title": "Дорожная карта", "region": Region(code="28", name="Амурская область")}
    with store.writing() as session:
        passport = Passport(**known, municipality="Заозёрный район", period=NEXT_YEAR["period"])
        assert plans.save_body(session, other, passed(session, other, passport)) == 2
    assert links(store) == {"one": (1, None), "other": (1, "one")}
    with store.writing() as session:
        passport = passport.model_copy(update={"municipality": "Тихий район"})
        plans.save_body(session, other, passed(session, other, passport))
    assert links(store) == {"one": (1, None), "other": (1, None)} and lineages(store) == 2
    with store.reading() as session:
        row = session.get(Plan, other)
        assert (row.revision, row.stale) == (3, True)
        assert plans.roadmap_of(session, other).municipality == "Тихий район"
        assert plans.roadmap_of(session, other, machine=True).municipality is None


# --- analyses and answers -------------------------------------------------------------------------


def test_a_plan_comes_back_as_it_was_analysed(store, originals):
    id_ = catalogue(store)
    keep(store, originals, roadmap("one"), catalogue_ids=(id_,))
    plan_id = roadmap("one").id
    expected = analysed(roadmap("one"), (id_,))
    with store.reading() as session:
        assert plans.roadmap_of(session, plan_id) == expected.roadmap
        rows = session.scalars(select(Measure).order_by(Measure.position)).all()
        assert [(row.id, row.text) for row in rows] == [(m.id, m.text) for m in expected.roadmap.measures]
        assert {row.roles for row in rows} == {"|school|"} and {row.ends for row in rows} == {"2023-05-31"}
        kept = [session.get(Vector, row.key).data for row in rows]
        assert kept == [vector.tobytes() for vector in expected.vectors]
        told = coverage.coverage_json(session, plan_id, id_)
        assert told == b"[" + b",".join(c.model_dump_json().encode() for c in expected.coverage[id_]) + b"]"
        assert session.get(Plan, plan_id).stale is False


def test_a_second_analysis_replaces_the_first_and_drops_plans_that_are_gone(store, originals):
    document_id = keep(store, originals, roadmap("one"), roadmap("gone"))
    with store.writing() as session:
        plans.save_analysis(session, document_id, analysed_file(roadmap("one", ROWS[:1])))
    with store.reading() as session:
        assert session.scalars(select(Plan.id)).all() == [roadmap("one").id]
        assert session.scalars(select(Measure.text)).all() == [ROWS[0]]
        assert session.scalar(select(func.count()).select_from(Vector)) == 1
        assert session.get(Plan, roadmap("one").id).revision == 2


def test_corrections_survive_a_second_analysis(store, originals):
    plan = roadmap("one")
    document_id = keep(store, originals, plan)
    edit = {"kind": "cell", "measure": plan.measures[0].id, "anchor": ROWS[0], "column": "text", "text": "Исправлено"}
    with store.writing() as session:
        given = {"plan_id": plan.id, "kind": "cell", "target": {}, "machine": {}, "expert": edit}
        session.add(Correction(**given, anchor=ROWS[0]))
    with store.writing() as session:
        plans.save_analysis(session, document_id, analysed_file(plan))
    with store.reading() as session:
        assert plans.roadmap_of(session, plan.id).measures[0].text == "Исправлено"
        assert plans.roadmap_of(session, plan.id, machine=True).measures[0].text == ROWS[0]
        # The row's vector is not that of its new words: answers are to be computed anew.
        assert session.scalar(select(func.count()).select_from(Vector)) == 2
        assert plans.stale_plans(session) == (plan.id,)
        assert session.get(Plan, plan.id).machine != session.get(Plan, plan.id).body


def test_answers_for_a_plan_that_an_expert_changed_meanwhile_are_dropped(store, originals):
    keep(store, originals, roadmap("one"))
    plan_id = roadmap("one").id
    answered = analysed(roadmap("one"))
    with store.writing() as session:
        body = plans.roadmap_of(session, plan_id)
        plans.save_body(session, plan_id, body.model_copy(update={"measures": body.measures[:2]}))
    with store.writing() as session:
        assert not plans.save_answers(session, plan_id, answered, answered.machine, revision=1)
        assert not plans.save_coverage(session, plan_id, {}, "stamp", revision=1)
        assert len(plans.roadmap_of(session, plan_id).measures) == 2
        assert plans.save_answers(session, plan_id, answered, answered.machine, revision=2)
    with store.reading() as session:
        assert len(plans.roadmap_of(session, plan_id).measures) == 3
        assert plans.stale_plans(session) == ()


def test_other_models_make_answers_stale_until_they_are_given_anew(store, originals):
    keep(store, originals, roadmap("one"))
    stamp = analysed(roadmap("one")).stamp
    with store.writing() as session:
        assert plans.mark_stale(session, stamp) == 0
        assert plans.mark_stale(session, "other models") == 1
        assert plans.mark_stale(session, "other models") == 0
        assert plans.stale_plans(session) == (roadmap("one").id,)
        plans.mark_stale(session, stamp)
        assert plans.save_answers(session, roadmap("one").id, analysed(roadmap("one")))
        assert plans.stale_plans(session) == ()


def test_an_analysis_of_a_document_that_was_deleted_meanwhile_leaves_nothing(store):
    with store.writing() as session:
        assert plans.save_analysis(session, "no such document", analysed_file(roadmap("one"))) == ()
    with store.reading() as session, pytest.raises(InputError):
        plans.roadmap_of(session, roadmap("one").id)


def test_a_reading_that_was_cut_short_takes_nothing_away(store, originals):
    document_id = keep(store, originals, roadmap("a"))
    cut = analysed_file()
    cut = replace(
        cut, reading=cut.reading.model_copy(update={"state": "timeout", "document": b"", "message": "Долго."})
    )
    with store.writing() as session:
        plans.save_analysis(session, document_id, cut)
    with store.reading() as session:
        assert len(listing.plans(session).rows) == 1
        document = session.get_one(Document, document_id)
        assert (document.state, document.message, document.packed) == ("timeout", "Долго.", b"packed")

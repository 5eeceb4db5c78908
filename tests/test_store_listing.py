"""Lists, numbers, the matrix, catalogues and the audit log."""

from __future__ import annotations

import json

import pytest
import store_samples
from sqlalchemy import select, update
from store_samples import ROWS, analysed, catalogue, keep, mandates, roadmap

from nlp.domain import Region
from nlp.errors import InputError
from service.store import audit, catalogues, listing, plans
from service.store.catalogue_records import builtin, parse
from service.store.coverage import uncovered
from service.store.filters import PlanFilter
from service.store.matrix import matrix
from service.store.overview import overview
from service.store.sight import Sight
from service.store.tables import Catalogue, Correction, Measure, Plan
from service.store.tables_access import User

store, originals = store_samples.store, store_samples.originals
TOMSK = {"region": Region(code="70", name="Томская область"), "municipality": "Кедровый район"}
LATER = {"period": ("2024-09-01", "2025-06-30")}


@pytest.fixture
def three(store, originals):
    """Three plans: of two regions, for 2023 and 2024-25."""
    keep(store, originals, roadmap("amur"))
    keep(store, originals, roadmap("tomsk", (*ROWS[:1], "Ремонт кабинета физики"), **TOMSK))
    keep(store, originals, roadmap("tomsk-later", ROWS[1:], **TOMSK, **LATER))
    return store


# filter → files that it lets through, in the order of the list
FILTERS = [
    ({}, "tomsk-later tomsk amur"),
    ({"bound": Sight(frozenset())}, ""),
    ({"bound": Sight(frozenset({"28"}))}, "amur"),
    ({"bound": Sight(frozenset({"28"})), "region": "70"}, ""),
    ({"bound": Sight(frozenset({"28", "70"})), "region": "70"}, "tomsk-later tomsk"),
    ({"region": "70"}, "tomsk-later tomsk"),
    ({"municipality": "кедров"}, "tomsk-later tomsk"),
    ({"municipality": "Заозерный"}, "amur"),
    ({"municipality": "100%"}, ""),
    ({"year": 2023}, "tomsk amur"),
    ({"year": 2025}, "tomsk-later"),
    ({"year": 2022}, ""),
    ({"role": "school"}, "tomsk-later tomsk amur"),
    ({"role": "tutor"}, ""),
    ({"role": "scho_l"}, ""),
    ({"text": "родительские собрания"}, "tomsk-later amur"),
    ({"text": "собраний родителей"}, ""),
    ({"text": "ремонт"}, "tomsk"),
    ({"text": "РЕМОНТЫ кабинетов"}, "tomsk"),
    ({"text": "ВПР"}, "tomsk amur"),
    ({"text": "проверочные работы"}, "tomsk amur"),
    ({"text": "томская"}, "tomsk-later tomsk"),
    ({"text": "tomsk-later"}, "tomsk-later"),
    ({"text": "Томская 2030"}, ""),
    ({"text": '" OR *'}, ""),
    ({"text": "ремонт NEAR NOT AND"}, ""),
    ({"text": "  "}, "tomsk-later tomsk amur"),
    ({"state": "ok"}, "tomsk-later tomsk amur"),
    ({"state": "partial"}, ""),
    ({"state": "stale"}, ""),
]


def test_filters_let_through_what_they_name(three):
    with three.reading() as session:
        for given, expected in FILTERS:
            wanted = PlanFilter(**given)
            files = [row.file.removesuffix(".docx") for row in listing.plans(session, wanted).rows]
            assert (given, files) == (given, expected.split())
            assert listing.count_plans(session, wanted) == overview(session, wanted).n_plans == len(files)


def test_category_and_role_are_asked_of_the_same_measure(three):
    with three.writing() as session:
        rows = session.scalars(select(Measure).where(Measure.plan_id == roadmap("amur").id)).all()
        session.execute(update(Measure).values(category="students", roles="|school|"))
        rows[0].category, rows[0].roles = "resources", "|tutor|"
        session.flush()
        found = [
            listing.count_plans(session, PlanFilter(category=category, role=role))
            for category, role in (("resources", "tutor"), ("resources", "school"), ("students", "school"))
        ]
    assert found == [1, 0, 3]


def test_pages_show_every_plan_once_whatever_comes_meanwhile(store, originals):
    for i in range(5):
        keep(store, originals, roadmap(f"plan-{i}"))
    seen, cursor, limit = [], None, 2
    with store.reading() as session:
        while True:
            page = listing.plans(session, cursor=cursor, limit=limit)
            seen += [row.file for row in page.rows]
            cursor = page.cursor
            if cursor is None:
                break
            session.close()
            keep(store, originals, roadmap(f"new-{len(seen)}"))
    assert seen == [f"plan-{i}.docx" for i in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("cursor", ["", "x", "////", "bnVsbA", "W10", "WzEsMl0", "WyIyMDIwLTAxLTAxIiwgImEiXQ"])
def test_a_foreign_cursor_is_refused(store, cursor):
    with store.reading() as session, pytest.raises(InputError, match="указатель страницы"):
        listing.plans(session, cursor=cursor)


def test_documents_of_a_bound_person(three):
    with three.reading() as session:
        everybody = listing.documents(session).rows
        bound = listing.documents(session, Sight(frozenset({"28"}), "nobody")).rows
    assert len(everybody) == 3 and [row.name for row in bound] == ["amur.docx"]
    assert [row.n_plans for row in everybody] == [1, 1, 1]


def test_numbers_of_the_store(three):
    with three.reading() as session:
        whole, tomsk = overview(session), overview(session, PlanFilter(bound=Sight(frozenset({"70"}))))
    assert (whole.n_plans, whole.n_measures, whole.n_lineages, whole.n_stale) == (3, 7, 2, 0)
    assert whole.plans_by_region == {"28": 1, "70": 2}
    assert whole.plans_by_year == {2023: 2, 2024: 1, 2025: 1}
    assert whole.documents_by_state == {"ok": 3}
    assert (tomsk.n_plans, tomsk.plans_by_region, tomsk.documents_by_state) == (2, {"70": 2}, {"ok": 2})
    assert sum(whole.measures_by_category.values()) == 7
    assert sum(whole.shares("28").values()) == pytest.approx(1.0) and whole.shares("01") == {}
    assert sum(tomsk.categories_by_region["70"].values()) == 4


# --- the matrix -----------------------------------------------------------------------------------


def test_the_matrix_is_the_coverage_of_each_plan(store, originals):
    id_ = catalogue(store)
    keep(store, originals, roadmap("amur"), catalogue_ids=(id_,))
    keep(store, originals, roadmap("tomsk", **TOMSK))
    expected = analysed(roadmap("amur"), (id_,)).coverage[id_]
    with store.reading() as session:
        found = matrix(session, id_)
        assert [m for m, _ in found.mandates] == [m.id for m in mandates()]
        amur, tomsk = found.plans
        assert amur.statuses == tuple(c.status for c in expected)
        assert amur.probabilities == pytest.approx([c.probability for c in expected])
        assert tomsk.statuses == (None,) * 4
        assert [p.plan_id for p in matrix(session, id_, [tomsk.plan_id]).plans] == [tomsk.plan_id]
        bound = PlanFilter(bound=Sight(frozenset({"28"})))
        assert matrix(session, id_, [tomsk.plan_id], bound).plans == ()
        assert uncovered(session) == (id_,)


def test_an_expert_has_the_last_word_in_the_matrix(store, originals):
    id_ = catalogue(store)
    keep(store, originals, roadmap("amur"), catalogue_ids=(id_,))
    target = {"catalogue_id": id_, "mandate": mandates()[2].id}
    with store.writing() as session:
        for status in ("missing", "not-applicable"):
            given = {"kind": "coverage", "target": target, "machine": {}, "expert": {"status": status}}
            session.add(Correction(plan_id=roadmap("amur").id, **given))
    with store.reading() as session:
        line = matrix(session, id_).plans[0]
        assert (line.statuses[2], line.by_expert) == ("not-applicable", (2,))
        assert uncovered(session) == ()


# --- catalogues -----------------------------------------------------------------------------------


def test_the_projects_own_catalogues_are_kept_once(store):
    with store.writing() as session:
        assert catalogues.ensure_builtin(session) == 4
        assert catalogues.ensure_builtin(session) == 0
        assert {(c.kind, c.version, c.active) for c in catalogues.versions(session)} == {
            (kind, 1, True) for kind, *_ in builtin()
        }
        (found,) = catalogues.active_mandates(session).values()
        assert len(found) == 31 and found[:4] == mandates()


def test_a_changed_corpus_is_a_new_version_unless_an_expert_has_his_own(store, monkeypatch):
    own = [("glossary", "abbreviations", "Сокращения", [{"abbr": "А", "expansion": "а"}])]
    monkeypatch.setattr(catalogues, "builtin", lambda: own)
    with store.writing() as session:
        catalogues.ensure_builtin(session)
        own[0][3][0]["expansion"] = "б"
        assert catalogues.ensure_builtin(session) == 1
        assert [(c.version, c.active) for c in catalogues.versions(session)] == [(2, True), (1, False)]
        catalogues.import_yaml(session, "glossary", "abbreviations", "- {abbr: А, expansion: в}", None)
        own[0][3][0]["expansion"] = "г"
        assert catalogues.ensure_builtin(session) == 0
        (active,) = catalogues.versions(session, "glossary", only_active=True)
        assert (active.origin, active.version, json.loads(active.body)[0]["expansion"]) == ("yaml", 3, "в")


def test_a_version_never_changes_and_one_of_a_name_is_in_use(store):
    text = "- {id: a, title: Первый, covers: есть}"
    with store.writing() as session:
        session.add(User(id="expert", login="expert", role="expert"))
        session.flush()
        first = catalogues.import_yaml(session, "mandates", "own", text, "expert")
        assert catalogues.import_yaml(session, "mandates", "own", text, "expert").id == first.id
        second = catalogues.import_yaml(session, "mandates", "own", text.replace("Первый", "Второй"), "expert")
        assert (second.version, first.active, second.active) == (2, False, True)
        assert [m.title for m in catalogues.mandates_of(first)] == ["Первый"]
        catalogues.activate(session, first.id, "expert")
        session.refresh(second)
        assert list(catalogues.active_mandates(session)) == [first.id] and not second.active
        catalogues.activate(session, first.id, "expert", active=False)
        assert catalogues.active_mandates(session) == {}
        actions = [entry.action for entry in audit.entries(session)]
        assert actions[:2] == ["catalogue.deactivate", "catalogue.activate"] and len(actions) == 6


def test_a_plan_becomes_a_catalogue(store, originals):
    keep(store, originals, roadmap("region"))
    with store.writing() as session:
        kept = catalogues.import_plan(session, roadmap("region").id, "region", None)
        assert [m.covers for m in catalogues.mandates_of(kept)] == list(ROWS)
        assert (kept.origin, kept.plan_id) == ("plan", roadmap("region").id)
        with pytest.raises(InputError):
            catalogues.import_plan(session, "no such plan", "region", None)


@pytest.mark.parametrize(
    "kind, text, said",
    [
        ("mandates", "- {id: a}", "title"),
        ("mandates", "[", "ошибка записи"),
        ("glossary", "- {abbr: А}", "expansion"),
        ("glossary", "a: 1", "нет списка"),
        ("glossary", "- &x {abbr: А, expansion: а}\n- *x", "ссылки"),
        ("categories", "- {id: unknown, label: Иное}", "id"),
        ("categories", "- {id: methodical, label: Да}\n- {id: methodical, label: Нет}", "несколько раз"),
        ("activities", "- {id: a, title: б, category: methodical}", "definition"),
        ("activities", "- 1", "записи 1"),
    ],
)
def test_what_is_wrong_with_a_catalogue_is_said(kind, text, said):
    with pytest.raises(InputError, match=said):
        parse(kind, text, "own.yaml")


# --- audit ----------------------------------------------------------------------------------------


def test_the_audit_log_is_filtered_and_paged(store):
    with store.writing() as session:
        for i in range(5):
            audit.note(session, f"user-{i % 2}", "plan.correct" if i else "user.lock", f"object-{i}", n=i)
    with store.reading() as session:
        page = audit.entries(session, limit=2)
        assert [e.detail["n"] for e in page] == [4, 3]
        assert [e.detail["n"] for e in audit.entries(session, before=page[-1].id)] == [2, 1, 0]
        told = audit.AuditFilter(user_id="user-0", action="plan.")
        assert [e.object_id for e in audit.entries(session, told)] == ["object-4", "object-2"]
        assert audit.entries(session, audit.AuditFilter(action="%")) == ()
        (one,) = audit.entries(session, audit.AuditFilter(object_id="object-0"))
        assert one.at.tzinfo is not None
        later = audit.AuditFilter(since=page[0].at)
        assert audit.entries(session, later)[0].object_id == "object-4"


def test_plans_wait_in_the_order_of_their_change(three):
    with three.writing() as session:
        assert plans.mark_stale(session, "new models") == 3
        oldest = session.scalars(select(Plan.id).order_by(Plan.updated_at)).first()
        assert plans.stale_plans(session, 1) == (oldest,)
        assert session.scalar(select(Catalogue.id)) is None

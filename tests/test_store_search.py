"""Search over the store: the same answers as `sverka search`, at once after every change."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import store_samples
from sqlalchemy import update
from store_samples import analysed_file, keep, roadmap

from nlp.artifacts import load_encoder, load_phrasings
from nlp.domain import Region
from nlp.errors import InputError
from nlp.search import measure_index
from nlp.search import search as search_index
from service.store import documents, plans
from service.store.postings import Postings
from service.store.rows import MeasureRows, refreshed
from service.store.search import Search, SearchFilter
from service.store.sight import Sight
from service.store.tables import Vector
from service.store.vectors import VectorRows
from service.store.words import pack_counts, unpack_counts

store, originals = store_samples.store, store_samples.originals
TOMSK = {"region": Region(code="70", name="Томская область"), "municipality": "Кедровый район"}
QUERIES = (
    "анализ ВПР",
    "школы с низкими результатами",
    "монитринг посещаемости",
    "собрание родителей",
    "данные",
    "курсы",
)


def texts(first: int, n: int) -> tuple[str, ...]:
    every = [p.text for p in load_phrasings()]
    return tuple(every[i * 37 % len(every)] for i in range(first, first + n))


@pytest.fixture
def filled(store, originals):
    """Four plans of 20 measures, in two regions."""
    for i, passport in enumerate(({}, {"period": ("2024-01-01", "2024-12-31")}, TOMSK, TOMSK | {"period": None})):
        keep(store, originals, roadmap(f"plan-{i}", texts(20 * i, 20), **passport))
    return store


def test_the_store_finds_what_the_command_finds(filled):
    roadmaps = [roadmap(f"plan-{i}", texts(20 * i, 20)) for i in range(4)]
    every = [m for r in roadmaps for m in r.measures]
    encoder = load_encoder()
    index = measure_index(roadmaps, encoder.encode([m.text for m in every]))
    search = Search(filled, encoder)
    for query in QUERIES:
        expected = search_index(index, query, encoder.encode([query], "query")[0], 10)
        found = search.find(query, top=10).hits
        assert [hit.relevance for hit in found] == pytest.approx([hit.relevance for hit in expected], abs=2e-4)
        assert [(h.measure_id, h.rank) for h in found] == [(every[h.position].id, i) for i, h in enumerate(expected, 1)]
        assert [hit.similarity for hit in found] == pytest.approx([hit.similarity for hit in expected], abs=1e-4)


def test_hits_say_where_they_stand_and_why(filled):
    search = Search(filled, load_encoder())
    result = search.find("монитринг", top=1)
    (hit,) = result.hits
    assert result.corrections == (("монитринг", "мониторинг"),)
    assert [hit.text[a:b].lower()[:9] for a, b in hit.spans] and "мониторинг" in hit.text.lower()
    assert (hit.file, hit.municipality) in {
        (f"plan-{i}.docx", m) for i in range(4) for m in ("Заозёрный район", "Кедровый район")
    }
    with pytest.raises(InputError):
        search.find("…")


# filter → numbers of the plans that may be found
FILTERS = [
    (SearchFilter(bound=Sight(frozenset({"28"}))), {0, 1}),
    (SearchFilter(bound=Sight(frozenset())), set()),
    (SearchFilter(bound=Sight(frozenset({"28"})), region="70"), set()),
    (SearchFilter(region="70"), {2, 3}),
    (SearchFilter(municipality="КЕДРОВЫЙ"), {2, 3}),
    (SearchFilter(year=2024), {1}),
    (SearchFilter(period=("2023-06-01", "2023-07-01")), {0, 2}),
    (SearchFilter(plan_ids=frozenset({roadmap("plan-3").id})), {3}),
    (SearchFilter(role="school"), {0, 1, 2, 3}),
    (SearchFilter(role="tutor"), set()),
]


def test_filters_hold_before_the_ranking(filled):
    search = Search(filled, load_encoder())
    for wanted, plan_numbers in FILTERS:
        for top in (80, 1):
            found = {hit.plan_id for hit in search.find("школы", wanted, top).hits}
            assert found <= {roadmap(f"plan-{i}").id for i in plan_numbers}, wanted
            assert len(found) == min(top, len(plan_numbers)), wanted


def test_a_category_is_asked_of_the_measure(filled):
    search = Search(filled, load_encoder())
    hits = search.find("школы", SearchFilter(category="methodical"), top=80).hits
    assert hits and {hit.category for hit in hits} == {"methodical"}
    with pytest.raises(InputError, match="категории"):
        search.find("школы", SearchFilter(category="other"))
    with pytest.raises(InputError, match="роли"):
        search.find("школы", SearchFilter(role="boss"))


def test_a_change_is_seen_by_the_next_search(filled, originals):
    search = Search(filled, load_encoder())
    asked = "ремонт планетария"
    assert "планетари" not in search.find(asked).hits[0].text
    document_id = keep(filled, originals, roadmap("new", ("Ремонт планетария",)))
    assert search.find(asked).hits[0].text == "Ремонт планетария"
    with filled.writing() as session:
        plans.save_analysis(session, document_id, analysed_file(roadmap("new", ("Ремонт обсерватории", "Тишина"))))
    assert [hit.text for hit in search.find(asked, top=1).hits] == ["Ремонт обсерватории"]
    assert search.warm() == 82
    with filled.writing() as session:
        documents.delete_document(session, originals, document_id)
    assert search.warm() == 80
    assert "обсерватории" not in search.find(asked).hits[0].text


def test_many_changes_leave_the_same_answers_as_a_fresh_start(filled, originals):
    search = Search(filled, load_encoder())
    for i in range(12):  # enough for segments to be joined
        keep(filled, originals, roadmap(f"further-{i}", texts(200 + i, 2)))
        search.warm()
    for i in range(0, 12, 3):
        with filled.writing() as session:
            body = plans.roadmap_of(session, roadmap(f"further-{i}").id)
            plans.save_body(session, body.id, body.model_copy(update={"measures": body.measures[:1]}))
        search.warm()
    fresh = Search(filled, load_encoder())
    assert search.warm() == fresh.warm() == 100
    for query in QUERIES:
        one, other = search.find(query, top=30).hits, fresh.find(query, top=30).hits
        assert [hit.relevance for hit in one] == pytest.approx([hit.relevance for hit in other], abs=2e-4)
        assert {hit.measure_id for hit in one} == {hit.measure_id for hit in other}


def test_rows_that_are_gone_make_room(filled, monkeypatch):
    encoder = load_encoder()
    with filled.reading() as session:
        first = refreshed(session, MeasureRows(), encoder.name, 10**6)
        assert refreshed(session, first, encoder.name, 10**6) is first
    monkeypatch.setattr("service.store.rows._DEAD_AT_LEAST", 10)
    rows = first
    for _ in range(4):
        with filled.writing() as session:
            plans.save_body(session, roadmap("plan-0").id, plans.roadmap_of(session, roadmap("plan-0").id))
        with filled.reading() as session:
            rows = refreshed(session, rows, encoder.name, 10**6)
        assert np.count_nonzero(rows.alive) == 80
    assert len(rows.alive) < 160


def test_vectors_of_another_encoder_do_not_count(filled):
    with filled.writing() as session:
        session.execute(update(Vector).values(stamp="other"))
    search = Search(filled, load_encoder())
    hits = search.find("анализ ВПР").hits
    assert hits and all(hit.similarity is None for hit in hits)
    assert search.similar(hits[0].measure_id) == ()


def test_similar_measures_stand_in_other_plans(filled, originals):
    same = texts(3, 1)[0]
    keep(filled, originals, roadmap("copy", (same, "Тишина"), **TOMSK))
    search = Search(filled, load_encoder())
    asked = roadmap("plan-0", texts(0, 20)).measures[3].id
    first = search.similar(asked)[0]
    assert (first.text, first.plan_id, first.similarity) == (same, roadmap("copy").id, pytest.approx(1.0, abs=1e-3))
    assert roadmap("plan-0").id not in {hit.plan_id for hit in search.similar(asked, top=90)}
    assert {hit.region_code for hit in search.similar(asked, SearchFilter(bound=Sight(frozenset({"28"}))), 90)} == {
        "28"
    }
    with pytest.raises(InputError):
        search.similar("no such measure")


def test_searching_while_others_write(filled, originals):
    search, failed = Search(filled, load_encoder()), []

    def ask():
        try:
            for i in range(15):
                assert search.find(QUERIES[i % len(QUERIES)], top=5).hits
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for i in range(5):
        keep(filled, originals, roadmap(f"meanwhile-{i}", texts(300 + i, 3)))
    for thread in threads:
        thread.join()
    assert failed == [] and search.warm() == 95


def test_above_the_limit_an_inverted_file_finds_the_same(filled):
    pytest.importorskip("faiss", reason="нет faiss-cpu: pip install 'sverka[large]'")
    exact, near = Search(filled, load_encoder()), Search(filled, load_encoder(), exact_up_to=40)
    for query in QUERIES:
        for wanted in (None, SearchFilter(region="70")):
            one, other = exact.find(query, wanted, 5).hits, near.find(query, wanted, 5).hits
            assert [hit.measure_id for hit in one] == [hit.measure_id for hit in other]
    asked = roadmap("plan-0", texts(0, 20)).measures[3].id
    assert [h.measure_id for h in exact.similar(asked)] == [h.measure_id for h in near.similar(asked)]


def test_an_inverted_file_takes_rows_in_as_they_come():
    pytest.importorskip("faiss", reason="нет faiss-cpu: pip install 'sverka[large]'")
    chance = np.random.default_rng(0)
    rows = chance.normal(size=(400, 8)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kept = VectorRows(exact_up_to=100)
    for first in range(0, 400, 50):
        kept.add(first, rows[first : first + 50])
    wanted = np.ones(400, np.bool_)
    wanted[:200] = False
    for query in rows[::40]:
        expected = 200 + np.argsort(-(rows[200:] @ query))[:5]
        assert set(kept.nearest(query, wanted, 5)) & set(expected)
        assert (kept.nearest(query, wanted, 5) >= 200).all()


def test_counts_are_packed_without_loss():
    counts = np.array([0.05, 0.2, 0.3, 0.5, 1.0, 2.55, 40.0])
    assert unpack_counts(pack_counts(counts)) == pytest.approx(counts)


def test_postings_know_lemmas_of_every_segment():
    one = pack_counts(np.array([1.0, 2.0]))
    postings = Postings({}).extended(0, ["план школа", "план урок"], [one, one]).extended(2, ["урок план"], [one])
    alive = np.array([True, False, True])
    assert [postings.n_holding(lemma, alive) for lemma in ("план", "урок", "школа", "иное")] == [2, 1, 1, 0]
    positions, counts = postings.of("план")
    assert dict(zip(positions.tolist(), counts.tolist(), strict=True)) == pytest.approx({0: 1.0, 1: 1.0, 2: 2.0})

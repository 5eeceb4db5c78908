"""What `sverka search` finds: in plans that were just read, or in the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nlp.artifacts import load_encoder
from nlp.domain import Finding, Roadmap
from nlp.errors import ModelError
from nlp.search import findings, measure_index, search, understand
from service.commands.telling import installation, is_there, opened
from service.store.search import Search, StoredHit


class Found(NamedTuple):
    """What a search found, best first, and what is to be said of how the query was understood."""

    findings: tuple[Finding, ...]
    remarks: tuple[str, ...]


def search_plans(roadmaps: Sequence[Roadmap], query: str, top: int) -> Found:
    """Return the measures of plans nearest to a query; without a model, which is said, words decide alone.

    Raises:
        InputError: the query holds no word.
    """
    texts = [m.text for roadmap in roadmaps for m in roadmap.measures]
    told: list[str] = []
    vectors = query_vector = None
    try:
        encoder = load_encoder()
    except ModelError as error:
        told.append(f"Поиск только по словам. {error}")
    else:
        vectors, query_vector = encoder.encode(texts), encoder.encode([query], "query")[0]
    index = measure_index(roadmaps, vectors)
    told += _read_as(understand(index, query).corrections)
    return Found(findings(roadmaps, search(index, query, query_vector, top)), tuple(told))


def search_store(query: str, top: int) -> Found | None:
    """Return the measures of the store nearest to a query; `None` where there is no store.

    Raises:
        InputError: the query holds no word.
        ModelError: a model is absent, damaged or foreign.
        StoreError: the store cannot be opened.
    """
    settings = installation()
    if not is_there(settings):
        return None
    with opened(settings) as store:
        found = Search(store, load_encoder()).find(query, top=top)
    return Found(tuple(map(_finding, found.hits)), tuple(_read_as(found.corrections)))


def _finding(hit: StoredHit) -> Finding:
    return Finding(
        plan=hit.plan_id,
        file=hit.file,
        measure=hit.measure_id,
        text=hit.text,
        rank=hit.rank,
        relevance=hit.relevance,
        spans=hit.spans,
    )


def _read_as(corrections: Iterable[tuple[str, str]]) -> list[str]:
    return [f"Слово «{word}» прочитано как «{lemma}»." for word, lemma in corrections]

"""Training of the encoder on a handful of words: what moves, what stays, what is the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.domain import Activity, GradedPair, Phrasing
from nlp.embed import UNKNOWN
from nlp.train.embedder import Material, Settings, encoder_files, open_files, reduced, relations, train_rows
from nlp.train.navec import Base, News, build_base, tokens_of
from nlp.train.wordpiece import cut, wordpiece

NEWS_WORDS = {
    "семинар": ["семинар", "семинара", "семинары"],
    "вебинар": ["вебинар", "вебинара"],
    "закупка": ["закупка", "закупки"],
    "покупка": ["покупка", "покупки"],
    "для": ["для"],
    "школа": ["школа", "школы", "школ"],
    "учитель": ["учитель", "учителей"],
    "кошка": ["кошка", "кошки"],
    "диван": ["диван", "дивана"],
}


def news() -> News:
    random = np.random.default_rng(0)
    forms = sorted((form, name) for name, forms in NEWS_WORDS.items() for form in forms)
    return News(
        forms=tuple(form for form, _ in forms),
        counts=np.array([1000.0 if form == "для" else 10.0 + len(form) for form, _ in forms]),
        lemmas=tuple(name for _, name in forms),
        vectors=random.normal(size=(len(forms), 300)).astype(np.float32),
    )


TEXTS = ["Семинары для школ", "Закупка учебников для ЦНППМ", "ЦНППМ: вебинары ЦНППМ", "в 2022, 2022 и 9, 9 классах"]


@pytest.fixture(scope="module")
def base() -> Base:
    return build_base(news(), TEXTS)


def row(base: Base, token: str) -> int:
    return int(base.rows[base.tokens.index(token)])


def test_forms_share_the_row_of_their_lemma(base: Base) -> None:
    assert len({row(base, form) for form in NEWS_WORDS["школа"]}) == 1
    assert row(base, "школами") == row(base, "школа"), "the dictionary supplies forms that the news lack"
    assert row(base, "школа") != row(base, "семинар")


def test_the_unknown_token_is_zero_and_tokens_are_distinct(base: Base) -> None:
    assert base.tokens[0] == UNKNOWN
    assert not base.vectors[base.rows[0]].any()
    assert 0 <= base.rows.min() <= base.rows.max() < len(base.vectors)
    assert len(set(base.tokens)) == len(base.tokens)
    assert base.vectors.shape == (len(base.weights), 300)


def test_repeated_words_of_the_corpus_get_a_row_but_years_none(base: Base) -> None:
    assert "цнппм" in base.tokens
    assert "9" in base.tokens
    assert "2022" not in base.tokens
    assert cut(wordpiece(base.tokens), ["2022", "95", "9"]) == [[], [], [base.tokens.index("9")]]
    assert "учебников" not in base.tokens, "seen once, it is left to its pieces"


def test_frequent_words_weigh_less(base: Base) -> None:
    assert base.weights[row(base, "для")] < 0.1 * base.weights[row(base, "кошка")] + 0.9
    assert base.weights[row(base, "для")] == base.weights[1:].min()


def test_any_cyrillic_word_can_be_cut(base: Base) -> None:
    tokenizer = wordpiece(base.tokens)
    assert all(cut(tokenizer, ["кошками", "дивандр", "аа", "сем"]))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Ещё 2022год", ["еще", "2022", "год"]),
        ("мини-проект «500+»", ["мини", "проект", "500"]),
        ("№ 5, п. 3.2", ["5", "п", "3", "2"]),
        ("", []),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert tokens_of(text) == tokens


def activity(name: str, related: tuple[str, ...] = (), same: tuple[str, ...] = ()) -> Activity:
    return Activity.model_validate(
        {"id": name, "title": name, "category": "methodical", "definition": name, "related": related, "same": same}
    )


def test_relations_are_symmetric_and_the_stronger_wins() -> None:
    found = relations([activity("a", related=("b", "c")), activity("b"), activity("c", same=("a",))])
    assert found.tolist() == [[2, 1, 2], [1, 2, 0], [2, 0, 2]]


MATERIAL = Material(
    phrasings=(
        Phrasing(activity=None, category="methodical", text="Диван", writer="w"),
        *(
            Phrasing(activity=name, category="methodical", text=text, writer="w")
            for name, texts in {
                "seminar": ["Семинар для учителей", "Вебинар для школ", "Семинары", "Вебинары учителей"],
                "purchase": ["Закупка для школ", "Покупка для учителей", "Закупки", "Покупки школ"],
            }.items()
            for text in texts
        ),
    ),
    activities=(activity("seminar"), activity("purchase")),
    pairs=(
        GradedPair(left="Семинар", right="Вебинар", grade=2, group="1", writer="p"),
        GradedPair(left="Семинар", right="Закупка", grade=0, group="1", writer="p"),
    ),
)
SETTINGS = Settings(dim=16, epochs=40, batch_size=8, rate=0.01, dropout=0.0)


def cosine(base: Base, rows: np.ndarray, left: str, right: str) -> float:
    a, b = open_files(encoder_files(base, rows)).encode([left, right])
    return float(a @ b)


def gap(base: Base, rows: np.ndarray) -> float:
    """Return how much the least similar texts of one activity are nearer than the most similar of two."""
    known = [p for p in MATERIAL.phrasings if p.activity]
    vectors = open_files(encoder_files(base, rows)).encode([p.text for p in known])
    alike = np.array([[a.activity == b.activity for b in known] for a in known])
    cosines = vectors @ vectors.T
    return float(cosines[alike].min() - cosines[~alike].max())


def test_training_draws_together_what_is_the_same_and_parts_the_rest(base: Base) -> None:
    before = reduced(base, 16) * base.weights[:, None]
    after = train_rows(base, MATERIAL, SETTINGS)
    assert gap(base, before) < -0.5
    assert gap(base, after) > 0.1
    assert cosine(base, after, "семинары", "вебинара") > cosine(base, before, "семинары", "вебинара") + 0.3


def test_words_that_the_corpus_lacks_keep_their_place(base: Base) -> None:
    before = reduced(base, 16) * base.weights[:, None]
    after = train_rows(base, MATERIAL, SETTINGS)
    for word in ("кошка", "диван"):
        i = row(base, word)
        same = before[i] @ after[i] / np.linalg.norm(before[i]) / np.linalg.norm(after[i])
        assert same > 0.8, word


def test_training_twice_gives_the_same_bytes(base: Base) -> None:
    first = encoder_files(base, train_rows(base, MATERIAL, SETTINGS))
    assert encoder_files(build_base(news(), TEXTS), train_rows(base, MATERIAL, SETTINGS)) == first
    other = Settings(**{**vars(SETTINGS), "seed": 1, "dropout": 0.3})
    assert encoder_files(base, train_rows(base, MATERIAL, other)) != first


def test_no_pairs_is_no_obstacle(base: Base) -> None:
    bare = Material(MATERIAL.phrasings, MATERIAL.activities, ())
    assert np.isfinite(train_rows(base, bare, SETTINGS)).all()


def test_eight_bits_keep_the_directions(base: Base) -> None:
    rows = train_rows(base, MATERIAL, SETTINGS)
    encoder = open_files(encoder_files(base, rows))
    for token in ("школа", "семинар", "учитель"):
        exact = rows[row(base, token)]
        assert float(encoder.encode([token])[0] @ exact) / np.linalg.norm(exact) > 0.9995

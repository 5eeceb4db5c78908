"""Encoders: the static model against its two reference implementations, transformers with their prompts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import artifacts
from nlp.embed import Prompts, StaticEncoder, embed_lines, load_transformer, prompts_for
from nlp.errors import InputError, ModelError
from nlp.train.embedder import encoder_files, open_files
from nlp.train.navec import Base

WORDS = {
    "[UNK]": 0,
    **dict.fromkeys(["школа", "школы", "школе"], 1),
    **dict.fromkeys(["учитель", "учителя"], 2),
    "год": 3,
    "йод": 4,
    "впр": 5,
    "и": 6,
    "500": 7,
    "учител": 8,
    "##ми": 9,
    "план": 10,
    "##ер": 11,
    "2": 12,
    "##0": 12,
    "##2": 12,
    "it": 13,
}
DIM = 8


def tiny_files() -> dict[str, bytes]:
    rows = np.random.default_rng(1).normal(size=(14, DIM)).astype(np.float32)
    rows[0] = 0
    base = Base(tuple(WORDS), np.array(list(WORDS.values()), np.int32), rows, np.ones(14, np.float32))
    return encoder_files(base, rows)


@pytest.fixture(scope="module")
def tiny() -> StaticEncoder:
    return open_files(tiny_files())


@pytest.fixture(scope="module")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    artifacts.write_files(folder, tiny_files())
    return folder


TEXTS = st.text("школаучитеьяйИЙ «»-–—.,\t\n\0\u00ad\u0301\u0306ёЁ250впр№ITм", max_size=24)

# What differs in print only gets one vector.
SAME_VECTOR = [
    ("школа", "ШКОЛА"),
    ("школа", "школы, школе"),
    ("учитель школы", "Школа… учителя!"),
    ("йод", "и\u0306од"),
    ("школа", "шко\u00adла"),
    ("школа", "шко\u0301ла"),
    ("школа", "ш\u200bкола\ufeff"),
    ("план", "«план»"),
    ("план школы", "план\u00a0школы"),
    ("план школы", "план–школы"),
    ("год", "Год"),
    ("2022 год", "2022год"),
    ("впр 500", "ВПР-500+"),
    ("план", "план " + "ы" * 61),
    ("план", "план\0"),
]


@pytest.mark.parametrize(("one", "other"), SAME_VECTOR)
def test_print_does_not_matter(tiny: StaticEncoder, one: str, other: str) -> None:
    a, b = tiny.encode([one, other])
    np.testing.assert_allclose(a, b, atol=1e-6)
    assert np.linalg.norm(a) == pytest.approx(1, abs=1e-6)


def test_words_matter(tiny: StaticEncoder) -> None:
    a, b = tiny.encode(["школа", "учитель"])
    assert abs(float(a @ b)) < 0.95


def test_unknown_words_are_cut_into_the_longest_pieces(tiny: StaticEncoder) -> None:
    cut, head, tail, not_cut = tiny.encode(["учителями", "учителя", "ми", "учителяж"])
    assert not tail.any(), "a continuation alone is no word"
    assert not not_cut.any(), "a word is taken with all its pieces or not at all"
    assert 0.3 < float(cut @ head) < 0.999


@pytest.mark.parametrize("text", ["", " ", "—", "!!!", "\0", "щ", "ы" * 200, "漢字", "учителщ"])
def test_a_text_of_nothing_known_gets_the_zero_row(tiny: StaticEncoder, text: str) -> None:
    assert not tiny.encode([text]).any()
    assert not tiny.encode(["школа", text])[1].any()


def test_no_text_gives_no_row(tiny: StaticEncoder) -> None:
    assert tiny.encode([]).shape == (0, DIM)
    assert tiny.encode([]).dtype == np.float32


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(TEXTS, max_size=12))
def test_a_vector_does_not_depend_on_its_neighbours(tiny: StaticEncoder, texts: list[str]) -> None:
    together = tiny.encode(texts)
    alone = [tiny.encode([t])[0] for t in texts]
    assert together.shape == (len(texts), DIM)
    assert [v.tobytes() for v in together] == [v.tobytes() for v in alone]
    assert together[::-1].tobytes() == tiny.encode(texts[::-1]).tobytes()
    assert together.tobytes() == tiny.encode(texts, "query").tobytes()


def test_long_input_is_split_into_batches_without_a_seam(tiny: StaticEncoder) -> None:
    texts = ["школа", "", "учитель 500", "план"] * 700
    assert tiny.encode(texts).tobytes() == tiny.encode(texts[:4]).tobytes() * 700


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_model2vec_gives_the_same(tiny: StaticEncoder, tiny_folder: Path, texts: list[str]) -> None:
    from model2vec import StaticModel

    reference = StaticModel.from_pretrained(tiny_folder)
    np.testing.assert_allclose(tiny.encode(texts), reference.encode(texts), atol=1e-5)


def test_the_built_in_model_opens_elsewhere_and_gives_the_same() -> None:
    from model2vec import StaticModel

    own = artifacts.load_encoder()
    texts = [p.text for p in artifacts.load_phrasings("test")[::9]]
    texts += ["", "органзация обучния в цифровизированной", "школа " * 3000, "Ещё ВПР №5 — 2022год", "naïve Σ ½"]
    folder = artifacts.models_dir() / "encoder"
    vectors = own.encode(texts)
    np.testing.assert_allclose(vectors, StaticModel.from_pretrained(folder).encode(texts), atol=2e-5)
    as_transformer = load_transformer(str(folder))
    np.testing.assert_allclose(vectors, as_transformer.encode(texts), atol=2e-5)
    assert as_transformer.dim == own.dim


def test_the_built_in_model_is_small_and_needs_no_torch() -> None:
    folder = artifacts.models_dir() / "encoder"
    assert sum(p.stat().st_size for p in folder.iterdir()) <= 15_000_000
    code = (
        "import sys\nfrom nlp.artifacts import load_encoder\nload_encoder().encode(['школа'])\n"
        "print([m for m in ('torch', 'sklearn', 'scipy', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "[]"


# anchor, what is nearer, what is farther: written for this test
NEARER = [
    (
        "Собеседования с директорами ШНОР",
        "Встречи с руководителями школ с низкими результатами",
        "Собеседование по русскому языку",
    ),
    ("Проведение семинара", "Семинар", "Проведение олимпиады"),
    ("Утверждение перечня школ", "Определение списка школ", "Утверждение плана работы"),
    ("Курсы для учителей физики", "Повышение квалификации педагогов по физике", "Ремонт кабинета физики"),
    ("Кошка спит на диване", "Кот дремлет на кресле", "Поезд прибыл на вокзал"),
]


@pytest.mark.parametrize(("anchor", "near", "far"), NEARER)
def test_meaning_decides(anchor: str, near: str, far: str) -> None:
    a, b, c = artifacts.load_encoder().encode([anchor, near, far])
    assert float(a @ b) > float(a @ c)


@pytest.mark.parametrize("forms", ["куратор кураторов кураторами", "ШНОР шнор", "тьютор тьюторам тьюторами", "ещё еще"])
def test_forms_of_a_word_are_one(forms: str) -> None:
    vectors = artifacts.load_encoder().encode(forms.split())
    np.testing.assert_allclose(vectors, vectors[:1].repeat(len(vectors), axis=0), atol=1e-6)


# --- transformers ---------------------------------------------------------------------------------


def save_transformer(folder: Path, prompts: dict[str, str], seed: int = 0) -> Path:
    """Write a transformer of two small layers with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    source = folder / "source"
    source.mkdir(parents=True)
    letters = sorted(set("абвгдежзийклмнопрстуфхцчшщъыьэюяquerypassage:_"))
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + c for c in letters)]
    (source / "vocab.txt").write_text("\n".join(vocabulary), "utf-8")
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        size = {"hidden_size": 12, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 16}
        BertModel(BertConfig(vocab_size=len(vocabulary), **size)).save_pretrained(source)
    BertTokenizerFast(vocab=str(source / "vocab.txt")).save_pretrained(source)
    transformer = Transformer(str(source))
    model = SentenceTransformer(modules=[transformer, Pooling(12)], prompts=prompts, device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_transformer(tmp_path_factory.mktemp("bert"), {"query": "query: ", "document": "passage: "})


def test_any_sentence_transformer_serves(transformer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVERKA_ENCODER", str(transformer))
    monkeypatch.setenv("SVERKA_ENCODER_BATCH", "2")
    encoder = artifacts.load_encoder()
    assert artifacts.load_encoder() is encoder
    texts = ["школа", "учитель и план", "школа", ""]
    vectors = encoder.encode(texts)
    assert (vectors.dtype, vectors.shape, encoder.dim) == (np.float32, (4, 12), 12)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0].tobytes() == vectors[2].tobytes()
    assert encoder.encode([]).shape == (0, 12)
    np.testing.assert_allclose(encoder.encode(texts[::-1])[::-1], vectors, atol=1e-5)


def test_queries_and_passages_get_the_models_own_prompts(transformer: Path) -> None:
    encoder = load_transformer(str(transformer))
    assert encoder.prompts == Prompts("query: ", "passage: ")
    bare = encoder._model.encode(["query: школа", "passage: школа"], prompt="", normalize_embeddings=True)
    np.testing.assert_allclose(encoder.encode(["школа"], "query"), bare[:1], atol=1e-5)
    np.testing.assert_allclose(encoder.encode(["школа"]), bare[1:], atol=1e-5)


def test_the_stamp_names_weights_and_prompts(transformer: Path, tmp_path: Path) -> None:
    encoder = load_transformer(str(transformer))
    assert encoder.name == load_transformer(str(transformer), batch_size=1).name
    assert encoder.name.startswith("model-")
    others = [
        save_transformer(tmp_path / "seed", {"query": "query: ", "document": "passage: "}, seed=1),
        save_transformer(tmp_path / "prompt", {"query": "", "document": ""}),
    ]
    assert len({encoder.name, *(load_transformer(str(o)).name for o in others)}) == 3


PROMPTS = [
    ("intfloat/multilingual-e5-small", {}, Prompts("query: ", "passage: ")),
    ("/srv/models/multilingual-e5-base", {"query": "", "document": ""}, Prompts("query: ", "passage: ")),
    ("intfloat/multilingual-e5-small", {"query": "q: ", "passage": "p: "}, Prompts("q: ", "p: ")),
    ("ai-forever/FRIDA", {}, Prompts("search_query: ", "search_document: ")),
    ("sergeyzh/rubert-mini-frida", {}, Prompts("search_query: ", "search_document: ")),
    ("ai-forever/FRIDA", {"search_query": "sq: ", "search_document": "sd: "}, Prompts("sq: ", "sd: ")),
    ("Qwen/Qwen3-Embedding-0.6B", {"query": "Instruct: …\nQuery:", "document": ""}, Prompts("Instruct: …\nQuery:", "")),
    ("cointegrated/rubert-tiny2", {"query": None, "document": None}, Prompts("", "")),
    ("e5-collection/labse", {}, Prompts("", "")),
]


@pytest.mark.parametrize(("name", "own", "expected"), PROMPTS)
def test_prompts(name: str, own: dict[str, str | None], expected: Prompts) -> None:
    assert prompts_for(name, own) == expected


def test_an_absent_model_is_not_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVERKA_ENCODER", "nobody/no-such-model")
    monkeypatch.delenv("SVERKA_ALLOW_DOWNLOAD", raising=False)
    with pytest.raises(ModelError, match="SVERKA_ALLOW_DOWNLOAD=1") as caught:
        artifacts.load_encoder()
    assert "nobody/no-such-model" in caught.value.what


# --- the command ----------------------------------------------------------------------------------

LINES = [
    (b"", 0),
    (b"\n", 1),
    ("школа".encode(), 1),
    ("школа\n".encode(), 1),
    ("школа\r\nплан\r\n".encode(), 2),
    ("\nшкола\n\n".encode(), 3),
    ("\ufeffшкола\n".encode(), 1),
    ("школа\u2028план\x0bгод\n".encode(), 1),
]


@pytest.mark.parametrize(("data", "n"), LINES)
def test_a_vector_a_line(tiny: StaticEncoder, data: bytes, n: int) -> None:
    assert embed_lines(data, tiny).shape == (n, DIM)


def test_lines_keep_their_order(tiny: StaticEncoder) -> None:
    found = embed_lines("школа\r\n\nплан".encode(), tiny)
    assert found.tobytes() == tiny.encode(["школа", "", "план"]).tobytes()


def test_lines_that_are_no_utf8_are_refused(tiny: StaticEncoder) -> None:
    with pytest.raises(InputError, match="UTF-8"):
        embed_lines("школа".encode("cp1251"), tiny)


def test_the_files_are_what_the_manifest_says() -> None:
    for name in artifacts.ENCODER_FILES:
        assert artifacts.read_model(f"encoder/{name}")
    config = json.loads(artifacts.read_model("encoder/config.json"))
    assert config["normalize"] is True
    assert config["max_length"] is None

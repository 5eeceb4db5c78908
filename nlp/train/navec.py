"""News vectors that come inside natasha → word forms, one vector a lemma, and pieces for unknown words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.embed import TOKEN, UNKNOWN
from nlp.text import lemma, morphology
from nlp.train.wordpiece import cut, wordpiece

Floats = NDArray[np.float32]

N_LEMMAS = 28_000  # by frequency in the news; with 192 dimensions of 8 bits the model stays below 15 MB
N_PIECES = 2_000  # beginnings and as many endings
# A lemma of share p in the news weighs RARITY / (RARITY + p): best on the training pairs among 1e-1 … 1e-4.
RARITY = 3e-4
RIDGE = 30.0
OWN_AT_LEAST = 2  # occurrences in the corpus that give a word unknown to the news its own row
RARE_LEMMA = 5_000  # below this count the news lack many forms of a lemma; the dictionary supplies them

_TOKEN = re.compile(TOKEN)


@dataclass(frozen=True)
class Base:
    """Tokens, the row of each, and the rows before any training.

    `tokens` begins with the unknown token, whose row 0 is zero; `rows[i]` is the row of token i;
    `vectors` (n_rows, 300) are centred and of mean length 1; `weights` (n_rows,) fall with frequency.
    """

    tokens: tuple[str, ...]
    rows: NDArray[np.int32]
    vectors: Floats
    weights: Floats


@dataclass(frozen=True)
class News:
    """What navec knows: folded forms with count, lemma and vector."""

    forms: tuple[str, ...]
    counts: NDArray[np.float64]
    lemmas: tuple[str, ...]
    vectors: Floats


def tokens_of(text: str) -> list[str]:
    """Split as the encoder does."""
    return _TOKEN.findall(text.lower().replace("ё", "е"))


def read_news() -> News:
    """Read the vectors in natasha's wheel (250,000 forms × 300; 30 s, most of it for the lemmas)."""
    from importlib.util import find_spec

    from navec import Navec

    spec = find_spec("natasha")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("natasha")
    folder = Path(spec.origin).parent / "data" / "emb"
    navec = Navec.load(folder / "navec_news_v1_1B_250K_300d_100q.tar")
    matrix = navec.pq.unpack()
    # Two spellings of one form («еще», «ещё») fold into one: the more frequent gives the vector.
    best: dict[str, int] = {}
    for i, word in enumerate(navec.vocab.words):
        form = word.replace("ё", "е")
        if _TOKEN.fullmatch(form) and navec.vocab.counts[i] > navec.vocab.counts[best.get(form, -1)]:
            best[form] = i
    forms = sorted(best)
    order = [best[f] for f in forms]
    return News(
        forms=tuple(forms),
        counts=np.array([navec.vocab.counts[i] for i in order], np.float64),
        lemmas=tuple(lemma(f) for f in forms),
        vectors=np.asarray(matrix[order], np.float32),
    )


def build_base(news: News, texts: Iterable[str]) -> Base:
    """Give every frequent lemma of the news and every word of `texts` a row that all its forms share."""
    corpus = Counter(t for text in texts for t in tokens_of(text))
    row_of, vectors, shares = _lemma_rows(news, {lemma(form) for form in corpus})
    forms = {f: row_of[name] for f, name in zip(news.forms, news.lemmas, strict=True) if name in row_of}
    for form in _dictionary_forms(corpus, news, row_of):
        forms.setdefault(form, row_of[lemma(form)])
    weights = (RARITY / (RARITY + shares)).astype(np.float32)
    pieces, piece_vectors = _fit_pieces(news, forms, vectors * weights[:, None])
    vectors, weights = np.vstack([vectors, piece_vectors]), np.append(weights, np.ones(len(pieces), np.float32))
    tokens = {UNKNOWN: 0, **forms, **{p: len(row_of) + 1 + i for i, p in enumerate(pieces)}}
    own = _own_words(corpus, forms)
    segments = cut(wordpiece(tuple(tokens)), own)
    rows = np.array(list(tokens.values()), np.int32)
    guesses = [(vectors[rows[s]] * weights[rows[s], None]).sum(axis=0) for s in segments]
    groups = sorted({lemma(w) for w in own})
    first = {name: len(vectors) + i for i, name in enumerate(groups)}
    added = np.zeros((len(groups), vectors.shape[1]), np.float32)
    for word, guess in zip(own, guesses, strict=True):
        added[first[lemma(word)] - len(vectors)] = guess
    tokens |= {word: first[lemma(word)] for word in own}
    return Base(
        tokens=tuple(tokens),
        rows=np.array(list(tokens.values()), np.int32),
        vectors=np.vstack([vectors, added]).astype(np.float32),
        weights=np.append(weights, np.ones(len(groups), np.float32)),
    )


def _lemma_rows(news: News, wanted: set[str]) -> tuple[dict[str, int], Floats, NDArray[np.float64]]:
    """Return lemma → row (from 1), the rows (mean of the forms by count) and each lemma's share of the news."""
    counts: Counter[str] = Counter()
    for name, n in zip(news.lemmas, news.counts.tolist(), strict=True):
        counts[name] += n
    frequent = sorted(counts, key=lambda name: (-counts[name], name))[:N_LEMMAS]
    kept = sorted({*frequent, *(w for w in wanted if w in counts)})
    row_of = {name: i + 1 for i, name in enumerate(kept)}
    vectors = np.zeros((len(kept) + 1, news.vectors.shape[1]), np.float32)
    for i, name in enumerate(news.lemmas):
        if name in row_of:
            vectors[row_of[name]] += news.vectors[i] * np.float32(news.counts[i] / counts[name])
    vectors[1:] -= vectors[1:].mean(axis=0)
    vectors /= np.linalg.norm(vectors[1:], axis=1).mean()
    shares = np.array([0.0, *(counts[name] for name in kept)]) / news.counts.sum()
    return row_of, vectors, shares


def _dictionary_forms(corpus: Mapping[str, int], news: News, row_of: Mapping[str, int]) -> list[str]:
    """Return the corpus forms of known lemmas, and all forms of those lemmas that the news hardly know."""
    counts: Counter[str] = Counter()
    for name, n in zip(news.lemmas, news.counts.tolist(), strict=True):
        counts[name] += n
    found = {form for form in corpus if lemma(form) in row_of}
    for name in sorted({lemma(form) for form in found}):
        if counts[name] < RARE_LEMMA:
            parses = [p for p in morphology().parse(name) if p.normal_form.replace("ё", "е") == name]
            forms = {x.word.replace("ё", "е") for x in parses[0].lexeme} if parses else set()
            found |= {f for f in forms if _TOKEN.fullmatch(f) and lemma(f) == name}
    return sorted(found)


def _own_words(corpus: Mapping[str, int], forms: Mapping[str, int]) -> list[str]:
    """Return the words that the news lack and the corpus repeats; longer numbers are years and weigh nothing."""
    return sorted(
        w for w, n in corpus.items() if n >= OWN_AT_LEAST and w not in forms and not (w.isdigit() and len(w) > 3)
    )


def _fit_pieces(news: News, forms: Mapping[str, int], rows: Floats) -> tuple[list[str], Floats]:
    """Fit pieces such that the pieces of the rarer words of the news add up to these words' own vectors.

    Ridge regression: what a piece does not tell stays near zero.
    """
    rare = [i for i, f in enumerate(news.forms) if f not in forms and f.isalpha()]
    words = [news.forms[i] for i in rare]
    pieces = _pieces(news.forms, forms)
    row_of, first = [0, *forms.values()], len(forms) + 1
    segments = cut(wordpiece((UNKNOWN, *forms, *pieces)), words)
    targets = news.vectors[rare] - news.vectors.mean(axis=0)
    targets /= np.linalg.norm(targets, axis=1, keepdims=True)
    counts = np.zeros((len(words), len(pieces)), np.float32)
    for i, segment in enumerate(segments):
        for token in segment:
            if token >= first:
                counts[i, token - first] += 1
            else:
                targets[i] -= rows[row_of[token]]
    gram = counts.T @ counts + np.float32(RIDGE) * np.eye(len(pieces), dtype=np.float32)
    return pieces, np.linalg.solve(gram.astype(np.float64), (counts.T @ targets).astype(np.float64)).astype(np.float32)


def _pieces(words: Sequence[str], forms: Mapping[str, int]) -> list[str]:
    """Return the beginnings and endings that most of the words share, and every single letter.

    No digits: an unknown number is unknown as a whole, «95» does not begin with «9 класс».
    All words of the news vote: among the rare ones alone surnames outvote «##ющему».
    """
    heads: Counter[str] = Counter()
    tails: Counter[str] = Counter()
    letters = sorted({c for w in (*words, *forms) for c in w if c.isalpha()})
    for word in filter(str.isalpha, words):
        heads.update(word[:n] for n in range(3, min(8, len(word))))
        tails.update("##" + word[-n:] for n in range(2, min(10, len(word))))
    best = [*_most(heads, forms), *_most(tails, forms), *letters, *("##" + c for c in letters)]
    return [p for p in dict.fromkeys(best) if p not in forms]


def _most(counts: Mapping[str, int], forms: Mapping[str, int]) -> list[str]:
    """Rank pieces by the letters they cover."""
    free = [p for p in counts if p not in forms]
    return sorted(free, key=lambda p: (-counts[p] * len(p.removeprefix("##")), p))[:N_PIECES]

"""Encoder: texts → unit vectors; the built-in static model and any sentence-transformers model by name or folder."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from nlp.errors import InputError, ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Kind = Literal["passage", "query"]

# Deleted before splitting: invisible marks and the stress sign («за́мок»). tokenizer.json holds the same patterns.
DELETED = "[\u00ad\u0301\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
# A token is a run of digits or a run of letters («2022год» gives two); all else separates, «мини-проект» gives two.
TOKEN = "[0-9]+|[a-z\u0400-\u04ff]+"  # noqa: S105 — no password
# Longer runs of letters are no words.
LONGEST_WORD = 60
UNKNOWN = "[UNK]"

_DELETED = re.compile(DELETED)
_END = "\0"
_TOKEN_OR_END = re.compile(f"{TOKEN}|{_END}")
_ABSENT = -1
_BATCH = 1024


class Encoder(Protocol):
    """Gives texts vectors whose dot product is the similarity (a cosine)."""

    @property
    def name(self) -> str:
        """Name and hash of the weights: a part of every key under which vectors are kept."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """Return float32 (n, dim), rows of length 1 in the order of `texts`; (0, dim) for no text.

        A text in which the encoder knows nothing gets the zero row: similar to no text, itself included.
        """
        ...


class StaticEncoder:
    """A model2vec model applied by numpy: the sum of the rows of a text's words, scaled to length 1.

    Identical texts get identical vectors, whatever stands beside them. `kind` makes no difference.
    """

    def __init__(self, tokenizer: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]], name: str) -> None:
        """Take the model apart.

        Args:
            tokenizer: the content of tokenizer.json, a WordPiece model over the tokens of `TOKEN`.
            arrays: `embeddings` (n_rows, dim), `mapping` token → row, `weights` token → factor, one a row.
            name: the stamp.
        """
        self._ids: dict[str, int] = tokenizer["model"]["vocab"]
        self._unknown = self._ids[UNKNOWN]
        self._rows = arrays["mapping"].astype(np.intp)
        # The tokens of a row share its factor, so that the row can carry it: one multiplication at load, none at use.
        factors = np.zeros(len(arrays["embeddings"]), np.float32)
        factors[self._rows] = arrays["weights"]
        self._vectors: Vectors = arrays["embeddings"].astype(np.float32) * factors[:, None]
        self._vectors[self._rows[self._unknown]] = 0
        self.name = name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._vectors.shape[1])

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """Return float32 (n, dim), rows of length 1; a text without a known word or piece gets the zero row."""
        del kind
        batches = [self._encode(texts[i : i + _BATCH]) for i in range(0, len(texts), _BATCH)]
        return np.concatenate(batches) if batches else np.zeros((0, self.dim), np.float32)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        tokens = _TOKEN_OR_END.findall(_folded(texts))
        ids = np.fromiter(map(self._ids.get, tokens, repeat(_ABSENT)), np.intp, len(tokens))
        ids = self._with_pieces(tokens, ids)
        # Every text closes with the unknown token, whose row is zero: no segment is empty.
        starts = np.flatnonzero(ids == self._unknown)
        starts = np.concatenate([[0], starts[:-1] + 1])
        return _unit(np.add.reduceat(self._vectors[self._rows[ids]], starts, axis=0))

    def _with_pieces(self, tokens: Sequence[str], ids: NDArray[np.intp]) -> NDArray[np.intp]:
        """Replace each absent token by its pieces and each end of a text by the unknown token."""
        absent = np.flatnonzero(ids == _ABSENT)
        pieces = [[self._unknown] if tokens[i] == _END else self._pieces(tokens[i]) for i in absent.tolist()]
        n_each = np.ones(len(ids), np.intp)
        n_each[absent] = [len(p) for p in pieces]
        wide = np.repeat(ids, n_each)
        wide[wide == _ABSENT] = [i for p in pieces for i in p]
        return wide

    def _pieces(self, word: str) -> list[int]:
        """Cut an unknown word as WordPiece does, longest piece first; no piece at all where that fails."""
        found: list[int] = []
        start, mark = 0, ""
        while start < len(word) <= LONGEST_WORD:
            for end in range(len(word), start, -1):
                piece = self._ids.get(mark + word[start:end])
                if piece is not None:
                    break
            else:
                return []
            found.append(piece)
            start, mark = end, "##"
        return found


def _folded(texts: Sequence[str]) -> str:
    """Fold a whole batch at once (three times faster than text by text), each text closed by `_END`."""
    joined = _END.join([*texts, ""])
    if joined.count(_END) != len(texts):
        joined = _END.join([*(t.replace(_END, " ") for t in texts), ""])
    return unicodedata.normalize("NFC", _DELETED.sub("", joined)).lower().replace("ё", "е")


def _unit(vectors: Vectors) -> Vectors:
    """Scale rows to length 1; zero rows stay zero."""
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit


# --- transformers ---------------------------------------------------------------------------------


class Prompts(NamedTuple):
    """What a model wants to stand before a query and before a passage."""

    query: str
    passage: str


# Families whose published files do not name their prompts: part of the name → prompts; the first that fits counts.
FAMILIES: tuple[tuple[str, Prompts], ...] = (
    (
        "e5-large-instruct",
        Prompts("Instruct: Найди мероприятия с тем же содержанием\nQuery: ", ""),
    ),  # multilingual-e5-large-instruct
    ("e5-", Prompts("query: ", "passage: ")),  # intfloat/multilingual-e5-small
    ("frida", Prompts("search_query: ", "search_document: ")),  # ai-forever/FRIDA, sergeyzh/rubert-mini-frida
    ("rosberta", Prompts("search_query: ", "search_document: ")),  # ai-forever/ru-en-RoSBERTa
    ("nomic-embed", Prompts("search_query: ", "search_document: ")),  # nomic-ai/nomic-embed-text-v2-moe
)
_QUERY_KEYS = ("query", "search_query", "retrieval.query")
_PASSAGE_KEYS = ("passage", "document", "search_document", "retrieval.passage")


def prompts_for(name: str, own: Mapping[str, str | None]) -> Prompts:
    """Return the model's own prompts where it names any, else those of its family, else none."""
    query = next((own[k] for k in _QUERY_KEYS if own.get(k)), None)
    passage = next((own[k] for k in _PASSAGE_KEYS if own.get(k)), None)
    if query or passage:
        return Prompts(query or "", passage or "")
    short = Path(name).name.lower()
    return next((prompts for part, prompts in FAMILIES if part in short), Prompts("", ""))


class TransformerEncoder:
    """Any sentence-transformers model with its own prompts.

    Identical texts of one call get identical vectors; across calls the last bits may differ with the batch
    (padding changes the order of sums inside torch; batch_size=1 removes even that).
    """

    def __init__(self, model: SentenceTransformer, name: str, batch_size: int = 32) -> None:
        """Wrap a loaded model; `load_transformer` loads one.

        Args:
            model: the model, on its device.
            name: name or folder it came from; decides the family of the prompts.
            batch_size: texts at once.
        """
        self._model, self._batch_size = model, batch_size
        self.prompts = prompts_for(name, model.prompts)
        self.name = f"{Path(name).name}-{_weights_hash(model, self.prompts)}"

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str], kind: Kind = "passage") -> Vectors:
        """Return float32 (n, dim), rows of length 1; (0, dim) for no text."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        once = {text: i for i, text in enumerate(dict.fromkeys(texts))}
        vectors = self._model.encode(
            list(once),
            prompt=self.prompts.query if kind == "query" else self.prompts.passage,
            batch_size=self._batch_size,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return _unit(np.asarray(vectors, np.float32)[[once[t] for t in texts]])


def _weights_hash(model: SentenceTransformer, prompts: Prompts) -> str:
    """Hash weights and prompts: both decide the vectors."""
    digest = hashlib.sha256("\0".join(prompts).encode())
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(tensor.cpu().float().numpy()).tobytes())
    return digest.hexdigest()[:12]


def load_transformer(name: str, batch_size: int = 32, may_download: bool = False) -> TransformerEncoder:
    """Load a sentence-transformers model by folder or by name.

    Raises:
        ModelError: sentence-transformers is not installed, or the model is neither here nor may be downloaded.
    """
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise ModelError(
            f"Не загружена модель «{name}»",
            "не установлены sentence-transformers и torch",
            "Выполните pip install 'sverka[train]' или уберите переменную SVERKA_ENCODER.",
        ) from error
    try:
        model = SentenceTransformer(name, local_files_only=not may_download, device="cpu")
    except Exception as error:  # the library raises whatever its parts raise
        raise ModelError(
            f"Не загружена модель «{name}»",
            f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'без пояснения'}",
            "Укажите в SVERKA_ENCODER папку модели sentence-transformers; "
            "чтобы скачать её по имени, задайте SVERKA_ALLOW_DOWNLOAD=1.",
        ) from error
    return TransformerEncoder(model.eval(), name, batch_size)


def embed_lines(data: bytes, encoder: Encoder) -> Vectors:
    """Return one vector a line of UTF-8 text; an empty line is a text too, the end of the last line is none.

    Raises:
        InputError: the bytes are not UTF-8.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            "Не прочитаны строки", "это не UTF-8", "Перекодируйте файл, например: iconv -f cp1251 -t utf-8."
        ) from error
    return encoder.encode([line.rstrip("\r") for line in text.removesuffix("\n").split("\n")] if text else [])

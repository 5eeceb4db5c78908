"""Tokens → the WordPiece tokenizer that sentence-transformers, model2vec and `nlp.embed` read alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nlp.embed import DELETED, LONGEST_WORD, TOKEN, UNKNOWN

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def wordpiece(tokens: Sequence[str]) -> Tokenizer:
    """Build the tokenizer; token i gets the id i. A whole word is taken whole, an unknown one by longest pieces."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    vocabulary = {token: i for i, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.WordPiece(vocab=vocabulary, unk_token=UNKNOWN, max_input_chars_per_word=LONGEST_WORD))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(DELETED), ""),
            normalizers.NFC(),
            normalizers.Lowercase(),
            normalizers.Replace("ё", "е"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(TOKEN), behavior="removed", invert=True)
    return tokenizer


def cut(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return the ids of the known tokens of each text."""
    unknown = tokenizer.token_to_id(UNKNOWN)
    return [
        [i for i in e.ids if i != unknown] for e in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    ]

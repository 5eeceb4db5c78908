"""Two plans → pairs of measures with calibrated probability and the evidence for it."""

from nlp.match.align import Ready, every_pair, match, matched, ready
from nlp.match.features import FEATURES
from nlp.match.model import Matcher, Probabilities, evidence, pack, pair_probabilities, relation, unpack
from nlp.match.side import Row, Senses, Side, prepare

__all__ = [
    "FEATURES",
    "Matcher",
    "Probabilities",
    "Ready",
    "Row",
    "Senses",
    "Side",
    "every_pair",
    "evidence",
    "match",
    "matched",
    "pack",
    "pair_probabilities",
    "prepare",
    "ready",
    "relation",
    "unpack",
]

"""Read `corpus/` and `models/`; with `nlp/read` the only place that opens files."""

from nlp.artifacts.corpus import (
    corpus_dir,
    load_activities,
    load_category_labels,
    load_general_similarity,
    load_mandates,
    load_pairs,
    load_phrasings,
    load_regions,
)
from nlp.artifacts.store import (
    MODEL_FORMAT,
    load_model,
    models_dir,
    models_in,
    read_model,
    save_model,
    write_files,
    write_models,
)
from nlp.artifacts.trained import (
    ENCODER_FILES,
    load_classifier,
    load_encoder,
    load_gap_model,
    load_matcher,
    load_models,
)

__all__ = [
    "ENCODER_FILES",
    "MODEL_FORMAT",
    "corpus_dir",
    "load_activities",
    "load_category_labels",
    "load_classifier",
    "load_encoder",
    "load_gap_model",
    "load_general_similarity",
    "load_mandates",
    "load_matcher",
    "load_model",
    "load_models",
    "load_pairs",
    "load_phrasings",
    "load_regions",
    "models_dir",
    "models_in",
    "read_model",
    "save_model",
    "write_files",
    "write_models",
]

"""Words that join others and name nothing: prepositions, conjunctions, particles (lemmas)."""

FUNCTION_WORDS = frozenset(
    """
    и а но не или либо также в во на по с со к ко о об у для при через из от за до без под над между
    """.split()  # noqa: SIM905 — a list of words reads better so
)

"""Typed errors: what happened, why, and what the user can do about it (Russian)."""


class SverkaError(Exception):
    """Root of all errors that a user may see.

    Args:
        what: what could not be done.
        why: the cause, in the user's terms.
        advice: what to do next.
    """

    def __init__(self, what: str, why: str, advice: str) -> None:
        super().__init__(f"{what}: {why}. {advice}")
        self.what, self.why, self.advice = what, why, advice


class UnreadableFileError(SverkaError):
    """The file is absent, empty, damaged or encrypted."""


class UnsupportedFormatError(SverkaError):
    """The file is sound but of a kind that this version does not read."""


class LimitError(SverkaError):
    """The file exceeds a limit on foreign files."""


class ModelError(SverkaError):
    """A model or corpus file is absent, damaged or foreign."""


class InputError(SverkaError):
    """An argument (a catalogue, a name of a mandate set, a query) cannot be used."""


class StoreError(SverkaError):
    """What is kept cannot be read or written.

    Attributes:
        kind: full | read-only | absent | damaged | busy | newer | disk: what a program tells them apart by.
    """

    def __init__(self, what: str, why: str, advice: str, kind: str = "disk") -> None:
        super().__init__(what, why, advice)
        self.kind = kind

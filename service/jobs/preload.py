"""Imported by the server that workers are forked from: what they load here once, they share."""

import contextlib
import gc

from nlp.errors import SverkaError
from service.analysis import warm

# A damaged model is told by the job that needs it.
with contextlib.suppress(SverkaError):
    warm()
gc.collect()
gc.freeze()

"""Whether what is kept is sound: each check looks for one kind of fault, some of which can be mended without loss."""

from service.sanity.examining import Examined, examine
from service.sanity.ground import Finding

__all__ = ["Examined", "Finding", "examine"]

"""A whole installation in one file, and back; the file knows no difference between the databases."""

from service.backup.archive import Manifest, verified
from service.backup.making import backup
from service.backup.restoring import Restored, restore

__all__ = ["Manifest", "Restored", "backup", "restore", "verified"]

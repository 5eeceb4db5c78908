"""Office files with fixed dates: same contents, same bytes."""

from __future__ import annotations

import io
import re
import zipfile

_STAMPED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def repacked(data: bytes, day: str) -> bytes:
    """Return an office file with every date in its zip directory and properties set to midnight of `day` (ISO)."""
    year, month, date = (int(part) for part in day.split("-"))
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMPED.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode() + rb"\g<3>", content)
            entry = zipfile.ZipInfo(name, (year, month, date, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o600 << 16
            new.writestr(entry, content)
    return target.getvalue()

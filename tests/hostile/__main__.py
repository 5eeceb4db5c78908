"""Write hostile files: `python -m hostile FOLDER URL SECRET [slow]`; prints the number of each as it stands ready.

In a process of its own, because building a bomb takes memory that the tested parent must not be seen to take.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hostile import CASES, Bait


def main(folder: Path, bait: Bait, *, slow: bool) -> None:
    for number, case in enumerate(CASES.values()):
        if slow or not case.slow:
            own = folder / str(number)
            own.mkdir()
            case.write(own, bait)
            print(number, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Bait(sys.argv[2], Path(sys.argv[3])), slow="slow" in sys.argv[4:])

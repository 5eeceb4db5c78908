"""LibreOffice without a screen, network, macros or links: files of one format → files of another."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from nlp.errors import LimitError, UnsupportedFormatError

# A start takes 1.2 s, each further file about 0.2 s; a plan of 60 pages takes 3 s.
TIMEOUT_S = 45.0
MAX_OUTPUT_BYTES = 200 * 1024**2
# LibreOffice ends with this status when it wants to be started once more, as after making its profile.
_AGAIN = 81
_NOWHERE = "http://127.0.0.1:9"
_COMMON, _INET = "/org.openoffice.Office.Common", "/org.openoffice.Inet/Settings"
# (path, name, type, value): nothing that a document names is fetched, run or changed.
_SETTINGS = (
    (f"{_COMMON}/Security/Scripting", "MacroSecurityLevel", "int", "3"),
    (f"{_COMMON}/Security/Scripting", "DisableMacrosExecution", "boolean", "true"),
    (f"{_COMMON}/Security/Scripting", "BlockUntrustedRefererLinks", "boolean", "true"),
    (f"{_COMMON}/Security/Scripting", "DisableActiveContent", "boolean", "true"),
    (f"{_COMMON}/Save/Document", "LoadPrinter", "boolean", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "int", "2"),
    ("/org.openoffice.Office.Writer/Content/Update", "Field", "boolean", "false"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "int", "2"),
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "int", "1"),
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", "int", "1"),
    (_INET, "ooInetProxyType", "int", "2"),
    (_INET, "ooInetHTTPProxyName", "string", "127.0.0.1"),
    (_INET, "ooInetHTTPProxyPort", "int", "9"),
    (_INET, "ooInetHTTPSProxyName", "string", "127.0.0.1"),
    (_INET, "ooInetHTTPSProxyPort", "int", "9"),
    (_INET, "ooInetNoProxy", "string", ""),
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "string", "ru-RU"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "boolean", "true"),
)


def program() -> Path | None:
    """Return LibreOffice's program, None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    script = Path(found).resolve()
    # The script starts a helper that starts the program; only a direct child dies with its parent.
    binary = script.with_name("soffice.bin")
    return binary if binary.exists() else script


def convert(
    files: Sequence[Path], folder: Path, target: str = "docx", source: str = "", timeout_s: float = TIMEOUT_S
) -> tuple[Path | None, ...]:
    """Convert files in one start of LibreOffice; their names must differ in more than the extension.

    Args:
        files: of one format.
        folder: where the results go.
        target: extension of the results, with «:» and the name of LibreOffice's filter where it is not the usual one.
        source: LibreOffice's name of the filter that reads the files; without it LibreOffice guesses.
        timeout_s: for all files together.

    Returns:
        The result of each file, None where LibreOffice made none.

    Raises:
        UnsupportedFormatError: LibreOffice is not installed.
        LimitError: it did not end in time.
    """
    binary = program()
    if binary is None:
        raise _absent()
    made = [folder / f"{file.stem}.{target.partition(':')[0]}" for file in files]
    with tempfile.TemporaryDirectory(prefix="sverka-office-") as private:
        home = Path(private).resolve()
        _write_profile(home)
        options = ["--headless", "--norestore", "--nolockcheck", "--nologo", "--nodefault"]
        options += [f"-env:UserInstallation={home.as_uri()}", *([f"--infilter={source}"] if source else [])]
        options += ["--convert-to", target, "--outdir", str(folder.resolve()), *(str(f.resolve()) for f in files)]
        _run([*_tether(), str(binary), *options], home, timeout_s)
    return tuple(path if path.is_file() else None for path in made)


def _run(command: Sequence[str], home: Path, timeout_s: float) -> None:
    """Run LibreOffice in a process group of its own and leave nothing of it behind."""
    for _ in range(3):
        process = subprocess.Popen(  # noqa: S603 (the program found above, paths made here)
            command,
            cwd=home,
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            status = process.wait(timeout_s)
        except subprocess.TimeoutExpired as error:
            raise _too_slow(timeout_s) from error
        finally:
            _end(process)
        if status != _AGAIN:
            return


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with its whole group, whether it has ended or not."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _tether() -> list[str]:
    """Return the commands that make LibreOffice die with its parent and cap the files it writes."""
    tether = []
    if setpriv := shutil.which("setpriv"):
        tether += [setpriv, "--pdeathsig", "KILL", "--"]
    if prlimit := shutil.which("prlimit"):
        tether += [prlimit, f"--fsize={MAX_OUTPUT_BYTES}", "--core=0", "--"]
    return tether


def _environment(home: Path) -> dict[str, str]:
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), _NOWHERE)
    proxies |= {name.upper(): value for name, value in proxies.items()}
    return {
        "PATH": os.defpath,
        "HOME": str(home),
        "TMPDIR": str(home),
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        **proxies,
        "no_proxy": "",
    }


def _write_profile(home: Path) -> None:
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse" oor:type="xs:{kind}">'
        f"<value>{escape(value)}</value></prop></item>\n"
        for path, name, kind, value in _SETTINGS
    )
    (home / "user").mkdir()
    (home / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        f"{items}</oor:items>\n",
        "utf-8",
    )


def _absent() -> UnsupportedFormatError:
    return UnsupportedFormatError(
        "Файл не прочитан",
        "файлы старых форматов открывает LibreOffice, а его здесь нет",
        "Установите пакет libreoffice-writer (apt-get install libreoffice-writer) или сохраните файл как .docx.",
    )


def _too_slow(timeout_s: float) -> LimitError:
    return LimitError(
        "Файл не прочитан",
        f"LibreOffice не открыл его за {timeout_s:.0f} с",
        "Откройте его в редакторе, оставьте только план и сохраните как .docx.",
    )

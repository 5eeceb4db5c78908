"""The blind set (tests/samples/blind) through `sverka analyse`: Word, PDF, scans, doc, rtf and odt, scored as tools/score.py does.

Targets: PDF F1 ≥ 0.97, noisy scans ≥ 0.93, clean ones ≥ 0.98 with character accuracy ≥ 0.98, doc, rtf and odt ≥ 0.98.
Run: python benchmarks/bench_blind.py FOLDER [KIND…]; documents and answers stay in FOLDER, faults.txt there names what went wrong.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from samples import TESTS

sys.path.insert(0, str(TESTS))
from blind_builder import main as build_documents
from blind_builder import names
from blind_scans import Fault, drawn, scan

ROOT = TESTS.parent
SHARED = Path(os.environ.get("SVERKA_SHARED", ROOT.parent / "shared"))
FIELDS = {
    "number": "number",
    "section": "section",
    "deadline": "deadline",
    "executors": "responsible",
    "outcome": "result",
}
LEAST = {"docx": 0.98, "pdf": 0.97, "pdf-soft": 0.97, "pdf-tight": 0.97, "doc": 0.98, "rtf": 0.98, "odt": 0.98}
LEAST |= {"scan-clean": 0.98, "scan-noisy": 0.93, "scan-image": 0.93}


def scorer() -> Any:
    """The scorer's own definitions of «the same text» and of matched measures."""
    spec = importlib.util.spec_from_file_location("score", SHARED / "tools" / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def convert(files: list[Path], folder: Path, kind: str) -> None:
    """Print or convert Word files by LibreOffice in one start, those that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = [file for file in files if not (folder / f"{file.stem}.{kind}").exists()]
    if todo:
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder.resolve()}/.profile",
            "--headless",
            "--convert-to",
            kind,
        ]
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, todo)], check=True, capture_output=True, timeout=300
        )


def documents(folder: Path) -> dict[str, dict[str, Path]]:
    """Every kind's files by the plan's name; made where they are not there yet."""
    build_documents(folder / "docx")
    plain = {name: folder / "docx" / f"{name}.docx" for name in names()}
    made = {"docx": plain}
    for kind in ("pdf", "doc", "rtf", "odt"):
        convert(list(plain.values()), folder / kind, kind)
        made[kind] = {name: folder / kind / f"{name}.{kind}" for name in plain}
    for look in ("soft", "tight"):
        convert([folder / "docx" / f"{name}-{look}.docx" for name in plain], folder / f"pdf-{look}", "pdf")
        made[f"pdf-{look}"] = {name: folder / f"pdf-{look}" / f"{name}-{look}.pdf" for name in plain}
    return made | _scans(folder, made)


def _scans(folder: Path, made: dict[str, dict[str, Path]]) -> dict[str, dict[str, Path]]:
    scans: dict[str, dict[str, Path]] = defaultdict(dict)
    for kind in ("scan-clean", "scan-noisy", "scan-image"):
        (folder / kind).mkdir(exist_ok=True)
    for k, name in enumerate(names()):
        jobs = [("scan-clean", ".pdf", made["pdf"][name], Fault())]
        jobs.append(("scan-noisy", (".pdf", ".tiff")[k % 2], made["pdf-soft"][name], drawn(name)))
        if len(_page_sizes(made["pdf"][name])) == 1:
            jobs.append(
                (
                    "scan-image",
                    (".png", ".jpg")[len(scans["scan-image"]) % 2],
                    made["pdf"][name],
                    drawn(f"{name}-image"),
                )
            )
        for kind, suffix, pdf, fault in jobs:
            target = folder / kind / f"{name}{suffix}"
            scans[kind][name] = target if target.exists() else scan(pdf, target, fault)
    return scans


def _page_sizes(pdf: Path) -> list[str]:
    told = subprocess.run(["pdfinfo", "-l", "99", str(pdf)], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^Page +\d+ size:.*$", told, re.M)


def analysed(file: Path) -> tuple[list[dict[str, Any]], float, str]:
    """The roadmaps that the command line finds, the seconds it took, and its complaint."""
    started = time.time()
    command = [os.environ.get("SVERKA", str(ROOT / ".venv/bin/sverka")), "analyse", str(file.resolve()), "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=900)
    plans = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    file.with_name(f"{file.name}.answer.json").write_text(json.dumps(plans, ensure_ascii=False, indent=1), "utf-8")
    return plans, time.time() - started, done.stderr[-2000:] if done.returncode else ""


def distance(left: str, right: str) -> int:
    """Edit distance."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def texts(one: dict[str, Any]) -> list[str]:
    """A measure's number, text, deadline, executors and outcome, of gold or of an answer."""
    if "measure" in one:
        values = [
            one.get("number"),
            one["measure"],
            *(one.get(FIELDS[k]) for k in ("deadline", "executors", "outcome")),
        ]
    else:
        values = [one.get("number"), one["text"], *(one[k]["text"] for k in ("deadline", "executors", "outcome"))]
    return [" ".join((v or "").replace("\u00ad", "").replace("•", " ").split()) for v in values]


def figures(score: Any, gold: dict[str, Any], plans: list[dict[str, Any]]) -> tuple[dict[str, float], list[str]]:
    """Counts that add up over documents, and the faults in words."""
    found = [m for plan in plans for m in plan["measures"]]
    wanted = gold["measures"]
    pairs = score.align(wanted, found)
    count = defaultdict(float, gold=len(wanted), found=len(found), hit=len(pairs), exact=sum(e for *_, e in pairs))
    count["path"], faults = (
        0,
        [] if len(plans) == gold["plans"] else [f"plans: {len(plans)} instead of {gold['plans']}"],
    )
    for i, j, exact in sorted(pairs):
        g, p = wanted[i], found[j]
        where = f"[{i + 1}, page {p['source'].get('page')}]"
        right = {"number": score.number_ok(g, p.get("number")), "section": score.section_ok(g, p.get("section"))}
        right |= {k: score.field_ok(g, FIELDS[k], p[k]["text"]) for k in ("deadline", "executors", "outcome")}
        for key, ok in right.items():
            count[key] += ok
            if not ok:
                came = p[key]["text"] if isinstance(p.get(key), dict) else p.get(key)
                faults.append(f"{where} {key}: printed {g.get(FIELDS[key])!r} came {came!r}")
        if not exact:
            faults.append(f"{where} text: printed {g['measure']!r} came {p['text']!r}")
        for a, b in zip(texts(g), texts(p), strict=True):
            count["chars"] += len(a)
            count["wrong"] += min(distance(a, b), len(a)) if a != b else 0
    faults += [f"[{i + 1}] missed: {g['measure']!r}" for i, g in enumerate(wanted) if i not in {i for i, *_ in pairs}]
    spare = set(range(len(found))) - {j for _, j, _ in pairs}
    return count, faults + [
        f"extra, page {found[j]['source'].get('page')}: {[found[j].get('number'), *texts(found[j])[1:]]}"
        for j in sorted(spare)
    ]


def line(name: str, n: dict[str, float]) -> str:
    """A row of the table."""
    precision, recall = n["hit"] / max(n["found"], 1), n["hit"] / n["gold"]
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    hit = max(n["hit"], 1)
    shares = [f1, n["exact"] / n["gold"], sum(n[k] for k in FIELDS) / hit / len(FIELDS), *(n[k] / hit for k in FIELDS)]
    accuracy = 1 - n["wrong"] / n["chars"] if n["chars"] else 0.0
    return (
        f"{name:34}{n['gold']:5.0f}{n['found']:6.0f}"
        + "".join(f"{v:9.3f}" for v in [*shares, accuracy])
        + f"{n['seconds']:8.1f}"
    )


def main(folder: Path, kinds: list[str]) -> int:
    """Print the table; 1 when a target is missed."""
    score, made, missed = scorer(), documents(folder), 0
    columns = ["gold", "found", "F1", "exact", "fields", *FIELDS, "chars", "s"]
    print(f"{'':34}{columns[0]:>5}{columns[1]:>6}" + "".join(f"{c:>9}" for c in columns[2:-1]) + f"{columns[-1]:>8}")
    with (folder / "faults.txt").open("w", encoding="utf-8") as told:
        for kind in kinds or list(LEAST):
            total: dict[str, float] = defaultdict(float)
            for name, file in made[kind].items():
                plans, seconds, complaint = analysed(file)
                gold = json.loads((folder / "docx" / f"{name}.json").read_text("utf-8"))
                count, faults = figures(score, gold, plans)
                count["seconds"] = seconds
                for key, value in count.items():
                    total[key] += value
                print(line(f"{kind} {name}{' FAILED' if complaint else ''}", count), flush=True)
                told.writelines(f"{kind} {name} {fault}\n" for fault in [*([complaint] if complaint else []), *faults])
                told.flush()
            print(line(f"ALL {kind}", total), flush=True)
            f1 = 2 * total["hit"] / (total["found"] + total["gold"])
            missed += f1 < LEAST[kind] or (kind == "scan-clean" and total["wrong"] > 0.02 * total["chars"])
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))

"""What stands where a file should: folders, pipes, devices, links that lead nowhere."""

from __future__ import annotations

import os

from hostile.case import place


@place("folder.docx", "rejected", "папка")
def folder(path):
    path.mkdir()


@place("pipe.docx", "rejected")
def pipe(path):
    os.mkfifo(path)


@place("device.docx", "rejected")
def device(path):
    path.symlink_to("/dev/zero")


@place("random.txt", "rejected")
def random(path):
    path.symlink_to("/dev/urandom")


@place("absent.docx", "rejected", "нет")
def absent(path):
    pass


@place("loop.docx", "rejected")
def loop(path):
    path.symlink_to(path)


@place("dangling.docx", "rejected")
def dangling(path):
    path.symlink_to(path.parent / "nowhere")


@place("sparse-60-mb.docx", "rejected", "50 МБ")
def sparse(path):
    with path.open("wb") as stream:
        stream.truncate(60 * 1024**2)


@place("sparse-4-gb.txt", "rejected", "50 МБ")
def sparse_giant(path):
    with path.open("wb") as stream:
        stream.truncate(4 * 1024**3)

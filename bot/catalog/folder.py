"""What lies in the FAQ's folder: every file's bytes, read once, with one fingerprint of them all."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.catalog.findings import Finding
from bot.catalog.nodes import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORD_FILES = ("topics.yaml", "lexicon.yaml", "names.yaml", "regions.yaml", "elsewhere.yaml", "smalltalk.yaml")
"""The files beside `entries/` that a FAQ needs."""

STYLE_FILE = "style.yaml"
"""What `faqbot check` asks of the texts; the bot runs without it."""

LIMITS_FILE = "limits.toml"
"""Learned weights and thresholds, written by `faqbot calibrate`; built-in ones serve where it is missing."""

MAX_FILES = 5_000
"""More entries than anybody curates; a folder with more is the wrong folder."""


@dataclass(frozen=True, slots=True)
class Folder:
    """The files by their path in the folder (`entries/law/x.yaml`), and what could not be read."""

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]
    fingerprint: str


def packaged() -> Path:
    """The FAQ that comes with the bot: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "faq"
    return inside if inside.is_dir() else package.parent / "faq"


def read_folder(root: Path) -> Folder:
    """Every file of a FAQ folder. Links that lead out of it, special files and giants are findings."""
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    try:
        base = root.resolve(strict=True)
        names = sorted(_names(base))
    except OSError as problem:
        findings.append(_unreadable(str(root), problem))
        return Folder({}, tuple(findings), "")
    if len(names) > MAX_FILES:
        found = f"{len(names):,} files"
        return Folder(
            {}, (Finding(str(root), 1, "", found, f"at most {MAX_FILES:,}: is this the right folder?"),), ""
        )
    for name in names:
        content = _content(base, name)
        if isinstance(content, Finding):
            findings.append(content)
        else:
            files[name] = content
    return Folder(files, tuple(findings), _fingerprint(files))


def _names(base: Path) -> Iterator[str]:
    yield from (name for name in (*WORD_FILES, STYLE_FILE, LIMITS_FILE) if os.path.lexists(base / name))
    entries = base / "entries"
    for topic in os.scandir(entries) if entries.is_dir() else ():
        if _ignored(topic.name):
            continue
        if topic.is_dir():
            yield from (f"entries/{topic.name}/{e.name}" for e in os.scandir(topic) if not _ignored(e.name))
        else:
            yield f"entries/{topic.name}"


def _ignored(name: str) -> bool:
    """Hidden files and the backups that editors leave behind."""
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".bak", ".orig", ".tmp"))


def _content(base: Path, name: str) -> bytes | Finding:
    """The bytes of a file; never follows a link out of the folder and never waits at a pipe."""
    path = base / name
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(base):
            return Finding(name, 1, "", "a link out of the folder", "put the file itself here")
        kind = real.stat()
        if not stat.S_ISREG(kind.st_mode):
            return Finding(name, 1, "", "not a file", "remove it: only .yaml files belong here")
        if not name.endswith((".yaml", ".toml")):
            return Finding(name, 1, "", "not a .yaml file", "rename it to end in .yaml, or remove it")
        if kind.st_size > MAX_BYTES:
            return Finding(
                name, 1, "", f"{kind.st_size:,} bytes", f"at most {MAX_BYTES:,} bytes a file: split it"
            )
        return real.read_bytes()
    except OSError as problem:
        return _unreadable(name, problem)


def _unreadable(name: str, problem: OSError) -> Finding:
    reason = problem.strerror or type(problem).__name__
    return Finding(
        name, 1, "", f"cannot be read ({reason.lower()})", "check that it exists and that the bot may read it"
    )


def _fingerprint(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()

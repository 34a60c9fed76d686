"""The command as a person runs it: a process with arguments, pipes, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.catalog.entries import ENTRY, changed, write_faq

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    cached = tmp_path_factory.getbasetemp().parent / "faqbot-compiled"
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FAQBOT_", "LC_", "LANG"))
    }
    return {**kept, "FAQBOT_CACHE_DIR": str(cached), "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


def faqbot(
    environ: Mapping[str, str], *arguments: str, typed: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "adapters.cli", *arguments]
    return subprocess.run(
        command,
        input=typed,
        capture_output=True,
        text=True,
        env={**environ, **more},
        check=False,
        timeout=120,
    )


def test_the_version_is_told(environ: dict[str, str]) -> None:
    assert faqbot(environ, "--version").stdout.startswith("faqbot ")


def test_a_question_on_the_command_line_is_answered(environ: dict[str, str]) -> None:
    done = faqbot(environ, "ask", "--json", "Comment", "porter", "plainte", "à", "la", "CNIL", "?")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["entry"] == "complaint-cnil"


def test_questions_are_read_from_a_pipe(environ: dict[str, str]) -> None:
    done = faqbot(environ, "ask", "--json", typed="hi\n\nthanks\n")
    assert [json.loads(line)["reason"] for line in done.stdout.splitlines()] == [
        "greeting",
        "empty",
        "thanks",
    ]


def test_the_terminal_s_language_settles_what_a_question_leaves_open(environ: dict[str, str]) -> None:
    done = faqbot(environ, "ask", "--json", "meta", "ai", LANG="fr_FR.UTF-8")
    assert json.loads(done.stdout)["reply_language"] == "fr"


def test_a_conversation_can_be_piped(environ: dict[str, str]) -> None:
    done = faqbot(environ, "chat", typed="hello\n/topics\n1\n/quit\nnever read\n", COLUMNS="40")
    assert done.returncode == 0
    assert "Saying no to Meta" in done.stdout


def test_a_broken_faq_is_reported_whole_without_a_traceback(environ: dict[str, str], tmp_path: Path) -> None:
    root = write_faq(tmp_path, one=changed("region: eu", "region: mars"), two="id: [")
    for arguments in (("check", str(root)), ("check", "--json", str(root))):
        done = faqbot(environ, *arguments)
        assert done.returncode == 1
        assert "mars" in done.stdout
        assert "two.yaml" in done.stdout
        assert "Traceback" not in done.stdout + done.stderr
    asked = faqbot(environ, "ask", "hi", FAQBOT_FAQ_DIR=str(root))
    assert asked.returncode == 1
    assert "entries/law/one.yaml:" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_a_clean_faq_is_said_to_be_so(environ: dict[str, str], tmp_path: Path) -> None:
    root = write_faq(tmp_path, right_to_object=ENTRY)
    faqbot(environ, "schema", str(root))
    done = faqbot(environ, "check", "--json", str(root))
    told = json.loads(done.stdout)
    assert (done.returncode, told["errors"], told["entries"]) == (0, 0, 1)
    assert all({"file", "line", "field", "problem", "cure", "severity"} <= set(f) for f in told["findings"])


@pytest.mark.parametrize(
    "arguments", [["frobnicate"], ["ask", "--region", "mars", "x"], ["check", "--wrong"]]
)
def test_misuse_ends_with_two_and_a_hint(environ: dict[str, str], arguments: list[str]) -> None:
    done = faqbot(environ, *arguments)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_misspelt_setting_names_the_right_one(environ: dict[str, str]) -> None:
    done = faqbot(environ, "ask", "hi", FAQBOT_FAQ_DIRR="/tmp")
    assert done.returncode == 2
    assert "did you mean FAQBOT_FAQ_DIR?" in done.stderr


def test_a_new_entry_passes_the_check_but_for_its_phrasings(environ: dict[str, str], tmp_path: Path) -> None:
    root = write_faq(tmp_path, right_to_object=ENTRY)
    faqbot(environ, "schema", str(root))
    made = faqbot(environ, "new", "my-new-entry", "--topic", "law", "--faq", str(root))
    assert made.returncode == 0, made.stderr
    told = json.loads(faqbot(environ, "check", "--json", str(root)).stdout)
    assert told["errors"] == 0
    assert faqbot(environ, "new", "my-new-entry", "--topic", "law", "--faq", str(root)).returncode == 2
    assert faqbot(environ, "new", "My Entry", "--topic", "law", "--faq", str(root)).returncode == 2
    assert "one of: law" in faqbot(environ, "new", "other", "--topic", "lwa", "--faq", str(root)).stderr


def test_a_closed_pipe_ends_quietly(environ: dict[str, str]) -> None:
    command = f"yes 'what is the gdpr' | head -200 | {sys.executable} -m adapters.cli ask --json | head -1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=environ, check=False, timeout=120
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_an_interrupt_ends_quietly(environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "adapters.cli", "ask", "--json"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"hi\n")
        process.stdin.flush()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == b""

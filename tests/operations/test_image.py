"""The Dockerfile and its neighbours, judged by a linter and by the rules that a linter does not know.

`python -m tests.operations.image_steps` follows the steps themselves (a minute, needs a package index).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.operations.dockerfile import ROOT, Stage, ignored, rules, stages

TEXT = (ROOT / "Dockerfile").read_text()
BUILD, FINAL = stages(TEXT)
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
KEPT_OUT = rules((ROOT / ".dockerignore").read_text())


def tool(name: str) -> str:
    """A tool of the test environment."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    assert found, f"{name} is not installed"
    return found


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run(
        [tool("hadolint"), ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_no_syntax_that_only_the_newest_builders_know() -> None:
    assert not re.search(
        r"<<|--link|--exclude|--mount|--network|--start-interval|^# syntax=", TEXT, re.MULTILINE
    )


def test_the_user_is_a_number_and_not_root() -> None:
    assert FINAL.all("USER") == ["10001:10001"]


def test_the_entry_point_and_the_health_check_need_no_shell() -> None:
    assert (FINAL.command("ENTRYPOINT"), FINAL.command("CMD")) == (["faqbot"], ["run"])
    assert FINAL.command("HEALTHCHECK")[0] == "python"
    assert FINAL.all("STOPSIGNAL") == ["SIGTERM"]


def test_dependencies_come_before_the_source_and_with_hashes() -> None:
    names = [step.rest for step in BUILD.steps]
    (install,) = [number for number, rest in enumerate(names) if "-r requirements/run.txt" in rest]
    (source,) = [number for number, rest in enumerate(names) if rest.startswith("bot ")]
    assert install < source
    assert all("--require-hashes" in line for line in TEXT.splitlines() if " -r requirements/" in line)


def test_the_base_image_can_be_pinned_and_no_secret_is_asked_for() -> None:
    assert "ARG PYTHON=python:3.13-slim" in TEXT
    asked = " ".join(rest for stage in (BUILD, FINAL) for name in ("ARG", "ENV") for rest in stage.all(name))
    assert not re.search(r"token|secret|pepper|password", asked, re.IGNORECASE)


def test_the_image_says_what_it_is() -> None:
    (labels,) = FINAL.all("LABEL")
    for name in ("title", "description", "licenses", "version", "revision"):
        assert f"org.opencontainers.image.{name}=" in labels


@pytest.mark.parametrize(
    "path",
    [".git/config", ".env", "secrets/telegram_token", "tests/test_cli.py", "tests/data/in_scope.jsonl", ".venv/bin/python",
     "docs/OPERATING.md", "bot/__pycache__/engine.cpython-313.pyc", "bot/.env", "choices.sqlite3", "compose.yaml",
     "requirements/test.txt"],
)  # fmt: skip
def test_nothing_private_or_needless_goes_into_the_build(path: str) -> None:
    assert ignored(path, KEPT_OUT)


def test_everything_that_is_copied_goes_into_the_build() -> None:
    copied = [word for rest in BUILD.all("COPY") for word in rest.split()[:-1]]
    assert copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert not ignored(name if "." in name or name == "LICENSE" else f"{name}/x.py", KEPT_OUT), name


def test_what_is_copied_out_of_the_build_is_made_there() -> None:
    for rest in FINAL.all("COPY"):
        source = rest.split()[-2]
        assert any(source in step for step in BUILD.all("RUN")), source


def test_compose_takes_away_what_the_bot_does_not_need() -> None:
    service = COMPOSE["services"]["faqbot"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["mem_limit"] == "256m"
    assert service["pids_limit"] == 128
    assert service["user"] == "10001:10001"
    assert int(service["stop_grace_period"].removesuffix("s")) > 10
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_compose_holds_secrets_as_files_only() -> None:
    service = COMPOSE["services"]["faqbot"]
    secret = [name for name in service["environment"] if re.search(r"TOKEN|PEPPER|SECRET|REDIS", name)]
    assert secret
    assert all(name.endswith("_FILE") for name in secret)
    assert all(
        str(value).startswith("/run/secrets/")
        for name, value in service["environment"].items()
        if name in secret
    )
    assert set(service["secrets"]) == set(COMPOSE["secrets"])
    assert "/secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_compose_mounts_the_folders_that_the_image_prepares() -> None:
    mounted = {volume.split(":")[1] for volume in COMPOSE["services"]["faqbot"]["volumes"]}
    prepared = {rest.split()[-1] for rest in FINAL.all("COPY") if "--chown" in rest}
    assert mounted == prepared
    assert FINAL.environment()["FAQBOT_CACHE_DIR"] in prepared


def test_every_setting_of_the_image_and_of_compose_exists(tmp_path: Path) -> None:
    from bot.settings import FILE, SETTINGS

    known = {setting.name for setting in SETTINGS} | {
        setting.name + FILE for setting in SETTINGS if setting.secret
    }
    used = {*FINAL.environment(), *COMPOSE["services"]["faqbot"]["environment"]}
    assert {name for name in used if name.startswith("FAQBOT_")} <= known


def test_the_reader_of_dockerfiles_reads() -> None:
    (only,) = stages('ARG A=1\nFROM x AS y\n# no\nRUN a \\\n    && b\nENV C=1 \\\n    D="2 3"\n')
    assert isinstance(only, Stage)
    assert (only.name, only.all("RUN")) == ("y", ["a && b"])
    assert only.environment() == {"C": "1", "D": "2 3"}


def test_bandit_finds_nothing() -> None:
    command = [tool("bandit"), "-q", "-r", "bot", "adapters", "-c", "pyproject.toml"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout

"""The CI workflow may do as little as possible, and does what a laptop does."""

from __future__ import annotations

import re

import yaml

from tests.operations.dockerfile import ROOT

TEXT = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
FLOW = yaml.safe_load(TEXT)
STEPS = [step for job in FLOW["jobs"].values() for step in job["steps"]]


def test_nothing_is_permitted_but_reading() -> None:
    assert FLOW["permissions"] == {}
    assert all(job["permissions"] == {"contents": "read"} for job in FLOW["jobs"].values())
    assert "secrets." not in TEXT
    assert "pull_request_target" not in TEXT


def test_actions_are_pinned_by_hash_and_leave_no_credentials() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name in used)
    checkouts = [step for step in STEPS if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"] == {"persist-credentials": False} for step in checkouts)


def test_nothing_that_a_stranger_writes_is_put_into_a_shell() -> None:
    assert not [step for step in STEPS if "${{" in step.get("run", "")]


def test_every_job_ends_by_itself_and_every_python_that_is_promised_is_tested() -> None:
    assert all(job["timeout-minutes"] <= 20 for job in FLOW["jobs"].values())
    promised = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text())
    assert FLOW["jobs"]["test"]["strategy"]["matrix"]["python"] == promised

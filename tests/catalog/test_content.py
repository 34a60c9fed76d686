"""The FAQ itself, held against the facts it was written from and against the questions that measure it."""

from __future__ import annotations

import json
import re
import unicodedata
import warnings
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import Engine
from bot.catalog.check import check
from bot.catalog.folder import packaged
from bot.model import Entry, Language
from tests.conftest import TODAY

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared"
CONTENT = SHARED / "content"

Words = tuple[str, ...]


def test_the_checker_finds_nothing_to_mend() -> None:
    checked = check(packaged(), TODAY)
    assert [str(finding) for finding in checked.findings] == []
    assert checked.entries >= 229


@cache
def facts() -> dict[str, Any]:
    """The fact base by entry id; the test is skipped, loudly, in a clone without it."""
    if not CONTENT.is_dir():
        warnings.warn("the fact base is not here: sources were not compared", stacklevel=2)
        pytest.skip("no fact base beside this checkout")
    found = {}
    for path in sorted(CONTENT.glob("facts-*.yaml")):
        found.update({entry["id"]: entry for entry in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)})
    return found


@cache
def catalogue() -> dict[str, Any]:
    facts()
    listed = yaml.load((CONTENT / "CATALOGUE.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return {entry["id"]: entry for entry in listed}


def test_every_entry_of_the_catalogue_is_written_as_it_says(engine: Engine) -> None:
    for id, wanted in catalogue().items():
        entry = engine.catalog.entry(id)
        assert entry is not None, id
        region = wanted.get("region") or []
        regions = [region] if isinstance(region, str) else region
        assert (entry.topic, entry.family, entry.area) == (
            wanted["topic"],
            wanted.get("family"),
            wanted.get("area"),
        )
        assert [r.value for r in entry.regions] == regions, id
        assert list(entry.aliases) == (wanted.get("aliases") or []), id
        assert list(entry.follow_ups) == wanted["follow_ups"], id
        assert entry.review_by.isoformat() <= wanted["review_by"], id


def test_every_cited_source_is_in_the_facts_of_its_entry_or_says_why(engine: Engine) -> None:
    for entry in engine.catalog.entries:
        known = {_address(s["url"]) for id in (entry.id, *entry.aliases) for s in facts()[id]["sources"]}
        strange = [s.id for s in entry.sources if _address(s.url) not in known and not s.why]
        assert strange == [], entry.id


def _address(url: str) -> str:
    return url.partition("://")[2].rstrip("/")


def folded(text: str) -> Words:
    flat = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return tuple(re.findall(r"[a-z0-9]+", flat))


def measuring() -> list[str]:
    """Every question that measures: the project's own, and those beside the checkout."""
    files = [*(ROOT / "tests" / "data").glob("*.jsonl"), *(SHARED / "questions").glob("*.jsonl")]
    return [
        json.loads(line)["q"]
        for path in sorted(files)
        for line in path.read_text("utf-8").splitlines()
        if line
    ]


def near(one: Words, other: Words) -> bool:
    """The same words, or nearly: the measure of a copy, not of a like-minded question."""
    both, either = len({*one} & {*other}), len({*one} | {*other})
    return one == other or (min(len(one), len(other)) >= 5 and both / either >= 0.85)


def test_no_question_that_measures_stands_in_the_faq(engine: Engine) -> None:
    by_word: dict[str, list[Words]] = defaultdict(list)
    for question in measuring():
        for word in {*folded(question)}:
            by_word[word].append(folded(question))
    for entry in engine.catalog.entries:
        for line in _lines(entry):
            key = folded(line)
            if len(key) >= 3:
                rarest = min({*key}, key=lambda word: len(by_word[word]))
                assert not any(near(key, other) for other in by_word[rarest]), f"{entry.id}: {line}"


def _lines(entry: Entry) -> list[str]:
    return [line for language in Language for line in
            (entry.version(language).question, *entry.version(language).phrasings)]  # fmt: skip


def test_every_question_that_measures_names_entries_that_exist(engine: Engine) -> None:
    for path in sorted((ROOT / "tests" / "data").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            ids = json.loads(line).get("ids", [])
            assert all(engine.catalog.entry(id) for id in ids), line

"""The words that moderators teach: what is read, and what is reported."""

from __future__ import annotations

import pytest

from bot.catalog.vocabulary import load_vocabulary
from bot.model import Region
from tests.matching.small import vocabulary


def test_wordings_are_read_as_questions_are() -> None:
    loaded = vocabulary()
    assert loaded.groups[0].wordings == (("opt", "out"), ("say", "no"), ("refuser",), ("dire", "non"))
    assert loaded.spellings[0].meant == ("je", "peux")
    assert {name.id: name.of for name in loaded.names}["claude"] == "anthropic"


def test_an_area_belongs_to_its_region() -> None:
    places = {(place.region, place.area): place.wordings for place in vocabulary().places}
    assert places[Region.EU, "fr"] == (("france",), ("paris",))


def test_files_that_are_missing_teach_nothing() -> None:
    loaded, findings = load_vocabulary({})
    assert not findings
    assert not loaded.groups


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("lexicon.yaml", "groups:\n  a: {en: [b, c]\n", 3),
        ("lexicon.yaml", "groups: {}\nwrong: 1\n", 2),
        ("lexicon.yaml", "spellings:\n  two words: x\n", 2),
        ("regions.yaml", "atlantis: {words: [poseidonis]}\n", 1),
        ("names.yaml", "- a list\n", 1),
    ],
)
def test_what_is_wrong_is_reported_with_its_place(file: str, text: str, line: int) -> None:
    _, findings = load_vocabulary({file: text})
    assert findings
    assert findings[0].file == file
    assert findings[0].line == line
    assert findings[0].cure


def test_a_word_that_yaml_would_take_for_false_stays_a_word() -> None:
    vocabulary, findings = load_vocabulary(
        {"lexicon.yaml": "groups:\n  refuse: {en: [no, off], fr: [non]}\n"}
    )
    assert findings == ()
    assert vocabulary.groups[0].wordings == (("no",), ("off",), ("non",))


def test_a_group_that_stands_twice_is_named_with_its_line() -> None:
    text = "groups:\n  a: {en: [one, two]}\n  a: {en: [three, four]}\n"
    _, (finding,) = load_vocabulary({"lexicon.yaml": text})
    assert (finding.file, finding.line) == ("lexicon.yaml", 3)
    assert "twice" in finding.problem

"""What moderators may write, and what each mistake is answered with."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.catalog.findings import Finding, Severity
from bot.catalog.folder import MAX_FILES, read_folder
from bot.catalog.load import Loaded, load
from bot.catalog.nodes import MAX_BYTES
from bot.model import Region
from tests.catalog.entries import ENTRY, TOPICS, changed, entry, write_faq

if TYPE_CHECKING:
    from pathlib import Path


def loaded(root: Path) -> Loaded:
    return load(read_folder(root))


def errors(root: Path) -> list[Finding]:
    return [finding for finding in loaded(root).findings if finding.severity is Severity.ERROR]


def test_a_good_entry_loads_with_everything_in_it(tmp_path: Path) -> None:
    catalog = loaded(write_faq(tmp_path, right_to_object=ENTRY)).catalog
    assert catalog is not None
    (found,) = catalog.entries
    assert (found.id, found.topic, found.regions, found.as_of) == (
        "right-to-object",
        "law",
        (Region.EU,),
        "2025-05",
    )
    assert found.en.phrasings == ("how do i say no", "objection form")
    assert found.sources[0].url == "https://www.cnil.fr/fr/opposition"


MISTAKES = [
    ("id: right-to-object", "id: right-to-object\nid: again", 3, "id", "twice", "keep one"),
    ("region: eu", "region: &r eu", 4, "region", "anchor", "remove it"),
    ("region: eu", "region: *r", 4, "region", "alias", "write the value itself"),
    ("region: eu", "region: !!str eu", 4, "region", "tag", "remove it"),
    ("region: eu", "region: europe", 4, "region", "not a region", "eu, uk, ch, us, ca, br, au"),
    ("region: eu", "region:\teu", 4, "", "a tab", "use spaces"),
    ("region: eu", "regoin: eu", 4, "regoin", "is not a field", "did you mean `region`?"),
    ("  question: How do", "  question: no\n  old: How do", 11, "en.question", "true or false", "quotes"),
    ("publisher: CNIL", "publisher: 1984", 9, "sources.cnil-2025.publisher", "a number", '"1984"'),
    ('url: "https://www', 'url: "http://www', 9, "sources.cnil-2025.url", "not as it should be", "https://"),
    ('url: "https://www', 'url: "https://me:pw@www', 9, "sources.cnil-2025.url", "user name", "https://"),
    ('url: "https://www.cnil.fr', 'url: "https://xn--nl-aia.fr', 9, "sources.cnil-2025.url", "disguised", "https://"),
    ("lang: fr}", "lang: fr, publisherr: x}", 9, "sources.cnil-2025.publisherr", "not a field", "`publisher`"),
    ("review_by: 2027-11-30", "review_by: soon", 6, "review_by", "", "2026-12-31"),
    ("as_of: 2025-05", "as_of: May 2025", 5, "as_of", "May 2025", "2026-06"),
    ("follow_ups: []", "follow_ups: [right-to-objekt]", 7, "follow_ups[0]", "no entry", "did you mean `right-to-object`?"),
    ("follow_ups: []", "follow_ups: [right-to-object]", 7, "follow_ups[0]", "follows itself", "remove it"),
    ("you object.[^cnil-2025]", "you object.[^cnil-2026]", 13, "en.answer", "[^cnil-2026]", "cnil-2025"),
    ("topic: law", "topic: laws", 3, "topic", "folder is called law", "topic: law"),
    ("id: right-to-object", "id: right-to-say-no", 2, "id", "right-to-object.yaml", "rename"),
    ("id: right-to-object", f"id: {'a' * 60}", 2, "id", "longer than 40", "40"),
    ("1. Say who", "# Who", 15, "en.answer", "a heading", "paragraphs"),
    ("1. Say who", "<b>Say</b> who", 15, "en.answer", "HTML", "paragraphs"),
    ("1. Say who", "[form](http://example.org/) Say who", 13, "en.answer", "not https", "https://"),
    ("1. Say who", "![x](https://example.org/x.png)", 15, "en.answer", "a picture", "paragraphs"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "field", "problem", "cure"), MISTAKES)
def test_every_mistake_is_named_with_its_line_and_cure(
    tmp_path: Path, old: str, new: str, line: int, field: str, problem: str, cure: str
) -> None:
    root = write_faq(tmp_path, right_to_object=changed(old, new))
    found = [f for f in errors(root) if f.field == field and problem in f.problem]
    assert found, [str(f) for f in errors(root)]
    assert found[0].file == "entries/law/right-to-object.yaml"
    assert found[0].line == line
    assert cure in found[0].cure


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (ENTRY.encode("latin-1", "replace").replace(b"?", b"\xe9", 1), "not UTF-8"),
        (ENTRY.replace("How do", "How\x00 do").encode(), "NUL"),
        (
            ENTRY.replace("question: How do", 'question: "\\ud83d How do')
            .replace("data?", 'data?"', 1)
            .encode(),
            "",
        ),
        (b"", "no fields"),
        (b"just words", "not a map"),
        (b"- a\n- list", "not a map"),
        ((ENTRY + "---\n" + ENTRY).encode(), "second document"),
        (b"id: " + b"[" * 20_000, "deep"),
        (b"id: {a: b", ""),
        (b"#" * (MAX_BYTES + 1), "bytes"),
        (b"x: &x [*x, *x, *x]", "alias"),
        (b"x: !!python/object/apply:os.system [ls]", "tag"),
    ],
)
def test_what_is_not_an_entry_is_refused_without_a_traceback(
    tmp_path: Path, data: bytes, problem: str
) -> None:
    root = write_faq(tmp_path)
    (root / "entries/law/right-to-object.yaml").write_bytes(data)
    found = errors(root)
    assert any(problem in finding.problem and finding.cure for finding in found), [str(f) for f in found]


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + ENTRY.encode(), ENTRY.replace("\n", "\r\n").encode()])
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path, data: bytes) -> None:
    plain = loaded(write_faq(tmp_path / "a", right_to_object=ENTRY)).catalog
    root = write_faq(tmp_path / "b")
    (root / "entries/law/right-to-object.yaml").write_bytes(data)
    other = loaded(root).catalog
    assert plain is not None
    assert other is not None
    assert other.entries == plain.entries


def test_all_problems_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    root = write_faq(
        tmp_path,
        one=entry("one").replace("region: eu", "region: mars").replace("topic: law", "topic: moon"),
        two=entry("two").replace("fr:\n", "de:\n"),
        three="id: [",
    )
    found = errors(root)
    assert {f.file for f in found} >= {f"entries/law/{name}.yaml" for name in ("one", "two", "three")}
    assert {"fr", "de"} <= {f.field for f in found if f.file.endswith("two.yaml")}


def test_two_entries_cannot_share_an_id_or_an_alias(tmp_path: Path) -> None:
    aliased = entry("one").replace("follow_ups: []", "aliases: [two]")
    found = errors(write_faq(tmp_path, one=aliased, two=entry("two")))
    assert any("also belongs to" in f.problem for f in found)


def test_a_source_that_nobody_cites_is_named(tmp_path: Path) -> None:
    extra = 'sources:\n  ico-2024: {title: T, publisher: P, url: "https://ico.org.uk/x", lang: en}'
    found = errors(write_faq(tmp_path, right_to_object=changed("sources:", extra)))
    assert [(f.field, f.line) for f in found] == [("sources.ico-2024", 9)]


def test_members_of_a_family_that_share_a_region_need_areas(tmp_path: Path) -> None:
    family = "region: eu\nfamily: objecting"
    one, two = (entry(id).replace("region: eu", family) for id in ("one", "two"))
    assert any(
        "another entry of `objecting`" in f.problem
        for f in errors(write_faq(tmp_path / "a", one=one, two=two))
    )
    two = two.replace(family, family + "\narea: fr")
    assert errors(write_faq(tmp_path / "b", one=one, two=two)) == []


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(entry("secret"))
    root = write_faq(tmp_path / "faq", right_to_object=ENTRY)
    (root / "entries/law/secret.yaml").symlink_to(secret)
    assert [f.problem for f in errors(root)] == ["a link out of the folder"]


def test_a_pipe_or_a_folder_named_like_an_entry_does_not_hang(tmp_path: Path) -> None:
    root = write_faq(tmp_path, right_to_object=ENTRY)
    os.mkfifo(root / "entries/law/pipe.yaml")
    (root / "entries/law/folder.yaml").mkdir()
    assert sorted(f.file for f in errors(root)) == ["entries/law/folder.yaml", "entries/law/pipe.yaml"]


def test_backups_and_hidden_files_are_left_alone(tmp_path: Path) -> None:
    root = write_faq(tmp_path, right_to_object=ENTRY)
    for name in (".right.yaml.swp", "right.yaml~", "#right.yaml#", ".git"):
        (root / "entries/law" / name).write_text("nonsense: [")
    assert errors(root) == []


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert [f.problem for f in errors(tmp_path / "nowhere")] == ["cannot be read (no such file or directory)"]


def test_the_wrong_folder_is_refused_by_its_size(tmp_path: Path) -> None:
    root = write_faq(tmp_path)
    for number in range(MAX_FILES + 1):
        (root / "entries/law" / f"e{number}.yaml").touch()
    assert "is this the right folder?" in errors(root)[0].cure


def test_topics_need_both_languages(tmp_path: Path) -> None:
    root = write_faq(tmp_path, right_to_object=ENTRY)
    (root / "topics.yaml").write_text(TOPICS.replace(", fr: La loi", ""))
    assert any(f.file == "topics.yaml" and "without id, en or fr" in f.problem for f in errors(root))

"""The checker's warnings: each can be provoked, each has a line and a cure, and a good entry has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.catalog.check import check
from bot.catalog.findings import Severity
from bot.catalog.readability import ease, syllables
from bot.catalog.schema import json_schema
from bot.model import Language
from tests.catalog.entries import ENTRY, entry, write_faq
from tests.conftest import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from bot.catalog.findings import Finding

EN = "Write to the company in plain words. It must stop using your data unless it has strong reasons. "
FR = "Écrivez à l'entreprise avec des mots simples. Elle doit cesser d'utiliser vos données. "
SIXTY_EN, SIXTY_FR = EN * 4, FR * 5


def good() -> str:
    """An entry without a warning but for its phrasings."""
    text = ENTRY.replace(
        "    2. Say what you object to.", f"    2. Say what you object to.\n\n    {SIXTY_EN}[^cnil-2025]"
    )
    text = text.replace("    2. Dites à quoi vous vous opposez.",
                        f"    2. Dites à quoi vous vous opposez.\n\n    {SIXTY_FR}[^cnil-2025]")  # fmt: skip
    many_en = "\n".join(
        f"    how do i say no in case {letter}{other}" for letter in "abcdef" for other in "ghijkl"
    )
    many_fr = "\n".join(
        f"    comment dire non dans le cas {letter}{other}" for letter in "abcdef" for other in "ghijkl"
    )
    return text.replace("    how do i say no\n", many_en + "\n").replace(
        "    comment dire non\n", many_fr + "\n"
    )


def warnings(root: Path) -> list[Finding]:
    (root / "entry.schema.json").write_text(json_schema(), encoding="utf-8")
    return [
        f
        for f in check(root, TODAY).findings
        if f.severity is Severity.WARNING and f.file.startswith("entries")
    ]


def test_a_good_entry_has_no_warning(tmp_path: Path) -> None:
    assert [str(f) for f in warnings(write_faq(tmp_path, right_to_object=good()))] == []


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        (SIXTY_EN, "Short.", "en.answer", "words"),
        (SIXTY_FR, FR * 20, "fr.answer", "words"),
        (
            "Write to the company:",
            "Write to the company " + "very " * 70 + ":",
            "en.answer",
            "first paragraph of",
        ),
        (
            "    Write to the company:",
            "    - Write to the company:",
            "en.answer",
            "does not open with a paragraph",
        ),
        (SIXTY_EN + "[^cnil-2025]", SIXTY_EN, "en.answer", "cites no source"),
        ("l'article 21 du RGPD", "l'article 22 du RGPD", "fr.answer", "numbers differ"),
        ("    2. Dites à quoi vous vous opposez.", "", "fr.answer", "list items differ"),
        ("Say who you are.", "Say [who](https://example.org) you are.", "fr.answer", "links differ"),
        ("Dites qui vous êtes", "Dis qui tu es", "fr.answer", "tu"),
        ("Dites qui vous êtes", "Dites “qui” vous êtes", "fr.answer", "English quotation marks"),
        ("Dites qui vous êtes.", "Dites ceci: qui vous êtes.", "fr.answer", "no space before"),
        ("how do i say no in case ag", "how do i say no in case ah", "en.phrasings", "same words as"),
        ("review_by: 2027-11-30", "review_by: 2026-01-01", "review_by", "was due for review"),
        ("as_of: 2025-05", "as_of: 2026-05", "as_of", "the newest source"),
        ("as_of: 2025-05\n", "", "as_of", "missing"),
    ],
)
def test_each_warning_names_its_field(tmp_path: Path, old: str, new: str, field: str, problem: str) -> None:
    text = good()
    assert old in text
    found = warnings(write_faq(tmp_path, right_to_object=text.replace(old, new, 1)))
    assert [f for f in found if f.field == field and problem in f.problem and f.cure], [str(f) for f in found]


def test_two_entries_with_one_phrasing_are_named(tmp_path: Path) -> None:
    found = warnings(write_faq(tmp_path, one=entry("one"), two=entry("two")))
    assert any(f.file.endswith("two.yaml") and "is also a phrasing of one" in f.problem for f in found)


def test_jargon_is_named_with_plainer_words(tmp_path: Path) -> None:
    root = write_faq(
        tmp_path, right_to_object=good().replace("Say who you are", "Say which data subject you are")
    )
    (root / "style.yaml").write_text("jargon:\n  en:\n    data subject: you\n", encoding="utf-8")
    assert any("jargon: “data subject”" in f.problem and "you" in f.cure for f in warnings(root))


def test_a_family_that_leaves_a_region_out_says_so_on_purpose(tmp_path: Path) -> None:
    root = write_faq(tmp_path, right_to_object=ENTRY.replace("region: eu", "region: eu\nfamily: objecting"))
    found = [f for f in check(root, TODAY).findings if f.field == "families.objecting"]
    assert found[0].problem == "no entry for au, br, ca, ch, uk, us"
    (root / "style.yaml").write_text("without:\n  objecting: [au, br, ca, ch, uk, us]\n", encoding="utf-8")
    assert not [f for f in check(root, TODAY).findings if f.field == "families.objecting"]


def test_the_line_for_editors_and_the_schema_are_kept_in_step(tmp_path: Path) -> None:
    root = write_faq(tmp_path, right_to_object=ENTRY.split("\n", 1)[1])
    found = {f.problem for f in check(root, TODAY).errors}
    assert found == {"not in step with the bot", "the line for editors is missing"}


@pytest.mark.parametrize(
    ("word", "language", "count"),
    [("privacy", Language.EN, 3), ("made", Language.EN, 1), ("table", Language.EN, 2), ("données", Language.FR, 2),
     ("elle", Language.FR, 1), ("confidentialité", Language.FR, 6), ("x", Language.EN, 1)],
)  # fmt: skip
def test_syllables_are_counted_as_they_are_heard(word: str, language: Language, count: int) -> None:
    assert syllables(word, language) == count


def test_plain_words_read_more_easily_than_law() -> None:
    law = "The controller shall, notwithstanding the foregoing, effectuate communication of aforementioned particulars."
    assert ease("Write to them. Say no. They must stop.", Language.EN) > 90 > 30 > ease(law, Language.EN)
    assert ease("", Language.FR) == 100

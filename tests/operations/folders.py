"""A FAQ of a few entries in a folder of its own, and ways to spoil it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.catalog.folder import packaged

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = """\
topics:
  - id: pets
    en: Pets
    fr: Animaux
    first: [{first}]
"""

ENTRY = """\
id: {id}
topic: pets
review_by: 2099-12-31
sources:
  source-2026: {{title: A page, publisher: A publisher, url: https://example.org/page, date: 2026-01-01, lang: en, access: read}}
en:
  question: May an AI look at my {en}?
  answer: |
    {answer}[^source-2026]
  phrasings: |
    ai and my {en}
    is my {en} watched by an ai
    can the robot see the {en}
fr:
  question: Une IA peut-elle regarder mon {fr} ?
  answer: |
    Oui, elle le peut.[^source-2026]
  phrasings: |
    ia et mon {fr}
    mon {fr} est-il surveillé par une ia
    le robot voit mon {fr}
"""

PETS = {"cat": ("cat", "chat"), "dog": ("dog", "chien"), "bird": ("bird", "oiseau")}


def entry(id: str, en: str, fr: str, answer: str = "Yes, it may.") -> str:
    return ENTRY.format(id=id, en=en, fr=fr, answer=answer)


def small_faq(root: Path) -> Path:
    """Three entries on one shelf."""
    shelf = root / "entries" / "pets"
    shelf.mkdir(parents=True)
    (root / "topics.yaml").write_text(TOPICS.format(first="cat"), encoding="utf-8")
    for name in ("smalltalk.yaml", "regions.yaml"):
        (root / name).write_bytes((packaged() / name).read_bytes())
    for id, (en, fr) in PETS.items():
        (shelf / f"{id}.yaml").write_text(entry(id, en, fr), encoding="utf-8")
    return root


def change(root: Path, answer: str) -> None:
    """Another answer in the first entry, put there in one step as editors and Git do."""
    scratch = root / "entries" / "pets" / ".cat.yaml.tmp"
    scratch.write_text(entry("cat", *PETS["cat"], answer), encoding="utf-8")
    scratch.replace(root / "entries" / "pets" / "cat.yaml")


def spoil(root: Path) -> None:
    """An entry with an error in its fourth line."""
    (root / "entries" / "pets" / "dog.yaml").write_text(
        "id: dog\ntopic: pets\nreview_by: 2099-12-31\nregion: mars\n"
    )


def mend(root: Path) -> None:
    """The entry as it was."""
    (root / "entries" / "pets" / "dog.yaml").write_text(entry("dog", *PETS["dog"]), encoding="utf-8")

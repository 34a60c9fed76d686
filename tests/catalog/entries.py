"""A small FAQ in a folder, and ways to spoil it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = "topics:\n  - {id: law, en: The law, fr: La loi}\n  - {id: rights, en: Rights, fr: Les droits}\n"

ENTRY = """\
# yaml-language-server: $schema=../../entry.schema.json
id: right-to-object
topic: law
region: eu
as_of: 2025-05
review_by: 2027-11-30
follow_ups: []
sources:
  cnil-2025: {title: Le droit d'opposition, publisher: CNIL, url: "https://www.cnil.fr/fr/opposition", date: 2025-05, lang: fr}
en:
  question: How do I object to the use of my data?
  answer: |
    Write to the company: Article 21 of the GDPR lets you object.[^cnil-2025]

    1. Say who you are.[^cnil-2025]
    2. Say what you object to.
  phrasings: |
    how do i say no
    objection form
fr:
  question: Comment m'opposer à l'usage de mes données ?
  answer: |
    Écrivez à l'entreprise : l'article 21 du RGPD vous permet de vous opposer.[^cnil-2025]

    1. Dites qui vous êtes.[^cnil-2025]
    2. Dites à quoi vous vous opposez.
  phrasings: |
    comment dire non
    formulaire d'opposition
"""


def write_faq(root: Path, **entries: str) -> Path:
    """A FAQ folder with these entries (id to text; underscores in ids become hyphens)."""
    (root / "entries" / "law").mkdir(parents=True, exist_ok=True)
    (root / "topics.yaml").write_text(TOPICS, encoding="utf-8")
    for name, text in entries.items():
        (root / "entries" / "law" / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return root


def entry(id: str = "right-to-object", **changes: str) -> str:
    """The small entry under another id, with texts replaced: entry(old=new) with whole lines as keys is `changed`."""
    text = ENTRY.replace("id: right-to-object", f"id: {id}")
    for old, new in changes.items():
        text = text.replace(old, new)
    return text


def changed(old: str, new: str) -> str:
    """The small entry with one text replaced; fails when the text is not there."""
    assert old in ENTRY, old
    return ENTRY.replace(old, new)

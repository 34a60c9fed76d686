"""`faqbot new`: an entry file to fill in, correct in everything that can be known beforehand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.catalog.check import SCHEMA_LINE
from bot.catalog.schema import MAX_ID, SLUG
from bot.errors import UsageError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

TEMPLATE = """\
{schema_line}
id: {id}
topic: {topic}
# region: eu                       # only if the answer holds in one region: eu, uk, ch, us, ca, br, au
# family: meta-optout              # only if other entries answer the same question for other regions
as_of: {year}
review_by: {year_after}-12-31
follow_ups: []
sources:
  publisher-{year}: {{title: "The title as published", publisher: Who published it, url: "https://example.org/", date: {today}, lang: en, access: read}}
en:
  question: Write the question here, at most 90 characters?
  answer: |
    The short answer, in one or two sentences, complete by itself.[^publisher-{year}]

    What to do, limits, exceptions: 60 to 180 words in all, and each paragraph cites its source.[^publisher-{year}]
  phrasings: |
    how members ask it, one a line
    at least 35 lines, as different people as you can imagine
fr:
  question: Écrivez la question ici, 90 signes au plus ?
  answer: |
    La réponse courte, en une ou deux phrases, complète à elle seule.[^publisher-{year}]

    Que faire, les limites, les exceptions : la même chose que l'anglais, écrite en français.[^publisher-{year}]
  phrasings: |
    comment les membres le demandent, une par ligne
    au moins 35 lignes, de gens aussi différents que possible
"""


def skeleton(id: str, topic: str, today: date) -> str:
    """The text of a new entry's file."""
    return TEMPLATE.format(
        schema_line=SCHEMA_LINE,
        id=id,
        topic=topic,
        today=today.isoformat(),
        year=today.year,
        year_after=today.year + 1,
    )


def write(root: Path, id: str, topic: str | None, today: date) -> Path:
    """Write the skeleton of a new entry and return where it stands.

    Raises UsageError when the id cannot be one, is taken, or when the topic is needed or unknown.
    """
    if not re.fullmatch(SLUG, id) or len(id) > MAX_ID:
        raise UsageError(f"`{id}` cannot be an id: small letters, digits and hyphens, at most {MAX_ID}")
    taken = next(root.glob(f"entries/*/{id}.yaml"), None)
    if taken:
        raise UsageError(f"There is an entry `{id}` already: {taken}")
    topics = sorted(path.name for path in root.glob("entries/*") if path.is_dir())
    if topic not in topics:
        raise UsageError("Say which topic it belongs to with --topic, one of: " + ", ".join(topics))
    path = root / "entries" / topic / f"{id}.yaml"
    path.write_text(skeleton(id, topic, today), encoding="utf-8")
    return path

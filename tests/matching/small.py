"""Small catalogues for the tests of matching."""

from __future__ import annotations

from datetime import date

from bot.catalog.vocabulary import Vocabulary, load_vocabulary
from bot.matching.index import Index, compile_entries
from bot.model import Entry, Region, Version

LEXICON = """
groups:
  refuse: {en: [opt out, say no], fr: [refuser, dire non]}
spellings:
  jpeu: je peux
chatter: [hello there]
"""
NAMES = """
meta: {of: meta, words: [meta, facebook]}
claude: {of: anthropic, words: [claude]}
chatgpt: {of: openai, words: [chatgpt, chat gpt]}
"""
REGIONS = """
eu: {words: [europe], areas: {fr: [france, paris]}}
uk: {words: [england]}
ch: {words: [suisse, switzerland]}
"""
ELSEWHERE = """
weather:
  en: |
    what is the weather like
    will it rain tomorrow
"""


def vocabulary() -> Vocabulary:
    """A vocabulary with one thing of each kind."""
    files = {
        "lexicon.yaml": LEXICON,
        "names.yaml": NAMES,
        "regions.yaml": REGIONS,
        "elsewhere.yaml": ELSEWHERE,
    }
    loaded, findings = load_vocabulary(files)
    assert not findings
    return loaded


def entry(
    id: str, english: list[str], french: list[str], region: Region | None = None, family: str | None = None
) -> Entry:
    """An entry that is asked for in these words, the first of each language being its question."""
    return Entry(
        id=id, topic="t", review_by=date(2027, 1, 1),
        en=Version(english[0], "", tuple(english[1:])), fr=Version(french[0], "", tuple(french[1:])),
        sources=(), regions=(region,) if region else (), family=family,
    )  # fmt: skip


ENTRIES = (
    entry("claude-optout", ["How do I opt out of training with Claude?", "stop claude learning from my chats"],
          ["Comment refuser l'entraînement de Claude ?", "empêcher claude d'apprendre"]),
    entry("chatgpt-optout", ["How do I opt out of training with ChatGPT?", "stop chatgpt learning from my chats"],
          ["Comment refuser l'entraînement de ChatGPT ?", "empêcher chatgpt d'apprendre"]),
    entry("meta-eu", ["How do I object to Meta in Europe?", "facebook form for europeans"],
          ["Comment s'opposer à Meta en Europe ?", "formulaire facebook europe"], Region.EU, "meta"),
    entry("meta-ch", ["How do I object to Meta in Switzerland?", "facebook form for the swiss"],
          ["Comment s'opposer à Meta en Suisse ?", "formulaire facebook suisse"], Region.CH, "meta"),
    entry("right-of-access", ["How do I get a copy of my data?", "see what they know about me"],
          ["Comment obtenir une copie de mes données ?", "voir ce qu'ils savent de moi"]),
    entry("deepfake", ["Somebody made a fake video of me", "deepfake with my face"],
          ["Quelqu'un a fait une fausse vidéo de moi", "deepfake avec mon visage"]),
)  # fmt: skip


def small_index() -> Index:
    """The compiled small FAQ."""
    return compile_entries(ENTRIES, vocabulary(), "small")

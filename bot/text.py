"""One spelling for every way of typing the same thing.

`normalise` is the only place where characters are judged: letters end up small, without accents,
in one script where a look-alike was meant; elisions are split, contractions joined; what remains
are words, spaces and sentence marks. Nothing here knows a language's words.
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_INPUT = 4_000
"""Characters looked at: Telegram's longest message is 4,096, and time must stay bounded."""

LONGEST_CLEAN = 2_000
"""Characters kept after cleaning: about 350 words, several times the longest question seen."""

_APOSTROPHES = dict.fromkeys(map(ord, "\u2019\u2018\u02bc\u02b9\u2032\u00b4`\u201b\u055a\ua78c"), "'")
_LIGATURES = {ord("œ"): "oe", ord("Œ"): "oe", ord("æ"): "ae", ord("Æ"): "ae", ord("ø"): "o", ord("ı"): "i"}
_REPLACED = {**_APOSTROPHES, **_LIGATURES}

_LOOK_ALIKES = str.maketrans(
    "авсеніјкморѕтухԁԛԝҽӏ" + "αβεηικνορτυχγω",
    "abcehijkmopstyxdqwel" + "abenikvoptuxyw",
)
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile(r"[a-z]")
_WORD_LIKE = re.compile(r"[^\W\d_]+")

_NOT_PLAIN = re.compile(r"[^ -~\n]")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")  # u.s., r.g.p.d.
_ELISION = re.compile(r"\b([ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quelqu|presqu)'(?=\w)")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_NOT_TEXT = re.compile(r"[^\w.?!;:,\n]|_")
_INNER_MARK = re.compile(r"(?<=\w)[.:,](?=\w)")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAK = re.compile(r" ?[.?!;:,\n][ .?!;:,\n]*")
_WORDS = re.compile(r"[^\W_]+")
_SENTENCES = re.compile(r"[^.?!;]+[.?!;]?")


def normalise(text: str) -> str:
    """The text in its one spelling: small letters, digits, spaces and `. ? ! ; : ,` between words.

    Idempotent. Only the first `LONGEST_INPUT` characters are read; the result has at most
    `LONGEST_CLEAN`.
    """
    plain = _look_alikes(_plain(text[:LONGEST_INPUT]))
    plain = _INITIALS.sub(lambda found: found.group().replace(".", "") + " ", plain)
    plain = _ELISION.sub(r"\1 ", plain).replace("'", "")
    plain = _NOT_TEXT.sub(" ", plain)
    plain = _INNER_MARK.sub(" ", plain)
    plain = _REPEATED.sub(r"\1\1", plain)
    plain = _BREAK.sub(_one_mark, _BLANKS.sub(" ", plain))
    return plain.lstrip(" .?!;:,")[:LONGEST_CLEAN].rstrip()


def words(text: str) -> tuple[str, ...]:
    """The words of a text, normalised, in order: `l'IA` gives `l`, `ia`; `don't` gives `dont`."""
    return tuple(_WORDS.findall(normalise(text)))


def split_words(normalised: str) -> tuple[str, ...]:
    """The words of a text that `normalise` made."""
    return tuple(_WORDS.findall(normalised))


def sentences(normalised: str) -> tuple[str, ...]:
    """The sentences of a normalised text, each with its closing mark, if it has one."""
    return tuple(part.strip() for part in _SENTENCES.findall(normalised) if _WORDS.search(part))


def _plain(text: str) -> str:
    """Compatibility forms, small letters, no combining marks and no invisible characters."""
    for _ in range(3):  # case folding can yield new compatibility forms; two rounds settle all of Unicode
        if text.isascii():
            return text.replace("`", "'").lower()
        folded = unicodedata.normalize("NFKD", text.translate(_REPLACED)).casefold()[:LONGEST_INPUT]
        folded = _NOT_PLAIN.sub(_visible, folded) if not folded.isascii() else folded
        if folded == text:
            break
        text = folded
    return text


def _visible(found: re.Match[str]) -> str:
    character = found.group()
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf", "Cs", "Co"):
        return ""
    return " " if category == "Cc" and character != "\n" else character


def _look_alikes(text: str) -> str:
    """Latin letters for the Cyrillic and Greek ones that were typed in their place.

    A word of Cyrillic look-alikes alone ("сору") is only rewritten where no other word of the text
    is truly Cyrillic or Greek: in a Russian sentence it is Russian.
    """
    if not _FOREIGN.search(text):
        return text
    found = _WORD_LIKE.findall(text)
    truly_foreign = any(_FOREIGN.search(w.translate(_LOOK_ALIKES)) for w in found if not _LATIN.search(w))

    def rewritten(match: re.Match[str]) -> str:
        word = match.group()
        return word if truly_foreign and not _LATIN.search(word) else word.translate(_LOOK_ALIKES)

    return _WORD_LIKE.sub(rewritten, text)


def _one_mark(found: re.Match[str]) -> str:
    """The strongest of the marks found, then a space; a line break counts as a full stop."""
    marks = found.group()
    for mark in "?!.;\n:,":
        if mark in marks:
            return "." + " " if mark == "\n" else mark + " "
    return " "

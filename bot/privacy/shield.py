"""Personal data in a text, masked: what could point at somebody, as far as its form tells.

Meant for the one place where a member's own words may be sent on: it would rather mask a harmless
number than pass a telephone number. Names and addresses of streets have no form; people are asked
to leave them out, and see the masked text before it goes anywhere.
"""

from __future__ import annotations

import re
import unicodedata

_URL = re.compile(
    r"(?i)\b(https?://|www\.)?(?:[^\s/@]{0,100}@)?((?:[\w-]{1,63}\.)+[a-z]{2,18}(?::\d{1,5})?)([/?#]\S*)"
)
_LOGIN = re.compile(r"(?i)\b(https?://)[^\s/@]{1,100}@")

_PATTERNS: tuple[re.Pattern[str], ...] = (
    # e-mail addresses, also those written to fool machines
    re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*"),
    re.compile(r"(?i)\b[\w.+-]{1,64} ?[\[(] ?(?:at|arobase) ?[\])] ?[\w-]{1,63}(?: ?(?:[\[(] ?(?:dot|point) ?[\])]|\.) ?[\w-]{1,63}){0,4}"),
    # handles: @name, name#1234, u/name, and Discord's own tags
    re.compile(r"<(?:@[!&]?|#|a?:\w{1,40}:)\d{1,25}>"),
    re.compile(r"@[\w.-]+"),
    re.compile(r"\b[\w.]{2,32}#\d{4,6}\b"),
    re.compile(r"(?i)(?<![\w/])u/[\w-]{3,32}"),
    # bank accounts (IBAN), in groups of four or not
    re.compile(r"(?i)\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b"),
    # keys, tokens and anything long that mixes letters and digits
    re.compile(r"\b(?:sk|pk|rk|ghp|gho|ghs|hf|xox[abp]|AKIA|AIza|eyJ)[-_A-Za-z0-9.]{8,}"),
    re.compile(r"\b(?=[\w+/=.-]*\d)(?=[\w+/=.-]*[A-Za-z])[\w+/=.-]{20,}"),
    # telephone numbers, cards, social security; days; ids and codes
    re.compile(r"\+?\(?\d(?:[ .()·-]{0,3}\d){6,}"),
    re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})\b"),
    re.compile(r"\d{6,}"),
    # addresses of machines
    re.compile(r"(?i)(?<![\w:])(?:[0-9a-f]{0,4}[:]){3,7}[0-9a-f]{0,4}(?![\w:])"),
    re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
)  # fmt: skip


def mask(text: str, label: str = "[masked]") -> str:
    """The text with `label` in the place of whatever looks personal; masking twice changes nothing more."""
    plain = _visible(unicodedata.normalize("NFKC", text))
    plain = _LOGIN.sub(r"\1", plain)
    plain = _URL.sub(lambda found: f"{found[1] or ''}{found[2]}/{label}", plain)
    for pattern in _PATTERNS:
        plain = pattern.sub(label, plain)
    return plain


def _visible(text: str) -> str:
    """Without invisible characters, which would part a number in two."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Co"))

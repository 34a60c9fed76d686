"""How accuracy falls as questions are damaged: figures on the screen, and a picture for the README.

    python -m tests.bench.robustness [PICTURE.svg] [QUESTIONS.jsonl ...]

Each level damages one word more in ten: keyboard slips (QWERTY for English, AZERTY for French), lost
accents and apostrophes, text-speak, words run together. The same seed gives the same curve.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.terminal.measure import read_questions
from bot import Engine
from bot.matching.rank import rank

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.matching.evaluate import Measuring

    Damage = Callable[[str, str, random.Random], str]

LEVELS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
"""Share of the words that are damaged."""

ROWS = {"en": ("qwertyuiop", "asdfghjkl", "zxcvbnm"), "fr": ("azertyuiop", "qsdfghjklm", "wxcvbn")}
SHORT = {"pourquoi": "pk", "comment": "cmt", "quoi": "koi", "dans": "ds", "pour": "pr", "you": "u", "your": "ur",
         "because": "bc", "people": "ppl", "what": "wat", "please": "pls", "about": "abt"}  # fmt: skip
WIDTH, HEIGHT, MARGIN = 560, 320, 48
SEED = 13


def slip(word: str, language: str, rng: random.Random) -> str:
    """One letter too few, too many, swapped, or its neighbour on the keyboard."""
    if len(word) < 4:
        return word
    at = rng.randrange(1, len(word) - 1)
    row = next((row for row in ROWS.get(language, ROWS["en"]) if word[at].lower() in row), "e")
    beside = row[(row.find(word[at].lower()) + 1) % len(row)]
    return rng.choice((
        word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + beside + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ))  # fmt: skip


def bare(word: str, language: str, rng: random.Random) -> str:
    """Without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’")


def short(word: str, language: str, rng: random.Random) -> str:
    """As in a text message, where there is a usual short form; else a slip."""
    return SHORT.get(word.lower()) or slip(word, language, rng)


DAMAGES: tuple[Damage, ...] = (slip, bare, short)


def damaged(text: str, language: str, level: float, rng: random.Random) -> str:
    """The text with this share of its words damaged; one damaged word in five runs into the next."""
    made = []
    for word in text.split():
        hit = rng.random() < level
        made.append(rng.choice(DAMAGES)(word, language, rng) if hit else word)
        made.append("" if hit and rng.random() < 0.2 else " ")
    return "".join(made).strip()


def curve(engine: Engine, asked: Sequence[Measuring], language: str) -> list[float]:
    """The share right first at each level."""
    own = [one for one in asked if one.language == language and one.right and not one.pair]
    shares = []
    for level in LEVELS:
        rng = random.Random(SEED)
        found = (
            rank(engine.index, damaged(one.text, language, level, rng), limits=engine.limits).candidates
            for one in own
        )
        shares.append(
            sum(bool(f) and f[0].entry_id in one.right for f, one in zip(found, own, strict=True)) / len(own)
        )
    return shares


def picture(curves: dict[str, list[float]]) -> str:
    """The curves as SVG."""

    def place(level: float, share: float) -> str:
        x = MARGIN + level / LEVELS[-1] * (WIDTH - 2 * MARGIN)
        return f"{x:.1f},{HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN):.1f}"

    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>']  # fmt: skip
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        left, right = place(0, share), place(LEVELS[-1], share)
        lines.append(f'<polyline points="{left} {right}" stroke="#ddd" fill="none"/>')
        lines.append(f'<text x="{MARGIN - 8}" y="{left.split(",")[1]}" text-anchor="end">{share:.0%}</text>')
    for level in LEVELS:
        x = place(level, 0).split(",")[0]
        lines.append(f'<text x="{x}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">{level:.0%}</text>')
    for (language, shares), colour in zip(curves.items(), ("#1f5fa8", "#c0392b"), strict=False):
        points = " ".join(place(level, share) for level, share in zip(LEVELS, shares, strict=True))
        lines.append(f'<polyline points="{points}" stroke="{colour}" stroke-width="2.5" fill="none"/>')
        x, y = place(LEVELS[-1], shares[-1]).split(",")
        lines.append(f'<text x="{x}" y="{float(y) - 8}" fill="{colour}" text-anchor="end">{language}</text>')
    lines.append(
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 10}" text-anchor="middle">share of words damaged</text>'
    )
    return "\n".join([*lines, "</svg>", ""])


def main(arguments: Sequence[str]) -> None:
    """Print the curves; write the picture where one is asked for."""
    paths = [Path(one) for one in arguments if one.endswith(".jsonl")] or [Path("tests/data/in_scope.jsonl")]
    asked = read_questions(paths)
    engine = Engine.open()
    curves = {language: curve(engine, asked, language) for language in ("en", "fr")}
    for language, shares in curves.items():
        print(
            language,
            " ".join(f"{level:.0%}:{share:.1%}" for level, share in zip(LEVELS, shares, strict=True)),
        )
    for target in (one for one in arguments if one.endswith(".svg")):
        Path(target).write_text(picture(curves), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

"""What a question costs, beside the scorer that a FAQ bot would otherwise use, in one run.

    python -m tests.bench.questions [QUESTIONS]        300 by default

Prints CPU milliseconds for each (median and 99th of a hundred) and their ratio: quote the ratio, since
machines differ and are noisy. Then whole processes: importing the core, and one `faqbot ask`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from bot import Engine, Question
from bot.text import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).resolve().parents[1] / "data" / "in_scope.jsonl"
HOSTILE = ("x" * 100_000, "how do i opt out " * 6_000, "🙂" * 4_096, "h" + "\u0301" * 1_000 + "ello")
PROCESSES = {
    "import bot": "import bot",
    "faqbot ask": "from adapters.cli import main; import sys; sys.argv = ['faqbot', 'ask', 'hi']; main()",
}


def cost(answer: Callable[[str], object], questions: list[str]) -> list[float]:
    """CPU milliseconds of each question, sorted."""
    spent = []
    for question in questions:
        started = time.process_time()
        answer(question)
        spent.append((time.process_time() - started) * 1_000)
    return sorted(spent)


def wall(code: str, runs: int = 5) -> float:
    """Median seconds of a fresh interpreter that runs this."""

    def once() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        return time.perf_counter() - started

    return median(once() for _ in range(runs))


def main() -> None:
    """Measure and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    questions = [json.loads(line)["q"] for line in DATA.read_text(encoding="utf-8").splitlines()][:wanted]
    engine = Engine.open()
    phrasings = [normalise(p) for e in engine.catalog.entries for v in (e.en, e.fr) for p in v.phrasings]
    ours = cost(lambda text: engine.ask(Question(text)), questions)
    peer = cost(
        lambda text: process.extractOne(normalise(text), phrasings, scorer=fuzz.token_set_ratio), questions
    )
    for name, spent in (("faqbot", ours), (f"token_set_ratio over {len(phrasings):,} phrasings", peer)):
        print(f"{name}: median {median(spent):.2f} ms, 99th {spent[int(len(spent) * 0.99)]:.2f} ms")
    print(f"ratio of the medians: 1/{median(peer) / median(ours):.0f}")
    print(f"worst hostile input: {max(cost(lambda text: engine.ask(Question(text)), list(HOSTILE))):.1f} ms")
    for name, code in PROCESSES.items():
        print(f"{name}: {wall(code):.2f} s, of which Python itself {wall('pass'):.2f} s")


if __name__ == "__main__":
    main()

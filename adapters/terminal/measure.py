"""`faqbot eval`, `calibrate`, `why` and `forecast` on the screen."""

from __future__ import annotations

import io
import json
import subprocess  # nosec B404 - only git, with fixed words
import tarfile
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from rich.progress import track
from rich.table import Table

from adapters.terminal.render import console
from bot.errors import UsageError
from bot.matching.evaluate import Judged, Measuring, evaluate, failures
from bot.model import Question

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import IO

    from rich.console import Console

    from bot import Engine
    from bot.catalog.catalog import Catalog
    from bot.matching.calibrate import Learned
    from bot.matching.evaluate import Report
    from bot.matching.explain import Explanation, Sureness
    from bot.matching.forecast import Change, Weakness
    from bot.matching.index import Index
    from bot.matching.limits import Limits
    from bot.model import Language

SHOWN_FAILURES = 12
"""Failures listed for each cause; their number stands above them."""

SHOWN_CHANGES = 20
"""Changed questions listed; their number stands above them."""


def read_questions(paths: Iterable[Path]) -> list[Measuring]:
    """The measuring questions in some files, one JSON object a line."""
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                try:
                    found.append(Measuring.of(json.loads(line)))
                except (ValueError, KeyError, TypeError) as problem:
                    raise UsageError(f"{path}:{number}: not a measuring question: {problem}") from problem
    return found


def run_eval(engine: Engine, paths: Sequence[Path], out: IO[str], *, errors: bool, as_json: bool) -> Report:
    """Ask every question of the files and print the figures; with `errors`, the failures by cause."""
    screen = console(out)
    asked = read_questions(paths)
    watched = track(asked, "Asking", console=screen, transient=True, disable=not screen.is_terminal)
    report = evaluated(engine, list(watched) if as_json else watched)
    if as_json:
        out.write(json.dumps(figures_of(report)) + "\n")
        return report
    show_report(report, screen)
    if errors:
        show_failures(report, screen)
    return report


def evaluated(engine: Engine, asked: Iterable[Measuring]) -> Report:
    """The report on some questions, as the engine answers members."""
    judged: dict[str, Judged] = {}
    kept: list[Measuring] = []
    for one in asked:
        judged[one.text] = judged.get(one.text) or _judged(engine, one.text)
        kept.append(one)
    return evaluate(
        judged.__getitem__,
        [one for one in kept if one.right and not one.pair],
        [one for one in kept if not one.right],
        [one for one in kept if one.pair],
    )


def _judged(engine: Engine, text: str) -> Judged:
    reply = engine.ask(Question(text=text))
    found = reply.candidates
    return Judged(tuple(one.entry_id for one in found), found[0].confidence if found else 0.0, reply.decision)


def figures_of(report: Report) -> dict[str, object]:
    """The figures as plain data."""
    return {
        **asdict(report.whole), "calibration_error": report.calibration_error, "contrast": report.contrast,
        "by_language": dict(report.by_language), "by_style": dict(report.by_style),
        "out_of_scope": {kind: {"answered": a, "offered": o, "count": n} for kind, (a, o, n) in report.out_of_scope.items()},
        "contrasts": {axis: share for axis, (share, _) in report.contrasts.items()},
    }  # fmt: skip


def show_report(report: Report, screen: Console) -> None:
    """The figures as tables."""
    whole = report.whole
    table = Table(title=f"{whole.count} questions with an entry", show_header=False)
    for name, share in (
        ("right first", whole.right_first), ("right in first 3", whole.in_first_few),
        ("answered outright, right", whole.answered_right), ("answered outright, wrong", whole.answered_wrong),
        ("solved (right answer, or a choice with it)", whole.solved), ("contrast pairs, both right", report.contrast),
        ("calibration error", report.calibration_error),
    ):  # fmt: skip
        table.add_row(name, percent(share))
    screen.print(table)
    groups = {**report.by_language, **report.by_style}
    screen.print("Right first: " + ", ".join(f"{name} {percent(share)}" for name, share in groups.items()))
    pairs = ", ".join(f"{axis} {percent(share)}" for axis, (share, _) in report.contrasts.items())
    if pairs:
        screen.print("Contrast pairs: " + pairs)
    outside = Table("without an entry", "questions", "answered", "offered a choice")
    for kind, (answered, offered, count) in report.out_of_scope.items():
        outside.add_row(kind, str(count), percent(answered), percent(offered))
    if report.out_of_scope:
        screen.print(outside)


def show_failures(report: Report, screen: Console) -> None:
    """The questions that were not answered right, by cause."""
    for cause, some in failures(report).items():
        screen.print(f"\n{cause}: {len(some)}", style="bold")
        for one in some[:SHOWN_FAILURES]:
            screen.print(
                f"  {one.question.text}\n    → {', '.join(one.judged.candidates[:3])}; right: {', '.join(one.question.right)}"
            )


def show_learned(learned: Learned, out: IO[str]) -> None:
    """The reliability table of newly learned limits, and these."""
    screen = console(out)
    table = Table("stated", "right", "questions", title="Left-out questions: stated probability and truth")
    for one in learned.reliability:
        table.add_row(percent(one.stated), percent(one.right), str(one.count))
    screen.print(table)
    limits = learned.limits
    screen.print(f"Calibration error {percent(learned.calibration_error)}. An answer needs {percent(limits.answer_scope)} "
                 f"that there is an entry and {percent(limits.answer_first)} that it is the first; "
                 f"a choice {percent(limits.choices_scope)} that there is one.")  # fmt: skip


def show_why(told: Explanation, out: IO[str]) -> None:
    """What counted for a question: parts that add up to the scores, and how sure that is."""
    screen = console(out)
    screen.print(f"Read as: {' '.join(told.words)}")
    for mended in told.mended:
        screen.print(f"  mended: {mended.typed} → {' '.join(mended.meant)}")
    if told.groups:
        screen.print(f"  synonyms: {', '.join(told.groups)}")
    if told.names:
        screen.print(f"  names: {', '.join(told.names)}")
    if told.best is None:
        screen.print("Nothing to rank.")
        return
    table = Table("part", told.best.entry_id, told.second.entry_id if told.second else "-")
    for part in told.parts:
        table.add_row(part.name, f"{part.best:.3f}", f"{part.second:.3f}")
    table.add_row(
        "score", f"{told.best.score:.3f}", f"{told.second.score:.3f}" if told.second else "-", style="bold"
    )
    screen.print(table)
    screen.print(f"Margin {told.margin:.3f}. {type(told.decision).__name__.lower()}.")
    _show_sureness("There is an entry for it", told.scope, screen)
    _show_sureness("The first one is it", told.first, screen)


def _show_sureness(what: str, sureness: Sureness, screen: Console) -> None:
    heavy = sorted(sureness.signs, key=lambda sign: -abs(sign.value))[:5]
    signs = ", ".join(f"{sign.name} {sign.value:+.2f}" for sign in heavy)
    screen.print(
        f"{what}: {percent(sureness.probability)} (an answer needs {percent(sureness.least)}; {signs}, ...)"
    )


def run_forecast(
    catalog: Catalog, before: Index, after: Index, limits: Limits, asked: Sequence[Measuring], out: IO[str]
) -> None:
    """What changes between two compiled FAQs for some questions."""
    from bot.matching.forecast import compare

    show_changes(compare(before, after, limits, asked), len(asked), out)


def forecast_phrasing(
    engine: Engine, entry_id: str, language: Language, phrasing: str, asked: Sequence[Measuring], out: IO[str]
) -> None:
    """What one more phrasing of an entry would change."""
    from bot.matching.forecast import neighbours, phrasings, with_phrasing
    from bot.matching.index import compile_index

    if engine.catalog.entry(entry_id) is None:
        raise UsageError(f"There is no entry {entry_id}; `faqbot stats` counts them by topic.")
    near = phrasings(neighbours(engine.catalog, engine.index, engine.limits, phrasing))
    after = compile_index(with_phrasing(engine.catalog, entry_id, language, phrasing))
    run_forecast(engine.catalog, engine.index, after, engine.limits, (*asked, *near), out)


def show_changes(changes: Sequence[Change], asked: int, out: IO[str]) -> None:
    """Changed questions, who takes from whom."""
    from bot.matching.forecast import thefts

    screen = console(out)
    better, worse = sum(one.better for one in changes), sum(one.worse for one in changes)
    screen.print(
        f"{len(changes)} of {asked} questions find another entry first: {better} better, {worse} worse."
    )
    for theft in thefts(changes)[:SHOWN_CHANGES]:
        screen.print(f"  {theft.thief} takes {theft.count} from {theft.loser}")
    for one in changes[:SHOWN_CHANGES]:
        mark = "+" if one.better else "-" if one.worse else " "
        screen.print(f"  {mark} {one.text}: {one.before} → {one.after}")


def show_weakest(weak: Sequence[Weakness], count: int, out: IO[str]) -> None:
    """The entries that are found least often by phrasings that they do not hold."""
    table = Table(
        "entry", "found", "asked", "most often instead", title="Weakest entries (phrasings left out)"
    )
    for one in weak[:count]:
        table.add_row(one.entry_id, percent(one.found), str(one.asked), one.instead)
    console(out).print(table)


def committed(faq: Path) -> Path:
    """The FAQ folder as it was last committed, in a new temporary folder; UsageError outside of git."""
    target = Path(tempfile.mkdtemp(prefix="faqbot-"))
    command = ["git", "archive", "--format=tar", "HEAD", "."]
    made = subprocess.run(command, cwd=faq, capture_output=True, check=False)  # noqa: S603  # nosec B603 B607 - fixed words, no shell
    if made.returncode:
        raise UsageError("The forecast compares with the last commit: run it in a git checkout.")
    with tarfile.open(fileobj=io.BytesIO(made.stdout)) as archive:
        archive.extractall(target, filter="data")
    return target


def percent(share: float) -> str:
    """A share with one decimal: 0.893 is `89.3 %`."""
    return f"{100 * share:.1f} %"

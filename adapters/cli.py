"""`faqbot`: the composition root. Every command is one short function that wires rooms together.

Rooms are imported inside the commands: `faqbot ask` must not wait for a chat library that it does
not use, and `faqbot check` must run where none is installed.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import FaqbotError
from bot.model import Language, Region

if TYPE_CHECKING:
    from bot import Engine
    from bot.settings import Settings

app = typer.Typer(
    name="faqbot",
    help="Answers questions about AI and privacy, in English and French, from curated and sourced entries.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Lang = Annotated[
    Language | None, typer.Option("--lang", help="Your language, where a question leaves it open.")
]
Where = Annotated[
    Region | None, typer.Option("--region", help="Where you live, for answers that differ by region.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Faq = Annotated[
    Path | None, typer.Argument(help="A FAQ folder; without it the packaged one.", show_default=False)
]


Platforms = Annotated[
    list[str] | None,
    typer.Argument(help="telegram, discord; without one, all whose tokens are set.", show_default=False),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"faqbot {metadata.version('faqbot')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Options of all commands."""


def _settings() -> Settings:
    from bot.settings import read_settings

    return read_settings()


def _engine(settings: Settings | None = None) -> Engine:
    from bot import Engine

    chosen = settings or _settings()
    return Engine.open(chosen.faq_dir, cached=chosen.cache_dir)


def _faq_dir(path: Path | None) -> Path:
    from bot.catalog.folder import packaged

    return path or _settings().faq_dir or packaged()


def _today() -> date:
    return datetime.now(UTC).date()


def _locale() -> Language:
    """The language of this terminal, as the environment tells it."""
    told = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return Language.FR if told.lower().startswith("fr") else Language.EN


@app.command()
def ask(
    question: Annotated[
        list[str] | None, typer.Argument(help="The question; without it one is read from each line typed.")
    ] = None,
    lang: Lang = None,
    region: Where = None,
    as_json: AsJson = False,
) -> None:
    """Answer one question, or one a line from standard input."""
    from adapters.terminal.ask import Asking, answer_all, questions

    asking = Asking(lang, region, _locale())
    lines = [" ".join(question).encode("utf-8", "surrogateescape")] if question else sys.stdin.buffer
    answer_all(_engine(), questions(lines, asking), sys.stdout, as_json=as_json)


@app.command()
def chat(lang: Lang = None, region: Where = None) -> None:
    """Talk to the bot in this terminal: no token, no network, nothing kept."""
    from adapters.terminal.chat import talk

    talk(_engine(), language=lang, region=region, locale=_locale())


@app.command()
def check(path: Faq = None, as_json: AsJson = False) -> None:
    """Find everything that is wrong with the FAQ: file, line, field, cure."""
    from adapters.terminal.check import as_json as to_json
    from adapters.terminal.check import show
    from bot.catalog.check import check as check_folder

    checked = check_folder(_faq_dir(path), _today())
    if as_json:
        typer.echo(to_json(checked))
    else:
        show(checked, sys.stdout)
    raise typer.Exit(1 if checked.errors else 0)


@app.command()
def stats(path: Faq = None) -> None:
    """Count entries, phrasings, words and sources by topic and language."""
    from adapters.terminal.check import show_stats
    from bot import Engine
    from bot.catalog.stats import stats as count

    engine = Engine.open(path) if path else _engine()
    show_stats(count(engine.catalog), sys.stdout)


@app.command()
def new(
    entry_id: Annotated[str, typer.Argument(help="The id of the new entry, for example meta-optout-nz.")],
    topic: Annotated[str | None, typer.Option(help="The topic, that is the folder, it belongs to.")] = None,
    path: Annotated[
        Path | None, typer.Option("--faq", help="The FAQ folder; without it the packaged one.")
    ] = None,
) -> None:
    """Write the file of a new entry, ready to be filled in."""
    from bot.catalog.skeleton import write

    typer.echo(
        f"Wrote {write(_faq_dir(path), entry_id, topic, _today())}. Fill it in, then run `faqbot check`."
    )


@app.command()
def schema(path: Faq = None) -> None:
    """Write the JSON Schema of an entry, for editors, into the FAQ folder."""
    from bot.catalog.check import SCHEMA_FILE
    from bot.catalog.schema import json_schema

    target = _faq_dir(path) / SCHEMA_FILE
    target.write_text(json_schema(), encoding="utf-8")
    typer.echo(f"Wrote {target}.")


@app.command(name="compile")
def compile_faq() -> None:
    """Compile the FAQ into the cache, so that the next start is quick."""
    engine = _engine()
    typer.echo(f"Compiled {len(engine.catalog.entries)} entries.")


@app.command()
def links(
    path: Faq = None,
    unread: Annotated[
        bool, typer.Option("--unread", help="Only those that nobody could open before.")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="Only list them, open nothing.")] = False,
) -> None:
    """Open the sources' addresses, those never opened first, and tell which moved or are gone."""
    from adapters.terminal.check import show_links
    from bot import Engine

    engine = Engine.open(path) if path else _engine()
    raise typer.Exit(show_links(engine.catalog, unread=unread, listed=listed))


@app.command()
def settings() -> None:
    """Print every setting: its value (secrets as stars), where it comes from, what it means."""
    from adapters.terminal.check import show_settings
    from bot.settings import settings_table

    show_settings(settings_table(_settings()), sys.stdout)


@app.command()
def run(platforms: Platforms = None) -> None:
    """Run the bot on the platforms whose tokens are set, until it is told to stop."""
    from adapters.run import run as run_bot

    raise typer.Exit(run_bot(_settings(), tuple(platforms or ())))


@app.command()
def doctor(platforms: Platforms = None) -> None:
    """Tell what is misconfigured, here and on the platforms, and where to change it."""
    from adapters.doctor import examine
    from adapters.terminal.check import show_advice

    raise typer.Exit(show_advice(examine(_settings(), tuple(platforms or ())), sys.stdout))


@app.command(name="eval")
def evaluate(
    files: Annotated[
        list[Path], typer.Argument(help="Files of measuring questions, one JSON object a line.")
    ],
    errors: Annotated[bool, typer.Option("--errors", help="List the failures by cause.")] = False,
    as_json: AsJson = False,
) -> None:
    """Measure how well questions are matched, on files such as tests/data/*.jsonl."""
    from adapters.terminal.measure import run_eval

    run_eval(_engine(), files, sys.stdout, errors=errors, as_json=as_json)


@app.command()
def calibrate(path: Faq = None) -> None:
    """Learn the limits of every decision from the FAQ itself, and write faq/limits.toml."""
    from adapters.terminal.measure import show_learned
    from bot.catalog.folder import LIMITS_FILE
    from bot.engine import Engine
    from bot.matching.calibrate import calibrate as learn

    root = _faq_dir(path)
    learned = learn(Engine.open(root, cached=_settings().cache_dir).catalog)
    (root / LIMITS_FILE).write_text(learned.limits.to_toml(), encoding="utf-8")
    show_learned(learned, sys.stdout)
    typer.echo(f"Wrote {root / LIMITS_FILE}.")


@app.command()
def why(question: Annotated[list[str], typer.Argument(help="The question.")], region: Where = None) -> None:
    """Show what counted for a question: parts of the score, runner-up, limits, corrected words."""
    from adapters.terminal.measure import show_why
    from bot.model import Question

    show_why(_engine().why(Question(" ".join(question), region=region)), sys.stdout)


@app.command()
def forecast(
    entry_id: Annotated[
        str | None, typer.Argument(help="An entry; without it the uncommitted changes of the FAQ.")
    ] = None,
    phrasing: Annotated[str | None, typer.Argument(help="A phrasing that it might get.")] = None,
    lang: Lang = Language.EN,
    questions: Annotated[
        list[Path] | None,
        typer.Option("--questions", help="Measuring questions to ask; without it those in tests/data."),
    ] = None,
    weakest: Annotated[int, typer.Option(help="Only list so many of the weakest entries.")] = 0,
) -> None:
    """Tell which questions would change their answer, and who takes from whom."""
    from adapters.terminal.forecast import forecast as tell

    tell(_engine(), entry_id, phrasing, lang or Language.EN, questions or [], weakest, sys.stdout)


discord = typer.Typer(help="What only Discord needs.", no_args_is_help=True)
app.add_typer(discord, name="discord")


@discord.callback()
def _discord() -> None:
    """What only Discord needs."""


@discord.command(name="sync")
def discord_sync() -> None:
    """Announce the commands to Discord now; `faqbot run` does so by itself when they changed."""
    import asyncio

    from adapters.discord_bot import sync

    chosen = _settings()
    typer.echo(asyncio.run(sync(chosen, _engine(chosen))))


def main() -> None:
    """Run a command; every error on purpose becomes one clear message and its exit code."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except typer.TyperException as problem:  # misuse: an unknown command, option or value
        typer.echo(f"{problem.format_message()}\nTry `faqbot --help`.", err=True)
        code = 2
    except FaqbotError as problem:
        typer.echo(str(problem), err=True)
        code = problem.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except BrokenPipeError:  # the reader went away: nothing is wrong here
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

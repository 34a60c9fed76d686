"""The environment is read once, checked whole, and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import SettingsError
from bot.settings import SETTINGS, STARS, Secret, drop_secrets, read_settings, settings_table

if TYPE_CHECKING:
    from pathlib import Path

TELEGRAM = "123456:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQrr"
DISCORD = "MTk4NjIyNDgzNDcx.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs"


def problems(**given: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        read_settings(given)
    assert refused.value.exit_code == 2
    return refused.value.problems


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = read_settings({})
    assert (settings.telegram_token, settings.http_port, settings.log) == (None, None, "info")
    assert not settings.origins


def test_every_setting_is_a_field_and_has_a_meaning() -> None:
    settings = read_settings({})
    assert all(hasattr(settings, setting.field) and setting.meaning.endswith(".") for setting in SETTINGS)


def test_all_problems_are_told_at_once() -> None:
    told = problems(FAQBOT_HTTP_PORT="http", FAQBOT_LOG="loud", FAQBOT_TELEGRAM_TOKN="x")
    assert told == (
        "FAQBOT_TELEGRAM_TOKN is not a setting: did you mean FAQBOT_TELEGRAM_TOKEN?",
        "FAQBOT_HTTP_PORT is not a port: write a number from 1 to 65535",
        "FAQBOT_LOG is not a level: write one of debug, info, warning, error",
    )


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("FAQBOT_TELEGRAM_TOKEN", "12 34", "not a Telegram token"),
        ("FAQBOT_TELEGRAM_TOKEN", f'"{TELEGRAM}"', "not a Telegram token"),
        ("FAQBOT_TELEGRAM_TOKEN", TELEGRAM.replace("A", "\n", 1), "not a Telegram token"),
        ("FAQBOT_TELEGRAM_TOKEN", DISCORD, "FAQBOT_DISCORD_TOKEN"),
        ("FAQBOT_DISCORD_TOKEN", TELEGRAM, "FAQBOT_TELEGRAM_TOKEN"),
        ("FAQBOT_DISCORD_TOKEN", "two words", "not a Discord token"),
        ("FAQBOT_HTTP_PORT", "0", "not a port"),
        ("FAQBOT_HTTP_PORT", "٨٠", "not a port"),
        ("FAQBOT_FAQ_DIR", "/does/not/exist", "not a folder"),
        ("FAQBOT_TELEGRAM_API", "telegram.example", "not an address"),
        ("FAQBOT_TELEGRAM_WEBHOOK_URL", "http://bot.example/hook", "https"),
        ("FAQBOT_TELEGRAM_EPHEMERAL", "perhaps", "neither on nor off"),
        ("FAQBOT_PEPPER", "pepper-and-salt", "32 characters"),
        ("FAQBOT_REDIS_URL", "localhost", "not a Redis address"),
    ],
)
def test_p7_a_bad_value_is_named_by_its_setting_and_never_shown(name: str, value: str, told: str) -> None:
    text = "\n".join(problems(**{name: value}))
    assert name in text
    assert told in text
    assert value.strip('"') not in text or len(value) < 5


def test_settings_that_need_each_other_say_so() -> None:
    assert len(problems(FAQBOT_TELEGRAM_WEBHOOK_URL="https://bot.example/hook")) == 2
    assert "FAQBOT_PEPPER" in problems(FAQBOT_DATA_DIR="/tmp/x")[0]


def test_s2_every_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    for setting in (setting for setting in SETTINGS if setting.secret):
        file = tmp_path / setting.field
        file.write_text(
            {"telegram_token": TELEGRAM, "redis_url": "redis://:s3cret@cache/0"}.get(setting.field, "x" * 40)
            + "\n"
        )
        settings = read_settings({f"{setting.name}_FILE": str(file)})
        assert isinstance(getattr(settings, setting.field), Secret)
        assert settings.origins[setting.name] == str(file)


def test_a_secret_file_that_is_missing_or_given_twice_is_told(tmp_path: Path) -> None:
    assert "no such file" in problems(FAQBOT_DISCORD_TOKEN_FILE=str(tmp_path / "gone"))[0].lower()
    assert "twice" in problems(FAQBOT_DISCORD_TOKEN=DISCORD, FAQBOT_DISCORD_TOKEN_FILE="x")[0]


def test_a_secret_shows_as_stars_wherever_it_is_printed() -> None:
    settings = read_settings(
        {"FAQBOT_TELEGRAM_TOKEN": TELEGRAM, "FAQBOT_REDIS_URL": "redis://:s3cret@cache/0"}
    )
    shown = f"{settings} {settings!r} {settings.telegram_token} {settings_table(settings)}"
    assert TELEGRAM not in shown
    assert "s3cret" not in shown
    assert STARS in shown
    assert settings.telegram_token is not None
    assert settings.telegram_token.reveal() == TELEGRAM


def test_the_table_tells_value_source_default_and_meaning() -> None:
    settings = read_settings({"FAQBOT_HTTP_PORT": "8080", "FAQBOT_TELEGRAM_TOKEN": TELEGRAM})
    rows = {row.name: row for row in settings_table(settings)}
    assert len(rows) == len(SETTINGS)
    assert (rows["FAQBOT_HTTP_PORT"].value, rows["FAQBOT_HTTP_PORT"].source) == ("8080", "environment")
    assert (rows["FAQBOT_LOG"].value, rows["FAQBOT_LOG"].source) == ("info", "default")
    assert rows["FAQBOT_TELEGRAM_TOKEN"].value == STARS
    assert rows["FAQBOT_DISCORD_TOKEN"].source == "not set"
    assert rows["FAQBOT_TELEGRAM_EPHEMERAL"].value == "off"


def test_s2_secrets_leave_the_environment_once_they_were_read() -> None:
    environ = {"FAQBOT_TELEGRAM_TOKEN": TELEGRAM, "FAQBOT_HTTP_PORT": "8080"}
    drop_secrets(environ)
    assert environ == {"FAQBOT_HTTP_PORT": "8080"}

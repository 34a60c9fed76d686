"""What all tests share: one engine of the real FAQ, opened once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot import Engine

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The engine of the packaged FAQ on a fixed day, with a cache of its own."""
    cached: Path = tmp_path_factory.getbasetemp().parent / "faqbot-compiled"
    return Engine.open(cached=cached, today=lambda: TODAY)

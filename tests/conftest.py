"""Shared fixtures: the example corpus, built once a session, and the reports where they are present."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from dateline import pipeline
from dateline.record import queries
from dateline.record.store import Record

# The same examples in every run, so that a change is judged and not its luck; `make rough` looks for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("search" if os.environ.get("HYPOTHESIS") == "search" else "same")

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "withdrawal" / "reports"
REPORTS = ROOT.parent / "shared" / "reports"


@pytest.fixture(scope="session")
def example_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a record of the example corpus."""
    path = tmp_path_factory.mktemp("example") / "withdrawal.dateline"
    with Record.open(path, create=True) as record:
        pipeline.build([EXAMPLE], record)
    return path


@pytest.fixture(scope="session")
def example(example_file: Path) -> dict[str, list[dict[str, Any]]]:
    """The exported rows of the example corpus, by table."""
    with Record.open(example_file) as record:
        return {name: list(rows(record)) for name, rows in queries.TABLES.items()}


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The exported rows of the five real reports; skips where they are absent."""
    if not REPORTS.is_dir():
        pytest.skip(f"no reports at {REPORTS}")
    with Record.open(tmp_path_factory.mktemp("reports") / "iraq.dateline", create=True) as record:
        pipeline.build([REPORTS], record)
        return {name: list(rows(record)) for name, rows in queries.TABLES.items()}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """An empty record."""
    with Record.open(tmp_path / "empty.dateline", create=True) as opened:
        yield opened

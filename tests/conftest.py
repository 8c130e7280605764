"""Shared fixtures: the example corpus, built once a session, and the reports where they are present."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
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
EXAMPLES = ROOT / "examples"
EXAMPLE = EXAMPLES / "withdrawal" / "reports"
REPORTS = ROOT.parent / "shared" / "reports"

Tables = dict[str, list[dict[str, Any]]]
"""The rows of an export by table."""


@pytest.fixture(scope="session")
def example_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a record of the example corpus."""
    path = tmp_path_factory.mktemp("example") / "withdrawal.dateline"
    with Record.open(path, create=True) as record:
        pipeline.build([EXAMPLE], record)
    return path


@pytest.fixture(scope="session")
def example(example_file: Path) -> Tables:
    """The exported rows of the example corpus, by table."""
    return exported(example_file)


@pytest.fixture(scope="session")
def corpus(example_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Tables]:
    """The exported rows of a corpus of `examples/` by its name, each built once a session."""

    @functools.cache
    def built(name: str) -> Tables:
        if EXAMPLES / name / "reports" == EXAMPLE:
            return exported(example_file)
        path = tmp_path_factory.mktemp(name) / f"{name}.dateline"
        with Record.open(path, create=True) as record:
            pipeline.build([EXAMPLES / name / "reports"], record)
        return exported(path)

    return built


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The exported rows of the five real reports; skips where they are absent."""
    if not REPORTS.is_dir():
        pytest.skip(f"no reports at {REPORTS}")
    path = tmp_path_factory.mktemp("reports") / "iraq.dateline"
    with Record.open(path, create=True) as record:
        pipeline.build([REPORTS], record)
    return exported(path)


def exported(path: Path) -> Tables:
    """The rows of all tables of a record's export."""
    with Record.open(path) as record:
        return {name: list(rows(record)) for name, rows in queries.TABLES.items()}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """An empty record."""
    with Record.open(tmp_path / "empty.dateline", create=True) as opened:
        yield opened

"""Documentation and code agree: every command is documented, and every command that is documented exists."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from dateline.cli import app
from dateline.record.queries import TABLES
from dateline.record.store import Record

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))
import reference  # noqa: E402 - the script beside the pages that it writes

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}


def test_every_command_is_in_the_readme() -> None:
    assert [c for c in sorted(COMMANDS) if f"dateline {c}" not in README] == []


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"(?:^ {4}|`)dateline ([a-z]+)", README, re.MULTILINE))
    assert named - COMMANDS == set()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_has_help(name: str) -> None:
    """`--help` teaches: each command says what it does, each parameter what it means."""
    group = typer.main.get_command(app)
    command = group.commands[name]  # type: ignore[attr-defined]
    assert command.help
    assert [p.name for p in command.params if not getattr(p, "help", None)] == []


LINKS = [(page, link) for page in PAGES for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "link"), LINKS, ids=[f"{page.name}:{link}" for page, link in LINKS])
def test_links_lead_somewhere(page: Path, link: str) -> None:
    assert (page.parent / link).exists()


@pytest.mark.parametrize("name", sorted(reference.pages()))
def test_the_generated_pages_are_those_of_the_code(name: str) -> None:
    """What stands in docs is what `make docs` writes."""
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == reference.pages()[name], "run: make docs"


def test_every_command_argument_and_option_is_on_its_page() -> None:
    page = reference.command_line()
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        assert f"## dateline {name}\n" in page
        for parameter in command.params:
            assert any(o in page for o in [*parameter.opts, parameter.metavar or "|"]), parameter.name


def test_a_column_without_a_comment_is_refused() -> None:
    with pytest.raises(ValueError, match="a column without a comment"):
        reference._table("things", "things", ["colour TEXT,"])


QUERIES = re.findall(r"```sql\n(.+?)```", (ROOT / "docs" / "record.opening.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("query", QUERIES)
def test_the_queries_of_the_page_run_and_give_rows(example_file: Path, query: str) -> None:
    with Record.open(example_file) as record:
        assert record.rows(query)


def test_five_queries_are_given() -> None:
    assert len(QUERIES) == 5


def test_a_table_without_a_comment_is_refused() -> None:
    with pytest.raises(ValueError, match="a table without a comment"):
        list(reference._tables("CREATE TABLE things (\n    colour TEXT -- its colour\n);"))


ROWS = (ROOT / "docs" / "record.rows.md").read_text(encoding="utf-8")
TYPES = {str: "text", bool: "true or false", int: "integer", float: "number", list: "list", dict: "object"}


def documented(table: str) -> dict[str, tuple[str, set[str]]]:
    """The keys that the page gives for the rows of a table: their type, and the keys of what they hold."""
    part = ROWS.partition(f"\n### {table}\n")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|(.*)\|$", part, re.MULTILINE)
    return {key: (kind, set(re.findall(r"`(\w+)`", meaning))) for key, kind, meaning in rows}


def inner_keys(value: Any) -> set[str]:
    """The keys of all objects inside a value."""
    if isinstance(value, list):
        return set().union(*map(inner_keys, value))
    return set(value).union(*map(inner_keys, value.values())) if isinstance(value, dict) else set()


def undocumented(table: str, rows: Iterable[dict[str, Any]]) -> set[str]:
    """What rows hold that the page does not say: a key, or a type that it may have."""
    told = documented(table)
    missing = set()
    for row in rows:
        for key, value in row.items():
            kind, inner = told.get(key, ("", set()))
            fits = kind.endswith("or null") if value is None else kind.startswith(TYPES[type(value)])
            if not fits or not inner_keys(value) <= inner:
                missing.add(f"{table}: {key} = {value!r:.60}")
    return missing


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_key_of_an_exported_row_is_documented_with_its_type(
    example_file: Path, tmp_path: Path, table: str
) -> None:
    """The rows of the example corpus, with a report set, a row corrected and a file rejected."""
    path = tmp_path / "judged.dateline"
    shutil.copy(example_file, path)
    run = CliRunner()
    with Record.open(path) as record:
        report, time = (next(iter(TABLES[name](record)))["id"] for name in ("documents", "timex"))
    run.invoke(app, ["set", str(path), report, "outlet=Wire"])
    run.invoke(app, ["judge", str(path), time, "correct", "value=2020-01-03"])
    (tmp_path / "empty.txt").write_bytes(b"")
    run.invoke(app, ["build", str(tmp_path / "empty.txt"), "-o", str(path)])
    with Record.open(path) as record:
        rows = list(TABLES[table](record))
    assert rows
    assert undocumented(f"{table}.jsonl", rows) == set()
    assert set(documented(f"{table}.jsonl")) == set(rows[0])


@pytest.mark.parametrize(
    ("listing", "arguments"),
    [("timeline", []), ("search", ["coalition"]), ("search", ["coalition", "--quotes"]), ("relations", ["US", "Iraq"])],
)
def test_every_key_of_a_listed_row_is_documented_with_its_type(
    example_file: Path, listing: str, arguments: list[str]
) -> None:
    ran = CliRunner().invoke(app, [listing, str(example_file), *arguments, "--format", "json"])
    rows = json.loads(ran.stdout)
    assert rows
    assert undocumented(listing, rows) == set()


def test_every_make_target_of_the_docs_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)", README + contributing)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

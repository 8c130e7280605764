"""Documentation and code agree: every command is documented, and every command that is documented exists."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import typer

from dateline.cli import app
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


def test_every_make_target_of_the_docs_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)", README + contributing)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

"""Documentation and code agree: every command is documented, and every command that is documented exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from dateline.cli import app

ROOT = Path(__file__).parent.parent
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


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_of_the_readme_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_every_make_target_of_the_docs_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)", README + contributing)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

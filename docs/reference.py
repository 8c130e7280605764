"""Writes docs/record.md from the schema, docs/cli.md from the command line, and into docs/tutorial.md what its code
prints: `make docs`. Tests compare them."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from enum import Enum
from importlib import resources
from pathlib import Path
from typing import Any

import typer

from dateline.cli import app

HERE = Path(__file__).parent
NOTE = "<!-- Written by docs/reference.py: change the source that it reads, then run `make docs`. -->\n"
EXIT_CODES = """\
Exit codes: 0 done; 1 done, but some input was rejected; 2 the call was wrong; 3 could not finish, or the record cannot
be used. Errors go to standard error as one sentence that says what to do. Every listing takes `--format
table|json|jsonl|csv`.
"""


def pages() -> dict[str, str]:
    """The generated pages by their file's name."""
    return {"record.md": record(), "cli.md": command_line()}


# --- the record -------------------------------------------------------------------------------------------------------


def record() -> str:
    """The tables of the record, from the comments of its schema, between an opening and the exported rows, both written
    by hand."""
    schema = (resources.files("dateline") / "record" / "schema.sql").read_text(encoding="utf-8")
    opening, rows = ((HERE / f"record.{part}.md").read_text(encoding="utf-8") for part in ("opening", "rows"))
    tables = "".join(_table(*found) for found in _tables(schema))
    return NOTE + opening + tables + VIEWS + "".join(_view(*found) for found in _views(schema)) + rows


def _tables(schema: str) -> Iterator[tuple[str, str, list[str]]]:
    """Name, meaning and column lines of each table. Raises ValueError where one has no comment."""
    lines = iter(schema.splitlines())
    for line in lines:
        if not re.match(r"CREATE (VIRTUAL )?TABLE", line):
            continue
        opened = re.match(r"CREATE (?:VIRTUAL )?TABLE (\w+).*?\(\s*-- (.+)", line)
        if not opened:
            raise ValueError(f"{line}: a table without a comment in the schema")
        columns = []
        for column in lines:
            if column.startswith(")"):
                break
            columns.append(column.strip())
        yield opened[1], opened[2], columns


def _table(name: str, meaning: str, columns: list[str]) -> str:
    out = f"\n## {name}\n\n{meaning[0].upper()}{meaning[1:]}.\n"
    if "tokenize" in " ".join(columns):
        return f"{out}\nA search index (SQLite FTS5) over {columns[0].split(' content')[0].rstrip(', ')}.\n"
    out += "\n| column | type | meaning |\n|---|---|---|\n"
    for column in columns:
        declared, _, comment = column.partition("-- ")
        if declared.startswith(("PRIMARY KEY", "CHECK")):
            continue
        parts = re.match(r'"?(\w+)"?\s+(\w+)(.*)', declared)
        if not parts:
            raise ValueError(f"{name}: the column {column!r} cannot be read")
        kind = parts[2] + ("" if "NOT NULL" in parts[3] or "PRIMARY KEY" in parts[3] else ", may be null")
        refers = re.search(r"REFERENCES (\w+)", parts[3])
        allowed = re.search(r"CHECK \(\w+ IN \((.+?)\)\)", parts[3])
        told = [
            comment.strip(),
            f"one of {allowed[1].replace(chr(39), '')}" if allowed else "",
            f"refers to [{refers[1]}](#{refers[1]})" if refers else "",
        ]
        meaning = "; ".join(filter(None, told)) or PLAIN.get(parts[1], "")
        if not meaning:
            raise ValueError(f"{name}.{parts[1]}: a column without a comment in the schema")
        out += f"| `{parts[1]}` | {kind} | {meaning} |\n"
    return out


def _views(schema: str) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Name, meaning, and name and meaning of each column of each view. Raises ValueError where a comment is missing."""
    for view in re.findall(r"^CREATE VIEW .+?;$", schema, re.MULTILINE | re.DOTALL):
        opened = re.match(r"CREATE VIEW (\w+) AS\s+-- (.+)", view)
        if not opened:
            raise ValueError(f"{view.splitlines()[0]}: a view without a comment in the schema")
        # The columns that a view shows are those of the one SELECT that begins a line.
        shown = re.split(r"^SELECT ", view, flags=re.MULTILINE)[1]
        columns = re.findall(r" AS (\w+),? +-- (.+)", shown)
        named = re.findall(r" AS (\w+),?(?: +--.*)?$", shown.partition("\nFROM ")[0], re.MULTILINE)
        if [name for name, _ in columns] != named:
            raise ValueError(f"{opened[1]}: a column without a comment in the schema")
        yield opened[1], opened[2], columns


def _view(name: str, meaning: str, columns: list[tuple[str, str]]) -> str:
    out = f"\n## {name}\n\n{meaning[0].upper()}{meaning[1:]}.\n\n| column | meaning |\n|---|---|\n"
    return out + "".join(f"| `{column}` | {told} |\n" for column, told in columns)


VIEWS = """
# The views

The main questions as they stand, for SQL and for Datasette. What you have hidden is in none but `hidden`.
"""
PLAIN = {
    "id": "a hash of the content",
    "start": "first code point",
    "end": "the code point behind the last",
    "earliest": "first possible day",
    "latest": "last possible day",
}
"""Columns that mean the same wherever they stand, so that the schema need not say it again."""


# --- the command line -------------------------------------------------------------------------------------------------


def command_line() -> str:
    """Every command with its help, arguments and options."""
    group: Any = typer.main.get_command(app)
    out = f"{NOTE}# The command line\n\n{app.info.help}\n\n    dateline COMMAND [ARGUMENTS]\n\n"
    out += f"{app.info.epilog}\n\n{EXIT_CODES}"
    out += "\n| command | what it does |\n|---|---|\n"
    commands = sorted(group.commands.items())
    for name, command in commands:
        first = _plain(command.help).split("\n")[0]
        out += f"| [{name}](#dateline-{name}) | {first} |\n"
    return out + "".join(_command(name, command) for name, command in commands)


def _command(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and "--help" not in p.opts]
    usage = " ".join(["dateline", name, *(_metavar(a) for a in arguments), *(["[OPTIONS]"] if options else [])])
    out = f"\n## dateline {name}\n\n    {usage}\n\n{_plain(command.help)}\n"
    out += "\n| argument or option | meaning |\n|---|---|\n"
    for argument in arguments:
        out += f"| `{_metavar(argument)}` | {_plain(getattr(argument, 'help', ''))} |\n"
    for option in options:
        takes = "" if option.is_flag else f" {_metavar(option)}"
        default = "" if option.is_flag or option.default in (None, ()) else f" Default: {_value(option.default)}."
        needed = " Needed." if option.required else ""
        out += f"| `{', '.join(option.opts)}{takes}` | {_plain(option.help)}{needed}{default} |\n"
    return out


def _metavar(parameter: Any) -> str:
    if parameter.metavar:
        return str(parameter.metavar)
    described = getattr(parameter, "type_descriptor", None)
    kind = getattr(described, "annotation", str)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "\\|".join(str(member.value) for member in kind)
    return str(parameter.name).upper()


def _value(value: Any) -> str:
    return str(getattr(value, "value", value))


def _plain(words: str | None) -> str:
    """Help as Markdown: one line a paragraph."""
    paragraphs = re.split(r"\n\s*\n", (words or "").strip())
    return "\n\n".join(" ".join(p.replace("\b", "").split()) for p in paragraphs)


# --- the tutorial -----------------------------------------------------------------------------------------------------


def tutorial(page: str, folder: Path) -> str:
    """The page with what its code prints, block by block; it runs in `folder`, in which the examples stand."""
    code = re.compile(r"```python\n(.+?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)
    names: dict[str, Any] = {}

    def ran(block: re.Match[str]) -> str:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(block[1], names)
        shown = f"\n```text\n{printed.getvalue()}```\n" if printed.getvalue() else ""
        return f"```python\n{block[1]}```\n{shown}"

    with contextlib.chdir(folder):
        return code.sub(ran, page)


def main() -> int:
    for name, content in pages().items():
        (HERE / name).write_text(content, encoding="utf-8")
    page = HERE / "tutorial.md"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(HERE.parent / "examples", Path(folder) / "examples")
        page.write_text(tutorial(page.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The pack door: what patterns match, and that packs are data that holds together."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import pack
from dateline.pack import PackError, Patterns

SOURCE = Path(pack.__file__).parent


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("été", "L'été dernier, un étéx", ["été"]),
        ("{day} {month}", "le 3 août puis le 14\n  mai", ["3 août", "14\n  mai"]),
        ("{day} {month}", "le 3\n\nmai", []),
        ("(?:in )?{month}", "in mai", ["in mai"]),
        ("[a-z ]{3}", "a b", ["a b"]),
    ],
)
def test_patterns_match_whole_words_over_blanks_and_the_longest(pattern: str, text: str, found: list[str]) -> None:
    """A blank matches a run of blanks with one line break; a match never cuts a word; the longest match counts."""
    patterns = Patterns([{"name": "x", "pattern": pattern}], {"month": ["mai", "août"]}, {"day": "[0-9]{1,2}"})
    assert [text[m.start : m.end] for m in patterns.find(text)] == found


def test_groups_are_given_in_code_points() -> None:
    """Offsets count code points, whatever the bytes: letters with accents and beyond the basic plane stand before."""
    patterns = Patterns([{"name": "x", "pattern": "(?P<n>[0-9]+) (?P<what>é+)"}], {}, {})
    (match,) = patterns.find("😀 à 12 éé")
    assert match.groups == {"n": (4, 6), "what": (7, 9)}


def test_an_unknown_word_list_is_an_error() -> None:
    """A pattern that names a list which no pack has does not compile silently to nothing."""
    with pytest.raises(PackError, match="unknown list 'nowhere'"):
        Patterns([{"name": "x", "pattern": "{nowhere}"}], {}, {})


@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    """No text makes a search fail, and every match stands at its offsets."""
    patterns = Patterns([{"name": "x", "pattern": r"[\pL]+"}], {}, {})
    for match in patterns.find(text):
        assert match.start < match.end <= len(text)
        assert not any(c.isspace() for c in text[match.start : match.end])


def test_every_pack_names_its_language_model_and_readings() -> None:
    """Each language folder says its name, its model and what it reads."""
    assert pack.codes()
    for code in pack.codes():
        assert {"name", "model", "reads"} <= set(pack.load(code).table("pack")), code


def test_a_language_without_a_pack_is_an_error() -> None:
    with pytest.raises(PackError, match="no pack for the language 'tlh'"):
        pack.load("tlh")


def test_no_language_code_stands_in_python() -> None:
    """Language is data: no Python file of the package holds a code of a pack as a string."""
    codes = set(pack.codes())
    found = [
        f"{path.name}:{node.lineno} {node.value!r}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in codes
    ]
    assert not found

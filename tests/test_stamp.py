"""By what something was made: a hash that changes with what it is made by, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dateline import pipeline, stamp


@pytest.mark.parametrize(
    ("file", "again"),
    [
        ("annotate/times.py", True),
        ("annotate/deep/years.py", True),
        ("languages/xx/lexicon.toml", True),
        ("languages/xx/page.toml", False),
        ("languages/xx/export.toml", False),
        ("languages/xx/README.md", False),
        ("show/timeline.py", False),
    ],
)
def test_what_makes_reports_be_read_again(
    file: str, again: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code and data of the annotators do, also in folders within; words of pages and exports and other files do not."""
    monkeypatch.setattr(stamp.resources, "files", lambda _: tmp_path)
    changed = tmp_path / file
    changed.parent.mkdir(parents=True)
    changed.write_text("a", encoding="utf-8")
    folders = ("annotate", "languages")
    for folder in folders:
        (tmp_path / folder).mkdir(exist_ok=True)
    before = stamp.of(folders, without=pipeline.UNREAD)
    changed.write_text("b", encoding="utf-8")
    assert (stamp.of(folders, without=pipeline.UNREAD) != before) == again


def test_what_else_made_it() -> None:
    """The version of a model is part of the hash."""
    assert stamp.of((), also=["model 3.7"]) != stamp.of((), also=["model 3.8"])

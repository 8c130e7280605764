"""The pages as files: a folder that opens in any browser, or one file that can be mailed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from ...record.store import Record
from .address import FIRST, Asked
from .pages import Manner, Pages
from .words import Words


def folder(record: Record, path: Path, words: Words, *, cited: bool = False) -> Path:
    """Write every page into the folder, which is made where it is missing; gives the first page. With `cited`, of the
    reports only the sentences that are cited."""
    path.mkdir(parents=True, exist_ok=True)
    for asked, html in _reached(Pages(record, words, Manner("folder", cited))):
        (path / f"{asked.stem}.html").write_text(html, encoding="utf-8", newline="")
    return path / f"{FIRST}.html"


def single(record: Record, path: Path, words: Words, *, cited: bool = False) -> Path:
    """Write all pages into one file, each of them a section; gives the file."""
    pages = Pages(record, words, Manner("single", cited))
    sheets = [Markup(html) for _, html in _reached(pages)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(pages.frame(sheets), encoding="utf-8", newline="")
    return path


def _reached(pages: Pages) -> Iterator[tuple[Asked, str]]:
    """Every page to which links lead from the first, in the order in which they do."""
    waiting = deque(Asked(kind) for kind in pages.names)
    known = {asked.stem for asked in waiting}
    while waiting:
        asked = waiting.popleft()
        html, links = pages.page(asked)
        if html is None:
            continue
        yield asked, html
        for other in links.asked:
            if other.stem not in known:
                known.add(other.stem)
                waiting.append(other)

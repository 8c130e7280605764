"""By what something was made: a hash of the code and data in folders of the package."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from importlib import resources
from importlib.resources.abc import Traversable


def of(folders: Iterable[str], *, without: Collection[str] = (), also: Iterable[str] = ()) -> str:
    """Sixteen hexadecimal digits made of the Python and TOML files in the folders (or modules by themselves), but for
    those of some names, and of what else made it."""
    made_by = hashlib.sha256()
    for folder in folders:
        for path, content in _contents(resources.files("dateline") / folder):
            if path.rpartition("/")[2] not in without:
                made_by.update(f"{folder}/{path}\x00{len(content)}\x00".encode() + content)
    for told in also:
        made_by.update(told.encode())
    return made_by.hexdigest()[:16]


def _contents(folder: Traversable, path: str = "") -> Iterator[tuple[str, bytes]]:
    if folder.is_file():
        yield path, folder.read_bytes()
        return
    for item in sorted(folder.iterdir(), key=lambda f: f.name):
        if item.is_dir():
            yield from _contents(item, f"{path}{item.name}/")
        elif item.name.endswith((".py", ".toml")):
            yield path + item.name, item.read_bytes()

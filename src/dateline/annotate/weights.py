"""The weights of every model are those that Dateline was measured with: checked by SHA-256 when they are loaded."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from .. import pack as packs
from ..model import Unusable


class WeightsError(Unusable):
    """A model is not the one that the packs were measured with; the message is one sentence that says what to do."""


def check(package: str) -> None:
    """Compare the files of an installed model package with the digests that the packs give for it.

    A package for which no pack has a digest, such as a user's own model, is not checked. Raises WeightsError where it
    is not installed, where the digest is another one, or is not known for the version that is installed.
    """
    if importlib.util.find_spec(package) is None:
        raise WeightsError(f"the model {package} is not installed; run: make setup")
    known = _digests(package)
    if not known:
        return
    installed = version(package)
    if installed not in known:
        raise WeightsError(f"{package} {installed} is not known here, only {', '.join(sorted(known))}; run: make setup")
    if digest(folder(package)) != known[installed]:
        raise WeightsError(f"the files of {package} {installed} have been changed; install it anew: make setup")


def version(package: str) -> str:
    """The version of a package, by the name under which it is imported; "" where it was not installed as one."""
    if importlib.util.find_spec(package) is None:
        return ""
    with contextlib.suppress(metadata.PackageNotFoundError):
        return metadata.version(packs.base().table("pack").get("distributions", {}).get(package, package))
    for name in metadata.packages_distributions().get(package, ()):
        return metadata.version(name)
    return ""


def digest(folder: Path) -> str:
    """SHA-256 over the paths and contents of all files in a folder but code, in the order of their paths."""
    total = hashlib.sha256()
    files = (f for f in folder.rglob("*") if f.is_file() and f.suffix not in (".py", ".pyc"))
    for file in sorted(files, key=lambda f: f.relative_to(folder).as_posix()):
        total.update(f"{file.relative_to(folder).as_posix()}\x00{file.stat().st_size}\x00".encode())
        with file.open("rb") as content:
            for block in iter(lambda: content.read(1 << 20), b""):
                total.update(block)
    return total.hexdigest()


def folder(package: str) -> Path:
    """Where an installed package lies."""
    return Path(importlib.import_module(package).__file__ or "").parent


def _digests(package: str) -> Mapping[str, str]:
    """The digests of a package by version, from the packs that use it."""
    found: dict[str, str] = {}
    for code in packs.codes():
        found |= packs.table(code, "pack").get("weights", {}).get(package, {})
    return found

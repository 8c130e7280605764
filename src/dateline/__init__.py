"""Dateline: press reports into one sourced record.

    import dateline

    record = dateline.build(["reports"], "story.dateline")
    for row in record.timeline():
        print(row.time, row.status, row.title)

`build` makes a record or adds to it, `open` opens one that is there; both give a `Record`, whose methods read it.
What is named here is imported when it is first used, so that the command line starts at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import Record, build, open
    from .model import Unusable

__all__ = ["Record", "Unusable", "build", "open"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import api, model

    return getattr(model if name == "Unusable" else api, name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

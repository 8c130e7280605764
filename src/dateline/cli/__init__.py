"""The command line: parse, call the library, print. Exit codes: 0 done; 1 done, but some input was rejected;
2 the call was wrong; 3 could not finish, or the record cannot be used."""

from __future__ import annotations

import os
import sqlite3
import sys

from ..model import Unusable
from . import listings, standings, writing
from .app import app, fail

__all__ = ["app", "listings", "main", "standings", "writing"]


def main() -> None:
    """Run the command line; errors become one sentence on standard error and an exit code."""
    try:
        app()
    except BrokenPipeError:
        # Whoever read the output has seen enough of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Unusable as problem:
        sys.exit(fail(str(problem), 3))
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        sys.exit(fail(f"the record cannot be used: {problem}; look at it with: dateline check FILE", 3))
    except OSError as problem:
        sys.exit(fail(f"{problem.filename or 'the system'}: {problem.strerror or problem}", 3))

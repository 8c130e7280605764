"""Long patterns of alternatives, each of which is compiled when a word first may match it.

spaCy's French tokenizer asks of each word whether it is one of 260 kinds that keep their hyphens. Each kind holds the
letters of all alphabets, and to compile them all, a pattern of 1.5 million code points, takes a third of the time in
which a few reports are read. A few reports have words that may be of a few dozen kinds.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any

LONG = 100_000
"""Code points from which a pattern is one of those."""
MANY = 50
"""Code points from which a class of characters is one that costs."""
_WHOLE = re.compile(r"(\(\?[a-z]+\))\(\?:(.*)\)", re.DOTALL)
_BETWEEN = ")|(?:"
_CLASS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
"""A class of characters; escapes outside are matched so that they are passed over."""


class Alternatives:
    """Matches what a pattern `(?flags)(?:one)|(?:another)...` matches, at the start of a string.

    `pattern` is that of `re.Pattern`. Raises re.error where the pattern is none of this form, or is broken.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        form = _WHOLE.fullmatch(pattern)
        if form is None:
            raise re.error("no list of alternatives", pattern)
        self._flags, self._each = form[1], form[2].split(_BETWEEN)
        loose = [_CLASS.sub(_loosened, one) for one in self._each]
        self._loose = [re.compile(f"{self._flags}(?:{one})") for one in loose]
        self._any = re.compile(self._flags + "|".join(f"(?:{one})" for one in loose))
        self._exact: Sequence[Any] = [functools.cache(functools.partial(self._compiled, n)) for n in range(len(loose))]

    def match(self, string: str) -> re.Match[str] | None:
        """The match of the first alternative that the string begins with, or None."""
        if self._any.match(string):
            for loose, exact in zip(self._loose, self._exact, strict=True):
                if loose.match(string) and (found := exact().match(string)):
                    return found  # type: ignore[no-any-return]
        return None

    def _compiled(self, number: int) -> re.Pattern[str]:
        return re.compile(f"{self._flags}(?:{self._each[number]})")


def _loosened(found: re.Match[str]) -> str:
    """In place of a long class any character: what matches the class matches that, too."""
    return "(?s:.)" if len(found[0]) >= MANY and found[0].startswith("[") else found[0]


@contextlib.contextmanager
def compiled_on_demand() -> Iterator[None]:
    """Long patterns of alternatives that are compiled inside, by whatever module, are `Alternatives`."""
    compiled = re.compile

    def compile_(pattern: Any, flags: Any = 0) -> Any:
        if isinstance(pattern, str) and len(pattern) >= LONG and not flags:
            with contextlib.suppress(re.error):
                return Alternatives(pattern)
        return compiled(pattern, flags)

    re.compile = compile_
    try:
        yield
    finally:
        re.compile = compiled

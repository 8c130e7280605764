from __future__ import annotations

from collections.abc import Sequence

from ..model import Published, Timex, TimeExpression


def resolve(expressions: Sequence[TimeExpression], published: Published) -> tuple[Timex | None, ...]:
    return ()

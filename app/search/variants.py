"""Platform variants of one question become one result."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.engine.base import Candidates
from app.models import Platform


def collapse(
    rows: NDArray[np.intp], candidates: Candidates, platform: Platform
) -> tuple[list[int], dict[int, list[int]]]:
    """Keep one row a variant group, in the given order, and the rows that it stands for.

    The group takes the place of its best row. It is shown by the variant for the asked ``platform``, else by that best
    row. With a platform asked for, articles of other platforms alone are left out. Returns the rows to show and, for
    each of them that has any, its other variants' rows.
    """
    groups: dict[str, list[int]] = {}
    order: list[list[int]] = []
    for row in rows.tolist():
        name = candidates.variant_group[row]
        if name and name in groups:
            groups[name].append(row)
            continue
        members = [row]
        order.append(members)
        if name:
            groups[name] = members
    shown: list[int] = []
    others: dict[int, list[int]] = {}
    for members in order:
        chosen = _representative(members, candidates, platform)
        if chosen is None:
            continue
        shown.append(chosen)
        if len(members) > 1:
            others[chosen] = [row for row in members if row != chosen]
    return shown, others


def _representative(members: list[int], candidates: Candidates, platform: Platform) -> int | None:
    if platform == "all":
        return members[0]
    for wanted in (platform, "all"):
        for row in members:
            if candidates.platform[row] == wanted:
                return row
    return None

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

    ``rows`` are the ranked results. A group takes the place of its best row; all its variants among the candidates
    belong to it, even those that rank too low to be results themselves. It is shown by the variant for the asked
    ``platform``, else by the one for all platforms, and left out when it has neither; with ``all`` by its best row.
    Returns the rows to show and, for each of them that has any, its other variants' rows.
    """
    groups = candidates.groups
    if platform == "all" and (groups[rows] < 0).all():
        return rows.tolist(), {}
    members: dict[int, list[int]] = {}
    for row in np.flatnonzero(groups >= 0).tolist():
        members.setdefault(int(groups[row]), []).append(row)
    shown: list[int] = []
    others: dict[int, list[int]] = {}
    seen: set[int] = set()
    for row, number in zip(rows.tolist(), groups[rows].tolist(), strict=True):
        if number in seen:
            continue
        if number >= 0:
            seen.add(number)
        group = members.get(number, [row])
        chosen = row if platform == "all" else _for_platform(group, candidates, platform)
        if chosen is not None:
            shown.append(chosen)
            if len(group) > 1:
                others[chosen] = [other for other in group if other != chosen]
    return shown, others


def _for_platform(group: list[int], candidates: Candidates, platform: Platform) -> int | None:
    for wanted in (platform, "all"):
        for row in group:
            if candidates.columns.platform[candidates.rows[row]] == wanted:
                return row
    return None

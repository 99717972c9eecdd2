"""A reliability diagram as SVG: how often came true what was said to be so likely."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BINS = 10
SIDE, MARGIN = 320, 44


def diagram(chances: NDArray[np.float64], true: NDArray[np.float64]) -> str:
    """``chances`` in [0, 1] against ``true``, 0 or 1; a dot a tenth, its area by the number of queries in it."""
    bins = np.minimum((chances * BINS).astype(int), BINS - 1)
    dots = []
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            x, y, count = float(chances[inside].mean()), float(true[inside].mean()), int(inside.sum())
            radius = 2 + 14 * (count / len(chances)) ** 0.5
            label = f"<title>{count} queries: said {x:.2f}, came true {y:.2f}</title>"
            dots.append(f'<circle cx="{_x(x):.1f}" cy="{_y(y):.1f}" r="{radius:.1f}">{label}</circle>')
    ticks = "".join(
        f'<text x="{_x(t):.0f}" y="{SIDE + MARGIN + 16}" text-anchor="middle">{t:.1f}</text>'
        f'<text x="{MARGIN - 8}" y="{_y(t) + 4:.0f}" text-anchor="end">{t:.1f}</text>'
        for t in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    size = SIDE + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" font-family="sans-serif" font-size="12">'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>'
        f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#999" stroke-dasharray="4 4"/>'
        f'<g fill="#2b6cb0" fill-opacity=".8">{"".join(dots)}</g>{ticks}'
        f'<text x="{size / 2}" y="{size - 8}" text-anchor="middle">confidence, cross-fitted</text>'
        f'<text x="14" y="{size / 2}" text-anchor="middle" transform="rotate(-90 14 {size / 2})">'
        f"share of first results that answer</text></svg>\n"
    )


def _x(value: float) -> float:
    return MARGIN + SIDE * value


def _y(value: float) -> float:
    return MARGIN + SIDE * (1 - value)

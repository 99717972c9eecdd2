"""Lines on two logarithmic axes as SVG, in the colours of the pages, light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 58, 216, 40, 44
NAMES = WIDTH - RIGHT + 20
LABEL = 15
"""Pixels that the names at the lines' ends keep from each other."""

COLOURS = (
    ("#0a6b5c", "#62d3bd"),
    ("#3f9d78", "#a3e6c4"),
    ("#2c6fbb", "#84b9f5"),
    ("#7a5bb5", "#c3a9f2"),
    ("#a32b22", "#ff9d93"),
    ("#a8700b", "#f0c05a"),
    ("#5a6a64", "#98aaa2"),
    ("#b0418c", "#f09ad4"),
)
"""Of each line, on light and on dark ground."""

Points = Sequence[tuple[float, float]]


def plot(title: str, unit: str, lines: Mapping[str, Points], strong: Sequence[str] = ()) -> str:
    """``lines`` by name, whose points are numbers of articles and figures in ``unit``, all above 0.

    A colour is a name's by its place in ``lines``, drawn or not; ``strong`` ones are thicker.
    """
    drawn = {name: points for name, points in lines.items() if points}
    across = _Axis([x for points in drawn.values() for x, _ in points], LEFT, WIDTH - RIGHT)
    up = _Axis([y for points in drawn.values() for _, y in points], HEIGHT - BOTTOM, TOP, whole=True)
    sizes = sorted({x for points in drawn.values() for x, _ in points})
    parts = [f'<text class="title" x="{LEFT}" y="20">{escape(title)}</text>']
    for y in up.ticks:
        parts.append(f'<path class="grid" d="M{LEFT} {up(y):.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{up(y) + 4:.1f}" text-anchor="end">{y:g}</text>')
    for x in sizes:
        parts.append(f'<path class="grid" d="M{across(x):.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        parts.append(f'<text x="{across(x):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x:,.0f}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">articles</text>')
    parts.append(f'<text x="{LEFT - 8}" y="{TOP - 8}" text-anchor="end">{escape(unit)}</text>')
    numbers = {name: number for number, name in enumerate(lines)}
    heights = _apart({name: up(points[-1][1]) for name, points in drawn.items()})
    for name, points in drawn.items():
        colour, thick = f"c{numbers[name] % len(COLOURS)}", " strong" if name in strong else ""
        path = "L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in points)
        parts.append(f'<path class="line {colour}{thick}" d="M{path}"/>')
        for x, y in points:
            label = f"{name}, {x:,.0f} articles: {y:.4g} {unit}"
            dot = f'<circle class="dot {colour}" cx="{across(x):.1f}" cy="{up(y):.1f}" r="3">'
            parts.append(f"{dot}<title>{escape(label)}</title></circle>")
        end, height = across(points[-1][0]), heights[name]
        parts.append(
            f'<path class="lead {colour}" d="M{end + 4:.1f} {up(points[-1][1]):.1f}L{NAMES - 4} {height:.1f}"/>'
        )
        name_class = f"name {colour}{thick}"
        parts.append(f'<text class="{name_class}" x="{NAMES}" y="{height + 4:.1f}">{escape(name)}</text>')
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
    head = f'<svg {box} role="img" font-family="sans-serif" font-size="12">'
    ground = f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}" rx="9"/>'
    return f"{head}<style>{_style()}</style>{ground}{''.join(parts)}</svg>\n"


class _Axis:
    """Pixels of figures on a logarithmic axis from ``start`` to ``end``; ``whole`` ends it at powers of ten."""

    def __init__(self, figures: Sequence[float], start: float, end: float, *, whole: bool = False) -> None:
        low, high = log10(min(figures)), log10(max(figures))
        if whole or low == high:
            low, high = floor(low), max(ceil(high), floor(low) + 1)
        self._low, self._span = low, high - low
        self._start, self._length = start, end - start
        self.ticks = [10.0**power for power in range(ceil(low), floor(high) + 1)]

    def __call__(self, figure: float) -> float:
        return self._start + self._length * (log10(figure) - self._low) / self._span


def _apart(heights: Mapping[str, float]) -> dict[str, float]:
    """The same heights in the same order, LABEL pixels apart at least and inside the picture."""
    names = sorted(heights, key=lambda name: heights[name])
    placed: dict[str, float] = {}
    last = float(TOP - LABEL)
    for name in names:
        last = placed[name] = max(heights[name], last + LABEL)
    limit = float(HEIGHT - BOTTOM + LABEL)
    for name in reversed(names):
        limit = placed[name] = min(placed[name], limit - LABEL)
    return placed


def _style() -> str:
    return (
        "text{fill:#5a6a64}.title{fill:#15201c;font-size:14px;font-weight:600}.ground{fill:#fff}"
        ".grid{stroke:#e1e7e4}.line,.lead{fill:none}.line{stroke-width:1.6}.lead{stroke-width:.6}"
        f".line.strong{{stroke-width:3.2}}.name.strong{{font-weight:700}}{_colours(0)}"
        "@media(prefers-color-scheme:dark){text{fill:#98aaa2}.title{fill:#e8efec}.ground{fill:#0f1513}"
        f".grid{{stroke:#2a3531}}{_colours(1)}}}"
    )


def _colours(ground: int) -> str:
    return "".join(
        f".line.c{number},.lead.c{number}{{stroke:{pair[ground]}}}.dot.c{number},.name.c{number}{{fill:{pair[ground]}}}"
        for number, pair in enumerate(COLOURS)
    )

"""Draw docs/figures/refusal.svg from refusal.json: python tools/draw_refusal.py.

One panel a library: the share of each label that is answered, over the threshold of the rule. Plain SVG, no script.
"""

from __future__ import annotations

import json
from pathlib import Path

from citewell.retrieval.answerable import WITH_VECTORS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "figures"
COLOURS = {"answerable": ("#1b6f4a", ""), "near": ("#b3541e", "6 3"), "off": ("#4a4a8a", "2 3")}
WIDTH, HEIGHT, LEFT, TOP, GAP = 240, 200, 60, 44, 50


def main() -> None:
    """Read the curves and write the drawing."""
    curves = json.loads((FOLDER / "refusal.json").read_text("utf-8"))
    panels = [panel(name, rates, LEFT + place * (WIDTH + GAP)) for place, (name, rates) in enumerate(curves.items())]
    width, height = LEFT + len(panels) * (WIDTH + GAP), TOP + HEIGHT + 90
    body = "\n".join([*panels, legend(TOP + HEIGHT + 68)])
    (FOLDER / "refusal.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
        f' font-size="13">\n'
        f"<title>Share of questions answered over the threshold of the refusal rule</title>\n"
        f'<rect width="{width}" height="{height}" fill="white"/>\n{body}\n</svg>\n',
        "utf-8",
    )


def panel(name: str, rates: dict[str, list[float]], left: int) -> str:
    """One set's axes and lines."""
    bottom = TOP + HEIGHT
    parts = [f'<text x="{left + WIDTH / 2}" y="{TOP - 16}" text-anchor="middle" font-weight="bold">{name}</text>']
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y, x = bottom - share * HEIGHT, left + share * WIDTH
        parts.append(f'<line x1="{left}" x2="{left + WIDTH}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4}" text-anchor="end">{share:.0%}</text>')
        parts.append(f'<text x="{x}" y="{bottom + 18}" text-anchor="middle">{share:g}</text>')
    parts.append(f'<text x="{left + WIDTH / 2}" y="{bottom + 40}" text-anchor="middle">threshold</text>')
    at = left + WITH_VECTORS.threshold * WIDTH
    parts.append(f'<line x1="{at}" x2="{at}" y1="{TOP}" y2="{bottom}" stroke="#888"/>')
    parts.append(f'<text x="{at + 4}" y="{TOP + 0.6 * HEIGHT}" fill="#555">in force</text>')
    for label, (colour, dash) in COLOURS.items():
        points = " ".join(
            f"{left + x * WIDTH:.1f},{bottom - y * HEIGHT:.1f}"
            for x, y in zip(rates["threshold"], rates[label], strict=True)
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="{dash}"/>'
        )
    return "\n".join(parts)


def legend(y: int) -> str:
    """What the lines are."""
    parts = [f'<text x="{LEFT}" y="{y}">Share answered:</text>']
    for place, (label, (colour, dash)) in enumerate(COLOURS.items()):
        x = LEFT + 120 + place * 130
        parts.append(
            f'<line x1="{x}" x2="{x + 30}" y1="{y - 4}" y2="{y - 4}" stroke="{colour}" stroke-width="2.5"'
            f' stroke-dasharray="{dash}"/><text x="{x + 38}" y="{y}">{label}</text>'
        )
    return "\n".join(parts)


if __name__ == "__main__":
    main()

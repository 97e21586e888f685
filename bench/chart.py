"""The chart of bench/report: one line per function, time per element on a logarithmic axis."""

import math
from xml.sax.saxutils import escape

LEFT, RIGHT, WIDTH, TOP, ROW = 130, 250, 900, 62, 20
# Colours that stand out on white and on black. Each library has a shape of its own as well.
COLOURS = {"copy": "#8b949e", "peer": "#d9822b", "hillock": "#2f81f7", "hillock_precise": "#a371f7",
           "hillock_fast": "#2da44e"}
STYLE = """
  text { font: 12px sans-serif; fill: #24292f } .small { font-size: 10px } .end { text-anchor: end }
  .middle { text-anchor: middle } .grid { stroke: #8b949e; stroke-opacity: .35 }
  @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } }
"""


def mark(shape, x, y, colour):
    if shape == "copy":
        return f'<line x1="{x:.1f}" y1="{y - 6}" x2="{x:.1f}" y2="{y + 6}" stroke="{colour}" stroke-width="3"/>'
    if shape == "peer":
        return f'<rect x="{x - 4:.1f}" y="{y - 4}" width="8" height="8" fill="{colour}"/>'
    if shape == "hillock":
        return f'<circle cx="{x:.1f}" cy="{y}" r="5" fill="{colour}"/>'
    points = {"hillock_fast": (0, -6, 6, 5, -6, 5), "hillock_precise": (0, -5, 5, 0, 0, 5, -5, 0)}[shape]
    corners = " ".join(f"{x + dx:.1f},{y + dy}" for dx, dy in zip(points[::2], points[1::2]))
    return f'<polygon points="{corners}" fill="{colour}"/>'


def text(x, y, content, kind=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{escape(content)}</text>'


def summary(libraries, peer):
    """The ratios of the default tier, in words."""
    median = libraries["hillock"][1]
    parts = [f"{median / libraries[peer][1]:.2f} × {peer}"] if peer else []
    parts += [f"{median / libraries['copy'][1]:.1f} × copy"] if "copy" in libraries else []
    return ", ".join(parts)


def svg(rows, title, footer):
    """rows: (function, {library: (lower quartile, median, upper quartile)}, the name of the fastest peer or None)."""
    values = [value for _, libraries, _ in rows for quartiles in libraries.values() for value in quartiles]
    low, high = math.floor(math.log10(min(values)) * 3) / 3, math.ceil(math.log10(max(values)) * 3) / 3

    def place(time):
        return LEFT + (WIDTH - LEFT - RIGHT) * (math.log10(time) - low) / (high - low)

    bottom = TOP + ROW * len(rows)
    height = bottom + 54
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}">',
             f"<style>{STYLE}</style>", text(LEFT, 18, f"f(x), {title}: ns per element (median and quartiles)")]

    x = 20
    for shape, colour in COLOURS.items():
        lines += [mark(shape, x, 38, colour), text(x + 10, 42, "fastest peer" if shape == "peer" else shape)]
        x += 115
    lines.append(text(WIDTH - RIGHT + 12, 42, "hillock's time over the others'"))

    for decade in range(math.floor(low), math.ceil(high) + 1):
        for digit in (1, 2, 5):
            tick = digit * 10.0 ** decade
            if low <= math.log10(tick) <= high:
                lines += [f'<line x1="{place(tick):.1f}" y1="{TOP - 8}" x2="{place(tick):.1f}" y2="{bottom}" '
                          'class="grid"/>', text(place(tick), bottom + 16, f"{tick:g}", "middle")]

    for number, (function, libraries, peer) in enumerate(rows):
        y = TOP + ROW * number + ROW // 2 - 4
        lines.append(text(LEFT - 10, y + 4, function, "end"))
        for library, (lower, median, upper) in libraries.items():
            shape = "peer" if library == peer else library
            colour = COLOURS[shape]
            lines += [f'<line x1="{place(lower):.1f}" y1="{y}" x2="{place(upper):.1f}" y2="{y}" stroke="{colour}" '
                      'stroke-width="2"/>', mark(shape, place(median), y, colour)]
        lines.append(text(WIDTH - RIGHT + 12, y + 4, summary(libraries, peer)))

    # The conditions, in as many lines as they need.
    words, line, y = footer.split(), "", bottom + 34
    for word in words:
        if len(line) + len(word) > 165:
            lines.append(text(10, y, line, "small"))
            line, y = "", y + 13
        line += word + " "
    lines += [text(10, y, line, "small"), "</svg>", ""]
    lines[0] = lines[0].replace(f"0 0 {WIDTH} {height}", f"0 0 {WIDTH} {y + 10}")
    return "\n".join(lines)

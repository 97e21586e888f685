"""SVG plots: legible in light and dark, no fonts or scripts of their own."""

STYLE = """<style>
text{font:12px sans-serif;fill:#444}.axis{stroke:#888;stroke-width:1}path{fill:none;stroke-width:2}
.f{stroke:#0969da}.d{stroke:#bc4c00;stroke-dasharray:5 4}.e{stroke:#1a7f37}.g{stroke:#8250df}
.kf{fill:#0969da}.kd{fill:#bc4c00}.ke{fill:#1a7f37}.kg{fill:#8250df}
@media(prefers-color-scheme:dark){text{fill:#ccc}.axis{stroke:#777}
.f{stroke:#58a6ff}.d{stroke:#f0883e}.e{stroke:#3fb950}.g{stroke:#bc8cff}
.kf{fill:#58a6ff}.kd{fill:#f0883e}.ke{fill:#3fb950}.kg{fill:#bc8cff}}
</style>"""


class Plot:
    """A coordinate system from (left, bottom) to (right, top), drawn into a picture of width by height."""

    def __init__(self, title, left, right, bottom, top, width=480, height=320):
        self.left, self.right, self.bottom, self.top = left, right, bottom, top
        self.width, self.height = width, height
        self.lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
                      f"<title>{title}</title>", STYLE]

    def x(self, x):
        return (x - self.left) * self.width / (self.right - self.left)

    def y(self, y):
        return (self.top - y) * self.height / (self.top - self.bottom)

    def point(self, x, y):
        return f"{self.x(x):.1f} {self.y(y):.1f}"

    def axes(self, x_ticks, y_ticks):
        """Through the origin, with numbers; y_ticks may be pairs of value and text."""
        self.lines.append(f'<path class="axis" d="M0 {self.y(0):.1f}H{self.width}M{self.x(0):.1f} 0V{self.height}"/>')
        for x in x_ticks:
            self.text(x, 0, x, dy=14, anchor="middle")
        for y in y_ticks:
            self.text(0, y, y, dx=-5, dy=4, anchor="end")

    def text(self, x, y, text, dx=0.0, dy=0.0, anchor="start", style=""):
        style = f' class="{style}"' if style else ""
        anchor = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.lines.append(f'<text{style} x="{self.x(x) + dx:.1f}" y="{self.y(y) + dy:.1f}"{anchor}>{text}</text>')

    def legend(self, *entries):
        """Pairs of style and text, in the corner above on the left, one below the other."""
        for i, (style, text) in enumerate(entries):
            self.lines.append(f'<text class="k{style}" x="12" y="{20 + 16 * i}">{text}</text>')

    def curve(self, style, points, jump=0.4):
        """A line through the points; where it leaves the picture or jumps there is a gap, not a steep line."""
        margin = (self.top - self.bottom) / 60
        parts, before = [], None
        for x, y in points:
            inside = self.bottom - margin <= y <= self.top + margin
            joined = before is not None and abs(y - before) < jump
            if inside:
                parts.append(("L" if joined else "M") + self.point(x, y))
            before = y if inside else None
        self.lines.append(f'<path class="{style}" d="{"".join(parts)}"/>')

    def bar(self, style, x, y, width):
        """From 0 to y, centred at x."""
        top, bottom = sorted((self.y(0), self.y(y)))
        self.lines.append(f'<rect class="k{style}" x="{self.x(x - width / 2):.1f}" y="{top:.1f}" '
                          f'width="{self.x(x + width / 2) - self.x(x - width / 2):.1f}" height="{bottom - top:.1f}"/>')

    def svg(self):
        return "\n".join(self.lines) + "\n</svg>\n"


def samples(left, right, values):
    """The values, evenly spread from left to right, as points."""
    return [(left + (right - left) * i / (len(values) - 1), y) for i, y in enumerate(values)]


def function_plot(name, f, derivative):
    """f and f' of one function, all to one scale, from samples evenly spread over -5..5."""
    plot = Plot(f"{name}: f solid, f' dashed", -5, 5, -2, 4)
    plot.axes((-4, -2, 2, 4), (-1, 1, 2, 3))
    plot.lines.append('<text class="kf" x="12" y="20">f</text><text class="kd" x="30" y="20">f′ (dashed)</text>')
    plot.curve("d", samples(-5, 5, derivative))
    plot.curve("f", samples(-5, 5, f))
    return plot.svg()


def sheet(title, functions, columns, width=120):
    """Small plots of several functions side by side: {name: (f, derivative)}."""
    height, room = width * 2 // 3, 18
    rows = -(-len(functions) // columns)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {columns * width} {rows * (height + room)}" role="img">',
             f"<title>{title}</title>", STYLE]
    for i, (name, (f, derivative)) in enumerate(functions.items()):
        plot = Plot(name, -5, 5, -2, 4, width - 8, height)
        plot.lines = [f'<g transform="translate({i % columns * width + 4} {i // columns * (height + room)})">',
                      f'<path class="axis" d="M0 {plot.y(0):.1f}H{plot.width}M{plot.x(0):.1f} 0V{height}"/>']
        # A third of the samples: more than a small picture shows.
        plot.curve("d", samples(-5, 5, derivative)[::3], jump=0.9)
        plot.curve("f", samples(-5, 5, f)[::3], jump=0.9)
        plot.text(0, -2, name, dy=12, anchor="middle")
        lines += [*plot.lines, "</g>"]
    return "\n".join(lines) + "\n</svg>\n"

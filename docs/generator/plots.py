"""SVG plots: legible in light and dark, no fonts or scripts of their own."""

STYLE = """<style>
text{font:12px sans-serif;fill:#444}.t text,.t{font-size:10px}path{fill:none;stroke-width:2}
.axis{stroke:#888;stroke-width:1}.grid{stroke:#8884;stroke-width:1}
.f{stroke:#0969da}.d{stroke:#bc4c00;stroke-dasharray:5 4}.e{stroke:#1a7f37}.g{stroke:#8250df}
.kf{fill:#0969da}.kd{fill:#bc4c00}.ke{fill:#1a7f37}.kg{fill:#8250df}
@media(prefers-color-scheme:dark){text{fill:#ccc}.axis{stroke:#777}
.f{stroke:#58a6ff}.d{stroke:#f0883e}.e{stroke:#3fb950}.g{stroke:#bc8cff}
.kf{fill:#58a6ff}.kd{fill:#f0883e}.ke{fill:#3fb950}.kg{fill:#bc8cff}}
</style>"""
MINUS = "\u2212"


def number(value):
    return f"{value:g}".replace("-", MINUS)


class Plot:
    """A coordinate system from (left, bottom) to (right, top) in a frame; numbers, titles and legend stand outside of it, where
    no curve comes. Margins: room on the left, above, on the right and below."""

    def __init__(self, title, left, right, bottom, top, width=480, height=320, margins=(40, 24, 10, 34), offset=(0, 0)):
        self.left, self.right, self.bottom, self.top = left, right, bottom, top
        room_left, room_above, room_right, room_below = margins
        self.x0, self.x1 = offset[0] + room_left, offset[0] + width - room_right
        self.y0, self.y1 = offset[1] + room_above, offset[1] + height - room_below
        self.title, self.width, self.height, self.lines = title, width, height, []

    def x(self, x):
        return self.x0 + (x - self.left) * (self.x1 - self.x0) / (self.right - self.left)

    def y(self, y):
        return self.y0 + (self.top - y) * (self.y1 - self.y0) / (self.top - self.bottom)

    def frame(self, x_ticks, y_ticks, x_title="x", y_title=""):
        """The frame, a line and a number for each tick (ticks may be pairs of value and text), and the titles of the axes."""
        pairs = lambda ticks: [tick if isinstance(tick, tuple) else (tick, number(tick)) for tick in ticks]
        x_ticks, y_ticks = pairs(x_ticks), pairs(y_ticks)
        inner = [f"M{round(self.x(x), 1):g} {self.y0}V{self.y1}" for x, _ in x_ticks if self.left < x < self.right]
        inner += [f"M{self.x0} {round(self.y(y), 1):g}H{self.x1}" for y, _ in y_ticks if self.bottom < y < self.top]
        self.lines.append(f'<path class="grid" d="{"".join(inner)}M{self.x0} {self.y0}H{self.x1}V{self.y1}H{self.x0}Z"/>')
        for x, text in x_ticks:
            self.place(self.x(x), self.y1 + 14, text, "middle")
        for y, text in y_ticks:
            self.place(self.x0 - 5, self.y(y) + 4, text, "end")
        self.place((self.x0 + self.x1) / 2, self.y1 + 29, x_title, "middle")
        if y_title:
            self.place(self.x1, self.y0 - 8, y_title, "end")

    def zero_lines(self):
        self.lines.append(f'<path class="axis" d="M{self.x0} {self.y(0):.1f}H{self.x1}M{self.x(0):.1f} {self.y0}V{self.y1}"/>')

    def place(self, x, y, text, anchor="start", style=""):
        """A text at a place of the picture."""
        style = f' class="{style}"' if style else ""
        anchor = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.lines.append(f'<text{style} x="{x:.0f}" y="{y:.0f}"{anchor}>{text}</text>')

    def text(self, x, y, text, dx=0.0, dy=0.0, anchor="start", style=""):
        """A text beside a point."""
        self.place(self.x(x) + dx, self.y(y) + dy, text, anchor, style)

    def legend(self, *entries):
        """Pairs of style and text, above the frame."""
        x = self.x0
        for style, text in entries:
            self.place(x, self.y0 - 8, text, style="k" + style)
            x += 7 * len(text) + 18

    def curve(self, style, points, jumps=()):
        """A line through the points, cut off where it leaves the frame. Where it jumps, (x, y before, at and behind x), it has a
        gap and a dot at its value."""
        at = {round(x, 6): (before, behind) for x, before, _, behind in jumps}
        parts, part = [], []
        for x, y in points:
            if round(x, 6) in at:
                before, behind = at[round(x, 6)]
                parts.append(part + [(x, before)])
                part = [(x, behind)]
            elif y == y and abs(y) != float("inf"):
                part.append((x, y))
            else:
                parts.append(part)
                part = []
        drawn = [self.path(inside) for part in parts + [part] for inside in self.clipped(part)]
        self.lines.append(f'<path class="{style}" d="{"".join(drawn)}"/>')
        for x, _, value, _ in jumps:
            if self.left <= x <= self.right and self.bottom <= value <= self.top:
                self.lines.append(f'<circle class="k{style}" cx="{self.x(x):.1f}" cy="{self.y(value):.1f}" r="3"/>')

    def clipped(self, points):
        """The pieces of a line that are inside the frame."""
        inside = lambda y: self.bottom <= y <= self.top
        piece = []
        for i, (x, y) in enumerate(points):
            if i > 0 and inside(y) != inside(points[i - 1][1]):  # it crosses the frame between the two
                x_before, y_before = points[i - 1]
                edge = self.top if max(y, y_before) > self.top else self.bottom
                piece.append((x_before + (x - x_before) * (edge - y_before) / (y - y_before), edge))
            if inside(y):
                piece.append((x, y))
            elif piece:
                yield piece
                piece = []
        if piece:
            yield piece

    def path(self, points):
        """The points as a path, without those that lie on a straight line between others: 0.1 pixels are not seen."""
        pixels = [(self.x(x), self.y(y)) for x, y in points]
        kept = straightened(pixels, 0.1)
        relative, (x, y) = [], (0.0, 0.0)
        for i, (new_x, new_y) in enumerate(kept):
            step_x, step_y = round(new_x - x, 1), round(new_y - y, 1)
            relative.append(f"{'l' if i else 'M'}{step_x:g} {step_y:g}")
            x, y = x + step_x, y + step_y
        return "".join(relative)

    def bar(self, style, x, y, width):
        """From 0 to y, centred at x."""
        top, bottom = sorted((self.y(0), self.y(y)))
        self.lines.append(f'<rect class="k{style}" x="{self.x(x - width / 2):.1f}" y="{top:.1f}" '
                          f'width="{self.x(x + width / 2) - self.x(x - width / 2):.1f}" height="{bottom - top:.1f}"/>')

    def svg(self):
        return svg(self.title, self.width, self.height, self.lines)


def svg(title, width, height, lines):
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
                      f"<title>{title}</title>", STYLE, *lines]) + "\n</svg>\n"


def straightened(points, tolerance):
    """The points without those that are no further than the tolerance from the line between those that stay (Ramer, 1972;
    Douglas and Peucker, 1973)."""
    if len(points) < 3:
        return points
    (x0, y0), (x1, y1) = points[0], points[-1]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1
    distances = [abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) / length for x, y in points[1:-1]]
    furthest = max(distances)
    if furthest <= tolerance:
        return [points[0], points[-1]]
    middle = distances.index(furthest) + 1
    return straightened(points[:middle + 1], tolerance)[:-1] + straightened(points[middle:], tolerance)


def samples(reach, values):
    """The values, evenly spread from -reach to reach, as points."""
    return [(reach * (2 * i / (len(values) - 1) - 1), y) for i, y in enumerate(values)]


class Curves:
    """f and f' of a function: samples from -reach to reach, and where they jump."""

    def __init__(self, f, derivative, jumps=(), reach=5):
        self.reach = reach
        self.curves = {"f": samples(reach, f), "derivative": samples(reach, derivative)}
        self.jumps = {what: [jump for of, *jump in jumps if of == what] for what in self.curves}

    def draw(self, plot, dots=True):
        for style, what in (("d", "derivative"), ("f", "f")):
            before = len(plot.lines)
            plot.curve(style, self.curves[what], self.jumps[what])
            if not dots:
                del plot.lines[before + 1:]


def read_curves(facts, kind):
    """{name: Curves} of the lines of hillock_facts of one kind, with a reach of 10 where there are wide ones."""
    found, jumps = {}, {}
    for lines, reach in ((facts[kind], 5), (facts.get("wide_" + kind, []), 10)):
        for name, what, *values in lines:
            found.setdefault((name, reach), {})[what] = [float(value) for value in values]
    for name, what, *jump in facts["jump"]:
        jumps.setdefault(name, []).append((what, *map(float, jump)))
    # Of a wide one the second, which replaces the first.
    return {name: Curves(values["f"], values["derivative"], jumps.get(name, ()), reach)
            for (name, reach), values in sorted(found.items(), key=lambda item: item[0][1])}


def function_plot(name, curves):
    """f and f' of one function, all to one scale but those with a reach of 10."""
    scale = curves.reach // 5
    plot = Plot(f"{name}: f solid, f' dashed", -5 * scale, 5 * scale, -2 * scale, 4 * scale)
    plot.frame([scale * x for x in range(-4, 5, 2)], [scale * y for y in range(-2, 5)])
    plot.zero_lines()
    plot.legend(("f", "f(x)"), ("d", "f\u2032(x), dashed"))
    curves.draw(plot)
    return plot.svg()


def sheet(title, functions, columns, width=120):
    """Small plots of several functions side by side: {name: (its curves, its parameters)}; each square of the grid is a unit."""
    height, below = width * 2 // 3, 38
    rows = -(-len(functions) // columns)
    lines = []
    for i, (name, (curves, parameters)) in enumerate(functions.items()):
        scale = curves.reach // 5
        plot = Plot(name, -5 * scale, 5 * scale, -2 * scale, 4 * scale, width - 8, height, (0, 0, 0, 0))
        unit, columns_inside = (width - 8) / 10 / scale, range(1, 10 * scale)
        if scale == 1:
            grid = "".join(f"M{round(unit * k, 1):g} 0V{height}" for k in columns_inside)
            grid += "".join(f"M0 {round(height / 6 * k, 1):g}H{width - 8}" for k in range(1, 6))
            use = f'<path id="u" class="grid" d="{grid}"/>' if 'id="u"' not in "".join(lines) else '<use href="#u"/>'
        else:
            use = ('<path class="grid" d="' + "".join(f"M{round(unit * k, 1):g} 0V{height}" for k in columns_inside)
                   + "".join(f"M0 {round(height / 6 / scale * k, 1):g}H{width - 8}" for k in range(1, 6 * scale)) + '"/>')
        plot.lines = [f'<g transform="translate({i % columns * width + 4} {i // columns * (height + below) + 2})">', use]
        plot.zero_lines()
        curves.draw(plot, dots=False)
        plot.place((width - 8) / 2, height + 12, name, "middle")
        plot.place(0, height + 22, number(-5 * scale), style="t")
        plot.place(width - 8, height + 22, number(5 * scale), "end", "t")
        if parameters:
            plot.place((width - 8) / 2, height + 32, parameters, "middle", "t")
        lines += [*plot.lines, "</g>"]
    return svg(title, columns * width, rows * (height + below) + 2, lines)

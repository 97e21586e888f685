"""The pictures of errors: in ULP over x, both to a logarithmic scale, from docs/measured/error_curves.txt; and gelu beside its
approximations."""

import math

import plots
import sources

LIBRARIES = {"hillock_fast": ("g", "fast"), "eigen": ("d", "Eigen\u2019s formula, dashed"), "hillock": ("f", "default"),
             "hillock_precise": ("e", "precise")}
PER_DECADE, DECADES, LARGEST = 6, 8, 2  # as error_curves.cpp has them: up to 10^2
FLOOR, CEILING = 0.1, 1e9  # what is smaller is drawn at the floor, what is larger or infinite at the ceiling
SMALL_CEILING = 10  # of pictures in which nothing is larger
GELUS = {"gelu": "f", "gelu_tanh": "e", "quick_gelu": "d"}
POWERS = str.maketrans("-0123456789", "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


def power(exponent):
    """A power of ten, as text."""
    return "10" + str(exponent).translate(POWERS) if exponent not in (0, 1) else str(10 ** exponent)


class ErrorCurves:
    def __init__(self):
        first, *lines = (sources.MEASURED / "error_curves.txt").read_text(encoding="utf-8").splitlines()
        _, self.instructions, self.eigen = first.split("\t")
        self.curves = {}
        for line in lines:
            name, library, *errors = line.split("\t")
            self.curves.setdefault(name, {})[library] = [float(error) for error in errors]
            if library == "hillock_precise" and max(map(float, errors)) > 0.6:
                raise SystemExit(f"{name} is judged by a function with other parameters: see exact_function in bench/errors.hpp")

    def require(self, names):
        """Every page of a function has a picture, or no error to show."""
        if missing := set(names) - set(self.curves):
            raise SystemExit("docs/measured/error_curves.txt has no lines of " + ", ".join(sorted(missing))
                             + ": it is what `hillock_error_curves` prints")

    def shows_something(self, name):
        """Whether any library rounds at all. Functions made of comparisons, or of a sum or product that is exact with their default
        parameters, do not: nothing can be seen in a picture of their errors, so their pages say so instead."""
        return self.largest(name) > 0

    def largest(self, name):
        return max(max(errors) for errors in self.curves[name].values())

    def caption(self, name):
        eigen = f", and the formula that a user of Eigen {self.eigen} writes (`bench/peers/eigen.hpp`)" \
            if "eigen" in self.curves[name] else ""
        what = (f"The largest error of 512 floats in each sixth of a decade, by `hillock_error_curves` with `{self.instructions}`: "
                f"the tiers{eigen}. Both scales are logarithmic, x on both sides of 0, so that both tails are seen")
        if self.largest(name) > SMALL_CEILING:
            return what + "; at the top stands what is infinite or NaN and should not be, or the other way round."
        return what + ("; no error is larger than the half ULP of one rounding." if self.largest(name) <= 0.5 else ".")

    def plot(self, name):
        pieces = PER_DECADE * DECADES + 1
        ceiling = CEILING if self.largest(name) > SMALL_CEILING else SMALL_CEILING
        plot = plots.Plot(f"{name}: error in ULP over x", -pieces, pieces, math.log10(FLOOR), math.log10(ceiling),
                          margins=(44, 24, 10, 34))
        ticks = [(0, "0")]
        for exponent in range(LARGEST - DECADES + 2, LARGEST + 1, 2):
            place = 1 + PER_DECADE * (exponent - LARGEST + DECADES)
            ticks += [(place, power(exponent)), (-place, plots.MINUS + power(exponent))]
        ends = [(math.log10(FLOOR), f"\u2264 {FLOOR:g}"), (math.log10(ceiling), "\u221e" if ceiling == CEILING else f"{ceiling}")]
        exponents = range(round(math.log10(FLOOR)) + 1, round(math.log10(ceiling)))
        plot.frame(ticks, [(e, power(e)) for e in exponents] + ends, y_title="error in ULP")
        plot.lines.append(f'<path class="axis" d="M{plot.x(0):.1f} {plot.y0}V{plot.y1}"/>')
        drawn = [library for library in LIBRARIES if library in self.curves[name]]
        plot.legend(*(LIBRARIES[library] for library in sorted(drawn, key=list(LIBRARIES).index, reverse=True)))
        for library in drawn:
            steps = []
            for i, error in enumerate(self.curves[name][library]):
                height = math.log10(min(max(error, FLOOR), CEILING))
                steps += [(i - pieces, height), (i + 1 - pieces, height)]
            plot.curve(LIBRARIES[library][0], steps)
        return plot.svg()


def gelus(curves):
    """gelu, gelu_tanh and quick_gelu, and how far the latter two are from the first."""
    values = {name: curves(name).curves["f"] for name in GELUS}
    left = plots.Plot("", -5, 5, -0.5, 2.5, 240, 320, (32, 24, 10, 34))
    left.frame(range(-4, 5, 2), (0, 1, 2))
    left.zero_lines()
    right = plots.Plot("", -5, 5, -7, -1, 240, 320, (44, 24, 8, 34), (240, 0))
    right.frame(range(-4, 5, 2), [(e, power(e)) for e in range(-7, 0)], y_title="|difference to gelu|")
    left.legend(*((style, name) for name, style in GELUS.items()))
    for name, style in GELUS.items():
        left.curve(style, values[name])
        if name != "gelu":
            differences = ((x, abs(y - exact)) for (x, y), (_, exact) in zip(values[name], values["gelu"]))
            right.curve(style, [(x, math.log10(max(difference, 1e-9))) for x, difference in differences])
    return plots.svg("gelu, gelu_tanh and quick_gelu", 480, 320, left.lines + right.lines)

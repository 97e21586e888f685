"""The blocks of hand-written pages that a program fills: <!-- begin NAME ARGUMENTS --> … <!-- end -->."""

import re
import subprocess
import sys
import textwrap

import error_plots
import pages
import plots
import sources
import teaching

ROOT = sources.ROOT
PICTURES = ROOT / "docs" / "pictures"


def figure(value):
    """An error, or a time: three digits, in words from a million on."""
    if value == float("inf"):
        return "∞"
    return f"{value / 1e6:.0f} million" if value >= 1e6 else f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def region(path, name):
    """The lines of a source file between [name] and [/name], each in a line or comment of its own; all without a name."""
    text = (ROOT / path).read_text(encoding="utf-8")
    if name:
        found = re.search(rf"^ *(?://|#)? *\[{name}\]\n(.*?)^ *(?://|#)? *\[/{name}\]\n", text, re.MULTILINE | re.DOTALL)
        if not found:
            raise SystemExit(f"{path} has no region [{name}]")
        text = found.group(1)
    return textwrap.dedent(text).strip("\n")


def share(percent):
    """A percentage; of one that is all but 100, as many digits as tell it from that."""
    if percent == 100:
        return "100"
    return next(text for text in (f"{percent:.{digits}f}" for digits in range(1, 12)) if float(text) < 100)


class Blocks:
    def __init__(self, facts, functions, families, errors, speed):
        self.facts, self.functions, self.families, self.errors, self.speed = facts, functions, families, errors, speed

    def curves(self, name):
        return self.functions[name]["curves"]

    def pictures(self):
        """{path: text} of the pictures that are not on a function's page."""
        activations = {name: (self.curves(name), pages.default_values(name, self.functions[name]["facts"][pages.TYPE])) for name in self.families["Element-wise"]}
        gallery = plots.sheet("The element-wise functions, f solid, f' dashed", activations, 9)
        files = {"gallery.svg": gallery, "gelus.svg": error_plots.gelus(self.curves), **teaching.pictures(self.facts, self.curves)}
        return {PICTURES / name: text for name, text in files.items()}

    def fill(self, path):
        """The text of a page with its blocks filled."""
        def filled(match):
            indent, begin, kind, arguments, end = match.groups()
            text = getattr(self, "block_" + kind)(*arguments.split())
            return begin + textwrap.indent(text, indent) + "\n" + end

        return re.sub(r"(?m:^)(?=( *))( *<!-- begin (\w+)([^>]*?) -->\n).*?( *<!-- end -->)", filled,
                      path.read_text(encoding="utf-8"), flags=re.DOTALL)

    def block_accuracy(self):
        with open(sources.MEASURED / "accuracy.txt", encoding="utf-8") as file:
            table = subprocess.run([sys.executable, ROOT / "tests/accuracy/table"], stdin=file, capture_output=True,
                                   encoding="utf-8", check=True, env={"PYTHONIOENCODING": "utf-8"})
        sets = {scalar: sorted({isa for key, (_, _, isas) in self.errors.items() if key[3] == scalar for isa in isas})
                for scalar in ("float", "double")}
        spoken = {scalar: " and ".join(f"`{isa}`" for isa in isas) for scalar, isas in sets.items()}
        return table.stdout.rstrip("\n") + f"\n\nFloats with {spoken['float']}, doubles with {spoken['double']}."

    def block_rounding(self):
        """How many floats are rounded correctly, and the mean error, of every function."""
        found = sources.read_rounding()
        columns = [("default", "forward"), ("default", "derivative"), ("precise", "forward"), ("precise", "derivative"),
                   ("fast", "forward"), ("exact", "forward")]
        heads = [f"{tier} {'f' if what == 'forward' else 'f′'}: %, mean" for tier, what in columns]
        rows = ["| function | " + " | ".join(heads) + " |", "|---" + "|--:" * len(heads) + "|"]
        for name, function in self.functions.items():
            has = {"default": True, "precise": True, "fast": function["facts"][4] == "1", "exact": function["facts"][6] == "1"}
            cells = []
            for tier, what in columns:
                if not has[tier]:
                    cells.append("")
                    continue
                if (name, tier, what) not in found:
                    raise SystemExit(f"docs/measured/rounding.txt has no line '{name} {tier} {what}': add what "
                                     f"`hillock_accuracy --rounding --every 1009 --function {name}` prints")
                inputs, percent, mean, _ = found[name, tier, what]
                text = f"{share(percent)}, {mean:.2g}" if mean < 100 else f"{share(percent)}, {mean:.0f}"
                cells.append(f"**{text}**" if inputs >= pages.EVERY_NUMBER else text)
            rows.append(f"| {name} | " + " | ".join(cells) + " |")
        fewest = min(inputs for inputs, _, _, _ in found.values())
        sets = sorted({instructions for *_, instructions in found.values()})
        return "\n".join([*rows, "", f"Of at least {fewest:,} floats, with {' and '.join(f'`{s}`' for s in sets)}."])

    def block_neighbours(self):
        """The functions that have a fast tier, by hillock and by the other libraries of the benchmark."""
        lines = (sources.MEASURED / "neighbours.txt").read_text(encoding="utf-8").splitlines()
        found = {tuple(line.split("\t")[:2]): [float(field) for field in line.split("\t")[2:]] for line in lines}
        others = [library for library in dict.fromkeys(library for _, library in found)
                  if not library.startswith("hillock")]
        heads = ["function", "hillock: ULP", "ns", "fast: ns"]
        for other in others:
            heads += [f"{other}: ULP, abs x ≤ 8", "all x", "moves", "ns"]
        rows = ["| " + " | ".join(heads) + " |", "|---" + "|--:" * (len(heads) - 1) + "|"]
        for name in self.families["Element-wise"]:
            if self.functions[name]["facts"][4] != "1":
                continue
            time = lambda library: self.speed.time(f"forward/{name}/float", library)
            cells = [f"[{name}](docs/functions/{name}.md)", self.errors[name, "default", "forward", "float"][0],
                     figure(time("hillock")), figure(time("hillock_fast"))]
            for other in others:
                if (name, other) in found:
                    near, everywhere, moves = found[name, other]
                    cells += [figure(near), figure(everywhere), f"{moves:g} %", figure(time(other))]
                else:
                    cells += [""] * 4
            rows.append("| " + " | ".join(cells) + " |")
        if any(values[2] for (_, library), values in found.items() if library.startswith("hillock")):
            raise SystemExit("docs/measured/neighbours.txt says that a result of hillock depends on its place; the README says that none does")
        return "\n".join([*rows, "", f"Times: {self.speed.conditions()}."])

    def block_digits(self, experiment, language):
        return teaching.digits_table(experiment, language)

    def block_layer_times(self):
        """A choice of the tables of layers in docs/speed.md: tanh, floats."""
        text = (ROOT / "docs/speed.md").read_text(encoding="utf-8")
        chosen = {"forward": "n inputs and n outputs", "forward, sizes known to the compiler": "n known at compile time, ns",
                  "backward": "gradients of"}
        sizes = {"16": "16", "64": "64", "256": "256", "64x32": "64, 32 samples", "256x256": "256, 256 samples"}
        rows = ["| ns per call | " + " | ".join(sizes.values()) + " |", "|---" + "|--:" * len(sizes) + "|"]
        for label, title in chosen.items():
            table = re.search(rf"^\*\*[^\n]*{title}[^\n]*\n\n(.*?)\n\n", text, re.MULTILINE | re.DOTALL).group(1)
            heads, _, *lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
            found = {line[2]: line for line in lines if line[:2] == ["tanh", "float"]}
            time, ratio = heads.index("hillock"), heads.index("/ eigen" if "/ eigen" in heads else "/ eigen_product")
            cells = [f"{found[size][time].split()[0]} ({found[size][ratio]})" if size in found else "" for size in sizes]
            rows.append(f"| {label} | " + " | ".join(cells) + " |")
        return "\n".join(rows)

    def block_snippet(self, path, name=None):
        language = {"cpp": "cpp", "hpp": "cpp", "py": "python"}.get(path.rsplit(".")[-1],
                                                                    "cmake" if "CMakeLists" in path else "text")
        return f"```{language}\n{region(path, name)}\n```"

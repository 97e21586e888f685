"""The pages of functions of vectors: softmax and its kin, gates."""

import re

import pages
import plots
import sources

# What the pictures with curves show, as facts_vectors.cpp computes it.
CAPTIONS = {
    "logsumexp": "The picture: logsumexp((x, 0)) and its slope in x, which is softmax.",
    "logmeanexp": "The picture: logmeanexp((x, 0)) and its slope in x, which is softmax.",
    "softmax_cross_entropy": "The picture: the loss for the logits (x, 0) and the class 0, and its gradient in x.",
    "binary_cross_entropy_with_logits": "The picture: the loss of the logit x for the target 1, and its gradient.",
    "GatedFunction": "The picture has a = 1: f is then the gate, and f′ its derivative.",
}
TITLES = {"VectorFunction": "Along a vector, each column or each row",
          "Normalization": "Along a vector, each column or each row", "GatedFunction": "Gates"}


def find_functions():
    """{name: (kind, struct, text of its header)} of every such function there is in the headers."""
    found = {}
    for path in sorted(sources.HEADERS.glob("*.hpp")):
        header = path.read_text(encoding="utf-8")
        declared = re.findall(
            r"^inline constexpr (?:(VectorFunction|GatedFunction|Normalization)<)?(\w+)(?:<tier::Default>)?>? (\w+)\{\};",
            header, re.MULTILINE)
        for name, function, kernel in re.findall(
                r"^HILLOCK_DECLARE_(?:FAST_)?VECTOR_FUNCTION\(\w+, (\w+), (\w+), (\w+)\)", header, re.MULTILINE):
            declared.append((function, kernel, name) if function in TITLES else ("", function, name))
        for kind, struct, name in declared:
            # Tags such as hillock::rowwise have no name of their own.
            named = re.search(rf"struct {struct}(?: : [\w:<>, ]+)? {{\n(?:  using .*\n)*  static constexpr const char\* name",
                              header)
            if named and name not in found:
                found[name] = (kind or "VectorFunction", struct, header)
    return found


def paragraphs(header, struct):
    """The comment before a struct: paragraphs as Markdown, indented lines as code."""
    return sources.read_paragraphs(re.search(r"((?:^///.*\n)+)(?:template <.*\n)?(?:struct|class) " + struct + r"\b", header,
                                             re.MULTILINE).group(1))


def snippet(kind, name):
    f = f"hillock::{name}"
    own = {
        "logsumexp": [f"s = {f}(x);", f"column = {f}(X, hillock::rowwise);", f"dx = {f}.backward(x, 1.0f);"],
        "logmeanexp": [f"s = {f}(x);", f"column = {f}(X, hillock::rowwise);", f"dx = {f}.backward(x, 1.0f);"],
        "softmax_with_sink": [f"y = {f}(x);  // the sink is 0", f"Y = {f}(X, 0.5f, hillock::rowwise);",
                              f"dx = {f}.backward(x, dy, 0.5f);", f"s = {f}.sink_gradient(x, dy, 0.5f);"],
        "softmax_cross_entropy": [f"const auto result = {f}(x, 2);  // the class is 2", "s = result.sum();",
                                  "dx = result.gradient;"],
        "binary_cross_entropy_with_logits": [f"const auto result = {f}(x, Eigen::VectorXf::Ones(x.size()));",
                                             "s = result.sum();", "dx = result.gradient;"],
        "gumbel_softmax": ["std::mt19937 engine(7);", f"y = {f}(x, engine, 0.5f);",
                           f"dx = {f}.backward_from_output(y, dy, 0.5f);"],
        "min_max_normalize": [f"y = {f}(x, -1.0f, 1.0f);", f"Y = {f}(X, hillock::rowwise);", f"y = {f}(x);"],
    }
    if name in own:
        return own[name]
    if kind == "GatedFunction":
        return [f"y = {f}(x);  // half as long as x", f"dx = {f}.backward(x, dy);"]
    if kind == "Normalization":
        return [f"y = {f}(x);", f"Y = {f}(X, hillock::rowwise);", f"dx = {f}.backward(x, dy).input;"]
    return [f"y = {f}(x);", f"Y = {f}(X, hillock::rowwise);", f"dx = {f}.backward_from_output(y, dy);"]


def bar_plot(name, rows):
    """Groups of bars, one per element; each row of values is a style."""
    values = [value for _, row in rows for value in row]
    count, bottom, top = len(rows[0][1]), min(min(values), 0), max(values)
    room = 0.1 * (top - bottom)  # for the numbers at the bars' ends
    plot = plots.Plot(f"{name}: a vector and what becomes of it", 0, count, bottom - room, top + room, margins=(10, 24, 10, 34))
    plot.frame([(i + 0.5, f"x{'₀₁₂₃₄₅'[i]}") for i in range(count)], [], "element")
    plot.lines.append(f'<path class="axis" d="M{plot.x0} {plot.y(0):.1f}H{plot.x1}"/>')
    styles = ("f", "d", "e")
    plot.legend(*((style, what) for style, (what, _) in zip(styles, rows)))
    width = 0.8 / len(rows)
    for k, (style, (_, row)) in enumerate(zip(styles, rows)):
        for i, value in enumerate(row):
            x = i + 0.1 + (k + 0.5) * width
            plot.bar(style, x, value, 0.9 * width)
            text = plots.number(round(value, 2 if abs(value) < 1 else 1)) if value == 0 or abs(value) >= 0.01 else "≈ 0"
            plot.text(x, value, text.replace("-", plots.MINUS), dy=-4 if value >= 0 else 14, anchor="middle")
    return plot.svg()


def error_section(name, measured):
    """Nothing for functions that hillock_vector_accuracy does not measure."""
    errors, vectors, instructions = measured
    if name not in errors:
        return []
    columns = errors[name]
    titles = [f"{scalar}" + ("" if tier == "default" else f", {tier}") for tier, scalar in columns]
    units = [next(iter(column.values()))[1] for column in columns.values()]
    heads = [title + ("" if unit == "ULP" else f", in {unit}") for title, unit in zip(titles, units)]
    kinds = list(next(iter(columns.values())))
    lines = ["", "## Error in ULP", "", "| logits | " + " | ".join(heads) + " |", "|---" + "|--:" * len(heads) + "|"]
    lines += ["| " + " | ".join([logits, *(column[logits][0] for column in columns.values())]) + " |" for logits in kinds]
    lines += ["| bound | " + " | ".join(next(iter(column.values()))[2] for column in columns.values()) + " |", "",
              f"Largest errors, measured by `hillock_vector_accuracy` on {vectors:,} vectors of each kind, of 1 to 1,048,576 "
              f"elements, with `{instructions}`."]
    return lines


def page(name, kind, struct, header, facts, measured, presets, speed):
    text = paragraphs(header, struct)
    source = next((part for part in text if part.startswith("**Source**")), None)
    text = [part for part in text if part is not source]
    lines = [pages.MARK, f"# {name}", "", f"`hillock::{name}` · [all functions](README.md)", "",
             f"![{name}]({name}.svg)", "", "**Definition**: " + text[0], "",
             "```cpp", *snippet(kind, name), "```", ""]
    if name in CAPTIONS or kind in CAPTIONS:
        lines += [CAPTIONS.get(name) or CAPTIONS[kind], ""]
    lines += [line for part in text[1:] for line in (part, "")]
    if kind == "GatedFunction":
        lines += ["## As every gate", ""]
        lines += [line for part in paragraphs(header, "Gated") for line in (part, "")]
    cases = [case for function, *case in facts["case"] if function == name]
    if cases:
        given = {"softmax_cross_entropy": ", class 0", "binary_cross_entropy_with_logits": ", target 1"}.get(name)
        results = "loss, gradient" if given else "result"
        lines += ["## Special values", "", "Evaluated by the library (double, default parameters"
                  + (given or "") + ").", "",
                  f"| x | {results} |", "|---|---|"]
        lines += [f"| {x} | {y} |" for x, y in cases]
    lines += error_section(name, measured)
    times = pages.speed_section([(scalar, f"{name}/{scalar}") for scalar in ("float", "double")], speed)
    if times:
        lines += ["", "## Time", *times]
    lines += pages.frameworks_section(presets)
    if source:
        lines += ["", "## Source", "", source.split(": ", 1)[1]]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip("\n") + "\n"


def write(facts, speed):
    """{file name: text} of pages and plots, and {title: names} of the families."""
    functions, files, families = find_functions(), {}, {}
    measured, presets = sources.read_vector_accuracy(), sources.read_presets({})
    shown = list(dict.fromkeys(name for kind in ("bars", "vector_curve") for name, *_ in facts[kind]))
    if set(shown) != set(functions):
        raise SystemExit("hillock_facts and the headers disagree on: " + " ".join(set(shown) ^ set(functions)))
    curves = plots.read_curves(facts, "vector_curve")
    for name in shown:
        kind, struct, header = functions[name]
        families.setdefault(TITLES[kind], []).append(name)
        files[f"{name}.md"] = page(name, kind, struct, header, facts, measured, presets.get(name, []), speed)
        bars = [(what, [float(value) for value in values]) for function, what, *values in facts["bars"]
                if function == name]
        files[f"{name}.svg"] = (bar_plot(name, bars) if bars
                                else plots.function_plot(name, curves[name]))
    return files, families

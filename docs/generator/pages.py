"""The pages of element-wise functions: activations, and the building blocks of hillock::math."""

import re

import error_plots
import plots
import sources

MARK = "<!-- Written by docs/generator/generate. Do not edit. -->"
TYPE = 7  # the place of a function's type among its facts
COMPLETE = {"float": 1 << 32, "double": 12000000}  # inputs of hillock_accuracy --every 1


def snippet(qualified, from_output, page):
    """The lines of code on the page, which the program that docs/generator/snippets writes runs."""
    lines = [f"y = {qualified}(x);"]
    if page != "math":
        lines += [f"d = {qualified}.derivative(x);", f"dx = {qualified}.backward(x, dy);"]
    if from_output:
        lines.append(f"dx = {qualified}.backward_from_output(y, dy);")
    return lines


def parameters_of(header, type_name):
    found = re.search(r"explicit " + type_name + r"\(([^{]*?)\)(?:\s*:|\s*{)", header)
    return " ".join(found.group(1).replace("detail::infinity<Scalar>()", "infinity").split()) if found else ""


def default_values(name, type_name):
    """The defaults of an activation's parameters, short enough to stand under a small picture."""
    parameters = parameters_of(sources.read_activation(name), type_name)
    values = re.findall(r"= ([^,]+)", re.sub(r"Scalar\(([^)]*)\)", r"\1", parameters).replace("infinity", "∞"))
    values = [re.sub(r"\d\.\d{6,}", lambda number: f"{float(number[0]):.3g}", value) for value in values]
    return (", " if len(values) < 4 else ",").join(values)


def bounds_table(name, facts, errors):
    heads = ["tier", "bound f", "bound f′", "measured f, float", "f′, float", "f, double", "f′, double"]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" + "|--:" * (len(heads) - 1) + "|"
    for tier, forward, derivative in (("default", *facts[:2]), ("precise", *facts[2:4])):
        cells = [errors[name, tier, what, scalar][0] for scalar in ("float", "double")
                 for what in ("forward", "derivative")]
        yield "| " + " | ".join([tier, forward, derivative, *cells]) + " |"


def inputs_measured(name, errors):
    """How many inputs the errors were measured on, and with what, in words."""
    texts = []
    for scalar in ("float", "double"):
        fewest = min(errors[name, tier, what, scalar][1] for tier in ("default", "precise")
                     for what in ("forward", "derivative"))
        if scalar == "float":
            inputs = "every float" if fewest >= COMPLETE[scalar] else f"{fewest:,} floats"
        else:
            inputs = f"at least {fewest:,} doubles by climbing from the worst"
        sets = sorted({set_ for key, (_, _, sets) in errors.items() if (key[0], key[3]) == (name, scalar) for set_ in sets})
        texts.append(inputs + " with " + " and ".join(f"`{set_}`" for set_ in sets))
    return ", and ".join(texts)


def require_measurements(name, errors):
    """A page says how large the errors are; without figures there is no page."""
    for tier in ("default", "precise"):
        for what in ("forward", "derivative"):
            for scalar in ("float", "double"):
                if (name, tier, what, scalar) not in errors:
                    raise SystemExit(f"docs/measured/accuracy.txt has no line '{name} {tier} {what} {scalar}': add what "
                                     f"`hillock_accuracy --function {name} --every 1` prints")


# All that are not NaN.
EVERY_NUMBER = (1 << 32) - 2 * ((1 << 23) - 1)


def exact_sentence(name, rounding):
    """What hillock::exact:: promises, and on how many floats it was looked at."""
    inputs, percent, _, instructions = rounding.get((name, "exact", "forward"), (0, 0, 0, ""))
    if percent != 100:
        raise SystemExit(f"docs/measured/rounding.txt does not say that hillock::exact::{name} rounds correctly: add what "
                         f"`hillock_accuracy --rounding --tier exact --what forward --function {name}` prints")
    measured = (f"each of the {inputs:,} that are not NaN was compared with MPFR" if inputs >= EVERY_NUMBER else
                f"so far {inputs:,} were compared with MPFR, evenly among all")
    return (f"`hillock::exact::{name}`: floats only, f rounded correctly: {measured} (`{instructions}`). f′ is that of the "
            "precise tier.")


def speed_table(rows, speed):
    """rows are pairs of a text and a benchmark without its library, for example ("f, float", "forward/relu/float").
    Nothing where nothing was measured."""
    libraries = [("default", "hillock"), ("precise", "hillock_precise"), ("fast", "hillock_fast")]
    libraries = [(text, library) for text, library in libraries if any(speed.time(what, library) for _, what in rows)]
    if not libraries:
        return
    heads = ["ns per element", *(cell for text, _ in libraries for cell in (text, "× copy"))]
    yield "| " + " | ".join(heads) + " |"
    yield "|---" + "|--:" * (len(heads) - 1) + "|"
    for text, what in rows:
        copy, cells = speed.time(what, "copy"), []
        for _, library in libraries:
            time = speed.time(what, library)
            cells += [f"{time:.3g}", f"{time / copy:.1f}"] if time else ["", ""]
        if any(cells):
            yield "| " + " | ".join([text, *cells]) + " |"


def speed_section(rows, speed):
    table = list(speed_table(rows, speed))
    return ["", *table, "", f"By `hillock_bench`: {speed.conditions()}."] if table else []


def frameworks_section(presets):
    if not presets:
        return []
    return ["", "## In the frameworks", "", "| framework | preset | defaults |", "|---|---|---|",
            *(f"| {space} | `hillock::{space}::{alias}` | {values or 'as above'} |" for space, alias, values in presets)]


def page(name, function, comment, spoken, parameters, presets, errors, rounding, speed, curves):
    """`spoken` are the lines below the title; `function` are the facts of hillock_facts."""
    definition, derivative, named = comment
    fast, from_output, exact = (flag == "1" for flag in function["facts"][4:7])
    lines = [MARK, f"# {name}", "", *spoken, "", f"![{name} and its derivative]({name}.svg)", "",
             *(["![gelu, gelu_tanh and quick_gelu](../pictures/gelus.svg)", "",
                "On the left all three, on the right how far the other two are from gelu.", ""] if name in error_plots.GELUS else []),
             f"**f(x)**: {definition}", ""]
    if derivative:
        lines += [f"**Derivative**: {derivative}", ""]
    if function["kind"] == "math":
        pass
    elif from_output:
        # "From the output, for α > 0 only" keeps its condition.
        found = next(((key, text) for key, text in named.items() if key.startswith("From the output")), None)
        lines += [f"**{found[0]}**: {found[1]}" if found else "**From the output**: see the derivative.", ""]
    else:
        lines += ["**From the output**: not available; use `derivative(x)` or `backward(x, dy)`.", ""]
    if parameters:
        lines += [f"**Parameters and defaults**: `{parameters}`", ""]
    lines += ["```cpp", *function["snippet"], "```", "", "## Special values and kinks", "",
              "Evaluated by the library (double, default parameters).", "", "| x | f(x) | f′(x) |", "|--:|--:|--:|"]
    lines += ["| " + " | ".join(value) + " |" for value in function["values"]]
    special = next((text for key, text in named.items() if key.startswith("Special values")), "")
    if special:
        lines += ["", special]
    if "Throws" in named:
        lines += ["", "Throws " + named["Throws"]]
    lines += ["", "## Error in ULP", "", *bounds_table(name, function["facts"], errors), "",
              f"Largest errors, measured by `hillock_accuracy` on {inputs_measured(name, errors)}; "
              "[all functions side by side](../accuracy.md)."]
    if curves.shows_something(name):
        lines += ["", f"![error of {name}]({name}.error.svg)", "", curves.caption(name)]
    else:
        lines += ["", "There is no picture of its errors: at no float that `hillock_error_curves` tries is anything rounded."]
    if function["kind"] != "math":
        lines += ["", f"`hillock::fast::{name}`: " + ("floats within a relative error of 2^-11, f′ within 2^-10 of its "
                  "largest value." if fast else "the default function.")]
    if exact and function["kind"] != "math":
        lines += ["", exact_sentence(name, rounding)]
    rows = [(f"{text}, {scalar}", f"{what}/{name}/{scalar}") for scalar in ("float", "double")
            for text, what in (("f", "forward"), ("f′", "derivative"))]
    times = speed_section(rows, speed)
    if times:
        lines += ["", "## Time", *times]
    lines += frameworks_section(presets)
    if "Source" in named:
        lines += ["", "## Source", "", named["Source"]]
    return "\n".join(lines) + "\n"


def read_functions(facts):
    """{name: what hillock_facts says of an element-wise function}, activations first."""
    functions = {}
    for kind in ("function", "math"):
        for name, *fields in facts[kind]:
            functions[name] = {"kind": kind, "facts": fields, "values": []}
    curves = plots.read_curves(facts, "curve")
    for name, function in functions.items():
        function["curves"] = curves[name]
    for name, *value in facts["value"]:
        functions[name]["values"].append(value)
    return functions


def read_math():
    """{definition type: name in hillock::math} from the table in math/functions.hpp."""
    text = (sources.HEADERS / "math/functions.hpp").read_text(encoding="utf-8")
    return text, dict(re.findall(r"^HILLOCK_DECLARE_MATH\((\w+), (\w+)\)", text, re.MULTILINE))


def write(facts, errors, rounding, speed):
    """{file name: text} of the pages and plots, and {name: facts} of the functions with their snippets."""
    functions, files, curves = read_functions(facts), {}, error_plots.ErrorCurves()
    presets = sources.read_presets({name: f["facts"][TYPE] for name, f in functions.items() if f["kind"] == "function"})
    curves.require(functions)
    math_header, math_names = read_math()
    for name, function in functions.items():
        require_measurements(name, errors)
        type_name = function["facts"][TYPE]
        if function["kind"] == "function":
            header = sources.read_activation(name)
            also = f" · also `hillock::math::{math_names[type_name]}`" if type_name in math_names else ""
            spoken = [f"`hillock::{name}` · functor `hillock::{type_name}<Scalar>`{also} · [all functions](README.md)"]
            qualified = f"hillock::{name}"
        else:
            header = math_header
            spoken = [f"`hillock::math::{name}`, a building block · [all functions](README.md)"]
            qualified = f"hillock::math::{name}"
        function["snippet"] = snippet(qualified, function["facts"][5] == "1", function["kind"])
        comment = sources.read_comment(header, rf"(?:struct|class) {type_name}\b")
        files[f"{name}.md"] = page(name, function, comment, spoken, parameters_of(header, type_name),
                                   presets.get(type_name, []), errors, rounding, speed, curves)
        files[f"{name}.svg"] = plots.function_plot(name, function["curves"])
        if curves.shows_something(name):
            files[f"{name}.error.svg"] = curves.plot(name)
    return files, functions

"""What the teaching pages show: pictures from the lines of facts_teaching.cpp, tables from the output of the digits demo."""

import math
import re

import error_plots
import plots
import sources

FUNCTIONS = ("sigmoid", "tanh", "relu", "leaky_relu")
HEADS = {
    "en": ("hidden layers", "right", "dead units", "gradient, first epoch", "gradient, last epoch"),
    "ko": ("은닉층", "정확도", "죽은 뉴런", "첫 에폭의 기울기", "마지막 에폭의 기울기"),
}


def chain_picture(facts):
    """|gradient| behind 1, 2, … neurons, on a logarithmic scale. Names and numbers only: it serves every language."""
    plot = plots.Plot("The gradient behind a chain of neurons", 0.5, 10.5, -7, 0.5, margins=(48, 24, 10, 34))
    plot.frame(range(1, 11), [(power, error_plots.power(power)) for power in range(0, -8, -1)], "n", "|∂L/∂z|")
    styles = {"sigmoid": "f", "tanh": "d", "relu": "e"}
    for name, *values in facts["chain"]:
        if name in styles:
            points = [(n, math.log10(float(value))) for n, value in enumerate(values, start=1)]
            plot.curve(styles[name], points)
    # The sums are positive: those of relu and leaky_relu are both 1.
    plot.legend(*((style, "relu, leaky_relu" if name == "relu" else name) for name, style in styles.items()))
    return plot.svg()


def sums_picture(facts):
    """The sums of one neuron for its four samples, step after step: those of ReLU stay where they fell."""
    plot = plots.Plot("ReLU and Leaky ReLU after one step that was too long", 0, 300, -5.6, 3.8)
    plot.frame(range(0, 301, 100), range(-4, 3, 2), "step", "z")
    plot.zero_lines()
    plot.legend(("d", "relu"), ("f", "leaky_relu"))
    for style, name in (("d", "relu"), ("f", "leaky_relu")):
        rows = [(int(step), [float(value) for value in values]) for function, step, *values in facts["sums"]
                if function == name]
        for sample in range(4):
            plot.curve(style, [(step, values[sample]) for step, values in rows])
    return plot.svg()


def pictures(facts, curves):
    """{file name: text}; curves(name) are the Curves of a function."""
    return {"sigmoid_to_leaky_relu.svg": plots.sheet("From the sigmoid to Leaky ReLU, f solid, f' dashed",
                                                     {name: (curves(name), "") for name in FUNCTIONS}, 4, 200),
            "vanishing_gradient.svg": chain_picture(facts), "dying_relu.svg": sums_picture(facts)}


def digits_rows(text, experiment):
    """Of one experiment (0, 1, 2) in the output of the demo: name, accuracy, dead units, first and last gradient."""
    table = text.split("  activation   test accuracy")[1 + int(experiment)]
    rows = re.findall(r"^  (\w+) +([\d.]+) % +[\d.]+ +([\d.]+) % +(\S+) +(\S+)$", table, re.MULTILINE)
    return rows[:len(FUNCTIONS)]


def digits_table(experiment, language):
    """The table of one experiment in the recorded output of the demo."""
    rows = digits_rows((sources.MEASURED / "digits.txt").read_text(encoding="utf-8"), experiment)
    lines = ["| " + " | ".join(HEADS[language]) + " |", "|---" + "|--:" * (len(HEADS[language]) - 1) + "|"]
    for name, accuracy, dead, first, last in rows:
        lines.append(f"| {name} | {accuracy} % | {dead} % | {float(first):g} | {float(last):g} |")
    return "\n".join(lines)

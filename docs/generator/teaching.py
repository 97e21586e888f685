"""What the teaching pages show: pictures from the lines of facts_teaching.cpp, tables from the output of the digits demo."""

import math
import re

import plots
import sources

FUNCTIONS = ("sigmoid", "tanh", "relu", "leaky_relu")
HEADS = {
    "en": ("hidden layers", "right", "dead units", "gradient, first epoch", "gradient, last epoch"),
    "ko": ("은닉층", "정확도", "죽은 뉴런", "첫 에폭의 기울기", "마지막 에폭의 기울기"),
}


def chain_picture(facts):
    """|gradient| behind 1, 2, … neurons, on a logarithmic scale. Names and numbers only: it serves every language."""
    plot = plots.Plot("The gradient behind a chain of neurons", -1, 11, -7.4, 0.9)
    plot.lines.append(f'<path class="axis" d="M{plot.x(0):.1f} 0V{plot.y(-7):.1f}H{plot.width}"/>')
    for n in range(1, 11):
        plot.text(n, -7, n, dy=14, anchor="middle")
    for power in range(0, -8, -1):
        plot.text(0, power, 10 ** power if power > -3 else f"1e{power}", dx=-4, dy=4, anchor="end")
    styles = {"sigmoid": "f", "tanh": "d", "relu": "e"}
    for name, *values in facts["chain"]:
        if name in styles:
            points = [(n, math.log10(float(value))) for n, value in enumerate(values, start=1)]
            plot.curve(styles[name], points, jump=2)
            label = "relu, leaky_relu" if name == "relu" else name  # the sums are positive: both are 1
            plot.text(*points[5], label, dx=8, dy=-6, style="k" + styles[name])
    return plot.svg()


def sums_picture(facts):
    """The sums of one neuron for its four samples, step after step: those of ReLU stay where they fell."""
    plot = plots.Plot("ReLU and Leaky ReLU after one step that was too long", -22, 320, -5.6, 3.8)
    plot.axes((100, 200, 300), (-4, -2, 2))
    for style, name in (("d", "relu"), ("f", "leaky_relu")):
        rows = [(int(step), [float(value) for value in values]) for function, step, *values in facts["sums"]
                if function == name]
        for sample in range(4):
            plot.curve(style, [(step, values[sample]) for step, values in rows], jump=9)
        step, values = rows[-8]
        plot.text(step, values[0], name, dy=-8 if name == "relu" else 26, anchor="middle", style="k" + style)
    return plot.svg()


def pictures(facts, curves):
    """{file name: text}; curves(name) are f and f' of a function."""
    return {"sigmoid_to_leaky_relu.svg": plots.sheet("From the sigmoid to Leaky ReLU, f solid, f' dashed",
                                                     {name: curves(name) for name in FUNCTIONS}, 4, 200),
            "vanishing_gradient.svg": chain_picture(facts), "dying_relu.svg": sums_picture(facts)}


def digits_table(experiment, language):
    """The table of one experiment (0, 1, 2) in the recorded output of the demo."""
    text = (sources.MEASURED / "digits.txt").read_text(encoding="utf-8")
    table = text.split("  activation   test accuracy")[1 + int(experiment)]
    rows = re.findall(r"^  (\w+) +([\d.]+) % +[\d.]+ +([\d.]+) % +(\S+) +(\S+)$", table, re.MULTILINE)
    lines = ["| " + " | ".join(HEADS[language]) + " |", "|---" + "|--:" * (len(HEADS[language]) - 1) + "|"]
    for name, accuracy, dead, first, last in rows[:len(FUNCTIONS)]:
        lines.append(f"| {name} | {accuracy} % | {dead} % | {float(first):g} | {float(last):g} |")
    return "\n".join(lines)

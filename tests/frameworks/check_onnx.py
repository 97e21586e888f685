#!/usr/bin/env python3
"""hillock::onnx:: beside the operators of ONNX: the attributes' defaults are those of its schemas, the formulas those of
its specification, written here once more. Operators younger than the ONNX that is installed are left out, by name."""

import math
import sys

sys.dont_write_bytecode = True

import values

try:
    import onnx.defs
except ImportError:
    print("no ONNX here")
    sys.exit(values.SKIPPED)

# Of x and a, the attributes by name.
FORMULAS = {
    "Sigmoid": lambda x, a: 1 / (1 + math.exp(-x)),
    "HardSigmoid": lambda x, a: max(0, min(1, a["alpha"] * x + a["beta"])),
    "Tanh": lambda x, a: math.tanh(x),
    "Relu": lambda x, a: max(0, x),
    "LeakyRelu": lambda x, a: a["alpha"] * x if x < 0 else x,
    "ThresholdedRelu": lambda x, a: x if x > a["alpha"] else 0,
    "Elu": lambda x, a: a["alpha"] * math.expm1(x) if x < 0 else x,
    "Celu": lambda x, a: max(0, x) + min(0, a["alpha"] * math.expm1(x / a["alpha"])),
    "Selu": lambda x, a: a["gamma"] * (a["alpha"] * math.expm1(x) if x <= 0 else x),
    "Softplus": lambda x, a: math.log1p(math.exp(x)),
    "Softsign": lambda x, a: x / (1 + abs(x)),
    "Swish": lambda x, a: x / (1 + math.exp(-a["alpha"] * x)),
    "HardSwish": lambda x, a: x * max(0, min(1, x / 6 + 0.5)),
    "Gelu": lambda x, a: x / 2 * math.erfc(-x / math.sqrt(2)),
    "Mish": lambda x, a: x * math.tanh(math.log1p(math.exp(x))),
    "Shrink": lambda x, a: x + a["bias"] if x < -a["lambd"] else x - a["bias"] if x > a["lambd"] else 0,
    "Erf": lambda x, a: math.erf(x),
    "Identity": lambda x, a: x,
    "Clip": lambda x, a: x,
    "Exp": lambda x, a: math.exp(x),
    "Log": lambda x, a: math.log(x) if x > 0 else math.nan,
    "Sin": lambda x, a: math.sin(x),
}
# The defaults are floats; where x times one of them meets another, what is left is off by more.
TOLERANCE, FLOOR = 1e-7, {"HardSigmoid": 1e-8}


def main():
    presets, failures, younger = values.presets_of("onnx"), [], []
    for name, lines in presets.items():
        operator = "".join(part.capitalize() for part in name.split("_"))
        if not onnx.defs.has(operator):
            younger.append(name)
            continue
        attributes = {key: onnx.helper.get_attribute_value(attribute.default_value)
                      for key, attribute in onnx.defs.get_schema(operator).attributes.items()}
        for x, f, _ in lines:
            theirs = FORMULAS[operator](x, attributes)
            if math.isnan(f) and math.isnan(theirs):
                continue
            if not values.are_close(f, theirs, TOLERANCE, FLOOR.get(operator, 0)):
                failures.append(f"{name}: f({x}) is {f!r} here, {theirs!r} there")
    for name in younger:
        print(f"{name}: not in this ONNX")
        del presets[name]
    values.finish("ONNX", onnx.__version__, presets, failures)


main()

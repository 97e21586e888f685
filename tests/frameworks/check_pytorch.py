#!/usr/bin/env python3
"""hillock::pytorch:: beside torch.nn.functional: values and derivatives, in double, with the defaults of both."""

import sys
import warnings

sys.dont_write_bytecode = True

import values

try:
    import torch
except ImportError:
    print("no PyTorch here")
    sys.exit(values.SKIPPED)

# PyTorch has no defaults for these: ours.
ARGUMENTS = {"threshold": (0.0, 0.0), "prelu": (torch.tensor([0.25], dtype=torch.float64),)}
# Its formulas lose the relative accuracy of tails: what they are off by, in absolute terms.
FLOOR = 1e-15
# Where it differs by more: its hardsigmoid' is the float next to 1/6.
DIFFERENCES = {("hardsigmoid", "f'"): 5e-9}
# What does not stand in torch.nn.functional under its name.
OTHERS = {"gelu_tanh": lambda x: torch.nn.functional.gelu(x, approximate="tanh"), "erf": torch.erf, "sin": torch.sin}


def main():
    presets, failures = values.presets_of("pytorch"), []
    for name, lines in presets.items():
        function = OTHERS.get(name) or getattr(torch.nn.functional, name)
        for x, f, slope in lines:
            argument = torch.tensor(x, dtype=torch.float64, requires_grad=True)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # torch.sigmoid is to be called, it says
                result = function(argument, *ARGUMENTS.get(name, ()))
            result.backward()
            for what, ours, theirs in (("f", f, result.item()), ("f'", slope, argument.grad.item())):
                floor = max(FLOOR * max(1, abs(x)), DIFFERENCES.get((name, what), 0))
                if not values.are_close(ours, theirs, 1e-13, floor):
                    failures.append(f"{name}: {what}({x}) is {ours!r} here, {theirs!r} there")
    values.finish("PyTorch", torch.__version__, presets, failures)


main()

"""What the tests of this folder share."""

import subprocess
import sys

SKIPPED = 77  # what ctest takes for "not here"


def presets_of(framework):
    """{name: [(x, f(x), f'(x))]} by the program that preset_values writes, whose path is the first argument."""
    printed = subprocess.run([sys.argv[1]], check=True, capture_output=True, text=True).stdout
    presets = {}
    for line in printed.splitlines():
        space, name, *values = line.split()
        if space == framework:
            presets.setdefault(name, []).append(tuple(float(value) for value in values))
    return presets


def are_close(ours, theirs, tolerance, floor):
    return abs(ours - theirs) <= tolerance * max(abs(ours), abs(theirs)) + floor


def finish(framework, version, presets, failures):
    """Prints what was found and ends the test."""
    for failure in failures:
        print(failure)
    print(f"{framework} {version}: {len(presets)} presets, {len(failures)} differences")
    sys.exit(1 if failures or not presets else 0)

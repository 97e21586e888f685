#!/usr/bin/env python3
"""examples/porting/export.py and sequence.py: what they print is what lies beside them; arrays of any number of dimensions
become rows; what goes wrong is one sentence and leaves the file that was there. The arrays want numpy."""

import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import values

PORTING = pathlib.Path(__file__).resolve().parents[2] / "examples/porting"


def run(script, *arguments):
    return subprocess.run([sys.executable, PORTING / script, *arguments], capture_output=True, encoding="utf-8", check=False)


def check(good, what):
    if not good:
        sys.exit(f"export.py: {what}")


def differ(printed, kept):
    """Whether two texts of arrays differ by more than the last digit, which is up to the library's sine."""
    a, b = printed.split(), kept.split()
    return len(a) != len(b) or any(x != y and abs(float(x) - float(y)) > 1e-8 for x, y in zip(a, b))


def main():
    for script, kept in (("export.py", "model.txt"), ("sequence.py", "sequence.txt")):
        check(not differ(run(script).stdout, (PORTING / kept).read_text(encoding="utf-8")), f"{kept} is not what {script} prints")
    try:
        import numpy
    except ImportError:
        print("no numpy here")
        sys.exit(values.SKIPPED)
    with tempfile.TemporaryDirectory() as folder:
        model, text = f"{folder}/model.npz", pathlib.Path(folder, "model.txt")
        shapes = {"number": (), "row": (3,), "matrix": (2, 3), "three": (2, 3, 2), "four": (2, 1, 3, 2), "none": (0, 3),
                  "empty": (2, 0)}
        arrays = {name: numpy.arange(numpy.prod(shape, dtype=int), dtype=float).reshape(shape) / 7
                  for name, shape in shapes.items()}
        numpy.savez(model, **arrays)
        check(run("export.py", model, text).returncode == 0, "fails for arrays of 0 to 4 dimensions")
        lines = text.read_text(encoding="utf-8").splitlines()
        heads = [line for line in lines if line[:1].isalpha()]
        check(heads == ["number 1 1", "row 1 3", "matrix 2 3", "three 2 6", "four 2 6", "none 0 0", "empty 2 0"],
              f"makes {heads}")
        rows = lines[lines.index("three 2 6") + 1:][:2]
        found = numpy.array([row.split() for row in rows], dtype=numpy.float32)
        check((found == arrays["three"].reshape(2, 6).astype(numpy.float32)).all(), f"three dimensions become {rows}")

        before = text.read_bytes()
        for name, bad in (("words", {"a": numpy.arange(3.0), "words": numpy.array(["one", "two"])}),
                          ("complex", {"complex": numpy.array([1j])}),
                          ("mask", {"a": numpy.arange(3.0), "mask": numpy.array([0, -numpy.inf])}),
                          ("undefined", {"undefined": numpy.array([numpy.nan])}),
                          ("double", {"double": numpy.array([1e39])}),
                          ("two words", {"a": numpy.arange(3.0), "two words": numpy.arange(2.0)})):
            numpy.savez(model, **bad)
            ended = run("export.py", model, text)
            check(ended.returncode == 1 and name in ended.stderr and ended.stderr.count("\n") == 1,
                  f"says of '{name}': {ended.stderr}")
        alone = f"{folder}/alone.npy"
        numpy.save(alone, numpy.arange(3.0))
        for missing in (f"{folder}/nowhere.npz", text, alone):
            ended = run("export.py", missing, text)
            check(ended.returncode == 1 and "is no file of numpy.savez" in ended.stderr and ended.stderr.count("\n") == 1,
                  f"says of {missing}: {ended.stderr}")
        check(text.read_bytes() == before and len(list(pathlib.Path(folder).iterdir())) == 3, "leaves something else behind")


main()

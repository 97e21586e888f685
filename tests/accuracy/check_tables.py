"""Runs the scripts that made the tables of coefficients, and fails where the headers hold another number than they print, or
a table that none of them prints. Usage: python3 check_tables.py (needs mpmath, and Sollya 8; a minute)"""
import concurrent.futures
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
HEADERS = HERE.parents[1] / "include" / "hillock"
HEXADECIMAL = r"-?0x[0-9a-f]+\.?[0-9a-f]*p[+-]?\d+"
PYTHON = ["coefficients", "erf_table", "float_kernels", "normal_table", "rational", "fast_tier", "slopes", "tanh_exp_table", "zeros"]
SOLLYA = ["exp_tail", "normal_tail"]


def output(command):
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


def magnitudes(text):
    """Of the numbers in a text: a kernel may have a table with the other sign."""
    return {abs(float.fromhex(number)) for number in re.findall(HEXADECIMAL, text)}


commands = {f"{name}.py": [sys.executable, HERE / f"{name}.py"] for name in PYTHON}
commands |= {f"{name}.sollya": ["sollya", HERE / f"{name}.sollya"] for name in SOLLYA}
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    printed = dict(zip(commands, map(magnitudes, pool.map(output, commands.values()))))
headers = {path: path.read_text(encoding="utf-8") for path in sorted(HEADERS.rglob("*.hpp"))}
held = set().union(*map(magnitudes, headers.values())) | {1.0}  # written as 1.0

errors = 0
for script, numbers in printed.items():
    for number in sorted(numbers - held):
        print(f"{script} prints {number.hex()}, which stands in no header")
        errors += 1
    if len(numbers) < 10:
        print(f"{script} prints {len(numbers)} numbers")
        errors += 1
made, tables = set().union(*printed.values()), 0
for path, text in headers.items():
    for table in re.finditer(r"\b(values|rows|lows)\[.*?;", text, re.DOTALL):
        tables += 1
        for number in sorted(magnitudes(table[0]) - made):
            print(f"{path.relative_to(HEADERS)}: {number.hex()} in `{table[1]}` is printed by no script")
            errors += 1
print(f"{tables} tables compared with {len(printed)} scripts")
sys.exit(errors > 0 or tables < 40)

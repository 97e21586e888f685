"""What the pages are made from, read where it stands: comments of the headers, names of the frameworks, measurements."""

import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = ROOT / "include" / "hillock"
MEASURED = ROOT / "docs" / "measured"


def read_facts(path):
    """The tab-separated lines of hillock_facts as {kind: [fields after the kind]}."""
    facts = {}
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        kind, *fields = line.replace("-nan", "nan").split("\t")
        facts.setdefault(kind, []).append(fields)
    return facts


# The headers are ASCII, because a compiler may read them in the code page of its user's country; the pages need not be.
SYMBOLS = [*((rf"\b{name}\b", letter) for name, letter in zip("alpha beta lambda theta sigma phi Phi tau pi epsilon".split(), "αβλθσφΦτπε")),
           (r"sqrt\((\w)\)", r"√\1"), (r"\bsqrt\(", "√("), (r"\^2(?!\d|\.\d)", "²"), (r"\^3(?!\d|\.\d)", "³"),
           (r"\+-(?=\w)", "±"), (r"\.\.\.", "…"), (r"\.\*", "∘"), (r"\bSum(?=[_ ])", "Σ"), (r"\by \. dy\b", "⟨y, dy⟩"), ("!=", "≠"),
           (r"\bintegral_", "∫_"), ("mathematique", "mathématique"), ("Universite", "Université"), ("Mueller", "Müller")]


def symbols(comment):
    """The text of a comment with symbols where the header has their names."""
    for pattern, symbol in SYMBOLS:
        comment = re.sub(pattern, symbol, comment)
    return comment


def read_comment(header, before):
    """The comment (///) that stands right before `before`, a regular expression, as its parts: definition, the text up
    to the first named part, and {name: text} of parts such as "Special values: …"."""
    comment = re.search(r"((?:^///.*\n)+)(?:template <.*\n)?" + before, header, re.MULTILINE).group(1)
    text = symbols("\n".join(line[3:].strip() for line in comment.splitlines()))
    definition, *rest = [" ".join(part.split()) for part in text.split("\n\n")]
    rest = " ".join(rest)
    # The comment names its own parts; Throws is the one without a colon.
    rest = re.sub(r"(^|\s)Throws ", r"\1Throws: ", rest)
    parts = re.split(r"(?:^|\s+)(From the output[^:.]*|Special values[^:]*|Error over all floats|Error|Throws|Source): ",
                     rest)
    return definition, parts[0], dict(zip(parts[1::2], parts[2::2]))


def read_paragraphs(comment):
    """The paragraphs of a comment (///) as Markdown, indented lines as code."""
    result = []
    for part in symbols("\n".join(line[4:] for line in comment.splitlines())).split("\n\n"):
        lines = part.splitlines()
        if lines[0].startswith("  "):
            result.append("\n".join(["```cpp", *(line[2:] for line in lines), "```"]))
        else:
            result.append(re.sub(r"^((?:Backward|Source)(?:[^:{]|{[^}]*})*): ", r"**\1**: ", " ".join(lines)))
    return result


def read_activation(name):
    """The text of an activation's header."""
    return (HEADERS / f"activations/{name}.hpp").read_text(encoding="utf-8")


# What stands for the parameters of a function of a vector.
LAST_AXIS = "of a matrix each row"


def preset_table():
    """The table in presets.hpp: (framework, name, definition type or None where it is our own name, parameters or "")."""
    space = None
    # A declaration may go over several lines.
    for line in re.sub(r",\n +", ", ", (HEADERS / "presets.hpp").read_text(encoding="utf-8")).splitlines():
        if match := re.match(r"namespace (pytorch|keras|jax|onnx|transformers) {", line):
            space = match.group(1)
        elif match := re.match(r"using (hillock::.*);", line):
            for name in re.findall(r"hillock::(\w+)", match.group(1)):
                yield space, name, None, ""
        elif match := re.match(r"HILLOCK_LAST_AXIS\((\w+)\)", line):
            yield space, match.group(1), None, LAST_AXIS
        elif match := re.match(r"HILLOCK_RENAMED\((\w+), (\w+)\)", line):
            yield space, match.group(1), match.group(2), ""
        elif match := re.match(r"HILLOCK_FORM\((\w+), (\w+), \w+\) +// (.*)", line):
            yield space, match.group(1), match.group(2), symbols(match.group(3))
        elif match := re.match(r"HILLOCK_PRESET\((\w+), detail::PresetFunction<definition::(\w+)((?:, \d+)*)>", line):
            values = ", ".join(f"{int(number) / 1e6:g}" for number in re.findall(r"\d+", match.group(3)))
            yield space, match.group(1), match.group(2), values


def read_presets(types):
    """{definition type: [(framework, name, parameters or "")]}; types is {our name: type}. A function of vectors, which
    has no such type, stands under its name."""
    presets = {}
    for space, name, type_name, values in preset_table():
        presets.setdefault(type_name or types.get(name, name), []).append((space, name, values))
    return presets


def read_accuracy():
    """{(function, tier, forward or derivative, scalar): (largest error in ULP, fewest inputs, instruction sets)}, of all
    instruction sets there are lines of."""
    errors = {}
    for line in (MEASURED / "accuracy.txt").read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if len(fields) >= 8 and fields[1] in ("default", "precise"):
            error, inputs, sets = errors.get(tuple(fields[:4]), ("0", int(fields[5]), []))
            errors[tuple(fields[:4])] = (max(error, fields[6], key=float), min(inputs, int(fields[5])), sets + [fields[4]])
    return errors


def read_rounding():
    """{(function, tier, forward or derivative): (floats, percent of them rounded correctly, mean error in ULP, instruction
    set)}, by hillock_accuracy --rounding; of several lines the one of most floats."""
    found = {}
    for line in (MEASURED / "rounding.txt").read_text(encoding="utf-8").splitlines():
        fields = line.split()
        if len(fields) >= 9 and fields[3] == "float":
            key, inputs = tuple(fields[:3]), int(fields[5])
            if key not in found or inputs > found[key][0]:
                found[key] = inputs, float(fields[6]), float(fields[7]), fields[4]
    return found


def read_vector_accuracy():
    """{function: {(tier, scalar): {kind of logits: (largest error, its unit, bound)}}}, the number of vectors of each kind,
    and the instruction set; by hillock_vector_accuracy."""
    errors, vectors = {}, 0
    first, *lines = (MEASURED / "vector_accuracy.txt").read_text(encoding="utf-8").splitlines()
    instructions = re.fullmatch(r"instruction set: (\S+)", first).group(1)
    for line in lines:
        if match := re.match(r"(\S+) +(\S+) +(float|double) +(.+?) +(\d+) +\d+ +(\S+) (\S+) +(\S+)$", line):
            function, tier, scalar, logits, count, *error = match.groups()
            errors.setdefault(function, {}).setdefault((tier, scalar), {})[logits] = tuple(error)
            vectors = int(count)
    return errors, vectors, instructions


class Speed:
    """docs/measured/speed.json, written by docs/generator/speed; empty where there is none."""

    def __init__(self):
        path = MEASURED / "speed.json"
        data = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"context": {}, "ns_per_element": {}}
        self.times, self.context = data["ns_per_element"], data["context"]

    def time(self, what, library, size=1024):
        """ns per element, or None. `what` is for example forward/sigmoid/float."""
        return self.times.get(f"{what}/{library}/{size}")

    def conditions(self):
        context = self.context
        return (f"{context['compiler']} `{context['flags']}`, Eigen {context['eigen']}, {context['simd']}, {context['cpu']}; "
                f"median of {context['repetitions']} repetitions of 1024 elements, in L1")

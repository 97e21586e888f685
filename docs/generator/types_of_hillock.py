"""The pages of what is neither a function of its own name nor a layer: types such as hillock::Gate, and calls such as
hillock::visit_activation. Their text is the comment of the header."""

import re

import pages
import sources
import vectors

LAYERS = sources.ROOT / "docs" / "layers"


def find_types():
    """{name: (file name of its header, comment)} of all that is public, has a comment with an example, and no other page."""
    covered = {struct for _, struct, _ in vectors.find_functions().values()} | {"GumbelSoftmax"}
    covered |= {path.read_text(encoding="utf-8").split(maxsplit=2)[1] for path in LAYERS.glob("*.md")}
    found = {}
    for path in sorted(sources.HEADERS.glob("*.hpp")):
        header = re.sub(r"^namespace detail \{.*?^\}  // namespace detail\n", "", path.read_text(encoding="utf-8"),
                        flags=re.DOTALL | re.MULTILINE)
        for comment, name in re.findall(r"((?:^///.*\n)+)(?:^template <.*\n(?:^ .*\n)*)?^(?:class|struct|auto|decltype\(auto\)) (\w+)",
                                        header, re.MULTILINE):
            if re.search(r"^///   ", comment, re.MULTILINE) and name not in covered:
                found.setdefault(name, (path.name, comment))
    return found


def page(name, header, comment):
    first, *rest = sources.read_paragraphs(comment)
    source = [part for part in rest if part.startswith("**Source**")]
    lines = [pages.MARK, f"# {name}", "", f"`hillock::{name}`, in `hillock/{header}` · [all functions](../functions/README.md)", "",
             first]
    lines += [line for part in rest if part not in source for line in ("", part)]
    for part in source:
        lines += ["", "## Source", "", part.split(": ", 1)[1]]
    return "\n".join(lines) + "\n"


def write():
    """{file name: text} of the pages."""
    return {f"{name}.md": page(name, *of) for name, of in find_types().items()}

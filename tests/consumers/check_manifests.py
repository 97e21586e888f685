"""Reads what Bazel and ROS read, without these tools: check_manifests.py <checkout> <version>. The version is this one, every
header is in the library, and what it depends on is declared."""
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

source, version = pathlib.Path(sys.argv[1]), sys.argv[2]


def expect(what, found, wanted):
    if found != wanted:
        sys.exit(f"{what}: {found}, not {wanted}")


# Starlark is a part of Python but for its names.
modules, dependencies, libraries, loaded = [], {}, [], []
exec((source / "MODULE.bazel").read_text(encoding="utf-8"),
     {"module": lambda **fields: modules.append(fields),
      "bazel_dep": lambda name, version: dependencies.update({name: version})})
exec((source / "BUILD.bazel").read_text(encoding="utf-8"),
     {"load": lambda file, *names: loaded.append(file), "cc_library": lambda **fields: libraries.append(fields),
      "glob": lambda patterns: [path for pattern in patterns for path in source.glob(pattern)]})
expect("MODULE.bazel", [(module["name"], module["version"]) for module in modules], [("hillock", version)])
[library] = libraries
expect("the headers of BUILD.bazel", set(library["hdrs"]), set((source / "include").rglob("*.hpp")))
expect("the include folders of BUILD.bazel", library["includes"], ["include"])
used = {re.match(r"@(\w+)", name).group(1) for name in [*library["deps"], *loaded]}
expect("what BUILD.bazel uses", used, set(dependencies))

package = xml.parse(source / "package.xml").getroot()
expect("package.xml", [package.findtext(name) for name in ("name", "version", "depend", "export/build_type")],
       ["hillock", version, "eigen", "cmake"])

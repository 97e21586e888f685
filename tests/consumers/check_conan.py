"""Reads the Conan recipe without Conan: check_conan.py <conanfile.py> <version>. The recipe must find this version."""
import importlib.util
import pathlib
import sys
import types

recipe, version = sys.argv[1:]
for name, content in {
    "conan": {"ConanFile": object},
    "conan.tools": {},
    "conan.tools.build": {"check_min_cppstd": None},
    "conan.tools.files": {"copy": None, "load": lambda _, path: pathlib.Path(path).read_text()},
}.items():
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(content)

sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("conanfile", recipe)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
hillock = module.Hillock()
hillock.recipe_folder = str(pathlib.Path(recipe).parent)
hillock.set_version()
if hillock.version != version:
    sys.exit(f"conanfile.py finds version {hillock.version}, CMake {version}")

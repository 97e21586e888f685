# Not yet run with Conan: the tests only execute set_version, with stubs for Conan's modules.
# From the checkout it lies in: conan create cmake/conan
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load


class Hillock(ConanFile):
    name = "hillock"
    description = "Activation functions on Eigen: vectorised, forward and backward, with a proven error bound"
    license = "MIT"
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    def _checkout(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        header = load(self, os.path.join(self._checkout(), "include", "hillock", "version.hpp"))
        self.version = ".".join(re.findall(r"#define HILLOCK_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", header))

    def export_sources(self):
        copy(self, "include/*.hpp", self._checkout(), self.export_sources_folder)
        copy(self, "LICENSE", self._checkout(), self.export_sources_folder)

    def requirements(self):
        self.requires("eigen/[>=3.4.0 <6]", transitive_headers=True)

    def validate(self):
        check_min_cppstd(self, 17)

    def package(self):
        copy(self, "include/*.hpp", self.source_folder, self.package_folder)
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_id(self):
        self.info.clear()

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "hillock")
        self.cpp_info.set_property("cmake_target_name", "hillock::hillock")
        self.cpp_info.set_property("pkg_config_name", "hillock")

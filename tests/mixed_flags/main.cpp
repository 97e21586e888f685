// See CMakeLists.txt. Prints the same whatever the order of linking.
#include <cinttypes>
#include <cstdio>
#include <cstring>

#include "unit.hpp"

int main() {
  const Unit units[] = {plain::unit(), avx::unit(), avx2::unit()};
  int errors = 0;
  for (const Unit& unit : units) {
    std::printf("%s: elements %016" PRIx64 ", softmax %016" PRIx64 "\n", unit.set, unit.elements, unit.softmax);
    for (const Unit& other : units) {
      if (&unit == &other) continue;
      if (unit.sigmoid == other.sigmoid || std::strcmp(unit.set, other.set) == 0) {
        std::printf("%s and %s share their code\n", unit.set, other.set);
        ++errors;
      }
    }
  }
  if (units[1].elements != units[2].elements || units[1].softmax != units[2].softmax) {
    std::puts("the units with FMA differ");
    ++errors;
  }
  return errors;
}

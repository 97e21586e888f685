// What only the library can say of itself, for docs/generator/generate: lines of tab-separated fields, the first of
// which says what the others are. Each source file prints, and documents, lines of its own.
#pragma once

#include <cmath>
#include <cstdio>

namespace facts {

/// The line of a curve: y at -reach, ..., reach, 201 points.
template <typename Curve>
void print_curve(const char* kind, const char* name, const char* what, double reach, const Curve& curve) {
  std::printf("%s\t%s\t%s", kind, name, what);
  for (int i = -100; i <= 100; ++i) std::printf("\t%.8g", curve(reach * i / 100));
  std::printf("\n");
}

/// And a line for each place where it jumps, to be drawn as a gap: jump, name, what, x, y before, at, and behind x. All
/// of them stand on multiples of 1/4.
template <typename Curve>
void print_jumps(const char* name, const char* what, const Curve& curve) {
  for (int i = -28; i <= 28; ++i) {
    const double x = 0.25 * i, before = curve(x - 1e-9), behind = curve(x + 1e-9);
    if (!(std::abs(behind - before) >= 1e-3)) continue;  // nor NaN, outside of a domain
    std::printf("jump\t%s\t%s\t%g\t%.8g\t%.8g\t%.8g\n", name, what, x, before, curve(x), behind);
  }
}

void print_activations();
void print_vector_functions();
void print_teaching();

}  // namespace facts

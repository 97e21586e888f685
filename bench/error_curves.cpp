// hillock_error_curves: the error of each function over its argument, for the pictures of the pages. The first line
// names the instruction set and the version of Eigen; then one line for each function and library, floats:
//
//   function, library, the largest errors in ULP for x in [-10^2, -10^(2 - 1/6)), ..., [-10^-6, 0), [0, 10^-6), ...,
//   [10^(2 - 1/6), 10^2)
//
// Each is the largest of 512 numbers, spread evenly over the logarithm (and 0 itself). The judge is hillock's precise
// tier on doubles, as in neighbours.cpp.
#include <cmath>
#include <cstdio>
#include <type_traits>
#include <vector>

#include "../tests/accuracy/instruction_set.hpp"
#include "errors.hpp"

namespace {

constexpr int per_decade = 6, decades = 8, pieces = per_decade * decades, samples = 512;

/// The numbers of all pieces, one after the other, ascending by piece.
Eigen::ArrayXf make_inputs() {
  std::vector<float> x;
  for (int piece = -pieces - 1; piece <= pieces; ++piece) {
    const int distance = piece < 0 ? -piece - 1 : piece;  // from 0: piece 0 and piece -1 begin there
    for (int i = 0; i < samples; ++i) {
      const double place = 2 - decades + (distance - 1 + (i + 0.5) / samples) / per_decade;
      const double magnitude = distance > 0 ? std::pow(10, place) : 1e-6 * i / samples;
      x.push_back(static_cast<float>(piece < 0 ? -magnitude : magnitude));
    }
  }
  return Eigen::Map<const Eigen::ArrayXf>(x.data(), static_cast<Eigen::Index>(x.size()));
}

template <template <typename> class Definition, typename Library>
void print() {
  static const Eigen::ArrayXf x = make_inputs();
  Eigen::ArrayXf y(x.size());
  Library::forward(Definition<float>(), x, y);
  const auto exact = bench::exact_function(Definition<float>());
  std::printf("%s\t%s", Definition<float>::name, Library::name);
  for (Eigen::Index first = 0; first < x.size(); first += samples) {
    double error = 0;
    for (Eigen::Index i = first; i < first + samples; ++i) {
      error = std::max(error, bench::ulp_error(y[i], exact(static_cast<double>(x[i]))));
    }
    std::printf("\t%.2g", error < 0.01 ? 0 : error);
  }
  std::printf("\n");
}

struct Visit {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    bench::for_each_library([](auto library) {
      using Library = decltype(library);
      constexpr bool is_drawn = !std::is_same<Library, bench::StdLoops>::value;
      if constexpr (is_drawn && bench::computes<Library, Definition<float>>) print<Definition, Library>();
    });
  }
};

}  // namespace

int main() {
#if defined(EIGEN_PATCH_VERSION)  // from 5.0 on, WORLD stays 3
  const int eigen[] = {EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION, EIGEN_PATCH_VERSION};
#else
  const int eigen[] = {EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION};
#endif
  std::printf("conditions\t%s\t%d.%d.%d\n", accuracy::compiled_instruction_set().c_str(), eigen[0], eigen[1], eigen[2]);
  hillock::Activations::for_each(Visit());
  hillock::BuildingBlocks::for_each(Visit());
}

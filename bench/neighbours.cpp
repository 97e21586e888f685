// hillock_neighbours: what the libraries of hillock_bench compute, not how fast. One line for each function and
// library, floats:
//
//   function, library, largest error in ULP for |x| <= 8 and for all floats, percentage of the numbers in [-8, 8] whose
//   result depends on where in a vector they stand
//
// Of all floats every 1009th bit pattern is taken, 4.3 million. The judge is hillock's precise tier on doubles, which
// is itself within one ULP of a double (hillock_accuracy, against MPFR): 2^-29 of the figures here. The position: one
// number in all places of a vector of 67, by one call.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include "buffers.hpp"
#include "errors.hpp"
#include "peers/peers.hpp"

namespace {

using Array = Eigen::ArrayXf;

const std::vector<float>& inputs() {
  static const std::vector<float> numbers = [] {
    std::vector<float> result;
    for (std::uint64_t bits = 0; bits < (std::uint64_t(1) << 32); bits += 1009) {
      const auto pattern = static_cast<std::uint32_t>(bits);
      float x;
      std::memcpy(&x, &pattern, sizeof x);
      if (!std::isnan(x)) result.push_back(x);
    }
    return result;
  }();
  return numbers;
}

template <typename Library, typename F>
double percentage_moved(const F& f) {
  Array numbers(100000);
  bench::fill(numbers.data(), numbers.size(), 8);
  Array x(67), y(67);
  int moved = 0;
  for (const float number : numbers) {
    x.setConstant(number);
    Library::forward(f, x, y);
    for (Eigen::Index i = 1; i < y.size(); ++i) {
      if (std::memcmp(&y[i], &y[0], sizeof(float)) == 0) continue;
      ++moved;
      break;
    }
  }
  return 100.0 * moved / static_cast<double>(numbers.size());
}

template <template <typename> class Definition, typename Library>
void print() {
  const Definition<float> f;
  const Eigen::Map<const Array> x(inputs().data(), static_cast<Eigen::Index>(inputs().size()));
  Array y(x.size());
  Library::forward(f, x, y);
  const auto exact = bench::exact_function(f);
  double near = 0, all = 0;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const double error = bench::ulp_error(y[i], exact(static_cast<double>(x[i])));
    all = std::max(all, error);
    if (std::abs(x[i]) <= 8) near = std::max(near, error);
  }
  std::printf("%s\t%s\t%.4g\t%.4g\t%.2g\n", Definition<float>::name, Library::name, near, all,
              percentage_moved<Library>(f));
  std::fflush(stdout);
}

struct Visit {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    bench::for_each_library([](auto library) {
      using Library = decltype(library);
      if constexpr (bench::computes<Library, Definition<float>>) print<Definition, Library>();
    });
  }
};

}  // namespace

int main() { hillock::Activations::for_each(Visit()); }

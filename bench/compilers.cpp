// The time of each function, f and f', in every tier, of floats and doubles: a line "function what tier scalar ns" for
// each, ns per element of 1024. For bench/compilers, which compares what two compilers make of it.
#include <algorithm>
#include <chrono>
#include <cstdio>

#include "../tests/every.hpp"

namespace {

template <typename Scalar>
struct Times {
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  static constexpr Eigen::Index size = 1024;

  Array x = Array::LinSpaced(size, Scalar(-6), Scalar(6)), y = Array(size);

  template <typename Function>
  double nanoseconds(Function function) {
    using Clock = std::chrono::steady_clock;
    double best = 1e9;
    for (int repetition = 0; repetition < 7; ++repetition) {
      int calls = 0;
      const auto start = Clock::now();
      std::chrono::duration<double, std::nano> passed{};
      do {
        for (int i = 0; i < 16; ++i) {
          function(x, y);
          asm volatile("" : : "r"(y.data()) : "memory");
        }
        calls += 16;
        passed = Clock::now() - start;
      } while (passed.count() < 1e5);
      best = std::min(best, passed.count() / calls / static_cast<double>(size));
    }
    return best;
  }

  template <typename Act>
  void operator()(const Act& act) {
    print(act.name, "f", Act::Tier::name, nanoseconds([&](const Array& from, Array& to) { to = act(from); }));
    print(act.name, "f'", Act::Tier::name,
          nanoseconds([&](const Array& from, Array& to) { to = act.derivative(from); }));
  }
  static void print(const char* name, const char* what, const char* tier, double ns) {
    std::printf("%s %s %s %s %.4f\n", name, what, tier, every::scalar_name<Scalar>(), ns);
  }
};

}  // namespace

int main() {
  Times<float> floats;
  every::functor<float>([&](const auto& act) { floats(act); });
  Times<double> doubles;
  every::functor<double>([&](const auto& act) { doubles(act); });
}

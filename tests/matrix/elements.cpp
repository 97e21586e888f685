// Prints a hash of the bits of f and f' for every function, tier and scalar type, over the same inputs everywhere: with
// FMA they must be the same whatever the compiler, its flags, the instruction set and the version of Eigen. Softmax
// likewise. And fails where pieces of the vector, or single values, do not have the bits of the whole.
//
// A line is: function, tier, scalar type, what, the hash, and a hash of what lies away from zero. A program linked with
// -ffast-math starts in the mode that flushes subnormals: there the second hash is taken, the first without it.
#include <cinttypes>
#include <cstdio>
#include <vector>

#include "../accuracy/samples.hpp"
#include "../every.hpp"
#include "subnormals.hpp"

namespace {

template <typename Scalar>
using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;

/// Special values, the neighbours of all points where a kernel switches, and random numbers: half of them of any
/// exponent, half from 2^-16 to 2^8. Made of integers, because the flags under test may change a sum.
template <typename Scalar>
Array<Scalar> inputs() {
  const KeepSubnormals keep;
  using Bits = accuracy::BitsOf<Scalar>;
  constexpr int digits = std::numeric_limits<Scalar>::digits, bits = 8 * sizeof(Scalar);
  constexpr Bits one = Bits(std::numeric_limits<Scalar>::max_exponent - 1) << (digits - 1);
  std::vector<Scalar> values = accuracy::switch_point_neighbours<Scalar>();
  for (std::uint64_t i = 0; i < 50000; ++i) {
    Bits x = static_cast<Bits>(accuracy::random_bits(i) >> (64 - bits));
    if (i % 2 == 0) {
      const Bits sign = x >> (bits - 1), exponent = (x >> (digits - 1)) % 24, mantissa = x % (Bits(1) << (digits - 1));
      x = (sign << (bits - 1)) + one - (Bits(16) << (digits - 1)) + (exponent << (digits - 1)) + mantissa;
    }
    values.push_back(accuracy::from_bits<Scalar>(x));
  }
  return Eigen::Map<const Array<Scalar>>(values.data(), static_cast<Eigen::Index>(values.size()));
}

/// FNV-1a of results; any NaN is as good as another.
class Hash {
 public:
  template <typename Scalar>
  void add(Scalar y) {
    add_bits(magnitude(y) > infinity<Scalar> ? infinity<Scalar> + 1 : accuracy::to_bits(y));
  }
  /// Everything below 2^-75 (doubles: 2^-900), argument or result, counts as zero: the low parts of sums of two numbers
  /// are flushed long before the sums.
  template <typename Scalar>
  void add_away_from_zero(Scalar x, Scalar y) {
    constexpr accuracy::BitsOf<Scalar> exponent = sizeof(Scalar) == sizeof(float) ? 127 - 75 : 1023 - 900;
    constexpr auto tiny = exponent << (std::numeric_limits<Scalar>::digits - 1);
    if (magnitude(x) < tiny || magnitude(y) < tiny) {
      add_bits(0);
    } else {
      add(y);
    }
  }
  std::uint64_t value() const { return value_; }

 private:
  template <typename Scalar>
  static constexpr auto infinity = accuracy::BitsOf<Scalar>(2 * std::numeric_limits<Scalar>::max_exponent - 1)
                                   << (std::numeric_limits<Scalar>::digits - 1);
  template <typename Scalar>
  static auto magnitude(Scalar value) {
    return static_cast<accuracy::BitsOf<Scalar>>(accuracy::to_bits(value) << 1) >> 1;
  }
  void add_bits(std::uint64_t bits) { value_ = (value_ ^ bits) * 0x100000001b3u; }

  std::uint64_t value_ = 0xcbf29ce484222325u;
};

/// What is computed, each compiled once.
template <typename Scalar>
struct Computation {
  const char *function, *tier, *what;
  void (*vector)(const Scalar* x, Scalar* y, Eigen::Index size);
  void (*single)(const Scalar& x, Scalar& y);  // by reference: see check/special_values.hpp
};

template <typename Scalar, typename Act, typename Of>
Computation<Scalar> computation(const Act& act, Of) {
  const auto vector = [](const Scalar* x, Scalar* y, Eigen::Index size) {
    Eigen::Map<Array<Scalar>>(y, size) = Of{}(Act{}, Eigen::Map<const Array<Scalar>>(x, size));
  };
  return {act.name, Act::Tier::name, Of::name, vector, [](const Scalar& x, Scalar& y) { y = Of{}(Act{}, x); }};
}

int errors = 0;

/// Computes y, prints its hashes and leaves it as it is when subnormals are kept. Arguments are x, or all far from
/// zero.
template <typename Scalar, typename Compute>
void print_hashes(const char* function, const char* tier, const char* what, const Array<Scalar>& x, Array<Scalar>& y,
                  Compute compute) {
  Hash all, away_from_zero;
  compute();
  for (Eigen::Index i = 0; i < y.size(); ++i) away_from_zero.add_away_from_zero(x[i], y[i]);
  if (is_flushing()) {
    const KeepSubnormals keep;
    compute();
  }
  for (Eigen::Index i = 0; i < y.size(); ++i) all.add(y[i]);
  std::printf("%-16s %-8s %-6s %-10s %016" PRIx64 " %016" PRIx64 "\n", function, tier, every::scalar_name<Scalar>(),
              what, all.value(), away_from_zero.value());
}

template <typename Scalar>
void print(const Array<Scalar>& x, const Computation<Scalar>& f) {
  Array<Scalar> whole(x.size());
  print_hashes(f.function, f.tier, f.what, x, whole, [&] { f.vector(x.data(), whole.data(), x.size()); });

  const KeepSubnormals keep;
  Array<Scalar> pieces = x;  // in place
  for (Eigen::Index start = 0, size = 1; start < x.size(); start += size, size = 1 + (size + 7) % 67) {
    size = std::min(size, x.size() - start);
    f.vector(&pieces[start], &pieces[start], size);
  }
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    Scalar single = whole[i];
    if (i % 16 == 0) f.single(x[i], single);
    if (every::same_bits(pieces[i], whole[i]) && every::same_bits(single, whole[i])) continue;
    if (++errors <= 10) {
      std::fprintf(stderr, "%s(%a), %s, %s: %a in a long vector, %a in a short one, %a alone\n", f.function,
                   static_cast<double>(x[i]), f.tier, f.what, static_cast<double>(whole[i]),
                   static_cast<double>(pieces[i]), static_cast<double>(single));
    }
  }
}

/// Of columns and of rows, whose sums have an order of their own.
template <typename Scalar>
void print_softmax() {
  constexpr Eigen::Index rows = 53, columns = 400;
  using Matrix = Eigen::Matrix<Scalar, rows, columns, Eigen::ColMajor>;
  Array<Scalar> x(rows * columns), y(rows * columns);
  for (Eigen::Index i = 0; i < x.size(); ++i) {  // quarters of integers, which no flag changes
    const std::uint64_t random = accuracy::random_bits(static_cast<std::uint64_t>(i));
    x[i] = static_cast<Scalar>(random % 2 == 0 ? 1 : -1) * static_cast<Scalar>(1 + (random >> 1) % 160) / 4;
  }
  const Eigen::Map<const Matrix> logits(x.data());
  Eigen::Map<Matrix> p(y.data());
  print_hashes("softmax", "default", "columnwise", x, y, [&] { p = hillock::softmax(logits); });
  print_hashes("softmax", "default", "rowwise", x, y, [&] { p = hillock::softmax(logits, hillock::rowwise); });
  print_hashes("log_softmax", "default", "columnwise", x, y, [&] { p = hillock::log_softmax(logits); });
}

template <typename Scalar>
void print_all() {
  const Array<Scalar> x = inputs<Scalar>();
  const auto visit = [&](const auto& act) {
    print(x, computation<Scalar>(act, every::Forward{}));
    print(x, computation<Scalar>(act, every::Derivative{}));
  };
  every::functor<Scalar>(visit);
  hillock::BuildingBlocks::for_each(every::VisitFunctors<Scalar, decltype(visit)>{visit});
  print_softmax<Scalar>();
}

}  // namespace

int main() {
#if defined(HILLOCK_FMA)
  std::puts("with FMA");
#else
  std::puts("without FMA");
#endif
  print_all<float>();
  print_all<double>();
  return errors > 0;
}

// check_activation: whether a definition keeps what it promises, for activations of one's own. Not part of hillock.hpp:
// for a test program.
#pragma once

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <ostream>
#include <random>
#include <type_traits>
#include <vector>

#include <hillock/activation.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// |computed - exact| in units of the spacing of Scalars at the exact value; infinite where one of them is NaN and the
/// other is not, for a wrong infinity, and for a wrong sign.
template <typename Scalar>
double error_in_ulp(Scalar computed, long double exact) {
  using Limits = std::numeric_limits<Scalar>;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (std::isnan(computed) || std::isnan(exact)) return std::isnan(computed) && std::isnan(exact) ? 0 : infinity;
  if ((computed > 0 && exact < 0) || (computed < 0 && exact > 0)) return infinity;
  if (std::isinf(exact)) return std::isinf(computed) ? 0 : infinity;
  // An infinite result counts as the number that would follow the largest.
  const long double beyond = std::ldexp(1.0L, Limits::max_exponent - 1) * 2, magnitude = std::abs(exact);
  if (std::isinf(computed) && magnitude >= beyond) return 0;
  const long double result = std::isinf(computed) ? beyond : std::abs(static_cast<long double>(computed));
  const int exponent = magnitude > 0 ? std::ilogb(magnitude) : Limits::min_exponent;
  const int binade = (std::min)((std::max)(exponent, Limits::min_exponent - 1), Limits::max_exponent - 1);
  return static_cast<double>(std::ldexp(std::abs(result - magnitude), Limits::digits - 1 - binade));
}

/// What check_activation tries: special values, both sides of every power of two, and random numbers, uniform in value
/// and in bits.
template <typename Scalar>
Eigen::Array<Scalar, Eigen::Dynamic, 1> inputs_to_check() {
  using Limits = std::numeric_limits<Scalar>;
  using Bits = std::conditional_t<sizeof(Scalar) == 4, std::uint32_t, std::uint64_t>;
  std::vector<Scalar> x = {Limits::quiet_NaN(), Limits::infinity(), 0, Limits::denorm_min(), (Limits::max)()};
  for (int k = Limits::min_exponent - 1; k < Limits::max_exponent; ++k) {
    const Scalar power = std::ldexp(Scalar(1), k);
    for (const Scalar towards : {Scalar(0), power, Limits::infinity()}) x.push_back(std::nextafter(power, towards));
  }
  std::mt19937_64 random;  // of one seed, so that each run tries the same
  for (int i = 0; i < 20000; ++i) {
    for (const double range : {1, 8, 40, 760}) {
      x.push_back(static_cast<Scalar>(static_cast<double>(random() >> 11) * 0x1p-53 * range));
    }
    const Bits bits = static_cast<Bits>(random());
    Scalar any;
    std::memcpy(&any, &bits, sizeof any);
    x.push_back(any);
  }
  Eigen::Array<Scalar, Eigen::Dynamic, 1> all(2 * static_cast<Eigen::Index>(x.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    all[2 * static_cast<Eigen::Index>(i)] = x[i];
    all[2 * static_cast<Eigen::Index>(i) + 1] = -x[i];
  }
  return all;
}

/// Checks f or f' of a functor.
template <typename Functor, bool slope>
class ActivationCheck {
  using Scalar = typename Functor::Scalar;
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  using Index = Eigen::Index;

 public:
  ActivationCheck(std::ostream& out, const char* tier) : out_(out), tier_(tier) {}

  template <typename Exact>
  bool run(double bound, Exact exact_function) {
    const Array x = inputs_to_check<Scalar>();
    Array y(x.size());
    evaluate(x.data(), y.data(), x.size());
    std::vector<long double> exact;
    for (Index i = 0; i < x.size(); ++i) exact.push_back(exact_function(static_cast<long double>(x[i])));
    check_errors(bound, x, y, exact);
    check_positions(x, y);
    check_exceptions(x, exact);
    return good_;
  }

 private:
  template <typename X>
  static auto function(const X& x) {
    if constexpr (slope) {
      return Functor().derivative(x);
    } else {
      return Functor()(x);
    }
  }
  // Out of line, so that no compiler moves them past a look at the exception flags.
  static EIGEN_DONT_INLINE void evaluate(const Scalar* x, Scalar* y, Index n) {
    const Eigen::Map<const Array> from(x, n);
    Eigen::Map<Array>(y, n) = function(from);
  }
  static EIGEN_DONT_INLINE Scalar of(Scalar x) { return function(x); }

  std::ostream& line() {
    return out_ << Functor::name << ' ' << tier_ << (sizeof(Scalar) == 4 ? " float " : " double ");
  }
  void complain(const char* what, Scalar x, Scalar y) {
    good_ = false;
    line() << (slope ? "f'(" : "f(") << x << ") = " << y << ": " << what << '\n';
  }
  static bool is_same(Scalar a, Scalar b) {
    return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
  }

  void check_errors(double bound, const Array& x, const Array& y, const std::vector<long double>& exact) {
    constexpr bool can_judge = std::numeric_limits<long double>::digits >= std::numeric_limits<Scalar>::digits + 10;
    double largest = 0;
    Scalar at = 0;
    int complaints = 0;
    for (Index i = 0; i < x.size(); ++i) {
      const long double value = exact[static_cast<std::size_t>(i)];
      const double error = error_in_ulp(y[i], value);
      const bool special = x[i] == 0 || !std::isfinite(x[i]) || std::isnan(y[i]);
      const bool wrong_zero = value == 0 && std::signbit(y[i]) != std::signbit(value);
      if (special && (error > (std::max)(bound, 1.0) || wrong_zero || std::isnan(y[i]) != std::isnan(value))) {
        if (++complaints < 4) complain("another special value is exact", x[i], y[i]);
      } else if (can_judge && !(error <= largest)) {
        largest = error;
        at = x[i];
      }
    }
    line() << (slope ? "f'" : "f") << ": ";
    if (!can_judge) {
      out_ << "not measured, long double is no wider here\n";
      return;
    }
    out_ << largest << " ULP at " << at << ", promised " << bound << (largest <= bound ? "\n" : "  EXCEEDED\n");
    good_ = good_ && largest <= bound;
  }

  /// Alone, and at every place of short vectors, aligned and not.
  void check_positions(const Array& x, const Array& y) {
    Array result(40);
    for (Index begin = 0, n = 1; begin + n <= x.size(); begin += n, n = n % 37 + 1) {
      const Index shift = begin % 3;
      evaluate(x.data() + begin, result.data() + shift, n);
      for (Index i = 0; i < n; ++i) {
        if (is_same(result[shift + i], y[begin + i]) && is_same(of(x[begin + i]), y[begin + i])) continue;
        complain("elsewhere or alone it is another number", x[begin + i], y[begin + i]);
        return;
      }
    }
  }

  /// Finite inputs raise neither "invalid" nor "division by zero", and overflow only where the exact result does.
  void check_exceptions(const Array& all, const std::vector<long double>& exact) {
    constexpr auto most = static_cast<long double>((std::numeric_limits<Scalar>::max)());
    std::vector<Scalar> finite;
    for (Index i = 0; i < all.size(); ++i) {
      if (std::isfinite(all[i]) && std::abs(exact[static_cast<std::size_t>(i)]) <= most) finite.push_back(all[i]);
    }
    const Eigen::Map<const Array> x(finite.data(), static_cast<Index>(finite.size()));
    Array result(40);
    for (Index begin = 0, n = 1; begin + n <= x.size(); begin += n, n = n % 37 + 1) {
      std::feclearexcept(FE_ALL_EXCEPT);
      evaluate(x.data() + begin, result.data(), n);
      const int raised = std::fetestexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
      if (raised == 0) continue;
      Index culprit = begin;
      for (Index i = begin + n - 1; i >= begin; --i) {
        std::feclearexcept(FE_ALL_EXCEPT);
        result[0] = of(x[i]);
        if (std::fetestexcept(raised) != 0) culprit = i;
      }
      complain((raised & FE_INVALID) != 0     ? "raises the exception \"invalid\""
               : (raised & FE_DIVBYZERO) != 0 ? "raises the exception \"division by zero\""
                                              : "raises the exception \"overflow\"",
               x[culprit], of(x[culprit]));
      return;
    }
  }

  std::ostream& out_;
  const char* tier_;
  bool good_ = true;
};

template <template <typename> class Definition, typename Scalar, typename Tier, typename F, typename Slope>
bool check_tier(F exact, Slope exact_slope, std::ostream& out) {
  using Functor = Activation<Definition<Scalar>, Tier>;
  constexpr ErrorBound bound = Definition<Scalar>::bounds.of(Tier());
  const bool f = ActivationCheck<Functor, false>(out, Tier::name).run(bound.forward, exact);
  const bool slope = ActivationCheck<Functor, true>(out, Tier::name).run(bound.derivative, exact_slope);
  return f && slope;
}

}  // namespace detail

/// Checks f and f' of a definition with its default parameters, in float and double, by default and precise, against
/// the same functions written in long double (double is judged only where that is wider):
/// - +-0, +-inf and NaN have the exact value, zeros their sign too; no other input becomes NaN;
/// - the error stays within Definition::bounds, on special values, around powers of two and on 200 thousand random
///   inputs (no proof: a climb finds more, so do not promise all of it);
/// - an element has the same bits alone and at every place of a vector;
/// - finite input raises no floating-point exception, but overflow where the exact result does.
/// Writes a line for each, with the largest error and where it is, and one for each promise that is broken; true if all
/// are kept.
template <template <typename> class Definition, typename F, typename Slope>
bool check_activation(F exact, Slope exact_slope, std::ostream& out) {
  using detail::check_tier;
  bool good = check_tier<Definition, float, tier::Default>(exact, exact_slope, out);
  good = check_tier<Definition, float, tier::Precise>(exact, exact_slope, out) && good;
  good = check_tier<Definition, double, tier::Default>(exact, exact_slope, out) && good;
  return check_tier<Definition, double, tier::Precise>(exact, exact_slope, out) && good;
}

HILLOCK_NAMESPACE_END

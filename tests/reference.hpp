// The reference every function is measured against: its mathematical definition, one entry per definition, written for
// any real type (double, long double, mpfr::mpreal) and sharing no code with the library.
#ifndef HILLOCK_TESTS_REFERENCE_HPP
#define HILLOCK_TESTS_REFERENCE_HPP

#include <cmath>

#include <hillock/hillock.hpp>

namespace reference {

// Found for double and long double here, for other types in their own namespace.
using std::abs;
using std::cosh;
using std::exp;
using std::expm1;
using std::isnan;
using std::log1p;
using std::tanh;

/// The exact f and f' of a definition; the first argument has the parameters. Not defined in general, so that a
/// function in hillock::Activations without its entry here does not compile.
template <template <typename> class Definition>
struct Reference;

/// An entry: the type, f and f' as formulas of x, of the parameters f.name() and of the real type R.
///
/// The formulas keep their relative accuracy in both tails in the arithmetic of R: a sweep over floats judges them in
/// double. Kinks and special values are those of the specification.
#define HILLOCK_REFERENCE(Type, forward_, derivative_)                              \
  template <>                                                                       \
  struct Reference<hillock::definition::Type> {                                     \
    template <typename F, typename R>                                               \
    static R forward([[maybe_unused]] const F& f, [[maybe_unused]] const R& x) {    \
      return forward_;                                                              \
    }                                                                               \
    template <typename F, typename R>                                               \
    static R derivative([[maybe_unused]] const F& f, [[maybe_unused]] const R& x) { \
      return derivative_;                                                           \
    }                                                                               \
  };

// Pieces of the formulas below.

template <typename R>
R square(const R& x) {
  return x * x;
}
/// sigmoid, with full relative accuracy in the left tail.
template <typename R>
R sigma(const R& x) {
  return 1 / (1 + exp(-x));
}
/// sigmoid', even.
template <typename R>
R sigma_slope(const R& x) {
  const R e = exp(-abs(x));
  return e / square(R(1 + e));
}
/// `above` for x > threshold, else `below`; NaN stays.
template <typename R>
R step(const R& x, const R& threshold, const R& below, const R& above) {
  return isnan(x) ? x : x > threshold ? above : below;
}

HILLOCK_REFERENCE(Sigmoid, sigma(x), sigma_slope(x))
HILLOCK_REFERENCE(Tanh, tanh(x), square(R(1 / cosh(x))))
HILLOCK_REFERENCE(Exponential, exp(x), exp(x))
HILLOCK_REFERENCE(ReLU, x <= 0 ? R(0) : x, step(x, R(0), R(0), R(1)))
HILLOCK_REFERENCE(LeakyReLU, x > 0 ? x : R(R(f.negative_slope()) * x), step(x, R(0), R(f.negative_slope()), R(1)))

}  // namespace reference

#endif  // HILLOCK_TESTS_REFERENCE_HPP

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
///
/// The formulas keep their relative accuracy in both tails in the arithmetic of R: a sweep over floats judges them in
/// double. Kinks and special values are those of the specification.
template <template <typename> class Definition>
struct Reference;

template <>
struct Reference<hillock::definition::Sigmoid> {
  template <typename F, typename R>
  static R forward(const F&, const R& x) {
    return 1 / (1 + exp(-x));
  }
  template <typename F, typename R>
  static R derivative(const F&, const R& x) {
    const R e = exp(-abs(x));
    return e / ((1 + e) * (1 + e));
  }
};

template <>
struct Reference<hillock::definition::Tanh> {
  template <typename F, typename R>
  static R forward(const F&, const R& x) {
    return tanh(x);
  }
  template <typename F, typename R>
  static R derivative(const F&, const R& x) {
    const R sech = 1 / cosh(x);
    return sech * sech;
  }
};

template <>
struct Reference<hillock::definition::ReLU> {
  template <typename F, typename R>
  static R forward(const F&, const R& x) {
    return x <= 0 ? R(0) : x;
  }
  template <typename F, typename R>
  static R derivative(const F&, const R& x) {
    return isnan(x) ? x : x > 0 ? R(1) : R(0);
  }
};

template <>
struct Reference<hillock::definition::LeakyReLU> {
  template <typename F, typename R>
  static R forward(const F& f, const R& x) {
    return x > 0 ? x : R(f.negative_slope()) * x;
  }
  template <typename F, typename R>
  static R derivative(const F& f, const R& x) {
    return isnan(x) ? x : x > 0 ? R(1) : R(f.negative_slope());
  }
};

template <>
struct Reference<hillock::definition::Exponential> {
  template <typename F, typename R>
  static R forward(const F&, const R& x) {
    return exp(x);
  }
  template <typename F, typename R>
  static R derivative(const F&, const R& x) {
    return exp(x);
  }
};

}  // namespace reference

#endif  // HILLOCK_TESTS_REFERENCE_HPP

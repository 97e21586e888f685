// The error of a result in units in the last place (ULP), against an exact value in double, long double or MPFR.
// One ULP is the spacing of the scalar type's numbers at the exact value.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include <mpreal.h>

namespace accuracy {

template <typename R>
long exponent_of(const R& x) {
  return std::ilogb(x);
}
inline long exponent_of(const mpfr::mpreal& x) { return mpfr_get_exp(x.mpfr_srcptr()) - 1; }

template <typename R>
R scaled(const R& x, long exponent) {
  return std::ldexp(x, static_cast<int>(exponent));
}
inline mpfr::mpreal scaled(const mpfr::mpreal& x, long exponent) { return mpfr::ldexp(x, exponent); }

/// log2 of the spacing of Scalars at a finite value: constant among the subnormals, and that of the last binade beyond
/// the largest number.
template <typename Scalar, typename R>
long spacing_exponent(const R& value) {
  using Limits = std::numeric_limits<Scalar>;
  const long smallest = Limits::min_exponent - 1, largest = Limits::max_exponent - 1;
  const long exponent = value == 0 ? smallest : exponent_of(value);
  return std::min(std::max(exponent, smallest), largest) - (Limits::digits - 1);
}

/// |computed - exact| in ULP.
///
/// Infinite where one of them is NaN and the other is not, and where a result that is not zero has the wrong sign. An
/// infinite result counts as 2^max_exponent, the number that would follow the largest, and is right for every exact
/// value from there on; where the exact value is infinite, nothing else is.
///
/// Just below a power of two the spacing is half of that above. An exact value that was rounded (in double or long
/// double) may have come from below: `rounded` then takes the smaller spacing, so that the figure is never too small.
template <typename Scalar, typename R>
double ulp_error(Scalar computed, const R& exact, bool rounded = false) {
  using std::abs;
  using std::isinf;
  using std::isnan;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (std::isnan(computed) || isnan(exact)) return std::isnan(computed) && isnan(exact) ? 0 : infinity;
  const bool opposite = (computed > 0 && exact < 0) || (computed < 0 && exact > 0);
  if (opposite) return infinity;
  if (isinf(exact)) return std::isinf(computed) ? 0 : infinity;

  const R magnitude = abs(exact);
  const R beyond = scaled(R(1), std::numeric_limits<Scalar>::max_exponent);
  if (std::isinf(computed) && magnitude >= beyond) return 0;
  const R result = std::isinf(computed) ? beyond : R(std::abs(computed));
  long spacing = spacing_exponent<Scalar>(magnitude);
  if (rounded && magnitude != 0 && magnitude == scaled(R(1), exponent_of(magnitude))) {
    spacing = spacing_exponent<Scalar>(R(magnitude / 2));
  }
  return static_cast<double>(scaled(R(abs(R(result - magnitude))), -spacing));
}

}  // namespace accuracy

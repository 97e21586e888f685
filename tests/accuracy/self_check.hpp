// Compares the fast reference with MPFR on random inputs: an error there would be taken for one of the library, or hide
// one.
#pragma once

#include <cstdio>

#include "samples.hpp"
#include "sweep_double.hpp"
#include "sweep_float.hpp"

namespace accuracy {

/// How far the fast reference may be off, in ULP of Scalar.
template <typename Scalar>
double allowed_reference_error(const Oracle<Scalar>& oracle) {
  if (sizeof(Scalar) == sizeof(double)) return judging_margin / 2;
  return oracle.careful ? doubtful_margin * 0x1p22 : 0x1p-20;
}

/// |approximate - exact| in ULP of Scalar, 0 where both are beyond what Scalar could tell apart.
template <typename Scalar>
double reference_error(const mpreal& approximate, const mpreal& exact) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (mpfr::isnan(approximate) || mpfr::isnan(exact)) {
    return mpfr::isnan(approximate) && mpfr::isnan(exact) ? 0 : infinity;
  }
  const mpreal beyond = mpfr::ldexp(mpreal(1), std::numeric_limits<Scalar>::max_exponent + 1);
  if (mpfr::abs(approximate) > beyond && mpfr::abs(exact) > beyond) {
    return (approximate > 0) == (exact > 0) ? 0 : infinity;
  }
  if (mpfr::isinf(approximate) || mpfr::isinf(exact)) return infinity;
  return scaled(mpfr::abs(approximate - exact), -spacing_exponent<Scalar>(exact)).toDouble();
}

/// False if the fast reference of a function is off by too much on one of count inputs.
template <typename Scalar>
bool self_check(const Oracle<Scalar>& oracle, const char* scalar, std::uint64_t count) {
  if (!oracle.fast) return true;  // it judges nothing
  const MpfrThread mpfr;
  const Samples<Scalar> samples;
  const double allowed = allowed_reference_error(oracle);
  double max_error = 0;
  Scalar worst = 0;
  for (std::uint64_t index = 0; index < count; ++index) {
    // All bit patterns alike; for doubles most of those are far from where anything happens.
    const Scalar x = sizeof(Scalar) == 8 || index % 2 != 0
                         ? samples(index)
                         : from_bits<Scalar>(static_cast<BitsOf<Scalar>>(random_bits(index)));
    Wide<Scalar> approximate;
    oracle.wide(&x, &approximate, 1);
    const double error = reference_error<Scalar>(mpreal(approximate), oracle.exact(x));
    if (error > max_error) {
      max_error = error;
      worst = x;
    }
  }
  const bool good = max_error <= allowed;
  std::printf("%-16s %-10s %-6s reference off by at most %.2e ULP (allowed %.2e), at %a%s\n", oracle.name, oracle.what,
              scalar, max_error, allowed, static_cast<double>(worst), good ? "" : "  TOO MUCH");
  return good;
}

}  // namespace accuracy

// Symlog: a logarithm for numbers of both signs.
#pragma once

#include <limits>

#include <hillock/activation.hpp>
#include <hillock/kernel/log.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// sign(x) log(1 + |x|).
///
/// f'(x) = 1 / (1 + |x|). From the output: e^-|y|.
/// Special values: odd bit for bit, f(+-0) = +-0; f(+-inf) = +-inf; f'(+-inf) = 0; NaN stays, in f and in f'. Source:
/// D. Hafner, J. Pasukonis, J. Ba, T. Lillicrap, "Mastering Diverse Domains through World Models", 2023.
template <typename Scalar_>
struct Symlog {
  using Scalar = Scalar_;
  static constexpr const char* name = "symlog";
  static constexpr ErrorBounds bounds = guaranteed_bounds;
  static constexpr DefinitionTraits traits{Width::wider, Width::own};

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return with_sign_of(kernel::log1p(abs(x)), x);
  }
  /// Error of doubles: 1/2 ULP the quotient, and what the sum is rounded by, up to 1 ULP of the quotient.
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    constexpr Scalar most = (std::numeric_limits<Scalar>::max)();
    const Number size = abs(x);
    const Number slope = Number(1.0) / (Number(1.0) + clamp_above(size, most));
    // At infinity, and of the largest number whose reciprocal a sum of two does not know.
    return select(leading(size) > kernel::RegisterOf<Number>(most), Number(0.0), slope);
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return kernel::exp(-abs(y));
  }
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Symlog, symlog)

HILLOCK_NAMESPACE_END

// Shrink: ONNX's operator, of which hard_shrink and soft_shrink are two cases.
#pragma once

#include <hillock/activation.hpp>
#include <hillock/kernel/piecewise.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace definition {

/// What shrink, hard_shrink and soft_shrink share: lambda, and f', which is 1 wherever something is left.
template <typename Scalar_>
class Shrinking {
 public:
  using Scalar = Scalar_;
  static constexpr ErrorBounds bounds = exact_bounds;
  static constexpr DefinitionTraits traits = computed_exactly;

  Scalar lambda() const { return lambda_; }

  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return kernel::step(abs(x), Number(lambda_), Number(0.0), Number(1.0));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return kernel::step(abs(y), Number(0.0), Number(0.0), Number(1.0));
  }

 protected:
  /// `name` stands in messages.
  Shrinking(const char* name, Scalar lambda) : lambda_(lambda) { detail::require_not_negative(name, "lambda", lambda); }

  /// Half the width of the zeros.
  Scalar lambda_;
};

/// x + bias for x < -lambda, x - bias for x > lambda, else 0; lambda = 0.5 and bias = 0 by default, both finite, lambda
/// >= 0. With bias = 0 hard_shrink, with bias = lambda soft_shrink.
///
/// f'(x) = 1 for |x| > lambda, else 0, at +-lambda too. From the output, for bias <= lambda: 1 for y != 0, else 0.
/// Special values: f = +0 on the closed [-lambda, lambda], also at -0; f(+-inf) = +-inf; NaN stays, in f and in f'. One
/// rounding. Throws std::invalid_argument where lambda is negative, infinite or NaN, or bias infinite or NaN. Source:
/// the documentation of ONNX, operator Shrink.
template <typename Scalar_>
class Shrink : public Shrinking<Scalar_> {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "shrink";

  explicit Shrink(Scalar lambda = Scalar(0.5), Scalar bias = Scalar(0)) : Shrinking<Scalar>(name, lambda), bias_(bias) {
    detail::require_finite(name, "bias", bias);
  }

  Scalar bias() const { return bias_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const Number lambda(this->lambda_), bias(bias_), zero(0.0);
    // Where the result is 0 nothing is added: the sum might overflow.
    const auto inside = abs(x) <= lambda;
    return select(inside, zero, x - select(inside, zero, select(x < zero, -bias, bias)));
  }
  bool output_determines_derivative() const { return bias_ <= this->lambda_; }

 private:
  Scalar bias_;
};

}  // namespace definition

HILLOCK_DECLARE_ACTIVATION(Shrink, shrink)

HILLOCK_NAMESPACE_END

// Functions as one framework has them and no other: what the presets stand for where a default alone does not say it.
#pragma once

#include <type_traits>

#include <hillock/activations.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Softplus that is x, with a slope of 1, where beta x > threshold, 20 by default: torch.nn.functional.softplus.
///
/// Up to there as softplus. The two differ by at most e^-threshold / beta.
template <typename Scalar_>
class CutOffSoftplus {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "softplus";
  static constexpr ErrorBounds bounds = definition::Softplus<Scalar>::bounds;
  static constexpr DefinitionTraits traits = definition::Softplus<Scalar>::traits;

  explicit CutOffSoftplus(Scalar beta = Scalar(1), Scalar threshold = Scalar(20))
      : softplus_(beta), threshold_(threshold), last_(threshold / beta) {
    require_number(name, "threshold", threshold);
  }

  Scalar beta() const { return softplus_.beta(); }
  Scalar threshold() const { return threshold_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    return select(is_cut_off(x), x, softplus_.forward(x));
  }
  template <typename What, typename Number, std::enable_if_t<std::is_same<What, Forward>::value, int> = 0>
  HILLOCK_INLINE bool is_usual() const {
    return softplus_.template is_usual<What, Number>();
  }
  template <typename V>
  HILLOCK_INLINE DoubleWord<V> unusual_forward(DoubleWord<V> x) const {
    return select(is_cut_off(x), x, softplus_.unusual_forward(x));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return select(is_cut_off(x), Number(1.0), softplus_.derivative(x));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative_from_output(Number y) const {
    return select(is_cut_off(y), Number(1.0), softplus_.derivative_from_output(y));
  }

 private:
  template <typename Number>
  HILLOCK_INLINE auto is_cut_off(Number x) const {
    return leading(x) > kernel::RegisterOf<Number>(last_);
  }

  definition::Softplus<Scalar> softplus_;
  Scalar threshold_, last_;
};

/// GELU, but at least min_val and at most max_val, -10 and 10 by default: ClippedGELUActivation of Hugging Face's
/// transformers. f' = 0 beyond.
template <typename Scalar_>
class ClippedGELU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "gelu_10";
  static constexpr ErrorBounds bounds = definition::GELU<Scalar>::bounds;
  static constexpr DefinitionTraits traits = definition::GELU<Scalar>::traits;

  explicit ClippedGELU(Scalar min_val = Scalar(-10), Scalar max_val = Scalar(10))
      : min_val_(min_val), max_val_(max_val) {
    require_number(name, "min_val", min_val);
    require_number(name, "max_val", max_val);
    if (!(min_val <= max_val)) fail_parameter(name, "min_val", min_val, "at most max_val");
  }

  Scalar min_val() const { return min_val_; }
  Scalar max_val() const { return max_val_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const Number y = definition::GELU<Scalar>{}.forward(x);
    return clipped(y, Number(min_val_), y, Number(max_val_));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    const definition::GELU<Scalar> gelu;
    return clipped(gelu.forward(x), Number(0.0), gelu.derivative(x), Number(0.0));
  }

 private:
  template <typename Number>
  HILLOCK_INLINE Number clipped(Number y, Number below, Number inside, Number above) const {
    using V = kernel::RegisterOf<Number>;
    return select(leading(y) < V(min_val_), below, select(leading(y) > V(max_val_), above, inside));
  }

  Scalar min_val_, max_val_;
};

/// xIELU as Hugging Face's transformers compute it, XIELUActivation: with e^min(x, eps) for e^x, eps = -1e-6 by
/// default. So from eps to 0 alpha_n (e^eps - 1 - x) + beta x, with a slope of beta - alpha_n.
template <typename Scalar_>
class ClampedXIELU {
 public:
  using Scalar = Scalar_;
  static constexpr const char* name = "xielu";
  static constexpr ErrorBounds bounds = definition::XIELU<Scalar>::bounds;
  static constexpr DefinitionTraits traits = definition::XIELU<Scalar>::traits;

  explicit ClampedXIELU(Scalar alpha_p = Scalar(0.8), Scalar alpha_n = Scalar(0.8), Scalar beta = Scalar(0.5),
                        Scalar eps = Scalar(-1e-6))
      : xielu_(alpha_p, alpha_n, beta), eps_(eps) {
    if (!(eps <= 0 && eps >= -1)) fail_parameter(name, "eps", eps, "from -1 to 0");
    using V = Lanes<double, 1>;
    const auto end = kernel::expm1(DoubleWord<V>(V(static_cast<double>(eps)))) * V(static_cast<double>(alpha_n));
    high_ = end.high.first();
    low_ = end.low.first();
  }

  Scalar alpha_p() const { return xielu_.alpha_p(); }
  Scalar alpha_n() const { return xielu_.alpha_n(); }
  Scalar beta() const { return xielu_.beta(); }
  Scalar eps() const { return eps_; }

  template <typename Number>
  HILLOCK_INLINE Number forward(Number x) const {
    const Number line = slope<Number>() * clamp(x, -1.0, 0.0) + kernel::constant<Number>(high_, low_);
    return select(is_clamped(x), line, xielu_.forward(x));
  }
  template <typename Number>
  HILLOCK_INLINE Number derivative(Number x) const {
    return select(is_clamped(x), slope<Number>(), xielu_.derivative(x));
  }

 private:
  template <typename Number>
  HILLOCK_INLINE Number slope() const {
    return Number(xielu_.beta()) - Number(xielu_.alpha_n());
  }
  template <typename Number>
  HILLOCK_INLINE auto is_clamped(Number x) const {
    using V = kernel::RegisterOf<Number>;
    return (leading(x) > V(eps_)) & (leading(x) <= V(0.0));
  }

  definition::XIELU<Scalar> xielu_;
  Scalar eps_;
  double high_ = 0, low_ = 0;
};

/// HardTanh without bounds where none are given: ONNX's Clip.
template <typename Scalar>
struct Clip : definition::HardTanh<Scalar> {
  explicit Clip(Scalar min_val = minus_infinity<Scalar>(), Scalar max_val = infinity<Scalar>())
      : definition::HardTanh<Scalar>(min_val, max_val) {}
};

}  // namespace detail
HILLOCK_NAMESPACE_END

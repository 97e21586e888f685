// hillock itself, in one of its tiers, in the form of a peer (see peers.hpp).
// Only what a user writes: no access to kernels.
#pragma once

#include <type_traits>

#include <hillock/hillock.hpp>

namespace bench {

template <typename Tier>
inline constexpr const char* hillock_name = "hillock";
template <>
inline constexpr const char* hillock_name<hillock::tier::Precise> = "hillock_precise";
template <>
inline constexpr const char* hillock_name<hillock::tier::Fast> = "hillock_fast";

/// Whether a tier computes a function in its own way: only the fast tier has few.
template <typename Definition, typename Tier>
inline constexpr bool has_tier =
    !std::is_same<Tier, hillock::tier::Fast>::value || hillock::detail::has_fast_tier<Definition>;

template <typename Tier>
struct Hillock {
  static constexpr const char* name = hillock_name<Tier>;

  template <typename T>
  using OnlyDefault = std::enable_if_t<std::is_same<T, hillock::tier::Default>::value>;
  template <typename T, typename X>
  using OnlyFastFloats =
      std::enable_if_t<std::is_same<T, hillock::tier::Fast>::value && std::is_same<typename X::Scalar, float>::value>;

  template <typename Definition, typename X, typename Y>
  static auto forward(const Definition&, const X& x, Y&& y) -> std::enable_if_t<has_tier<Definition, Tier>> {
    y = hillock::Activation<Definition, Tier>()(x);
  }
  template <typename Definition, typename X, typename Y>
  static auto derivative(const Definition&, const X& x, Y&& y) -> std::enable_if_t<has_tier<Definition, Tier>> {
    y = hillock::Activation<Definition, Tier>().derivative(x);
  }

  template <typename Definition, typename X, typename DY, typename DX>
  static void backward(const Definition&, const X& x, const DY& dy, DX& dx) {
    dx = hillock::Activation<Definition, Tier>().backward(x, dy);
  }

  // Default and precise are one; the fast tier is another of floats.
  template <typename X, typename Y, typename Axis, typename T = Tier>
  static auto softmax(const X& x, Y&& y, Axis axis) -> OnlyDefault<T> {
    y = hillock::softmax(x, axis);
  }
  template <typename X, typename Y, typename Axis, typename T = Tier>
  static auto softmax(const X& x, Y&& y, Axis axis) -> OnlyFastFloats<T, X> {
    y = hillock::fast::softmax(x, axis);
  }
  template <typename X, typename Y, typename Axis, typename T = Tier>
  static auto log_softmax(const X& x, Y&& y, Axis axis) -> OnlyDefault<T> {
    y = hillock::log_softmax(x, axis);
  }
  template <typename X, typename Y, typename Axis, typename T = Tier>
  static auto log_softmax(const X& x, Y&& y, Axis axis) -> OnlyFastFloats<T, X> {
    y = hillock::fast::log_softmax(x, axis);
  }
  template <typename X, typename Values, typename T = Tier>
  static auto logsumexp(const X& x, Values&& values, hillock::Columnwise axis) -> OnlyDefault<T> {
    values.transpose() = hillock::logsumexp(x, axis);
  }
  template <typename X, typename Values, typename T = Tier>
  static auto logsumexp(const X& x, Values&& values, hillock::Rowwise axis) -> OnlyDefault<T> {
    values = hillock::logsumexp(x, axis);
  }
  template <typename X, typename Values, typename T = Tier>
  static auto logmeanexp(const X& x, Values&& values, hillock::Columnwise axis) -> OnlyDefault<T> {
    values.transpose() = hillock::logmeanexp(x, axis);
  }
  template <typename X, typename Values, typename T = Tier>
  static auto logmeanexp(const X& x, Values&& values, hillock::Rowwise axis) -> OnlyDefault<T> {
    values = hillock::logmeanexp(x, axis);
  }
  template <typename X, typename Y, typename Axis, typename T = Tier>
  static auto softmax_with_sink(const X& x, Y&& y, Axis axis) -> OnlyDefault<T> {
    y = hillock::softmax_with_sink(x, axis);
  }
  template <typename X, typename Labels, typename Losses, typename Gradient, typename Axis, typename T = Tier>
  static auto cross_entropy(const X& x, const Labels& labels, Losses& losses, Gradient& gradient, Axis axis)
      -> OnlyDefault<T> {
    hillock::CrossEntropy<Losses, Gradient> result{losses, gradient};
    hillock::softmax_cross_entropy.forward(x, labels, result, axis);
  }

  template <typename F, typename W, typename B, typename X, typename Y, typename = std::enable_if_t<has_tier<F, Tier>>>
  static auto dense(const F&, const W& weights, const B& bias, const X& x, Y& y) {
    return [layer = hillock::Dense{weights, bias, hillock::Activation<F, Tier>()}, &x, &y] { layer.forward(x, y); };
  }
  template <typename F, typename W, typename B, typename X, typename Y, typename DY>
  static auto dense_backward(const F&, const W& weights, const B& bias, const X& x, const Y& y, const DY& dy) {
    hillock::Dense layer{weights, bias, hillock::Activation<F, Tier>()};
    return
        [layer, &x, &y, &dy, gradients = layer.backward(x, y, dy)]() mutable { layer.backward(x, y, dy, gradients); };
  }
};

}  // namespace bench

// hillock itself, in one of its tiers, in the form of a peer (see peers.hpp).
// Only what a user writes: no access to kernels.
#ifndef HILLOCK_BENCH_PEERS_HILLOCK_HPP
#define HILLOCK_BENCH_PEERS_HILLOCK_HPP

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
    !std::is_same<Tier, hillock::tier::Fast>::value || hillock::detail::HasFast<Definition>::value;

template <typename Tier>
struct Hillock {
  static constexpr const char* name = hillock_name<Tier>;

  template <typename Definition, typename X, typename Y>
  static auto forward(const Definition&, const X& x, Y&& y) -> std::enable_if_t<has_tier<Definition, Tier>> {
    y = hillock::Activation<Definition, Tier>()(x);
  }
  template <typename Definition, typename X, typename Y>
  static auto derivative(const Definition&, const X& x, Y&& y) -> std::enable_if_t<has_tier<Definition, Tier>> {
    y = hillock::Activation<Definition, Tier>().derivative(x);
  }

  // Default and precise are one.
  template <typename X, typename Y, typename T = Tier>
  static auto softmax(const X& x, Y&& y) -> std::enable_if_t<std::is_same<T, hillock::tier::Default>::value> {
    y = hillock::softmax(x);
  }
  template <typename X, typename Y, typename T = Tier>
  static auto softmax(const X& x, Y&& y) -> std::enable_if_t<std::is_same<T, hillock::tier::Fast>::value &&
                                                             std::is_same<typename X::Scalar, float>::value> {
    y = hillock::fast::softmax(x);
  }

  template <typename F, typename W, typename B>
  static auto dense(const F&, const W& weights, const B& bias) {
    return [layer = hillock::Dense{weights, bias, hillock::Activation<F, Tier>()}](const auto& x, auto& y) {
      layer.forward(x, y);
    };
  }
};

}  // namespace bench

#endif  // HILLOCK_BENCH_PEERS_HILLOCK_HPP

// How wrong a library is: what the programs beside the benchmarks share.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "peers/peers.hpp"

namespace bench {

/// Infinite where one of the two is NaN or infinite and the other is not.
inline double ulp_error(float computed, double exact) {
  if (std::isnan(computed) && std::isnan(exact)) return 0;
  const float nearest = static_cast<float>(exact);
  if (std::isinf(nearest) || !std::isfinite(computed))
    return computed == nearest ? 0 : std::numeric_limits<double>::infinity();
  const int exponent = exact == 0 ? -126 : std::max(std::ilogb(exact), -126);
  return std::abs(static_cast<double>(computed) - exact) / std::ldexp(1, exponent - 23);
}

/// The judge of floats: hillock's precise tier on doubles, with the floats' parameters. (Not all defaults are numbers
/// of both types; the generator of the pages notices one that is missing here.)
template <template <typename> class Definition>
auto exact_function(const Definition<float>&) {
  return hillock::Activation<Definition<double>, hillock::tier::Precise>();
}
inline auto exact_function(const hillock::definition::LeakyReLU<float>& f) {
  return hillock::precise::LeakyReLU<double>(static_cast<double>(f.negative_slope()));
}
inline auto exact_function(const hillock::definition::RReLU<float>& f) {
  return hillock::precise::LeakyReLU<double>(static_cast<double>(f.negative_slope()));
}
inline auto exact_function(const hillock::definition::ScaledTanh<float>& f) {
  return hillock::precise::ScaledTanh<double>(static_cast<double>(f.a()), static_cast<double>(f.b()));
}
inline auto exact_function(const hillock::definition::LeakyHardTanh<float>& f) {
  return hillock::precise::LeakyHardTanh<double>(static_cast<double>(f.min_val()), static_cast<double>(f.max_val()),
                                                 static_cast<double>(f.min_slope()),
                                                 static_cast<double>(f.max_slope()));
}
inline auto exact_function(const hillock::definition::XIELU<float>& f) {
  return hillock::precise::XIELU<double>(static_cast<double>(f.alpha_p()), static_cast<double>(f.alpha_n()),
                                         static_cast<double>(f.beta()));
}
inline auto exact_function(const hillock::definition::Laplace<float>& f) {
  return hillock::precise::Laplace<double>(static_cast<double>(f.mu()), static_cast<double>(f.sigma()));
}

struct Forward {
  template <typename Library, typename F, typename X, typename Y>
  auto operator()(Library, const F& f, const X& x, Y& y) const -> decltype(Library::forward(f, x, y)) {
    Library::forward(f, x, y);
  }
};

/// Whether a library computes a function itself.
template <typename Library, typename Definition>
inline constexpr bool computes =
    !std::is_same<Library, Copy>::value &&
    std::is_invocable<Forward, Library, const Definition&, const Eigen::ArrayXf&, Eigen::ArrayXf&>::value;

}  // namespace bench

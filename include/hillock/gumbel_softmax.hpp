// Gumbel-softmax: a random choice among classes, softened so that it has a gradient.
#pragma once

#include <cmath>
#include <cstdint>
#include <tuple>
#include <type_traits>

#include <hillock/hardmax.hpp>
#include <hillock/softmax.hpp>

HILLOCK_NAMESPACE_BEGIN

/// Option of gumbel_softmax: the choice itself, one-hot, instead of the soft sample.
struct Hard {};
inline constexpr Hard hard{};

namespace detail {

/// How many bits are free in numbers from 0 to `range`: log2(range + 1), rounded down.
constexpr int whole_bits(std::uint64_t range) {
  int bits = 0;
  while (((range + 1) >> bits) > 1) ++bits;
  return bits;
}

/// 32 random bits from an engine of the standard library's kind.
template <typename Engine>
std::uint32_t random_bits(Engine& engine) {
  constexpr std::uint64_t range =
      static_cast<std::uint64_t>((Engine::max)()) - static_cast<std::uint64_t>((Engine::min)());
  if constexpr (range == 0xffffffffu || range == ~std::uint64_t(0)) {
    // The high bits are the better ones of some engines.
    const std::uint64_t bits = static_cast<std::uint64_t>(engine()) - static_cast<std::uint64_t>((Engine::min)());
    return static_cast<std::uint32_t>(range == 0xffffffffu ? bits : bits >> 32);
  } else {
    // A smaller range: numbers below the largest power of two in it, side by side until there are enough bits.
    constexpr int bits = whole_bits(range);
    std::uint64_t collected = 0;
    int count = 0;
    while (count < 32) {
      const std::uint64_t number = static_cast<std::uint64_t>(engine()) - static_cast<std::uint64_t>((Engine::min)());
      if ((number >> bits) != 0) continue;
      collected = (collected << bits) | number;
      count += bits;
    }
    return static_cast<std::uint32_t>(collected >> (count - 32));
  }
}

/// A random number of the standard Gumbel distribution, -log(E) with E exponentially distributed; finite. Two
/// draws.
template <typename Engine>
double gumbel_noise(Engine& engine) {
  // Uniform in (0, 1), symmetric, never 0 or 1: the middle of one of 2^52 equal intervals.
  const std::uint64_t high = random_bits(engine), low = random_bits(engine);
  const double uniform = (static_cast<double>((high << 20) | (low >> 12)) + 0.5) * 0x1p-52;
  return -std::log(-std::log1p(-uniform));
}

// A free function, because MSVC takes no private one in a generic lambda within another.
template <typename Tier, bool is_hard, typename X, typename Engine, typename Y, typename Axis>
void gumbel_sample(const X& x, Engine& engine, Y& y, Axis axis,
                   const SoftmaxParameters<Computed<typename X::Scalar>>& parameters) {
  using Scalar = Computed<typename X::Scalar>;
  const Eigen::Index n = line_length(x, axis);
  ResultLine<typename X::Scalar> floats(n);
  for (Eigen::Index j = 0; j < line_count(x, axis); ++j) {
    const auto from = line(x, j, axis);
    const auto to = floats.in_place_of(line(y, j, axis));
    for (Eigen::Index i = 0; i < n; ++i)
      to[i] = static_cast<Scalar>(from[i]) + static_cast<Scalar>(gumbel_noise(engine));
    SoftmaxKernel<Tier>::forward(to, to, n, parameters);
    if constexpr (is_hard) HardmaxKernel::forward(to, to, n, NoParameters<Scalar>(HardmaxKernel::name));
    floats.store(line(y, j, axis));
  }
}

}  // namespace detail

/// gumbel_softmax(x, engine) = softmax((x + G) / T) with independent standard Gumbel noise G: a soft sample of the
/// distribution softmax(x), whose largest element stands at class i with probability softmax(x)_i.
///
///   std::mt19937 engine(seed);
///   y = hillock::gumbel_softmax(x, engine, temperature);                 // options in any order: axis, masked, hard
///   choice = hillock::hardmax(y);                                        // one-hot, where the loss wants that
///   dx = hillock::gumbel_softmax.backward_from_output(y, dy, temperature);
///
/// With the option hillock::hard it returns the choice itself: hardmax of the soft sample of the same engine. Backward
/// is that of the soft sample y in both cases (the straight-through estimator): dy is then the gradient with respect to
/// the choice, and y the soft sample, which the caller keeps, as it cannot be had from the choice.
///
/// The engine is the caller's, and drawn from twice per element when the result is assigned, vector by vector; it must
/// live until then. Same engine and seed, same result, whatever the layout. Shapes, temperature, errors and special
/// values as softmax; with hard, NaN wherever the soft sample is. In place of x is safe; where
/// the destination overlaps x in another way, a temporary keeps it right.
///
/// Source: E. Jang, S. Gu, B. Poole, "Categorical reparameterization with Gumbel-softmax", ICLR 2017; C. J. Maddison,
/// A. Mnih, Y. W. Teh, "The concrete distribution", ICLR 2017.
template <typename Tier>
struct GumbelSoftmax {
  static constexpr const char* name = "gumbel_softmax";

  /// A sample; drawn when it is assigned.
  template <typename X, typename Engine, typename... Options>
  auto operator()(const Eigen::DenseBase<X>& x, Engine& engine, Options... options) const {
    using Axis = detail::AxisOf<X, Options...>;
    using IsHard = std::bool_constant<(std::is_same<Options, Hard>::value || ...)>;
    return detail::defer<typename X::PlainObject>(
        x.rows(), x.cols(), name,
        [](auto& y, const auto& argument, Engine* source, const auto& parameters) {
          detail::use_or_assign(argument, y, [&](const auto& from) {
            detail::gumbel_sample<Tier, IsHard::value>(from, *source, y, Axis{}, parameters);
          });
        },
        detail::hold(x), &engine, without_hard<typename X::Scalar>(options...));
  }

  /// From the soft sample y and the gradient dy with respect to it, or to the choice made from it.
  template <typename Y, typename DY, typename... Options>
  auto backward_from_output(const Eigen::DenseBase<Y>& y, const Eigen::DenseBase<DY>& dy, Options... options) const {
    return without_hard<typename Y::Scalar>(options...).backward_from_output(y, dy, detail::AxisOf<Y, Options...>{});
  }

 private:
  struct Backward : SoftmaxKernel<Tier> {
    static constexpr const char* name = GumbelSoftmax::name;
  };

  /// The functor with the other options.
  template <typename Scalar, typename... Options>
  static auto without_hard(Options... options) {
    return std::apply([](auto... rest) { return VectorFunction<Backward>::template functor<Scalar>(rest...); },
                      std::tuple_cat(detail::keep_if<!std::is_same<Options, Hard>::value>(options)...));
  }
};

inline constexpr GumbelSoftmax<tier::Default> gumbel_softmax{};
namespace precise {
inline constexpr GumbelSoftmax<tier::Precise> gumbel_softmax{};
}  // namespace precise
namespace fast {
inline constexpr GumbelSoftmax<tier::Fast> gumbel_softmax{};
}  // namespace fast

HILLOCK_NAMESPACE_END

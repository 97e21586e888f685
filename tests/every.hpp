// Walks the registry for the suites: every activation, scalar type and tier. A function added to hillock::Activations
// is tested without another line.
#pragma once

#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <hillock/hillock.hpp>

namespace every {

/// Whether these are the tests of a release (preset `full`), of every function in every type. Every day, what does not
/// depend on the function, as a layout, an expression or a layer, is tested of one function of each kind; and what does
/// not depend on the type, of one type.
#if defined(HILLOCK_FULL_TESTS)
inline constexpr bool full = true;
#else
inline constexpr bool full = false;
#endif

template <typename Definition, typename... Others>
inline constexpr bool is_any_of = (std::is_same<Definition, Others>::value || ...);

/// Whether a function stands for those that loops and layers treat alike: nothing to compute; a few instructions, as
/// registers one at a time; a kernel whose registers go in pairs; with a parameter for which there is a shorter kernel;
/// with one on which it depends whether the output determines f'; f' of the output, and of the input; what overflows.
template <template <typename> class Definition>
inline constexpr bool stands_for_its_kind =
    full ||
    is_any_of<Definition<float>, hillock::definition::Identity<float>, hillock::definition::BinaryStep<float>,
              hillock::definition::ReLU<float>, hillock::definition::LeakyReLU<float>, hillock::definition::ELU<float>,
              hillock::definition::Sigmoid<float>, hillock::definition::Tanh<float>, hillock::definition::GELU<float>,
              hillock::definition::Swish<float>, hillock::definition::Exponential<float>>;

template <typename Act>
inline constexpr bool is_of_a_kind = false;
template <template <typename> class Definition, typename Scalar, typename Tier>
inline constexpr bool is_of_a_kind<hillock::Activation<Definition<Scalar>, Tier>> = stands_for_its_kind<Definition>;

/// Likewise of the two types of each width, for what is one text in both.
template <typename Scalar>
inline constexpr bool stands_for_types =
    full || std::is_same<Scalar, float>::value || std::is_same<Scalar, Eigen::half>::value;

/// Those types, for Catch2's TEMPLATE_TEST_CASE.
#if defined(HILLOCK_FULL_TESTS)
#define EVERY_TYPE float, double
#define EVERY_SHORT_TYPE Eigen::half, Eigen::bfloat16
#else
#define EVERY_TYPE float
#define EVERY_SHORT_TYPE Eigen::half
#endif

template <typename Scalar>
const char* scalar_name() {
  return sizeof(Scalar) == sizeof(float) ? "float" : "double";
}

/// Calls visit(functor) for each activation of the registry with its default parameters, in Scalar and every tier.
template <typename Scalar, typename Visitor>
struct VisitFunctors {
  Visitor& visit;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    using D = Definition<Scalar>;
    visit(hillock::Activation<D, hillock::tier::Default>{});
    // Where both tiers are one type of code, once is enough.
    if constexpr (!hillock::detail::same_code<D, hillock::tier::Default, hillock::tier::Precise>) {
      visit(hillock::Activation<D, hillock::tier::Precise>{});
    }
    if constexpr (hillock::detail::has_fast_tier<D>) visit(hillock::Activation<D, hillock::tier::Fast>{});
    if constexpr (hillock::detail::has_exact_tier<D>) visit(hillock::Activation<D, hillock::tier::Exact>{});
  }
};
template <typename Scalar, typename Visitor>
void functor(Visitor visit) {
  hillock::Activations::for_each(VisitFunctors<Scalar, Visitor>{visit});
}

/// Only the default tier of those: for what layers do with an activation, which is the same in every tier.
template <typename Scalar, typename Visitor>
struct VisitKinds {
  Visitor& visit;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    if constexpr (stands_for_its_kind<Definition>) visit(hillock::Activation<Definition<Scalar>>{});
  }
};
template <typename Scalar, typename Visitor>
void kind(Visitor visit) {
  hillock::Activations::for_each(VisitKinds<Scalar, Visitor>{visit});
}

/// One function of each kind in every tier.
template <typename Scalar, typename Visitor>
struct VisitKindsInTiers {
  Visitor& visit;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition> function) const {
    if constexpr (stands_for_its_kind<Definition>) VisitFunctors<Scalar, Visitor>{visit}(function);
  }
};
/// And of those the tiers that elements of every type have.
template <typename Scalar, typename Visitor>
void general_kind(Visitor visit) {
  const auto unless_exact = [&](const auto& act) {
    if constexpr (!std::is_same<typename std::decay_t<decltype(act)>::Tier, hillock::tier::Exact>::value) visit(act);
  };
  hillock::Activations::for_each(VisitKindsInTiers<Scalar, decltype(unless_exact)>{unless_exact});
}

/// The same function and tier for elements of another type, with its default parameters.
template <typename Other, template <typename> class Definition, typename Scalar, typename Tier>
hillock::Activation<Definition<Other>, Tier> rebind(const hillock::Activation<Definition<Scalar>, Tier>&) {
  return hillock::Activation<Definition<Other>, Tier>{};
}

// The things to compute of an activation, on a scalar or an expression alike: backward of x is given x for dy too.
struct Forward {
  using Formula = hillock::Forward;
  static constexpr bool has_two_arguments = false;
  static constexpr const char* name = "forward";
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x) const {
    return act(x);
  }
};
struct Derivative {
  using Formula = hillock::Derivative;
  static constexpr bool has_two_arguments = false;
  static constexpr const char* name = "derivative";
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x) const {
    return act.derivative(x);
  }
};
struct Backward {
  using Formula = hillock::Derivative;
  static constexpr bool has_two_arguments = true;
  static constexpr const char* name = "backward";
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x) const {
    return act.backward(x, x);
  }
};
struct BackwardFromOutput {
  using Formula = hillock::DerivativeFromOutput;
  static constexpr bool has_two_arguments = true;
  static constexpr const char* name = "backward_from_output";
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x) const {
    return act.backward_from_output(x, x);
  }
};

/// The same of a packet, as in Eigen's loops.
template <typename Of, typename Act, typename Packet>
Packet of_packet(const Act& act, const Packet& x) {
  const auto functor = act.template functor<typename Of::Formula>();
  if constexpr (Of::has_two_arguments) {
    return functor.packetOp(x, x);
  } else {
    return functor.packetOp(x);
  }
}

/// Calls visit(functor, operation) for everything an activation computes. (dy f' is one text in every tier: every day
/// in the default tier of all functions, and in every tier of one of each kind.)
template <typename Scalar, typename Visitor>
void operation(Visitor visit) {
  functor<Scalar>([&](const auto& act) {
    visit(act, Forward{});
    visit(act, Derivative{});
    using Act = std::decay_t<decltype(act)>;
    if constexpr (std::is_same<typename Act::Tier, hillock::tier::Default>::value || is_of_a_kind<Act>) {
      visit(act, Backward{});
      if constexpr (Act::gradient_needs == hillock::GradientNeeds::output) visit(act, BackwardFromOutput{});
    }
  });
}

/// Values on which packets and scalars, or two instruction sets, have been seen to differ elsewhere: zeros, subnormals,
/// both tails, infinities and NaN, among ordinary ones.
template <typename Scalar>
std::vector<Scalar> difficult_values(std::size_t count) {
  using Limits = std::numeric_limits<Scalar>;
  const Scalar infinity = hillock::detail::infinity<Scalar>(), nan = hillock::detail::not_a_number<Scalar>();
  // clang-format off
  const std::vector<Scalar> special = {
      Scalar(0),     -Scalar(0),       Limits::denorm_min(), -Limits::denorm_min(), Limits::min(),  -Limits::min(),
      Limits::max(), Limits::lowest(), infinity,             -infinity,             nan,            Scalar(88.7),
      Scalar(-88.7), Scalar(-103.5),   Scalar(104),          Scalar(709.7),         Scalar(-745),   Scalar(17.3),
      Scalar(-17.3), Scalar(9.1),      Scalar(1e-5),         Scalar(-1e-20)};
  // clang-format on
  std::vector<Scalar> values;
  std::uint32_t state = 1;
  while (values.size() < count) {
    state = state * 1664525u + 1013904223u;  // Numerical Recipes' generator: the same values everywhere
    const Scalar uniform = Scalar(state >> 8) / Scalar(1 << 24);
    values.push_back(state % 4 == 0 ? special[(state >> 16) % special.size()] : 20 * uniform - 10);
  }
  return values;
}

/// Equal bit for bit; any two NaN are.
template <typename Scalar>
bool same_bits(const Scalar& a, const Scalar& b) {
  if (hillock::detail::to_bits(a) == hillock::detail::to_bits(b)) return true;
  return hillock::detail::is_nan(a) && hillock::detail::is_nan(b);
}

}  // namespace every

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

/// Only in the default tier: for what layers do with an activation, which is the same in every tier.
template <typename Scalar, typename Visitor>
struct VisitDefaultTier {
  Visitor& visit;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    visit(hillock::Activation<Definition<Scalar>>{});
  }
};
template <typename Scalar, typename Visitor>
void default_functor(Visitor visit) {
  hillock::Activations::for_each(VisitDefaultTier<Scalar, Visitor>{visit});
}

/// The tiers that elements of every type have.
template <typename Scalar, typename Visitor>
void general_functor(Visitor visit) {
  functor<Scalar>([&](const auto& act) {
    if constexpr (!std::is_same<typename std::decay_t<decltype(act)>::Tier, hillock::tier::Exact>::value) visit(act);
  });
}

/// The same function and tier for elements of another type, with its default parameters.
template <typename Other, template <typename> class Definition, typename Scalar, typename Tier>
hillock::Activation<Definition<Other>, Tier> rebind(const hillock::Activation<Definition<Scalar>, Tier>&) {
  return hillock::Activation<Definition<Other>, Tier>{};
}

// The things to compute of an activation, on a scalar or an expression alike, and as Eigen does on a packet.
struct Forward {
  static constexpr const char* name = "forward";
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x) const {
    return act(x);
  }
  template <typename Act, typename Packet>
  static Packet packet(const Act& act, const Packet& x) {
    return act.packetOp(x);
  }
};
struct Derivative {
  static constexpr const char* name = "derivative";
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x) const {
    return act.derivative(x);
  }
  template <typename Act, typename Packet>
  static Packet packet(const Act& act, const Packet& x) {
    return act.template functor<hillock::Derivative>().packetOp(x);
  }
};
struct Backward {
  static constexpr const char* name = "backward";
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x) const {
    return act.backward(x, x);
  }
  template <typename Act, typename Packet>
  static Packet packet(const Act& act, const Packet& x) {
    return act.template functor<hillock::Derivative>().packetOp(x, x);
  }
};
struct BackwardFromOutput {
  static constexpr const char* name = "backward_from_output";
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x) const {
    return act.backward_from_output(x, x);
  }
  template <typename Act, typename Packet>
  static Packet packet(const Act& act, const Packet& x) {
    return act.template functor<hillock::DerivativeFromOutput>().packetOp(x, x);
  }
};

/// Calls visit(functor, operation) for everything an activation computes.
template <typename Scalar, typename Visitor>
void operation(Visitor visit) {
  functor<Scalar>([&](const auto& act) {
    visit(act, Forward{});
    visit(act, Derivative{});
    visit(act, Backward{});
    if constexpr (std::decay_t<decltype(act)>::gradient_needs == hillock::GradientNeeds::output) {
      visit(act, BackwardFromOutput{});
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

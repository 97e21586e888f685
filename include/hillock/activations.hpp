// The registry: every element-wise activation, once. Tests, benchmarks and the accuracy table walk this list.
#ifndef HILLOCK_ACTIVATIONS_HPP
#define HILLOCK_ACTIVATIONS_HPP

#include "activations/exponential.hpp"
#include "activations/leaky_relu.hpp"
#include "activations/relu.hpp"
#include "activations/sigmoid.hpp"
#include "activations/tanh.hpp"

HILLOCK_NAMESPACE_BEGIN

/// A list of definitions.
template <template <typename> class... Definitions>
struct ActivationList {
  static constexpr int size = sizeof...(Definitions);

  /// Calls visit(Function<D>{}) for each definition D, in order.
  template <typename Visitor>
  static void for_each(Visitor&& visit) {
    (visit(Function<Definitions>{}), ...);
  }
};

using Activations = ActivationList<  //
    definition::Sigmoid,             //
    definition::Tanh,                //
    definition::ReLU,                //
    definition::LeakyReLU,           //
    definition::Exponential>;

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_ACTIVATIONS_HPP

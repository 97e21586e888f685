// The table of operations.hpp: single values, beside the loops of accuracy/library.cpp.
#include "operations.hpp"

#include <type_traits>

namespace operations {
namespace {

template <typename Scalar, typename Act, typename Of>
Scalar alone(Scalar x) {
  return Of{}(Act{}, x);
}
template <typename Scalar, typename Act>
Scalar derivative_from_output(Scalar y) {
  return Act{}.derivative_from_output(y);
}

/// Adds an activation's operation to a table, with the loop that stands in its place in the other.
template <typename Scalar>
struct Add {
  std::vector<Operation<Scalar>>& table;
  const std::vector<Loop<Scalar>>& loops;

  template <typename Act, typename Of>
  void operator()(const Act&, Of) const {
    constexpr bool is_derivative = std::is_same<Of, every::Derivative>::value;
    Scalar (*output)(Scalar) = nullptr;
    Scalar (*from_output)(Scalar) = nullptr;
    if constexpr (std::is_same<Of, every::BackwardFromOutput>::value) output = alone<Scalar, Act, every::Forward>;
    if constexpr (is_derivative && Act::gradient_needs == hillock::GradientNeeds::output) {
      from_output = derivative_from_output<Scalar, Act>;
    }
    table.push_back({Act::name, Act::Tier::name, Of::name, is_derivative || std::is_same<Of, every::Forward>::value,
                     alone<Scalar, Act, Of>, loops.at(table.size()), output, from_output});
  }
};

}  // namespace

template <typename Scalar>
std::vector<Operation<Scalar>> of_activations() {
  std::vector<Operation<Scalar>> table;
  const std::vector<Loop<Scalar>> loops = loops_of_activations<Scalar>();
  every::operation<Scalar>(Add<Scalar>{table, loops});
  return table;
}
template std::vector<Operation<float>> of_activations<float>();
template std::vector<Operation<double>> of_activations<double>();

template <typename Scalar>
std::vector<Operation<Scalar>> of_building_blocks() {
  std::vector<Operation<Scalar>> table;
  const std::vector<Loop<Scalar>> loops = loops_of_building_blocks<Scalar>();
  building_block_operation<Scalar>(Add<Scalar>{table, loops});
  return table;
}
template std::vector<Operation<float>> of_building_blocks<float>();
template std::vector<Operation<double>> of_building_blocks<double>();

}  // namespace operations

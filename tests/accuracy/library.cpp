// The tables of library.hpp and operations.hpp: every function evaluated through its public face, on single values and
// on Eigen maps, as a user would. Nothing is measured here.
#include "library.hpp"

#include <type_traits>

#include <hillock/hillock.hpp>

#include "../operations.hpp"
#include "instruction_set.hpp"

namespace operations {
namespace {

template <typename Scalar, typename Act, typename Of>
Scalar alone(Scalar x) {
  return Of{}(Act{}, x);
}
template <typename Scalar, typename Act, typename Of>
void many(const Scalar* x, Scalar* y, std::ptrdiff_t n) {
  using Vector = typename Operation<Scalar>::Vector;
  Eigen::Map<Vector>(y, n) = Of{}(Act{}, Eigen::Map<const Vector>(x, n));
}
template <typename Scalar, typename Act>
Scalar derivative_from_output(Scalar y) {
  return Act{}.derivative_from_output(y);
}

/// Adds an activation's operation to a table.
template <typename Scalar>
struct Add {
  std::vector<Operation<Scalar>>& table;

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
                     alone<Scalar, Act, Of>, many<Scalar, Act, Of>, output, from_output});
  }
};

}  // namespace

template <typename Scalar>
std::vector<Operation<Scalar>> of_activations() {
  std::vector<Operation<Scalar>> table;
  every::operation<Scalar>(Add<Scalar>{table});
  return table;
}
template std::vector<Operation<float>> of_activations<float>();
template std::vector<Operation<double>> of_activations<double>();

template <typename Scalar>
std::vector<Operation<Scalar>> of_building_blocks() {
  std::vector<Operation<Scalar>> table;
  const auto add = [&table](const auto& act) {
    Add<Scalar>{table}(act, every::Forward{});
    Add<Scalar>{table}(act, every::Derivative{});
  };
  hillock::BuildingBlocks::for_each(every::VisitFunctors<Scalar, decltype(add)>{add});
  return table;
}
template std::vector<Operation<float>> of_building_blocks<float>();
template std::vector<Operation<double>> of_building_blocks<double>();

}  // namespace operations

namespace accuracy {
namespace {

constexpr double bound_of(every::Forward, hillock::ErrorBound stated) { return stated.forward; }
constexpr double bound_of(every::Derivative, hillock::ErrorBound stated) { return stated.derivative; }

/// Where default and precise tier are one type of code, it is compiled once.
template <typename Definition, typename Tier>
using TierOfCode = std::conditional_t<std::is_same<Tier, hillock::tier::Precise>::value &&
                                          hillock::detail::same_code<Definition, hillock::tier::Default, Tier>,
                                      hillock::tier::Default, Tier>;

template <typename Scalar, typename What, template <typename> class Definition, typename... Tiers>
FunctionUnderTest<Scalar> function_under_test() {
  using D = Definition<Scalar>;
  return {D::name,
          What::name,
          {{Tiers::name, bound_of(What{}, D::bounds.of(Tiers{})),
            operations::many<Scalar, hillock::Activation<D, TierOfCode<D, Tiers>>, What>}...}};
}

template <typename Scalar>
struct Collect {
  std::vector<FunctionUnderTest<Scalar>>& functions;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    using hillock::tier::Default;
    using hillock::tier::Precise;
    if constexpr (hillock::detail::has_exact_tier<Definition<Scalar>>) {
      functions.push_back(
          function_under_test<Scalar, every::Forward, Definition, Default, Precise, hillock::tier::Exact>());
    } else {
      functions.push_back(function_under_test<Scalar, every::Forward, Definition, Default, Precise>());
    }
    functions.push_back(function_under_test<Scalar, every::Derivative, Definition, Default, Precise>());
  }
};

struct CollectFast {
  std::vector<FunctionUnderTest<float>>& functions;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    using D = Definition<float>;
    if constexpr (hillock::detail::has_fast_tier<D>) {
      add<D, every::Forward>();
      add<D, every::Derivative>();
    }
  }
  template <typename D, typename What>
  void add() const {
    using Act = hillock::Activation<D, hillock::tier::Fast>;
    functions.push_back({D::name, What::name, {{"fast", 0, operations::many<float, Act, What>}}});
  }
};

}  // namespace

template <typename Scalar>
std::vector<FunctionUnderTest<Scalar>> library_functions() {
  std::vector<FunctionUnderTest<Scalar>> functions;
  hillock::Activations::for_each(Collect<Scalar>{functions});
  hillock::BuildingBlocks::for_each(Collect<Scalar>{functions});
  return functions;
}

template std::vector<FunctionUnderTest<float>> library_functions<float>();
template std::vector<FunctionUnderTest<double>> library_functions<double>();

std::vector<FunctionUnderTest<float>> fast_library_functions() {
  std::vector<FunctionUnderTest<float>> functions;
  hillock::Activations::for_each(CollectFast{functions});
  return functions;
}

std::string instruction_set() { return compiled_instruction_set(); }

}  // namespace accuracy

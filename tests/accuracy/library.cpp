// The table of library.hpp: evaluates every function through its public face, on Eigen maps, as a user would.
// Nothing is measured here.
#include "library.hpp"

#include <hillock/hillock.hpp>

#include "instruction_set.hpp"

namespace accuracy {
namespace {

struct ForwardOf {
  static constexpr const char* name = "forward";
  static constexpr double bound(hillock::ErrorBound stated) { return stated.forward; }
  template <typename Function, typename X>
  static auto apply(Function function, const X& x) {
    return function(x);
  }
};
struct DerivativeOf {
  static constexpr const char* name = "derivative";
  static constexpr double bound(hillock::ErrorBound stated) { return stated.derivative; }
  template <typename Function, typename X>
  static auto apply(Function function, const X& x) {
    return function.derivative(x);
  }
};

template <typename Scalar, typename What, typename Function>
void evaluate(const Scalar* x, Scalar* y, int n) {
  using Array = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
  Eigen::Map<Array>(y, n) = What::apply(Function{}, Eigen::Map<const Array>(x, n));
}

template <typename Scalar, typename What, template <typename> class Definition, typename... Tiers>
FunctionUnderTest<Scalar> function_under_test() {
  using Bounds = Definition<Scalar>;
  return {Bounds::name,
          What::name,
          {{Tiers::name, What::bound(Bounds::bounds.of(Tiers{})),
            evaluate<Scalar, What, hillock::Function<Definition, Tiers>>}...}};
}

template <typename Scalar>
struct Collect {
  std::vector<FunctionUnderTest<Scalar>>& functions;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    using hillock::tier::Default;
    using hillock::tier::Precise;
    if constexpr (hillock::detail::has_exact_tier<Definition<Scalar>>) {
      functions.push_back(function_under_test<Scalar, ForwardOf, Definition, Default, Precise, hillock::tier::Exact>());
    } else {
      functions.push_back(function_under_test<Scalar, ForwardOf, Definition, Default, Precise>());
    }
    functions.push_back(function_under_test<Scalar, DerivativeOf, Definition, Default, Precise>());
  }
};

struct CollectFast {
  std::vector<FunctionUnderTest<float>>& functions;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    using Function = hillock::Function<Definition, hillock::tier::Fast>;
    using Bounds = Definition<float>;
    if constexpr (hillock::detail::has_fast_tier<Bounds>) {
      functions.push_back({Bounds::name, ForwardOf::name, {{"fast", 0, evaluate<float, ForwardOf, Function>}}});
      functions.push_back({Bounds::name, DerivativeOf::name, {{"fast", 0, evaluate<float, DerivativeOf, Function>}}});
    }
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

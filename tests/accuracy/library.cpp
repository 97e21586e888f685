// The tables of library.hpp, and the loops of operations.hpp: every function over an array. Nothing is measured here.
#include "library.hpp"

#include <type_traits>

#include <hillock/hillock.hpp>

#include "../operations.hpp"
#include "instruction_set.hpp"

namespace operations {
namespace {

/// y = f(x) as a user writes it; every day what such an assignment calls, since types of expressions of Eigen take GCC
/// longer to compile than all kernels. (simd/loops.cpp assigns such an expression of every function.)
template <typename Scalar, typename Act, typename Of>
void many(const Scalar* x, Scalar* y, std::ptrdiff_t n) {
  using Vector = typename Operation<Scalar>::Vector;
  const Eigen::Map<const Vector> from(x, n);
  Eigen::Map<Vector> to(y, n);
#if defined(HILLOCK_FULL_TESTS)
  to = Of{}(Act{}, from);
#else
  const auto functor = Act{}.template functor<typename Of::Formula>();
  if constexpr (Of::has_two_arguments) {
    hillock::detail::assign_elementwise(to, functor, from, from);
  } else {
    hillock::detail::assign_elementwise(to, functor, from);
  }
#endif
}

/// Adds an activation's operation to a table.
template <typename Scalar>
struct Add {
  std::vector<Loop<Scalar>>& table;

  template <typename Act, typename Of>
  void operator()(const Act&, Of) const {
    table.push_back(many<Scalar, Act, Of>);
  }
};

}  // namespace

#if !defined(HILLOCK_DEFAULT_TIER)
template <typename Scalar>
std::vector<Loop<Scalar>> loops_of_activations() {
  std::vector<Loop<Scalar>> table;
  every::operation<Scalar>(Add<Scalar>{table});
  return table;
}
template std::vector<Loop<float>> loops_of_activations<float>();
template std::vector<Loop<double>> loops_of_activations<double>();

template <typename Scalar>
std::vector<Loop<Scalar>> loops_of_building_blocks() {
  std::vector<Loop<Scalar>> table;
  building_block_operation<Scalar>(Add<Scalar>{table});
  return table;
}
template std::vector<Loop<float>> loops_of_building_blocks<float>();
template std::vector<Loop<double>> loops_of_building_blocks<double>();
#endif

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
#if defined(HILLOCK_DEFAULT_TIER)  // alone: for accuracy.avx2.bits of every day
    functions.push_back(function_under_test<Scalar, every::Forward, Definition, Default>());
    functions.push_back(function_under_test<Scalar, every::Derivative, Definition, Default>());
#else
    if constexpr (hillock::detail::has_exact_tier<Definition<Scalar>>) {
      functions.push_back(
          function_under_test<Scalar, every::Forward, Definition, Default, Precise, hillock::tier::Exact>());
    } else {
      functions.push_back(function_under_test<Scalar, every::Forward, Definition, Default, Precise>());
    }
    functions.push_back(function_under_test<Scalar, every::Derivative, Definition, Default, Precise>());
#endif
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
#if !defined(HILLOCK_DEFAULT_TIER)
  hillock::Activations::for_each(CollectFast{functions});
#endif
  return functions;
}

std::string instruction_set() { return compiled_instruction_set(); }

}  // namespace accuracy

// Everything the activations of the registry compute with their default parameters, as a table of pointers. It is
// compiled once for each instruction set (the loops in accuracy/library.cpp, single values in operations.cpp); the
// suites that walk it compile no kernel.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "every.hpp"

namespace operations {

/// f, f', backward or backward from the output, of one activation in one tier; backward of x is given x for dy too.
template <typename Scalar>
struct Operation {
  const char* function;
  const char* tier;
  const char* name;
  bool is_function;  // f or f'
  Scalar (*alone)(Scalar);
  void (*many)(const Scalar* x, Scalar* y, std::ptrdiff_t n);
  /// f of the same tier where this one's argument is an output, else null.
  Scalar (*output)(Scalar);
  /// Of f': the same by the output, where it determines f', else null.
  Scalar (*from_output)(Scalar);

  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  Scalar operator()(Scalar x) const { return alone(x); }
  Vector operator()(const Eigen::Ref<const Vector>& x) const {
    Vector y(x.size());
    many(x.data(), y.data(), x.size());
    return y;
  }
};

/// Of every activation, in the order of the registry, in every tier that is code of its own.
template <typename Scalar>
std::vector<Operation<Scalar>> of_activations();
/// f and f' of the building blocks.
template <typename Scalar>
std::vector<Operation<Scalar>> of_building_blocks();

/// The loops of both tables, in the same order.
template <typename Scalar>
using Loop = void (*)(const Scalar* x, Scalar* y, std::ptrdiff_t n);
template <typename Scalar>
std::vector<Loop<Scalar>> loops_of_activations();
template <typename Scalar>
std::vector<Loop<Scalar>> loops_of_building_blocks();

/// Calls visit(functor, operation) for all that is in the table of building blocks.
template <typename Scalar, typename Visitor>
void building_block_operation(Visitor visit) {
  const auto both = [&visit](const auto& act) {
    visit(act, every::Forward{});
    visit(act, every::Derivative{});
  };
  hillock::BuildingBlocks::for_each(every::VisitFunctors<Scalar, decltype(both)>{both});
}

/// One activation in one tier, to be called as itself.
template <typename Scalar>
class Tabulated {
 public:
  Tabulated(const Operation<Scalar>& f, const Operation<Scalar>& slope)
      : name(f.function), tier(f.tier), f_(f), slope_(slope) {}

  template <typename X>
  auto operator()(const X& x) const {
    return f_(x);
  }
  template <typename X>
  auto derivative(const X& x) const {
    return slope_(x);
  }
  Scalar derivative_from_output(Scalar y) const { return slope_.from_output(y); }
  bool is_fast() const { return tier == "fast"; }

  std::string name, tier;

 private:
  Operation<Scalar> f_, slope_;
};

/// The tiers of the activation with this name; none where it is not in the registry.
template <typename Scalar>
std::vector<Tabulated<Scalar>> tiers_of(const std::string& function) {
  static const std::vector<Operation<Scalar>> all = of_activations<Scalar>();
  std::vector<Tabulated<Scalar>> tiers;
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {  // f' stands behind f
    if (all[i].function == function && all[i].name == std::string(every::Forward::name)) {
      tiers.emplace_back(all[i], all[i + 1]);
    }
  }
  return tiers;
}

}  // namespace operations

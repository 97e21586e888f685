// Everything the activations of the registry compute, as a table of pointers: what is checked of each of them is then
// compiled once, and not for each function, tier and operation.
#ifndef HILLOCK_TESTS_OPERATIONS_HPP
#define HILLOCK_TESTS_OPERATIONS_HPP

#include <type_traits>
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
  void (*many)(const Scalar* x, Scalar* y, Eigen::Index n);
  /// f of the same tier where this one's argument is an output, else null.
  Scalar (*output)(Scalar);

  using Vector = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
  Scalar operator()(Scalar x) const { return alone(x); }
  Vector operator()(const Eigen::Ref<const Vector>& x) const {
    Vector y(x.size());
    many(x.data(), y.data(), x.size());
    return y;
  }
};

template <typename Scalar, typename Act, typename Of>
Scalar alone(Scalar x) {
  return Of{}(Act{}, x);
}
template <typename Scalar, typename Act, typename Of>
void many(const Scalar* x, Scalar* y, Eigen::Index n) {
  using Vector = typename Operation<Scalar>::Vector;
  Eigen::Map<Vector>(y, n) = Of{}(Act{}, Eigen::Map<const Vector>(x, n));
}

/// Adds an activation's operation to a table.
template <typename Scalar_>
struct Add {
  using Scalar = Scalar_;
  std::vector<Operation<Scalar>>& table;

  template <typename Act, typename Of>
  void operator()(const Act&, Of) const {
    constexpr bool is_function = std::is_same<Of, every::Forward>::value || std::is_same<Of, every::Derivative>::value;
    Scalar (*output)(Scalar) = nullptr;
    if constexpr (std::is_same<Of, every::BackwardFromOutput>::value) output = alone<Scalar, Act, every::Forward>;
    table.push_back(
        {Act::name, Act::Tier::name, Of::name, is_function, alone<Scalar, Act, Of>, many<Scalar, Act, Of>, output});
  }
};
/// The table of what each(add) adds.
template <typename Scalar, typename Each>
std::vector<Operation<Scalar>> table(Each each) {
  std::vector<Operation<Scalar>> all;
  each(Add<Scalar>{all});
  return all;
}

}  // namespace operations

#endif  // HILLOCK_TESTS_OPERATIONS_HPP

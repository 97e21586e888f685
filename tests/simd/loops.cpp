// The loops a user writes, for every function of the registry; check_assembly.cmake reads what the compiler made of
// them.
#include <Eigen/Core>

#include "../every.hpp"

namespace {

template <typename Scalar>
using Vector = Eigen::Array<Scalar, Eigen::Dynamic, 1>;
template <typename Scalar>
using Loop = void (*)(const Scalar* x, Scalar* y, Eigen::Index n);

// Their mangled names tell function, scalar and tier.
template <typename Functor, typename Scalar = typename Functor::Scalar>
void loop_forward(const Scalar* x, Scalar* y, Eigen::Index n) {
  Eigen::Map<Vector<Scalar>>(y, n) = Functor()(Eigen::Map<const Vector<Scalar>>(x, n));
}
template <typename Functor, typename Scalar = typename Functor::Scalar>
void loop_derivative(const Scalar* x, Scalar* y, Eigen::Index n) {
  Eigen::Map<Vector<Scalar>>(y, n) = Functor().derivative(Eigen::Map<const Vector<Scalar>>(x, n));
}

// Compiles both for Functor: what somebody may look at must be there.
template <typename Functor>
void keep() {
  static volatile Loop<typename Functor::Scalar> kept;
  kept = loop_forward<Functor>;
  kept = loop_derivative<Functor>;
  static_cast<void>(kept);
}

// Every day the default and the fast tier of all, and of the functions of each kind every tier.
struct KeepBoth {
  template <typename Functor>
  void operator()(const Functor&) const {
    using hillock::tier::Default;
    using hillock::tier::Fast;
    if constexpr (every::is_any_of<typename Functor::Tier, Default, Fast> || every::is_of_a_kind<Functor>)
      keep<Functor>();
  }
};

}  // namespace

extern "C" void keep_all_loops() {
  every::functor<float>(KeepBoth{});
  every::functor<double>(KeepBoth{});
}

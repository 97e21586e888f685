// The loops a user writes, for every function of the registry; check_assembly.cmake reads what the compiler made of
// them.
#include <Eigen/Core>

#include <hillock/hillock.hpp>

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
}

struct KeepAll {
  template <template <typename> class Definition, typename Tier>
  void operator()(hillock::Function<Definition, Tier>) const {
    keep_tiers<Definition<float>>();
    keep_tiers<Definition<double>>();
  }

  template <typename Definition>
  static void keep_tiers() {
    using hillock::tier::Default;
    using hillock::tier::Precise;
    keep<hillock::Activation<Definition>>();
    // Where both tiers are one type of code, once is enough.
    if constexpr (!hillock::detail::same_code<Definition, Default, Precise>) {
      keep<hillock::Activation<Definition, Precise>>();
    }
    if constexpr (hillock::detail::HasFast<Definition>::value)
      keep<hillock::Activation<Definition, hillock::tier::Fast>>();
  }
};

}  // namespace

extern "C" void keep_all_loops() { hillock::Activations::for_each(KeepAll{}); }

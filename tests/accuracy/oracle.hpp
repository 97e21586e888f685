// The reference as a table of functions on blocks of values, in the order of library_functions: a fast one in the next
// wider hardware type, and MPFR as the judge.
#ifndef HILLOCK_TESTS_ACCURACY_ORACLE_HPP
#define HILLOCK_TESTS_ACCURACY_ORACLE_HPP

#include <limits>
#include <type_traits>
#include <vector>

#include <mpreal.h>

#include "../reference.hpp"

namespace accuracy {

using mpfr::mpreal;

/// MPFR's precision is set per thread, and its caches belong to one: every thread that computes has one of these.
struct MpfrThread {
  MpfrThread() { mpreal::set_default_prec(160); }
  ~MpfrThread() { mpfr_free_cache(); }
  MpfrThread(const MpfrThread&) = delete;
  MpfrThread& operator=(const MpfrThread&) = delete;
};

/// The type of the fast reference.
template <typename Scalar>
using Wide = std::conditional_t<std::is_same<Scalar, float>::value, double, long double>;

/// False where long double is no wider than double: then MPFR judges everything.
template <typename Scalar>
inline constexpr bool wide_is_wider =
    std::numeric_limits<Wide<Scalar>>::digits >= std::numeric_limits<Scalar>::digits + 10;

template <typename Scalar>
struct Oracle {
  const char* name;
  const char* what;
  bool fast;     // whether `wide` may sort out inputs; if not, every input is for MPFR
  bool careful;  // floats: `wide` has lost digits here and there, and `wider` decides about what it leaves in doubt
  void (*wide)(const Scalar* x, Wide<Scalar>* exact, int n);
  long double (*wider)(Scalar x);
  mpreal (*exact)(Scalar x);
};

namespace detail {

template <template <typename> class Definition>
struct ForwardOracle : reference::Reference<Definition> {
  template <typename F, typename R>
  static R value(const F& f, const R& x) {
    return reference::Reference<Definition>::forward(f, x);
  }
};
template <template <typename> class Definition>
struct DerivativeOracle : reference::Reference<Definition> {
  template <typename F, typename R>
  static R value(const F& f, const R& x) {
    return reference::Reference<Definition>::derivative(f, x);
  }
};

template <typename Scalar, template <typename> class Definition, typename What>
Oracle<Scalar> oracle(const char* what) {
  constexpr bool fast = What::fast;
  return {Definition<Scalar>::name,
          what,
          wide_is_wider<Scalar> && (fast || std::is_same<Scalar, float>::value),
          !fast,
          [](const Scalar* x, Wide<Scalar>* exact, int n) {
            const Definition<Scalar> parameters;
            for (int i = 0; i < n; ++i) exact[i] = What::value(parameters, static_cast<Wide<Scalar>>(x[i]));
          },
          [](Scalar x) { return What::value(Definition<Scalar>(), static_cast<long double>(x)); },
          [](Scalar x) { return What::value(Definition<Scalar>(), mpreal(x)); }};
}

template <typename Scalar>
struct CollectOracles {
  std::vector<Oracle<Scalar>>& oracles;

  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    oracles.push_back(oracle<Scalar, Definition, ForwardOracle<Definition>>("forward"));
    oracles.push_back(oracle<Scalar, Definition, DerivativeOracle<Definition>>("derivative"));
  }
};

}  // namespace detail

template <typename Scalar>
std::vector<Oracle<Scalar>> oracles() {
  std::vector<Oracle<Scalar>> all;
  hillock::Activations::for_each(detail::CollectOracles<Scalar>{all});
  hillock::BuildingBlocks::for_each(detail::CollectOracles<Scalar>{all});
  return all;
}

}  // namespace accuracy

#endif  // HILLOCK_TESTS_ACCURACY_ORACLE_HPP

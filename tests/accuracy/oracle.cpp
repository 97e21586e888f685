#include "oracle.hpp"

#include "../reference.hpp"

namespace accuracy {
namespace {

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
          [](Scalar x) { return What::value(Definition<Scalar>(), mpreal(x)); },
          [](const mpreal& x) { return What::value(Definition<Scalar>(), x); }};
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

}  // namespace

template <typename Scalar>
std::vector<Oracle<Scalar>> oracles() {
  std::vector<Oracle<Scalar>> all;
  hillock::Activations::for_each(CollectOracles<Scalar>{all});
  hillock::BuildingBlocks::for_each(CollectOracles<Scalar>{all});
  return all;
}

template std::vector<Oracle<float>> oracles();
template std::vector<Oracle<double>> oracles();

}  // namespace accuracy

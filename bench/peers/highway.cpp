// Highway's contrib/math, for the instruction set the flags allow (static dispatch).
#define HWY_COMPILE_ONLY_STATIC  // else Highway 1.0 refuses -march=native of newer CPUs
#include <hwy/highway.h>
// Needs the one before.
#include <hwy/contrib/math/math-inl.h>

#include "../elementwise.hpp"
#include "composed.hpp"
#include "optional.hpp"

namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <typename T>
struct Simd {
  using D = hn::ScalableTag<T>;
  using V = hn::Vec<D>;
  static Eigen::Index width() { return static_cast<Eigen::Index>(hn::Lanes(D())); }
  static V load(const T* from) { return hn::LoadU(D(), from); }
  static void store(V v, T* to) { hn::StoreU(v, D(), to); }
  static V set(T value) { return hn::Set(D(), value); }
  static V neg(V x) { return hn::Neg(x); }
  static V max(V a, V b) { return hn::Max(a, b); }
  static V min(V a, V b) { return hn::Min(a, b); }
  static V exp(V x) { return hn::Exp(D(), x); }
  static V expm1(V x) { return hn::Expm1(D(), x); }
  static V log1p(V x) { return hn::Log1p(D(), x); }
  static V tanh(V x) { return hn::Tanh(D(), x); }
};

struct Highway : bench::Composed<Simd> {
  static constexpr const char* name = "highway";
};

const bench::OptionalPeer peer("Highway " + std::to_string(HWY_MAJOR) + "." + std::to_string(HWY_MINOR),
                               bench::add_functions<bench::Forward, Highway>);

}  // namespace

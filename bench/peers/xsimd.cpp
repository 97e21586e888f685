// xsimd, for the widest registers the flags allow.
#include <xsimd/xsimd.hpp>

#include "../elementwise.hpp"
#include "composed.hpp"
#include "optional.hpp"

namespace {

template <typename T>
struct Simd {
  using V = xsimd::batch<T>;
  static constexpr Eigen::Index width() { return static_cast<Eigen::Index>(V::size); }
  static V load(const T* from) { return V::load_unaligned(from); }
  static void store(V v, T* to) { v.store_unaligned(to); }
  static V set(T value) { return V(value); }
  static V neg(V x) { return -x; }
  static V max(V a, V b) { return xsimd::max(a, b); }
  static V min(V a, V b) { return xsimd::min(a, b); }
  static V exp(V x) { return xsimd::exp(x); }
  static V expm1(V x) { return xsimd::expm1(x); }
  static V log1p(V x) { return xsimd::log1p(x); }
  static V tanh(V x) { return xsimd::tanh(x); }
  static V erf(V x) { return xsimd::erf(x); }
};

struct Xsimd : bench::Composed<Simd> {
  static constexpr const char* name = "xsimd";
};

const bench::OptionalPeer peer("xsimd " + std::to_string(XSIMD_VERSION_MAJOR) + "." +
                                   std::to_string(XSIMD_VERSION_MINOR) + "." + std::to_string(XSIMD_VERSION_PATCH),
                               bench::add_functions<bench::Forward, Xsimd>);

}  // namespace

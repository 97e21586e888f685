// The reference as a table of functions on blocks of values, in the order of library_functions: a fast one in the next
// wider hardware type, and MPFR as the judge.
#pragma once

#include <limits>
#include <type_traits>
#include <vector>

#include <mpreal.h>

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
  mpreal (*exact_at)(const mpreal& x);  // between two Scalars too
};

/// All of them. (Compiled once, in oracle.cpp.)
template <typename Scalar>
std::vector<Oracle<Scalar>> oracles();

}  // namespace accuracy

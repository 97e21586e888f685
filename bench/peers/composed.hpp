// What a user makes of a library that has elementary functions on SIMD registers and no activations: the forms that are
// usual and safe, of as few calls as possible. (Piecewise functions need no library.)
#pragma once

#include <Eigen/Core>

#include <hillock/activations.hpp>

namespace bench {

/// Simd<T> has a register V with + - * /, width(), load, store, set, neg, max, min, and those of exp, expm1,
/// log1p, tanh and erf that the library has: a function without them has no benchmark.
template <template <typename> class Simd>
struct Composed {
  // x tanh(log(1 + e)) = x n / (n + 2), n = e (e + 2).
  template <typename S>
  static typename S::V mish(typename S::V x, typename S::V e) {
    const auto n = e * (e + S::set(2));
    return x * n / (n + S::set(2));
  }

#define HILLOCK_BENCH_VALUE(Type, expression)                                                                        \
  template <typename T, typename S = Simd<T>>                                                                        \
  static auto value([[maybe_unused]] const hillock::definition::Type<T>& f, typename S::V x)->decltype(expression) { \
    return expression;                                                                                               \
  }
  HILLOCK_BENCH_VALUE(Exponential, S::exp(x))
  HILLOCK_BENCH_VALUE(Tanh, S::tanh(x))
  HILLOCK_BENCH_VALUE(Erf, S::erf(x))
  HILLOCK_BENCH_VALUE(Sigmoid, S::set(1) / (S::set(1) + S::exp(S::neg(x))))
  HILLOCK_BENCH_VALUE(SiLU, x / (S::set(1) + S::exp(S::neg(x))))
  HILLOCK_BENCH_VALUE(Swish, x / (S::set(1) + S::exp(S::set(-f.beta()) * x)))
  HILLOCK_BENCH_VALUE(QuickGELU, x / (S::set(1) + S::exp(S::set(T(-1.702)) * x)))
  HILLOCK_BENCH_VALUE(GELU, S::set(T(0.5)) * x * (S::set(1) + S::erf(S::set(T(0.70710678118654752)) * x)))
  // tanh(u) = 2 σ(2u) - 1: one exponential and no cancellation.
  HILLOCK_BENCH_VALUE(GELUTanh, x / (S::set(1) + S::exp(x * (S::set(T(-1.5957691216057307)) -
                                                             S::set(T(0.071354816272600247)) * x * x))))
  HILLOCK_BENCH_VALUE(ELU, S::max(x, S::set(0)) + S::min(S::set(f.alpha()) * S::expm1(x), S::set(0)))
  HILLOCK_BENCH_VALUE(SELU, S::set(T(1.0507009873554805)) * S::max(x, S::set(0)) +
                                S::min(S::set(T(1.7580993408473766)) * S::expm1(x), S::set(0)))
  HILLOCK_BENCH_VALUE(Softplus, S::max(x, S::set(0)) + S::log1p(S::exp(S::min(x, S::neg(x)))))
  HILLOCK_BENCH_VALUE(LogSigmoid, S::min(x, S::set(0)) - S::log1p(S::exp(S::min(x, S::neg(x)))))
  HILLOCK_BENCH_VALUE(Mish, mish<S>(x, S::exp(S::min(x, S::set(20)))))
  HILLOCK_BENCH_VALUE(TanhShrink, x - S::tanh(x))
  HILLOCK_BENCH_VALUE(LiSHT, x* S::tanh(x))
  HILLOCK_BENCH_VALUE(BipolarSigmoid, S::tanh(S::set(T(0.5)) * x))
  HILLOCK_BENCH_VALUE(ScaledTanh, S::set(f.a()) * S::tanh(S::set(f.b()) * x))
  HILLOCK_BENCH_VALUE(Gaussian, S::exp(S::neg(x* x)))
#undef HILLOCK_BENCH_VALUE

  /// A plain loop over whole registers: the sizes measured are multiples.
  template <typename F, typename X, typename Y, typename S = Simd<typename F::Scalar>>
  static auto forward(const F& f, const X& x, Y&& y) -> decltype(S::store(value(f, S::load(x.data())), y.data())) {
    const auto* from = x.data();
    auto* to = y.data();
    for (Eigen::Index i = 0; i < x.size(); i += S::width()) S::store(value(f, S::load(from + i)), to + i);
  }
};

}  // namespace bench

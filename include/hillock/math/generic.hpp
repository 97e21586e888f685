// The kernels for scalars without registers of their own (detail/generic.hpp): what the other files of math/ compute in
// lanes, here from the functions of the scalar itself. elementwise.hpp includes this before any formula is read.
//
// Each is written so that a derivative carried along keeps its relative accuracy in both tails, as the value does.
#ifndef HILLOCK_MATH_GENERIC_HPP
#define HILLOCK_MATH_GENERIC_HPP

#include "../detail/generic.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The chain rule for functions that Eigen does not define on its AutoDiffScalar.
template <typename Derivatives>
Eigen::AutoDiffScalar<Derivatives> chain(const Eigen::AutoDiffScalar<Derivatives>& x,
                                         const typename Eigen::AutoDiffScalar<Derivatives>::Scalar& value,
                                         const typename Eigen::AutoDiffScalar<Derivatives>::Scalar& slope) {
  return Eigen::AutoDiffScalar<Derivatives>(value, x.derivatives() * slope);
}

/// The functions of a scalar: found by argument-dependent lookup, or those of <cmath>.
struct FunctionsOf {
  template <typename T>
  static T exp(const T& x) {
    using std::exp;
    return T(exp(x));
  }
  template <typename T>
  static T log(const T& x) {
    using std::log;
    return T(log(x));
  }
  template <typename T>
  static T expm1(const T& x) {
    using std::expm1;
    return T(expm1(x));
  }
  template <typename T>
  static T log1p(const T& x) {
    using std::log1p;
    return T(log1p(x));
  }
  template <typename T>
  static T erf(const T& x) {
    using std::erf;
    return T(erf(x));
  }
  template <typename T>
  static T erfc(const T& x) {
    using std::erfc;
    return T(erfc(x));
  }

  template <typename D>
  static auto expm1(const Eigen::AutoDiffScalar<D>& x) {
    return chain(x, expm1(x.value()), exp(x.value()));
  }
  template <typename D>
  static auto log1p(const Eigen::AutoDiffScalar<D>& x) {
    using S = std::decay_t<decltype(x.value())>;
    return chain(x, log1p(x.value()), S(S(1) / S(S(1) + x.value())));
  }
  template <typename D>
  static auto erf(const Eigen::AutoDiffScalar<D>& x) {
    return chain(x, erf(x.value()), erf_slope(x.value()));
  }
  template <typename D>
  static auto erfc(const Eigen::AutoDiffScalar<D>& x) {
    using S = std::decay_t<decltype(x.value())>;
    return chain(x, erfc(x.value()), S(-erf_slope(x.value())));
  }

 private:
  /// 2/√π e^(-x²).
  template <typename S>
  static S erf_slope(const S& x) {
    return S(exp(S(-x * x)) * Constant<S>::of(1.1283791670955125738961589031215451717L));
  }
};

}  // namespace detail

namespace math {

template <typename T>
Generic<T> exp(const Generic<T>& x) {
  return Generic<T>(detail::FunctionsOf::exp(x.value));
}
template <typename T>
Generic<T> expm1(const Generic<T>& x) {
  return Generic<T>(detail::FunctionsOf::expm1(x.value));
}
template <typename T>
Generic<T> log(const Generic<T>& x) {
  return Generic<T>(detail::FunctionsOf::log(x.value));
}
template <typename T>
Generic<T> log1p(const Generic<T>& x) {
  return Generic<T>(detail::FunctionsOf::log1p(x.value));
}
template <typename T>
Generic<T> erf(const Generic<T>& x) {
  return Generic<T>(detail::FunctionsOf::erf(x.value));
}
template <typename T>
Generic<T> erfc(const Generic<T>& x) {
  return Generic<T>(detail::FunctionsOf::erfc(x.value));
}

/// 1 / (1 + e^-x); e / (1 + e) with e = e^x on the left, where e^-x overflows.
template <typename T>
Generic<T> logistic(const Generic<T>& x) {
  const Generic<T> one(1.0), e = exp(-abs(x));
  return (detail::is_negative(x) ? e : one) / (one + e);
}

/// gain e / (1 + e)² with e = e^-|x|.
template <typename T>
Generic<T> logistic_derivative(const Generic<T>& x, double gain = 1) {
  const Generic<T> e = exp(-abs(x)), sum = Generic<T>(1.0) + e;
  return Generic<T>(gain) * e / (sum * sum);
}

/// -m / (2 + m) with m = e^(-2|x|) - 1, as in tanh.hpp.
template <typename T>
Generic<T> tanh(const Generic<T>& x) {
  const Generic<T> m = expm1(Generic<T>(-2.0) * abs(x));
  return with_sign_of(-m / (Generic<T>(2.0) + m), x);
}

template <typename T>
Generic<T> tanh_derivative(const Generic<T>& x) {
  return logistic_derivative(x + x, 4);
}

}  // namespace math
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_MATH_GENERIC_HPP

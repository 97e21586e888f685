// Own loops over arrays: whole packets, and part of one at the end instead of a scalar tail.
#pragma once

#include <hillock/loop/sum_order.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// y[i] = f(z[i] + bias(i)): bias.packet<V>(i), or bias.some<V>(i, count, behind) at the end, where behind it stands
/// one of the arguments once more, as in elementwise_loop.hpp. z may be y; if it IsPadded, it has whole packets, zeros
/// behind the end. The functor is a copy, as in elementwise_loop.hpp.
template <int Width, bool IsPadded, typename Scalar, typename BiasAt, typename Functor>
HILLOCK_INLINE void add_bias_and_apply(const Scalar* z, Scalar* y, Eigen::Index n, BiasAt bias, const Functor functor) {
  using V = Lanes<Scalar, Width>;
  using Part = Partial<Scalar, Width>;
  for (Eigen::Index i = 0; i < n; i += Width) {
    // One copy of the kernel, as in elementwise_loop.hpp.
    const Eigen::Index left = n - i;
    const bool whole = EIGEN_PREDICT_TRUE(left >= Width);
    const V sum = IsPadded || whole ? V::load(z + i) : Part::load(z + i, left, V::all(z[i]));
    const Scalar behind = IsPadded ? z[i] + bias.at(i) : bias.at(i);
    const V result =
        functor.evaluate_inline(sum + (whole ? bias.template packet<V>(i) : bias.template some<V>(i, left, behind)));
    if (whole) {
      result.store(y + i);
    } else {
      Part::store(result, y + i, left);
    }
  }
}

/// One bias per element.
template <typename Scalar>
struct BiasVector {
  const Scalar* data;

  HILLOCK_INLINE Scalar at(Eigen::Index i) const { return data[i]; }
  template <typename V>
  HILLOCK_INLINE V packet(Eigen::Index i) const {
    return V::load(data + i);
  }
  template <typename V>
  HILLOCK_INLINE V some(Eigen::Index i, Eigen::Index count, Scalar behind) const {
    return Partial<Scalar, V::width>::load(data + i, count, V::all(behind));
  }
};

/// None: -0 changes no sum.
template <typename Scalar>
struct NoBiasVector {
  HILLOCK_INLINE Scalar at(Eigen::Index) const { return Scalar(-0.0); }
  template <typename V>
  HILLOCK_INLINE V packet(Eigen::Index) const {
    return V(-0.0);
  }
  template <typename V>
  HILLOCK_INLINE V some(Eigen::Index, Eigen::Index count, Scalar behind) const {
    Scalar none[V::width];
    V(-0.0).store(none);
    return Partial<Scalar, V::width>::load(none, count, V::all(behind));
  }
};

/// What layers without a bias have for a vector of them.
template <typename Scalar>
struct AbsentBias {
  static constexpr const Scalar* data() { return nullptr; }
  static constexpr Eigen::Index innerStride() { return 1; }
};
/// The biases from `first` on.
template <typename B>
BiasVector<typename B::Scalar> biases_from(const B& b, Eigen::Index first) {
  return {b.data() + first};
}
template <typename Scalar>
NoBiasVector<Scalar> biases_from(const AbsentBias<Scalar>&, Eigen::Index) {
  return {};
}

/// Adds a bias to each row of y and applies the functor: for scalars without registers.
template <typename Y, typename Functor>
void add_bias_and_apply(Y& y, const AbsentBias<typename Y::Scalar>&, const Functor& functor) {
  for (Eigen::Index j = 0; j < y.cols(); ++j) {
    for (Eigen::Index i = 0; i < y.rows(); ++i) y.coeffRef(i, j) = functor(y.coeff(i, j));
  }
}
template <typename Y, typename Bias, typename Functor>
void add_bias_and_apply(Y& y, const Bias& bias, const Functor& functor) {
  for (Eigen::Index j = 0; j < y.cols(); ++j) {
    for (Eigen::Index i = 0; i < y.rows(); ++i) y.coeffRef(i, j) = functor(y.coeff(i, j) + bias.coeff(i));
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END

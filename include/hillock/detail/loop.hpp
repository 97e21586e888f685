// Own loops over arrays: whole packets, and part of one at the end instead of a scalar tail.
#ifndef HILLOCK_DETAIL_LOOP_HPP
#define HILLOCK_DETAIL_LOOP_HPP

#include "partial.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// y[i] = f(y[i] + bias(i)): bias.packet<V>(i), or bias.some<V>(i, count) at the end.
template <typename Scalar, typename BiasAt, typename Functor>
HILLOCK_INLINE void add_bias_and_apply(Scalar* y, Eigen::Index n, BiasAt bias, const Functor& functor) {
  constexpr int width = loop_width<Scalar>;
  using V = Lanes<Scalar, width>;
  using Part = Partial<Scalar, width>;
  Eigen::Index i = 0;
  for (; i + V::width <= n; i += V::width) {
    functor.evaluate(V::load(y + i) + bias.template packet<V>(i)).store(y + i);
  }
  if (i < n) {
    Part::store(functor.evaluate(Part::load(y + i, n - i) + bias.template some<V>(i, n - i)), y + i, n - i);
  }
}

/// One bias per element.
template <typename Scalar>
struct BiasVector {
  const Scalar* data;

  template <typename V>
  HILLOCK_INLINE V packet(Eigen::Index i) const {
    return V::load(data + i);
  }
  template <typename V>
  HILLOCK_INLINE V some(Eigen::Index i, Eigen::Index count) const {
    return Partial<Scalar, V::width>::load(data + i, count);
  }
};

/// The same bias for all.
template <typename Scalar>
struct BiasConstant {
  Scalar value;

  template <typename V>
  HILLOCK_INLINE V packet(Eigen::Index) const {
    return V(static_cast<double>(value));
  }
  template <typename V>
  HILLOCK_INLINE V some(Eigen::Index, Eigen::Index) const {
    return V(static_cast<double>(value));
  }
};

/// Adds a bias to each row of y and applies the functor, in one pass through memory.
template <typename Y, typename Bias, typename Functor>
void add_bias_and_apply(Y& y, const Bias& bias, const Functor& functor) {
  using Scalar = typename Y::Scalar;
  if constexpr (Register<Scalar, 1>::exists && (Y::Flags & Eigen::DirectAccessBit) != 0 &&
                (Bias::Flags & Eigen::DirectAccessBit) != 0) {
    const bool contiguous = y.innerStride() == 1 || y.innerSize() == 1;
    if (contiguous && Y::IsRowMajor) {
      for (Eigen::Index i = 0; i < y.rows(); ++i) {
        add_bias_and_apply(y.data() + i * y.rowStride(), y.cols(), BiasConstant<Scalar>{bias.coeff(i)}, functor);
      }
      return;
    }
    if (contiguous && bias.innerStride() == 1) {
      for (Eigen::Index j = 0; j < y.cols(); ++j) {
        add_bias_and_apply(y.data() + j * y.colStride(), y.rows(), BiasVector<Scalar>{bias.data()}, functor);
      }
      return;
    }
  }
  for (Eigen::Index j = 0; j < y.cols(); ++j) {
    for (Eigen::Index i = 0; i < y.rows(); ++i) y.coeffRef(i, j) = functor(y.coeff(i, j) + bias.coeff(i));
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_LOOP_HPP

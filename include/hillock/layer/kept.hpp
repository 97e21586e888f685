// What a layer keeps of its arguments.
#pragma once

#include <new>
#include <type_traits>
#include <utility>

#include <hillock/check/errors.hpp>
#include <hillock/check/overlap.hpp>
#include <hillock/loop/sum_order.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// An array as a matrix; a matrix as it is.
template <typename X>
EIGEN_ALWAYS_INLINE decltype(auto) as_matrix(X& x) {
  if constexpr (std::is_base_of<Eigen::MatrixBase<std::remove_const_t<X>>, X>::value) {
    return (x);
  } else {
    return x.matrix();
  }
}

// What a layer keeps of an argument: matrices and vectors by value, views (Map, Ref) as views, expressions evaluated.
template <typename T>
struct Stored {
  using type = typename std::decay_t<decltype(as_matrix(std::declval<T&>()))>::PlainObject;
};
template <typename Plain, int Options, typename Stride>
struct Stored<Eigen::Map<Plain, Options, Stride>> {
  using type = Eigen::Map<Plain, Options, Stride>;
};
template <typename Plain, int Options, typename Stride>
struct Stored<Eigen::Ref<Plain, Options, Stride>> {
  using type = Eigen::Ref<Plain, Options, Stride>;
};
template <typename T>
using StoredType = typename Stored<std::decay_t<T>>::type;

/// A bias that is not viewed is kept standing, in whatever shape it comes.
template <typename B>
struct StoredBias {
  using type = std::conditional_t<
      std::is_base_of<Eigen::PlainObjectBase<StoredType<B>>, StoredType<B>>::value,
      Eigen::Matrix<typename B::Scalar,
                    bool(B::IsVectorAtCompileTime) ? int(B::SizeAtCompileTime) : int(Eigen::Dynamic), 1>,
      StoredType<B>>;
};
template <typename B>
using StoredBiasType = typename StoredBias<std::decay_t<B>>::type;

/// The elements of a vector, of one row or of one column, in the order in which they stand there.
template <typename X>
EIGEN_ALWAYS_INLINE decltype(auto) as_column(X& x) {
  if constexpr (X::ColsAtCompileTime == 1) {
    return (x);
  } else if constexpr (X::RowsAtCompileTime == 1) {
    return x.transpose();
  } else {
    using Scalar = typename X::Scalar;
    using Column = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;
    return Eigen::Map<
        std::conditional_t<std::is_const<std::remove_pointer_t<decltype(x.data())>>::value, const Column, Column>, 0,
        Eigen::InnerStride<>>(x.data(), x.size(), Eigen::InnerStride<>(x.cols() == 1 ? x.rowStride() : x.colStride()));
  }
}

/// What a bias of type Bias is made from.
template <typename Bias, typename From>
decltype(auto) bias_from(const char* name, From&& from) {
  using Given = std::decay_t<From>;
  static_assert(bool(Given::IsVectorAtCompileTime) ||
                    (Given::RowsAtCompileTime == Eigen::Dynamic || Given::ColsAtCompileTime == Eigen::Dynamic),
                "hillock::Linear: the bias must be a vector, or a matrix with one row or one column");
  if (!bool(Given::IsVectorAtCompileTime) && from.rows() != 1 && from.cols() != 1 && from.size() != 0) {
    fail(name, "the bias is %lldx%lld but must have one row or one column", number(from.rows()), number(from.cols()));
  }
  if constexpr (std::is_base_of<Eigen::PlainObjectBase<Bias>, Bias>::value && bool(Bias::IsVectorAtCompileTime) &&
                !(int(Given::ColsAtCompileTime) == int(Bias::ColsAtCompileTime) &&
                  std::is_base_of<Eigen::MatrixBase<Given>, Given>::value)) {
    static_assert(!sizes_differ(Bias::SizeAtCompileTime, Given::SizeAtCompileTime),
                  "hillock::Linear: the bias must have as many elements as the weights have rows");
    const auto& values = read_first(from);
    Bias bias(values.size());
    auto&& column = as_column(bias);
    column = as_column(as_matrix(values));
    return bias;
  } else {
    return std::forward<From>(from);
  }
}

/// What a layer keeps, as a member made in place from an argument. Without one, what has a fixed size is 0. Assigned a
/// view, it views the same memory.
template <typename T>
struct Kept {
  T value;

  template <typename U = T, typename = std::enable_if_t<std::is_default_constructible<U>::value>>
  Kept() {
    if constexpr (U::SizeAtCompileTime != Eigen::Dynamic) value.setZero();
  }
  template <typename From>
  Kept(std::in_place_t, From&& from) : value(std::forward<From>(from)) {}
  Kept(const Kept&) = default;
  Kept(Kept&&) = default;
  Kept& operator=(const Kept& other) { return assign(other); }
  Kept& operator=(Kept&& other) { return assign(std::move(other)); }

 private:
  template <typename Other>
  Kept& assign(Other&& other) {
    if constexpr (std::is_base_of<Eigen::PlainObjectBase<T>, T>::value) {
      value = std::forward<Other>(other).value;
    } else if (this != &other) {
      // As Eigen's documentation has a Map show other memory.
      value.~T();
      new (&value) T(other.value);
    }
    return *this;
  }
};
/// A Ref of constant elements evaluates what it cannot refer to into a matrix inside it. A copy of such a Ref refers to
/// the matrix inside the original: what is kept has its own.
template <typename Plain, int Options, typename Stride>
struct Kept<Eigen::Ref<const Plain, Options, Stride>> {
  using Reference = Eigen::Ref<const Plain, Options, Stride>;
  Reference value;

  template <typename From>
  Kept(std::in_place_t, From&& from) : value(again(from)) {}
  Kept(const Kept& other) : value(again(other.value)) {}
  Kept& operator=(const Kept& other) {
    if (this != &other) {
      value.~Reference();
      new (&value) Reference(again(other.value));
    }
    return *this;
  }

 private:
  struct Inside : Reference {
    static const Plain& matrix(const Reference& reference) { return reference.*(&Inside::m_object); }
  };
  static Reference again(const Reference& from) {
    // An expression, which it evaluates, or a reference to the same elements.
    if (from.size() != 0 && from.data() == Inside::matrix(from).data()) return Reference(from.unaryExpr(Unchanged()));
    return Reference(from);
  }
  template <typename From>
  static const From& again(const From& from) {
    return from;
  }
};

}  // namespace detail
HILLOCK_NAMESPACE_END

// What a layer keeps of its arguments, and the checks of where it writes.
#ifndef HILLOCK_DETAIL_KEPT_HPP
#define HILLOCK_DETAIL_KEPT_HPP

#include <type_traits>
#include <utility>

#include <hillock/detail/overlap.hpp>
#include <hillock/detail/sum_order.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

// What a layer keeps of an argument: matrices and vectors by value, views (Map, Ref) as views, expressions evaluated.
template <typename T>
struct Stored {
  using type = typename T::PlainObject;
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

/// What a layer keeps, as a member made in place from an argument.
template <typename T>
struct Kept {
  T value;

  template <typename From>
  Kept(std::in_place_t, From&& from) : value(std::forward<From>(from)) {}
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

/// Throws unless a destination has this size. (Inlined always, these two: GCC takes a call with a constant reference
/// for a use of the elements, and would warn of a destination that has none yet.)
template <typename Destination>
EIGEN_ALWAYS_INLINE void require_size(const char* name, const Destination& destination, Eigen::Index rows,
                                      Eigen::Index cols) {
  if (destination.rows() != rows || destination.cols() != cols) {
    fail_shapes(name, "the result", rows, cols, "the destination", destination.rows(), destination.cols());
  }
}

/// Throws unless a destination can have this size: matrices and vectors are resized to it, others must have it.
template <typename Destination>
EIGEN_ALWAYS_INLINE void require_can_have_size(const char* name, const Destination& destination, Eigen::Index rows,
                                               Eigen::Index cols) {
  constexpr Eigen::Index fixed_rows = Destination::RowsAtCompileTime, fixed_cols = Destination::ColsAtCompileTime;
  constexpr bool is_plain = std::is_base_of<Eigen::PlainObjectBase<Destination>, Destination>::value;
  if (!is_plain || (fixed_rows != Eigen::Dynamic && fixed_rows != rows) ||
      (fixed_cols != Eigen::Dynamic && fixed_cols != cols)) {
    require_size(name, destination, rows, cols);
  }
}

/// Gives a destination its size; nothing happens where it has it. Of several, all are asked the above first.
template <typename Destination>
void require_destination(const char* name, Destination& destination, Eigen::Index rows, Eigen::Index cols) {
  require_can_have_size(name, destination, rows, cols);
  if constexpr (std::is_base_of<Eigen::PlainObjectBase<Destination>, Destination>::value) {
    destination.resize(rows, cols);
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_KEPT_HPP

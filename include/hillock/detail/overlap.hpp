// Whether expressions in memory share any of it: what may be written where, and what must be refused or copied first.
#ifndef HILLOCK_DETAIL_OVERLAP_HPP
#define HILLOCK_DETAIL_OVERLAP_HPP

#include <functional>
#include <type_traits>

#include <hillock/detail/errors.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Whether an expression's coefficients lie in memory, to be read where they are.
template <typename X>
inline constexpr bool in_memory = (X::Flags & Eigen::DirectAccessBit) != 0;

/// A Ref with these strides refers to anything in memory and evaluates the rest.
template <typename X>
using AnyStride =
    std::conditional_t<X::IsVectorAtCompileTime, Eigen::InnerStride<>, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>;
template <typename X>
using View = Eigen::Ref<const typename X::PlainObject, 0, AnyStride<X>>;

/// Whether two expressions in memory have an element in common. Exact where they have the same strides, as blocks of
/// one matrix have; else taken to be so where one begins before the other ends.
template <typename A, typename B>
bool overlap(const A& a, const B& b) {
  if (a.size() == 0 || b.size() == 0) return false;
  const auto last = [](const auto& m) {
    return m.data() + (m.rows() - 1) * m.rowStride() + (m.cols() - 1) * m.colStride();
  };
  const std::less<const void*> before;
  if (before(last(a), b.data()) || before(last(b), a.data())) return false;

  // Along a single row or column a stride means nothing.
  const Eigen::Index row_stride = a.rows() == 1 ? b.rowStride() : a.rowStride();
  const Eigen::Index col_stride = a.cols() == 1 ? b.colStride() : a.colStride();
  if (row_stride == 0 || (b.rows() != 1 && b.rowStride() != row_stride) ||
      (b.cols() != 1 && b.colStride() != col_stride)) {
    return true;
  }
  // a(i, j) and b(k, l) are the same element if (i - k) row_stride + (j - l) col_stride = distance.
  const Eigen::Index distance = b.data() - a.data();
  for (Eigen::Index cols = 1 - b.cols(); cols < a.cols(); ++cols) {
    const Eigen::Index rest = distance - cols * col_stride, rows = rest / row_stride;
    if (rows * row_stride == rest && rows > -b.rows() && rows < a.rows()) return true;
  }
  return false;
}

template <typename A, typename B>
bool same_place(const A& a, const B& b) {
  return a.data() == b.data() && a.rowStride() == b.rowStride() && a.colStride() == b.colStride();
}

/// Whether each element of b may be written once that of a was read.
template <typename A, typename B>
bool same_place_or_apart(const A& a, const B& b) {
  return same_place(a, b) || !overlap(a, b);
}

/// What is too large for a stack by its type. (A Map may be; Eigen refuses a matrix of its own.)
template <typename X>
constexpr bool is_huge() {
  constexpr int size = X::SizeAtCompileTime, limit = EIGEN_STACK_ALLOCATION_LIMIT;  // 0: none
  return size != Eigen::Dynamic && limit != 0 && size > limit / static_cast<int>(sizeof(typename X::Scalar));
}
/// For a value of the shape of X: on the stack if its size is known, unless it is huge.
template <typename X>
using Temporary = std::conditional_t<is_huge<X>(),
                                     Eigen::Matrix<typename X::Scalar, Eigen::Dynamic, Eigen::Dynamic,
                                                   X::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor>,
                                     typename X::PlainObject>;

/// Calls use(x), or use(a copy of x) where x would change before all of it is read.
template <typename X, typename Use>
void use_or_copy(bool is_safe, const X& x, Use use) {
  if (is_safe) {
    use(x);
  } else {
    const Temporary<X> copy = x;
    if constexpr (is_huge<X>()) {
      use(Eigen::Map<const typename X::PlainObject>(copy.data()));
    } else {
      use(View<X>(copy));
    }
  }
}

/// The same for what is computed from x into y element by element, or line by line: an expression is assigned to y
/// first.
template <typename X, typename Y, typename Use>
void use_or_assign(const X& x, Y& y, Use use) {
  if constexpr (in_memory<X>) {
    use_or_copy(same_place_or_apart(x, y), x, use);
  } else {
    y = x;
    use(y);
  }
}

/// x itself where it lies in memory, else its value: read before anything is written.
template <typename X>
std::conditional_t<in_memory<X>, const X&, const typename X::PlainObject> read_first(const Eigen::DenseBase<X>& x) {
  return x.derived();
}

/// A destination must share no element with an argument.
template <typename Destination, typename Argument>
void require_apart(const char* name, const Destination& destination, const char* what, const Argument& argument) {
  if constexpr (in_memory<Destination> && in_memory<Argument>) {
    if (overlap(destination, argument)) fail(name, "the destination overlaps %s", what);
  }
}
/// Or be the argument, element by element.
template <typename Destination, typename Argument>
void require_same_place_or_apart(const char* name, const Destination& destination, const char* what,
                                 const Argument& argument) {
  if constexpr (in_memory<Destination> && in_memory<Argument>) {
    if (!same_place_or_apart(argument, destination)) {
      fail(name, "the destination overlaps %s in part", what);
    }
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_OVERLAP_HPP

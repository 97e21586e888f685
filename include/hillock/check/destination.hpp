// The sizes of what is written to.
#pragma once

#include <type_traits>

#include <hillock/check/errors.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Throws unless a destination has this size. (Inlined always, as require_shape.)
template <typename Destination>
EIGEN_ALWAYS_INLINE void require_size(const char* name, const Destination& destination, Eigen::Index rows,
                                      Eigen::Index cols) {
  require_shape(name, "the result", rows, cols, "the destination", destination);
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

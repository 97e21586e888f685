// Errors: one way to report a wrong argument, before any work is done.
#pragma once

#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <type_traits>

#include <hillock/check/bits.hpp>
#if !defined(HILLOCK_ON_ERROR)
#include <cstdarg>
#include <cstddef>
#include <cstdio>
#endif

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// An index for %lld.
inline long long number(Eigen::Index index) { return static_cast<long long>(index); }

#if defined(HILLOCK_ON_ERROR)
// Always inlined: of what the messages say nothing is left.
template <typename... Values>
[[noreturn]] HILLOCK_INLINE void fail([[maybe_unused]] const char* name, const char*, const Values&...) {
  HILLOCK_ON_ERROR(name);
  std::abort();
}
template <typename Value>
[[noreturn]] HILLOCK_INLINE void fail_parameter(const char* name, const char*, const Value&, const char*) {
  fail(name, "");
}
[[noreturn]] HILLOCK_INLINE void fail_shapes(const char* name, const char*, Eigen::Index, Eigen::Index, const char*,
                                             Eigen::Index, Eigen::Index) {
  fail(name, "");
}
#else
// Written by printf, not put together from strings: the code of std::string and its operator+ would be most of what a
// program that uses one activation has to compile. The two messages that most programs have in them are in one call
// each, which takes half as long to compile as the two of `fail`.

/// Throws std::invalid_argument with the message; with exceptions disabled, writes it to stderr and aborts.
[[noreturn]] inline void fail_with(const char* message) {
#if defined(HILLOCK_EXCEPTIONS)
  throw std::invalid_argument(message);
#else
  std::fprintf(stderr, "%s\n", message);
  std::abort();
#endif
}

/// Fails with "hillock::NAME: TEXT", the text being what printf makes of the rest.
[[noreturn]] inline void fail(const char* name, const char* format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 2, 3)))
#endif
    ;
[[noreturn]] inline void fail(const char* name, const char* format, ...) {
  char message[512];
  const int length = std::snprintf(message, sizeof message, "hillock::%.100s: ", name);
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(message + length, sizeof message - static_cast<std::size_t>(length), format, arguments);
  va_end(arguments);
  fail_with(message);
}

/// "hillock::NAME: PARAMETER is VALUE but must be ALLOWED"
template <typename Value>
[[noreturn]] void fail_parameter(const char* name, const char* parameter, const Value& value, const char* allowed) {
  char message[512];
  if constexpr (std::is_integral<Value>::value) {
    std::snprintf(message, sizeof message, "hillock::%.100s: %s is %lld but must be %s", name, parameter,
                  static_cast<long long>(value), allowed);
  } else {
    std::snprintf(message, sizeof message, "hillock::%.100s: %s is %Lg but must be %s", name, parameter,
                  static_cast<long double>(value), allowed);
  }
  fail_with(message);
}

/// "hillock::NAME: FIRST is RxC but SECOND is RxC"
[[noreturn]] inline void fail_shapes(const char* name, const char* first, Eigen::Index rows, Eigen::Index cols,
                                     const char* second, Eigen::Index other_rows, Eigen::Index other_cols) {
  char message[512];
  std::snprintf(message, sizeof message, "hillock::%.100s: %s is %lldx%lld but %s is %lldx%lld", name, first,
                number(rows), number(cols), second, number(other_rows), number(other_cols));
  fail_with(message);
}
#endif

// By reference: see special_values.hpp.
HILLOCK_INLINE bool is_finite(const float& value) { return (to_bits(value) & 0x7f800000u) != 0x7f800000u; }
HILLOCK_INLINE bool is_finite(const double& value) {
  return (to_bits(value) & 0x7ff0000000000000u) != 0x7ff0000000000000u;
}
/// Scaled into the range of double, where it may underflow but not overflow.
inline bool is_finite(const long double& value) {
  return is_finite(static_cast<double>(value * (std::numeric_limits<long double>::min)()));
}

template <typename Scalar>
void require_finite(const char* name, const char* parameter, const Scalar& value) {
  // By its bits: std::isfinite is constant under -ffinite-math-only.
  if (!is_finite(value)) fail_parameter(name, parameter, value, "finite");
}

template <typename Scalar>
HILLOCK_INLINE void require_positive(const char* name, const char* parameter, const Scalar& value) {
  if (!(is_finite(value) && value > 0)) fail_parameter(name, parameter, value, "positive and finite");
}
template <typename Scalar>
HILLOCK_INLINE void require_not_negative(const char* name, const char* parameter, const Scalar& value) {
  if (!(is_finite(value) && value >= 0)) fail_parameter(name, parameter, value, "finite and not negative");
}

inline bool is_number(const float& value) { return (to_bits(value) & 0x7fffffffu) <= 0x7f800000u; }
inline bool is_number(const double& value) { return (to_bits(value) & 0x7fffffffffffffffu) <= 0x7ff0000000000000u; }
inline bool is_number(const long double& value) { return is_number(static_cast<double>(value)); }

template <typename Scalar>
void require_number(const char* name, const char* parameter, const Scalar& value) {
  if (!is_number(value)) fail_parameter(name, parameter, value, "a number");
}

/// Sizes known at compile time to differ.
constexpr bool sizes_differ(Eigen::Index a, Eigen::Index b) {
  return a != Eigen::Dynamic && b != Eigen::Dynamic && a != b;
}

/// The second argument must have the shape of the first, rows x cols. (Inlined always: GCC takes a call with a constant
/// reference for a use of the elements, and would warn of a destination that has none yet.)
template <typename B>
EIGEN_ALWAYS_INLINE void require_shape(const char* name, const char* first, Eigen::Index rows, Eigen::Index cols,
                                       const char* second, const B& b) {
  if (b.rows() != rows || b.cols() != cols) fail_shapes(name, first, rows, cols, second, b.rows(), b.cols());
}
/// Both arguments must have one shape: checked at compile time where it is known then.
template <typename A, typename B>
void require_same_shape(const char* name, const char* first, const A& a, const char* second, const B& b) {
  static_assert(!sizes_differ(A::RowsAtCompileTime, B::RowsAtCompileTime) &&
                    !sizes_differ(A::ColsAtCompileTime, B::ColsAtCompileTime),
                "hillock: the two arguments have different shapes");
  require_shape(name, first, a.rows(), a.cols(), second, b);
}

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

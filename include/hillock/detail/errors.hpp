// Errors: one way to report a wrong argument, before any work is done.
#ifndef HILLOCK_DETAIL_ERRORS_HPP
#define HILLOCK_DETAIL_ERRORS_HPP

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "packet.hpp"

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Throws std::invalid_argument; with exceptions disabled, writes the same text to stderr and aborts.
[[noreturn]] inline void fail(const std::string& message) {
#if defined(HILLOCK_EXCEPTIONS)
  throw std::invalid_argument(message);
#else
  std::fprintf(stderr, "%s\n", message.c_str());
  std::abort();
#endif
}

// Strings, not streams: a stream costs every program that includes this 2 % of its compile time.

/// "hillock::NAME: TEXT"
[[noreturn]] inline void fail(const char* name, const std::string& text) {
  fail(std::string("hillock::") + name + ": " + text);
}

/// A number as std::ostream writes it.
template <typename Value>
std::string text_of(Value value) {
  if constexpr (std::is_integral<Value>::value) {
    return std::to_string(value);
  } else {
    char text[32];
    std::snprintf(text, sizeof text, "%Lg", static_cast<long double>(value));
    return text;
  }
}
inline std::string text_of_shape(Eigen::Index rows, Eigen::Index cols) { return text_of(rows) + "x" + text_of(cols); }

/// "hillock::NAME: PARAMETER is VALUE but must be ALLOWED"
template <typename Value>
[[noreturn]] void fail_parameter(const char* name, const char* parameter, Value value, const char* allowed) {
  fail(name, std::string(parameter) + " is " + text_of(value) + " but must be " + allowed);
}

/// "hillock::NAME: FIRST is RxC but SECOND is RxC"
[[noreturn]] inline void fail_shapes(const char* name, const char* first, Eigen::Index rows, Eigen::Index cols,
                                     const char* second, Eigen::Index other_rows, Eigen::Index other_cols) {
  fail(name, std::string(first) + " is " + text_of_shape(rows, cols) + " but " + second + " is " +
                 text_of_shape(other_rows, other_cols));
}

inline bool is_finite(float value) { return (to_bits(value) & 0x7f800000u) != 0x7f800000u; }
inline bool is_finite(double value) { return (to_bits(value) & 0x7ff0000000000000u) != 0x7ff0000000000000u; }
/// Scaled into the range of double, where it may underflow but not overflow.
inline bool is_finite(long double value) {
  return is_finite(static_cast<double>(value * std::numeric_limits<long double>::min()));
}

template <typename Scalar>
void require_finite(const char* name, const char* parameter, Scalar value) {
  // By its bits: std::isfinite is constant under -ffinite-math-only.
  if (!is_finite(value)) fail_parameter(name, parameter, value, "finite");
}

/// Sizes known at compile time to differ.
constexpr bool sizes_differ(Eigen::Index a, Eigen::Index b) {
  return a != Eigen::Dynamic && b != Eigen::Dynamic && a != b;
}

/// Both arguments must have one shape: checked at compile time where it is known then.
template <typename A, typename B>
void require_same_shape(const char* name, const char* first, const A& a, const char* second, const B& b) {
  static_assert(!sizes_differ(A::RowsAtCompileTime, B::RowsAtCompileTime) &&
                    !sizes_differ(A::ColsAtCompileTime, B::ColsAtCompileTime),
                "hillock: the two arguments have different shapes");
  if (a.rows() != b.rows() || a.cols() != b.cols()) {
    fail_shapes(name, first, a.rows(), a.cols(), second, b.rows(), b.cols());
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END

#endif  // HILLOCK_DETAIL_ERRORS_HPP

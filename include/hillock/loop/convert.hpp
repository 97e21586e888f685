// half and bfloat16 as floats, and floats rounded to these: whole vectors and matrices, and one line of a matrix.
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/loop/blocks.hpp>
#include <hillock/number/partial.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// y = x, short elements as floats or floats rounded to these; both in memory, in the same order.
template <typename X, typename Y>
void convert(const X& x, Y&& y) {
  if (x.innerStride() != 1 || y.innerStride() != 1) {
    y = x.template cast<typename std::decay_t<Y>::Scalar>();
  } else {
    using V = Lanes<float, loop_width<float>>;
    const Eigen::Index n = y.innerSize();
    for (Eigen::Index i = 0; i < y.outerSize(); ++i) {
      const auto* from = x.data() + i * x.outerStride();
      auto* to = y.data() + i * y.outerStride();
      Eigen::Index k = 0;
      for (; k + V::width <= n; k += V::width) V::load(from + k).store(to + k);
      if (k < n) store_rest(load_rest<V>(from + k, n - k), to + k, n - k);
    }
  }
}

/// A line of short elements as floats: on the stack, or where it is too long for that, in memory of its own.
class FloatLine {
 public:
  /// The longest line on the stack.
  static constexpr Eigen::Index most = 4096;

  explicit FloatLine(Eigen::Index n)
      : allocated_(n > most ? n : 0), floats_(n > most ? allocated_.data() : memory_, n) {}
  FloatLine(const FloatLine&) = delete;
  FloatLine& operator=(const FloatLine&) = delete;

  template <typename Short, int Stride>
  void load(Strided<Short, Stride> line) {
    using Vector = Eigen::Matrix<std::remove_const_t<Short>, Eigen::Dynamic, 1>;
    convert(
        Eigen::Map<const Vector, 0, Eigen::InnerStride<>>(line.data, floats_.size(), Eigen::InnerStride<>(line.stride)),
        floats_);
  }
  template <typename Short, int Stride>
  void store(Strided<Short, Stride> line) const {
    using Vector = Eigen::Matrix<Short, Eigen::Dynamic, 1>;
    Eigen::Map<Vector, 0, Eigen::InnerStride<>> to(line.data, floats_.size(), Eigen::InnerStride<>(line.stride));
    convert(floats_, to);
  }
  Strided<const float, 1> as_argument() const { return Strided<const float, 1>(floats_.data()); }
  Strided<float, 1> as_result() { return Strided<float, 1>(floats_.data()); }
  template <typename Line>
  Strided<float, 1> in_place_of(Line) {
    return as_result();
  }

 private:
  float memory_[most];
  Eigen::VectorXf allocated_;
  Eigen::Map<Eigen::VectorXf> floats_;
};

/// A line that needs no copy.
struct LineItself {
  explicit LineItself(Eigen::Index) {}
  template <typename Line>
  Line in_place_of(Line line) const {
    return line;
  }
  template <typename Line>
  void store(Line) const {}
};
/// Where lines of results are computed, in_place_of(line), before store(line): of short elements as floats, which are
/// read again before they are rounded.
template <typename Scalar>
using ResultLine = std::conditional_t<is_short<Scalar>, FloatLine, LineItself>;

/// A matrix or vector of what the elements of another are computed in.
template <typename Plain>
using Widened = typename std::decay_t<
    decltype(std::declval<const Plain&>().template cast<Computed<typename Plain::Scalar>>())>::PlainObject;

}  // namespace detail
HILLOCK_NAMESPACE_END

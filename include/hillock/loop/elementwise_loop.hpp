// The loop of y = f(x) where x and y lie contiguously in memory: whole packets, and part of one at the end.
//
// Eigen's own loop evaluates what is left over at either end value by value, each at the price of a packet. It still
// runs for everything else: strides, larger expressions, other scalars. The bits are the same in both.
#pragma once

#include <functional>
#include <type_traits>

#include <hillock/check/overlap.hpp>
#include <hillock/loop/stream.hpp>
#include <hillock/number/partial.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// The packet for vectors of Size elements (Eigen::Dynamic for those only known at run time): the widest that such a
/// vector fills, else the narrowest.
template <typename Stored, int Size>
constexpr int assign_width() {
  using Scalar = Computed<Stored>;
  int width = loop_width<Scalar>;
  while (Size != Eigen::Dynamic && width > Size && width > narrowest_width<Scalar>) width /= 2;
  return width;
}

/// y[i] = functor(x[i], ...) past the caches, for as many of n elements as fill whole turns, which it returns. Called,
/// so that what few results are large enough for is not compiled into each loop.
template <int Width, typename Scalar, typename Functor, typename... Arguments>
EIGEN_DONT_INLINE Eigen::Index assign_streamed(Scalar* y, Eigen::Index n, Functor functor, const Arguments*... x) {
  using V = Lanes<Scalar, Width>;
  const Eigen::Index head = elements_to_alignment<V>(y);
  if (head > 0) Partial<Scalar, Width>::store(functor.evaluate_inline(V::load(x)...), y, head);
  Eigen::Index i = head;
  for (; i + 4 * Width <= n; i += 4 * Width) {
    for (Eigen::Index k = i; k < i + 4 * Width; k += Width) {
      stream(y + k, functor.evaluate_inline(V::load(x + k)...).data);
    }
  }
  end_of_stream();
  return i;
}

/// Short elements as floats, loaded into two registers at once, to be computed one after the other.
template <int Width>
struct TwoRegisters {
  float floats[2 * Width];

  template <typename Short>
  HILLOCK_INLINE explicit TwoRegisters(const Short* from) {
    load_unordered<Lanes<float, 2 * Width>>(from).store(floats);
  }
};
/// y[i] = evaluate(x[i], ...) from element i on, as far as two registers are filled; where that ends. (In memory
/// between loading and storing, so that there is one copy of the kernel, and registers are left for its constants.)
template <int Width, typename Short, typename Evaluate, typename... Arguments>
HILLOCK_INLINE Eigen::Index assign_by_twos(Short* y, Eigen::Index i, Eigen::Index n, const Evaluate& evaluate,
                                           const Arguments*... x) {
  using V = Lanes<float, Width>;
  float results[2 * Width];
  const auto one_by_one = [&](const auto&... two) HILLOCK_INLINE_LAMBDA {
    HILLOCK_ROLLED
    for (int k = 0; k < 2 * Width; k += Width) evaluate(V::load(two.floats + k)...).store(results + k);
  };
  for (; i + 2 * Width <= n; i += 2 * Width) {
    one_by_one(TwoRegisters<Width>(x + i)...);
    store_unordered(Lanes<float, 2 * Width>::load(results), y + i);
  }
  return i;
}

/// y[i] = functor(x[i], ...) for n elements. In place is safe: nothing is read after it was written. The functor is a
/// copy, which no store to y can change: questions about its parameters are asked once.
template <int Width, typename Scalar, typename Functor, typename... Arguments>
EIGEN_DEVICE_FUNC inline void assign(Scalar* y, Eigen::Index n, const Functor functor, const Arguments*... x) {
  using V = Lanes<Computed<Scalar>, Width>;
  Eigen::Index i = 0;
  constexpr bool by_twos = takes_two<Scalar, Width>;
  if constexpr (Functor::template asks_once<V>) {
    if (functor.template is_usual<V>()) {
      const auto usual = [&](auto... values) HILLOCK_INLINE_LAMBDA { return functor.evaluate_usual(values...); };
      if constexpr (by_twos) i = assign_by_twos<Width>(y, i, n, usual, x...);
      for (; i + Width <= n; i += Width) functor.evaluate_usual(V::load(x + i)...).store(y + i);
    }
  } else if constexpr (Functor::is_short) {
    // Four packets per turn where memory is the limit; past the caches where the result is too large for them, unless
    // it takes the place of an argument, which is there already.
    if constexpr (can_stream<V> && !is_short<Scalar>) {
      if (EIGEN_PREDICT_FALSE(n >= streamed_bytes / Eigen::Index(sizeof(Scalar))) && ((x != y) && ...)) {
        i = assign_streamed<Width>(y, n, functor, x...);
      }
    }
    using Unit = std::conditional_t<is_short<Scalar> && is_register_pair<Computed<Scalar>, 2 * Width>,
                                    Lanes<Computed<Scalar>, 2 * Width>, V>;
    for (; i + 4 * Width <= n; i += 4 * Width) {
      for (int k = 0; k < 4 * Width; k += Unit::width) {
        store_unordered(functor.evaluate_inline(load_unordered<Unit>(x + i + k)...), y + i + k);
      }
    }
  }
  if constexpr (Functor::in_pairs && is_register_pair<Computed<Scalar>, 2 * Width>) {
    // Two packets in turn: a kernel is a chain in which each step waits for the one before.
    using Pair = Lanes<Computed<Scalar>, 2 * Width>;
    for (; i + 2 * Width <= n; i += 2 * Width) {
      store_unordered(functor.evaluate_inline(load_unordered<Pair>(x + i)...), y + i);
    }
  } else if constexpr (by_twos && !Functor::is_short) {
    const auto general = [&](auto... values) HILLOCK_INLINE_LAMBDA { return functor.evaluate_inline(values...); };
    i = assign_by_twos<Width>(y, i, n, general, x...);
  }
  for (; i < n; i += Width) {
    // One copy of the kernel for whole packets and for the last one: a loop of its own for the whole ones is no faster,
    // finds the constants in memory once more and is twice the code.
    const Eigen::Index left = n - i;
    const bool whole = EIGEN_PREDICT_TRUE(left >= Width);
    const auto load = [=](const Scalar* from) { return whole ? V::load(from) : load_rest<V>(from, left); };
    const V result = functor.evaluate_inline(load(x + i)...);
    if (whole) {
      result.store(y + i);
    } else {
      store_rest(result, y + i, left);
    }
  }
}

/// Whether the elements of X and Y are counted along the same dimension first.
template <typename Y, typename X>
inline constexpr bool in_same_order = (X::IsVectorAtCompileTime && Y::IsVectorAtCompileTime) ||
                                      bool(X::IsRowMajor) == bool(Y::IsRowMajor);

/// Whether the elements of one expression lie side by side, along the same dimension as those of Y.
template <typename Y, typename X>
inline constexpr bool is_contiguous_like =
    in_memory<X>&& int(X::InnerStrideAtCompileTime) == 1 &&
    std::is_same<typename X::Scalar, typename Y::Scalar>::value&& in_same_order<Y, X>;

/// Whether the loop above can run.
template <typename Y, typename... X>
constexpr bool has_own_loop() {
  return Register<Computed<typename Y::Scalar>, 1>::exists &&
         (is_contiguous_like<Y, Y> && ... && is_contiguous_like<Y, X>);
}

/// Whether Eigen's loop would evaluate f(x) value by value, each at the price of a packet, for a y that the loop above
/// can take: x in the other storage order, with strides, an expression without packets, or short elements. Then y = x
/// comes first.
template <typename Y, typename X>
constexpr bool takes_two_steps() {
  if constexpr (!has_own_loop<Y>() || has_own_loop<Y, X>() ||
                !std::is_same<typename X::Scalar, typename Y::Scalar>::value) {
    return false;
  } else {
    return is_short<typename Y::Scalar> || !in_same_order<Y, X> ||
           (Eigen::internal::evaluator<X>::Flags & Eigen::PacketAccessBit) == 0;
  }
}

/// Gives y the size of the expression, as Eigen does; but not where that would take away what is to be read.
template <typename Y, typename Expression, typename How, typename... X>
EIGEN_DEVICE_FUNC EIGEN_STRONG_INLINE void resize(Y& y, const Expression& expression, const How& how, const X&... x) {
#if !defined(EIGEN_GPU_COMPILE_PHASE)
  if ((y.rows() != expression.rows() || y.cols() != expression.cols()) && (overlap(y, x) || ...)) {
    fail_shapes("assignment", "the result", expression.rows(), expression.cols(),
                "the destination, part of its argument,", y.rows(), y.cols());
  }
#endif
  Eigen::internal::resize_if_allowed(y, expression, how);
}

/// Whether an element of x may be written before it is read: as everywhere in Eigen, that takes an .eval().
template <typename Y, typename X>
EIGEN_ALWAYS_INLINE bool overwrites(const Y& y, const X& x) {
  const bool is_behind = !std::less<const void*>()(x.data(), y.data());
  if (Y::IsVectorAtCompileTime || (y.outerStride() > 0 && y.outerStride() <= x.outerStride())) {
    return !is_behind && overlap(y, x);
  } else {
    return !same_place_or_apart(x, y);
  }
}

template <typename Y, typename Functor, typename... X>
EIGEN_DEVICE_FUNC EIGEN_STRONG_INLINE void assign_elementwise(Y& y, const Functor& functor, const X&... x) {
  eigen_assert(!(overwrites(y, x) || ...) && "hillock: the destination overlaps the argument; use .eval()");
  constexpr int width = assign_width<typename Y::Scalar, Y::SizeAtCompileTime>();
  if constexpr (Y::IsVectorAtCompileTime) {
    assign<width>(y.data(), y.size(), functor, x.data()...);
  } else {
    // Column by column (or row by row), or all of it as one where there is nothing between them.
    const bool whole = ((y.outerStride() == y.innerSize()) && ... && (x.outerStride() == y.innerSize()));
    const Eigen::Index count = whole ? 1 : y.outerSize(), size = whole ? y.size() : y.innerSize();
    for (Eigen::Index i = 0; i < count; ++i) {
      assign<width>(y.data() + i * y.outerStride(), size, functor, (x.data() + i * x.outerStride())...);
    }
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END

namespace Eigen {
namespace internal {

template <typename Y, typename Functor, typename X, typename S>
struct Assignment<
    Y, CwiseUnaryOp<Functor, X>, assign_op<S, S>, Dense2Dense,
    std::enable_if_t<Functor::is_hillock_functor && (hillock::detail::has_own_loop<Y, std::remove_cv_t<X>>() ||
                                                     hillock::detail::takes_two_steps<Y, std::remove_cv_t<X>>())>> {
  static EIGEN_DEVICE_FUNC EIGEN_STRONG_INLINE void run(Y& y, const CwiseUnaryOp<Functor, X>& expression,
                                                        const assign_op<S, S>& how) {
    if constexpr (hillock::detail::takes_two_steps<Y, std::remove_cv_t<X>>()) {
      call_assignment(y, expression.nestedExpression(), how);
      hillock::detail::assign_elementwise(y, expression.functor().elementwise(), y);
    } else {
      hillock::detail::resize(y, expression, how, expression.nestedExpression());
      hillock::detail::assign_elementwise(y, expression.functor().elementwise(), expression.nestedExpression());
    }
  }
};
template <typename Y, typename Functor, typename X, typename DY, typename S>
struct Assignment<Y, CwiseBinaryOp<Functor, X, DY>, assign_op<S, S>, Dense2Dense,
                  std::enable_if_t<Functor::is_hillock_functor &&
                                   hillock::detail::has_own_loop<Y, std::remove_cv_t<X>, std::remove_cv_t<DY>>()>> {
  static EIGEN_DEVICE_FUNC EIGEN_STRONG_INLINE void run(Y& y, const CwiseBinaryOp<Functor, X, DY>& expression,
                                                        const assign_op<S, S>& how) {
    hillock::detail::resize(y, expression, how, expression.lhs(), expression.rhs());
    hillock::detail::assign_elementwise(y, expression.functor().elementwise(), expression.lhs(), expression.rhs());
  }
};

}  // namespace internal
}  // namespace Eigen

// The results of functions of a whole vector: an Eigen expression that is computed when it is assigned, straight into
// its destination; and arguments as such an expression keeps them.
#pragma once

#include <optional>
#include <type_traits>
#include <utility>

#include <hillock/check/overlap.hpp>
#include <hillock/check/read_alone.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

template <typename Evaluate, typename Plain>
class Deferred;

}  // namespace detail
HILLOCK_NAMESPACE_END

namespace Eigen {
namespace internal {

template <typename Evaluate, typename Plain>
struct traits<hillock::detail::Deferred<Evaluate, Plain>> : traits<Plain> {
  // Neither in memory nor to be written to. Larger expressions keep it by value and evaluate it once.
  static constexpr int Flags = (int(traits<Plain>::Flags) & int(RowMajorBit)) | int(EvalBeforeNestingBit);
};

}  // namespace internal
}  // namespace Eigen

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// An expression of type Plain that `evaluate(y)` computes into a y in memory of the right shape. (Not an
/// Eigen::ReturnByValue: functions deduce that base of it as the type of their argument, and what is not the whole
/// object cannot be kept.)
template <typename Evaluate, typename Plain>
class Deferred : public Eigen::internal::dense_xpr_base<Deferred<Evaluate, Plain>>::type {
 public:
  using Base = typename Eigen::internal::dense_xpr_base<Deferred>::type;
  EIGEN_DENSE_PUBLIC_INTERFACE(Deferred)
  using NestedExpression = Deferred;

  Deferred(Eigen::Index rows, Eigen::Index cols, const char* name, Evaluate evaluate)
      : rows_(rows), cols_(cols), name_(name), evaluate_(std::move(evaluate)) {}

  Eigen::Index rows() const { return rows_; }
  Eigen::Index cols() const { return cols_; }

  /// y = the result, resized where y is a matrix of another size. Where it cannot be written to directly, or is resized
  /// while it may be an argument too, through a temporary.
  template <typename Y>
  HILLOCK_INLINE void assign_to(Y& y) const {
    constexpr bool is_plain = std::is_base_of<Eigen::PlainObjectBase<Y>, Y>::value;
    const bool has_its_shape = y.rows() == read_alone(rows_) && y.cols() == read_alone(cols_);
    const bool resizes = is_plain && (Y::RowsAtCompileTime == Eigen::Dynamic || Y::RowsAtCompileTime == rows_) &&
                         (Y::ColsAtCompileTime == Eigen::Dynamic || Y::ColsAtCompileTime == cols_);
    if (EIGEN_PREDICT_FALSE(!has_its_shape && !resizes)) {
      fail_shapes(name_, "the result", rows_, cols_, "the destination", y.rows(), y.cols());
    }
    if constexpr (is_plain && std::is_same<Y, Temporary<Plain>>::value) {
      // One call for both, which compilers inline; a second one would keep them from it.
      std::optional<Y> result;
      if (!has_its_shape) result.emplace().resize(rows_, cols_);
      evaluate_(has_its_shape ? y : *result);
      if (!has_its_shape) y = std::move(*result);
    } else {
      if constexpr (in_memory<Y>) {
        if (has_its_shape) {
          evaluate_(y);
          return;
        }
      }
      if constexpr (is_plain || !in_memory<Y>) {
        Temporary<Plain> result;
        result.resize(rows_, cols_);
        evaluate_(result);
        y = std::move(result);
      }
    }
  }

 private:
  Eigen::Index rows_, cols_;
  const char* name_;
  Evaluate evaluate_;
};

/// The type of the whole object where functions deduce a base class as that of their argument.
template <typename X>
struct WholeType {
  using type = X;
};
template <typename Derived>
struct WholeType<Eigen::ReturnByValue<Derived>> {
  using type = Derived;
};
template <typename X>
using Whole = typename WholeType<X>::type;

/// What an expression keeps of its argument, get(): a matrix or vector itself, a copy of a lazy expression (as Eigen).
template <typename X, typename = void>
class Holder {
 public:
  HILLOCK_INLINE explicit Holder(const X& x) : x_(x) {}
  HILLOCK_INLINE const X& get() const { return x_; }

 private:
  std::conditional_t<std::is_base_of<Eigen::PlainObjectBase<X>, X>::value, const X&, const X> x_;
};
/// Of a view, the numbers it is made of: a copy of the view itself would be read in pairs.
template <typename X>
class Holder<X, std::enable_if_t<in_memory<X> && !std::is_base_of<Eigen::PlainObjectBase<X>, X>::value>> {
 public:
  using View = Eigen::Map<const typename X::PlainObject, 0,
                          Eigen::Stride<X::OuterStrideAtCompileTime, X::InnerStrideAtCompileTime>>;

  HILLOCK_INLINE explicit Holder(const X& x)
      : data_(x.data()),
        rows_(x.rows()),
        cols_(x.cols()),
        outer_stride_(x.outerStride()),
        inner_stride_(x.innerStride()) {}
  HILLOCK_INLINE View get() const {
    return View(read_alone(data_), read_alone(rows_), read_alone(cols_),
                {read_alone(outer_stride_), read_alone(inner_stride_)});
  }

 private:
  const typename X::Scalar* data_;
  Eigen::Index rows_, cols_, outer_stride_, inner_stride_;
};
template <typename X>
HILLOCK_INLINE Holder<Whole<X>> hold(const Eigen::DenseBase<X>& x) {
  return Holder<Whole<X>>(static_cast<const Whole<X>&>(x.derived()));
}

/// What was held, or a copy of anything else.
template <typename X, typename Kind>
HILLOCK_INLINE decltype(auto) held(const Holder<X, Kind>& holder) {
  return holder.get();
}
template <typename T>
HILLOCK_INLINE T held(const T& value) {
  return value;
}

/// The expression of type Plain that function(y, arguments...) computes; arguments that are expressions come in hold().
/// They are variables of the call then: the expression itself need not be in memory.
template <typename Plain, typename Function, typename... Kept>
auto defer(Eigen::Index rows, Eigen::Index cols, const char* name, Function function, const Kept&... kept) {
  auto evaluate = [function, kept...](auto& y) HILLOCK_INLINE_LAMBDA { function(y, held(kept)...); };
  return Deferred<decltype(evaluate), std::remove_const_t<Plain>>(rows, cols, name, evaluate);
}

/// The result of a Deferred where a larger expression reads it.
template <typename Plain>
struct DeferredResult {
  Plain result;
};

}  // namespace detail
HILLOCK_NAMESPACE_END

namespace Eigen {
namespace internal {

template <typename Evaluate, typename Plain>
struct evaluator<hillock::detail::Deferred<Evaluate, Plain>> : private hillock::detail::DeferredResult<Plain>,
                                                               evaluator<Plain> {
  static constexpr int Flags = int(evaluator<Plain>::Flags) | int(EvalBeforeNestingBit);

  explicit evaluator(const hillock::detail::Deferred<Evaluate, Plain>& expression)
      : hillock::detail::DeferredResult<Plain>{Plain(expression)}, evaluator<Plain>(this->result) {}
};

template <typename Y, typename Evaluate, typename Plain, typename S>
struct Assignment<Y, hillock::detail::Deferred<Evaluate, Plain>, assign_op<S, S>, Dense2Dense> {
  static_assert(!hillock::detail::sizes_differ(Y::RowsAtCompileTime, Plain::RowsAtCompileTime) &&
                    !hillock::detail::sizes_differ(Y::ColsAtCompileTime, Plain::ColsAtCompileTime),
                "hillock: the destination has another shape than the result");
  static EIGEN_ALWAYS_INLINE void run(Y& y, const hillock::detail::Deferred<Evaluate, Plain>& expression,
                                      const assign_op<S, S>&) {
    expression.assign_to(y);
  }
};

}  // namespace internal
}  // namespace Eigen

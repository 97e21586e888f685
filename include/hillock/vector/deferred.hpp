// The results of functions of a whole vector: an Eigen expression that is computed when it is assigned, straight into
// its destination; and arguments as such an expression keeps them.
#ifndef HILLOCK_VECTOR_DEFERRED_HPP
#define HILLOCK_VECTOR_DEFERRED_HPP

#include <type_traits>
#include <utility>

#include <hillock/check/overlap.hpp>

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
  void assign_to(Y& y) const {
    constexpr bool is_plain = std::is_base_of<Eigen::PlainObjectBase<Y>, Y>::value;
    const bool has_its_shape = y.rows() == rows_ && y.cols() == cols_;
    if constexpr (in_memory<Y>) {
      if (has_its_shape) {
        evaluate_(y);
        return;
      }
    }
    const bool resizes = is_plain && (Y::RowsAtCompileTime == Eigen::Dynamic || Y::RowsAtCompileTime == rows_) &&
                         (Y::ColsAtCompileTime == Eigen::Dynamic || Y::ColsAtCompileTime == cols_);
    if (!has_its_shape && !resizes) {
      fail_shapes(name_, "the result", rows_, cols_, "the destination", y.rows(), y.cols());
    }
    if constexpr (is_plain || !in_memory<Y>) {
      Temporary<Plain> result;
      result.resize(rows_, cols_);
      evaluate_(result);
      y = std::move(result);
    }
  }

 private:
  Eigen::Index rows_, cols_;
  const char* name_;
  Evaluate evaluate_;
};

template <typename Plain, typename Evaluate>
Deferred<Evaluate, Plain> defer(Eigen::Index rows, Eigen::Index cols, const char* name, Evaluate evaluate) {
  return {rows, cols, name, std::move(evaluate)};
}

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

/// What an expression keeps of its argument: a reference to a matrix or vector, a copy of a lazy expression (as Eigen).
template <typename X>
struct Holder {
  std::conditional_t<std::is_base_of<Eigen::PlainObjectBase<X>, X>::value, const X&, const X> value;
};
template <typename X>
Holder<Whole<X>> hold(const Eigen::DenseBase<X>& x) {
  return {static_cast<const Whole<X>&>(x.derived())};
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
  static void run(Y& y, const hillock::detail::Deferred<Evaluate, Plain>& expression, const assign_op<S, S>&) {
    expression.assign_to(y);
  }
};

}  // namespace internal
}  // namespace Eigen

#endif  // HILLOCK_VECTOR_DEFERRED_HPP

// Sums over the samples of a batch, which may be millions: floats in double, doubles as sums of two.
#pragma once

#include <hillock/loop/lines.hpp>
#include <hillock/loop/side_by_side.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Block i of a line that is a factor of each line of Line: its elements, or its element i for all sixteen lines.
template <typename Line, typename Scalar, typename Row>
HILLOCK_INLINE Block<Scalar> factors(Row line, Eigen::Index i, Eigen::Index n) {
  if constexpr (lines_per_block<Line> == 1) {
    return Block<Scalar>::load(line, i, n - i, Scalar(0));
  } else {
    Block<Scalar> block;
    HILLOCK_UNROLL
    for (auto& part : block.part) part = typename Block<Scalar>::V(static_cast<double>(line[i]));
    return block;
  }
}

/// The sum of each line's n terms, as Terms says: add(sums, i, n, lines...) adds block i to the sums of some lines, and
/// term(i, lines...) is a single term of one. The result does not depend on where a line is, nor on the storage order:
/// at most half an ULP and n 2^-53 (doubles: n^2 2^-105) of the sum of the terms' magnitudes from the exact sum.
template <typename Scalar, typename Terms, typename Line, typename... More>
void sum_lines(const Terms& terms, Eigen::Index n, Scalar* values, Line lines, More... more) {
  Sums<Line, Scalar> sums(n);
  for (Eigen::Index i = 0; i < n; i += Line::step) terms.add(sums, i, n, lines, more...);
  const auto totals = sums.totals();
  for (int l = 0; l < lines.lines; ++l) {
    values[l] = static_cast<Scalar>(leading(totals[l]).data);
    if (!is_finite(values[l])) {
      // The errors of infinite sums are NaN: as IEEE adds them.
      double plain = 0;
      for (Eigen::Index i = 0; i < n; ++i) plain += static_cast<double>(terms.term(i, lines.line(l), more.line(l)...));
      values[l] = static_cast<Scalar>(plain);
    }
  }
}
/// set(r, the sum of the terms of row r) for each row of the arguments.
template <typename Terms, typename Set, typename X, typename... More>
void sum_rows(const Terms& terms, Set set, const X& x, const More&... more) {
  const auto sum = [&](Eigen::Index r, auto lines, auto... others) {
    typename X::Scalar values[lines_per_block<decltype(lines)>];
    sum_lines(terms, x.cols(), values, lines, others...);
    for (Eigen::Index l = 0; l < lines.lines; ++l) set(r + l, values[l]);
  };
  for_each_line<true>(rowwise, sum, x, more...);
}

/// The same of half and bfloat16: set(i, the sum of a(i, k) b(k) over k) for each row, in double; b is a single row, or
/// is not given.
template <typename A, typename Set, typename... B>
void sum_rows_in_double(const A& a, Set set, const B&... b) {
  for (Eigen::Index i = 0; i < a.rows(); ++i) {
    double sum = 0;
    for (Eigen::Index k = 0; k < a.cols(); ++k) {
      sum += (static_cast<double>(static_cast<float>(a.coeff(i, k))) * ... *
              static_cast<double>(static_cast<float>(b.coeff(0, k))));
    }
    set(i, static_cast<typename A::Scalar>(static_cast<float>(sum)));
  }
}

/// Terms of sum_lines: the elements of a line.
template <typename Scalar>
struct Elements {
  template <typename Sum, typename Line>
  HILLOCK_INLINE void add(Sum& sums, Eigen::Index i, Eigen::Index n, Line lines) const {
    add_block(sums, i, Block<Scalar>::load(lines, i, n - i, Scalar(0)));
  }
  template <typename Line>
  Scalar term(Eigen::Index i, Line line) const {
    return line[i];
  }
};
/// set(r, Sum of row r).
template <typename X, typename Set>
void sum_of_rows(const X& x, Set set) {
  using Scalar = typename X::Scalar;
  if constexpr (is_short<Scalar>) {
    sum_rows_in_double(x, set);
  } else {
    sum_rows(Elements<Scalar>(), set, x);
  }
}

/// Terms of sum_lines: the elements of a line times those of a row.
template <typename Scalar, typename Row>
struct ElementsTimes {
  Row row;

  template <typename Sum, typename Line>
  HILLOCK_INLINE void add(Sum& sums, Eigen::Index i, Eigen::Index n, Line lines) const {
    add_products(sums, i, Block<Scalar>::load(lines, i, n - i, Scalar(0)), factors<Line, Scalar>(row, i, n));
  }
  template <typename Line>
  Scalar term(Eigen::Index i, Line line) const {
    return line[i] * row[i];
  }
};
/// set(r, row r * factor), where the factor is a single row.
template <typename X, typename Factor, typename Set>
void products_of_rows(const X& x, const Factor& factor, Set set) {
  using Scalar = typename X::Scalar;
  if constexpr (is_short<Scalar>) {
    sum_rows_in_double(x, set, factor);
  } else {
    const auto row = line(factor, 0, rowwise);
    sum_rows(ElementsTimes<Scalar, decltype(row)>{row}, set, x);
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END

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

/// set(r, the sum of the terms of row r) for each row of the arguments, which have n columns; add(sums, i, lines...)
/// adds block i of some rows to their sums, and term(lines..., i) is a single term of a row. The result does not depend
/// on where a row is, nor on the storage order: at most half an ULP and n 2^-53 (doubles: n^2 2^-105) of the sum of the
/// terms' magnitudes from the exact sum.
template <typename Add, typename Term, typename Set, typename X, typename... More>
void sum_rows(Add add, Term term, Set set, const X& x, const More&... more) {
  using Scalar = typename X::Scalar;
  const Eigen::Index n = x.cols();
  const auto sum = [&](Eigen::Index r, auto lines, auto... others) {
    using Line = decltype(lines);
    Sums<Line, Scalar> sums(n);
    for (Eigen::Index i = 0; i < n; i += Line::step) add(sums, i, lines, others...);
    const auto totals = sums.totals();
    for (int l = 0; l < lines.lines; ++l) {
      auto value = static_cast<Scalar>(leading(totals[l]).data);
      if (!is_finite(value)) {
        // The errors of infinite sums are NaN: as IEEE adds them.
        double plain = 0;
        for (Eigen::Index i = 0; i < n; ++i) plain += static_cast<double>(term(lines.line(l), others.line(l)..., i));
        value = static_cast<Scalar>(plain);
      }
      set(r + l, value);
    }
  };
  for_each_line<true>(rowwise, sum, x, more...);
}

/// set(r, Sum of row r).
template <typename X, typename Set>
void sum_of_rows(const X& x, Set set) {
  using Scalar = typename X::Scalar;
  const Eigen::Index n = x.cols();
  sum_rows([n](auto& sums, Eigen::Index i,
               auto lines) { add_block(sums, i, Block<Scalar>::load(lines, i, n - i, Scalar(0))); },
           [](auto line, Eigen::Index i) { return line[i]; }, set, x);
}

/// set(r, row r * factor), where the factor is a single row.
template <typename X, typename Factor, typename Set>
void products_of_rows(const X& x, const Factor& factor, Set set) {
  using Scalar = typename X::Scalar;
  const Eigen::Index n = x.cols();
  const auto row = line(factor, 0, rowwise);
  sum_rows(
      [=](auto& sums, Eigen::Index i, auto lines) {
        add_products(sums, i, Block<Scalar>::load(lines, i, n - i, Scalar(0)),
                     factors<decltype(lines), Scalar>(row, i, n));
      },
      [=](auto line, Eigen::Index i) { return line[i] * row[i]; }, set, x);
}

}  // namespace detail
HILLOCK_NAMESPACE_END

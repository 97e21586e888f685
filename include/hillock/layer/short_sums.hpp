// Layers of half and bfloat16: their elements are short, their sums are those of floats.
#pragma once

#include <type_traits>

#include <hillock/elementwise.hpp>
#include <hillock/loop/convert.hpp>
#include <hillock/loop/weighted_sums.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// What a functor of short elements does to floats, without a rounding in between.
inline Unchanged in_float(Unchanged unchanged) { return unchanged; }
template <typename Definition, typename Tier, typename What>
auto in_float(const Elementwise<Definition, Tier, What>& functor) {
  static_assert(
      Rebind<Definition, float>::exists,
      "hillock: the definition of an activation for layers of half or bfloat16 must be a template of its scalar");
  return Elementwise<typename Rebind<Definition, float>::type, Tier, What>(functor.definition);
}

/// z = f(a b + bias), one bias for each row (or AbsentBias), all in memory: what floats give, rounded once. Some rows
/// and columns at a time are copied as floats, to the stack.
template <typename A, typename Bias, typename B, typename Z, typename Functor>
void sum_in_float(const A& a, const Bias& bias, const B& b, Z& z, const Functor& functor) {
  using Scalar = typename A::Scalar;
  constexpr Eigen::Index at_once = 16;
  using Copy = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic>;
  using CopyOfA =
      Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, A::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor>;
  using CopyOfB =
      Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, B::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor>;
  float memory_of_a[at_once * terms_per_block], memory_of_b[at_once * terms_per_block];
  float memory_of_sums[at_once * at_once], memory_of_block[at_once * at_once];
  const auto in_floats = in_float(functor);
  const Eigen::Index terms = a.cols();
  for (Eigen::Index row = 0; row < a.rows(); row += at_once) {
    const Eigen::Index rows = a.rows() - row < at_once ? a.rows() - row : at_once;
    for (Eigen::Index col = 0; col < b.cols(); col += at_once) {
      const Eigen::Index cols = b.cols() - col < at_once ? b.cols() - col : at_once;
      Eigen::Map<Copy> sums(memory_of_sums, rows, cols);
      for (Eigen::Index k = 0; k == 0 || k < terms; k += terms_per_block) {
        const Eigen::Index here = terms - k < terms_per_block ? terms - k : terms_per_block;
        Eigen::Map<CopyOfA> some_of_a(memory_of_a, rows, here);
        Eigen::Map<CopyOfB> some_of_b(memory_of_b, here, cols);
        Eigen::Map<Copy> of_block(k == 0 ? memory_of_sums : memory_of_block, rows, cols);
        convert(a.block(row, k, rows, here), some_of_a);
        convert(b.block(k, col, here, cols), some_of_b);
        multiply(some_of_a, some_of_b, of_block);
        if (k > 0) sums += of_block;
      }
      if constexpr (!std::is_same<Bias, AbsentBias<Scalar>>::value) {
        for (Eigen::Index i = 0; i < rows; ++i) sums.row(i).array() += static_cast<float>(bias.coeff(row + i));
      }
      apply_functor<float, std::decay_t<decltype(in_floats)>>(&in_floats, sums.data(), sums.data(), rows * cols);
      if constexpr (Z::IsRowMajor) {
        Eigen::Map<Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> in_order_of_z(memory_of_block,
                                                                                                        rows, cols);
        in_order_of_z = sums;
        convert(in_order_of_z, z.block(row, col, rows, cols));
      } else {
        convert(sums, z.block(row, col, rows, cols));
      }
    }
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END

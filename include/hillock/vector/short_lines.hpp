// Lines side by side of at most sixteen elements, as of ten classes.
#pragma once

#include <type_traits>

#include <hillock/loop/side_by_side.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Whether lines X are side by side, and of terms that are floats and added up in double.
template <typename X, typename Terms>
inline constexpr bool may_be_short =
    lines_per_block<X> != 1 && std::is_same<typename Terms::V::Scalar, float>::value&& Terms::are_elements;

/// Their terms and totals. Each term is a partial sum (see BlockSum), so that none is kept beside them; they are added
/// up in the order of all others.
template <typename Terms>
class ShortLines {
 public:
  using B = Block<float>;

  template <typename X, typename Parts>
  HILLOCK_INLINE ShortLines(X x, Eigen::Index n, const Parts& term) {
    for (Eigen::Index i = 0; i < n; ++i) {
      const B block = B::load(x, i, n - i, 0.0f);
      HILLOCK_UNROLL
      for (int k = 0; k < B::size; ++k) terms_[i].part[k] = term[k](block.part[k]);
    }
    using Total = TotalsOfFloats::Part;
    HILLOCK_UNROLL
    for (int k = 0; k < B::size; ++k) {
      totals_.set(k, fold_partial<Total>(static_cast<int>(n), [&](int j) { return widen(terms_[j].part[k]); }));
    }
  }

  HILLOCK_INLINE const B& terms(Eigen::Index i) const { return terms_[i]; }
  HILLOCK_INLINE const TotalsOfFloats& totals() const { return totals_; }

 private:
  B terms_[block_size];
  TotalsOfFloats totals_;
};

}  // namespace detail
HILLOCK_NAMESPACE_END

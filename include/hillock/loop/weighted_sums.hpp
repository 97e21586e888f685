// Weighted sums of any layout, in the order of sum_order.hpp: which product for which matrices.
#pragma once

#include <hillock/loop/product.hpp>
#include <hillock/loop/small_product.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// chain[i] += Columns columns of a, times their x, for `rows` rows.
template <int Columns, typename Scalar>
HILLOCK_INLINE void add_columns(const Scalar* a, Eigen::Index column, Eigen::Index rows, const Scalar* x,
                                Eigen::Index x_stride, Scalar* chain) {
  constexpr int width = loop_width<Scalar>;
  using V = Lanes<Scalar, width>;
  V factor[Columns];
  HILLOCK_UNROLL
  for (int k = 0; k < Columns; ++k) factor[k] = V::all(x[k * x_stride]);
  const Eigen::Index whole = rows / width * width;
  for (Eigen::Index i = 0; i < whole; i += width) {
    V sum = V::load(chain + i);
    HILLOCK_UNROLL
    for (int k = 0; k < Columns; ++k) sum = madd(V::load(a + i + k * column), factor[k], sum);
    sum.store(chain + i);
  }
  if (whole < rows) {
    V sum = V::load(chain + whole);
    HILLOCK_UNROLL
    for (int k = 0; k < Columns; ++k) {
      sum = madd(Partial<Scalar, width>::load(a + whole + k * column, rows - whole), factor[k], sum);
    }
    sum.store(chain + whole);
  }
}

/// Some rows of a times x, for an a whose rows lie side by side, column by column. z is padded to whole packets.
template <typename Scalar>
EIGEN_DONT_INLINE void sum_columns(const Scalar* a, Eigen::Index column, Eigen::Index rows, Eigen::Index terms,
                                   const Scalar* x, Eigen::Index x_stride, Scalar* z) {
  constexpr int width = loop_width<Scalar>;
  using V = Lanes<Scalar, width>;
  constexpr Eigen::Index size = 8192 / sizeof(Scalar);
  alignas(sizeof(Scalar) * width) Scalar chain[chains][size];
  // Columns that lie farther apart than the processor looks ahead of itself are better few.
  const int at_once = column * static_cast<Eigen::Index>(sizeof(Scalar)) < 1024 ? 8 : 4;
  for (Eigen::Index block = 0; block == 0 || block < terms; block += terms_per_block) {
    const Eigen::Index end = terms - block < terms_per_block ? terms : block + terms_per_block;
    for (auto& one : chain) {
      for (Eigen::Index i = 0; i < rows; i += width) V(0.0).store(one + i);
    }
    // Some columns for each chain in turn, so that memory is read as it lies there.
    for (Eigen::Index k = block; k < end; k += chains * at_once) {
      for (int c = 0; c < chains; ++c) {
        Eigen::Index first = k + c;
        const auto add = [&](auto columns) {
          add_columns<decltype(columns)::value>(a + first * column, chains * column, rows, x + first * x_stride,
                                                chains * x_stride, chain[c]);
          first += decltype(columns)::value * chains;
        };
        const Eigen::Index left = (end - first + chains - 1) / chains;
        if (left >= 8 && at_once == 8) {
          add(std::integral_constant<int, 8>());
        } else {
          if (left >= 4) add(std::integral_constant<int, 4>());
          for (Eigen::Index i = left >= at_once ? 0 : left % 4; i > 0; --i) add(std::integral_constant<int, 1>());
        }
      }
    }
    for (Eigen::Index i = 0; i < rows; i += width) {
      const V sum =
          sum_of_chains(V::load(chain[0] + i), V::load(chain[1] + i), V::load(chain[2] + i), V::load(chain[3] + i));
      (block == 0 ? sum : V::load(z + i) + sum).store(z + i);
    }
  }
}

/// The same for an a whose columns lie side by side: some rows from end to end. x is copied where its elements do not.
template <typename Scalar>
EIGEN_DONT_INLINE void sum_rows_of(const Scalar* a, Eigen::Index row, Eigen::Index rows, Eigen::Index terms,
                                   const Scalar* x, Eigen::Index x_stride, Scalar* z) {
  constexpr Eigen::Index at_once = 8;
  using One = Lanes<Scalar, 1>;
  Scalar copy[terms_per_block], sums[at_once];
  const bool is_one_block = terms <= terms_per_block;
  for (Eigen::Index r = 0; r < rows; r += is_one_block ? rows : at_once) {
    const Eigen::Index here = is_one_block ? rows : rows - r < at_once ? rows - r : at_once;
    for (Eigen::Index block = 0; block == 0 || block < terms; block += terms_per_block) {
      const Eigen::Index count = terms - block < terms_per_block ? terms - block : terms_per_block;
      const Scalar* from = x + block * x_stride;
      if (x_stride != 1) {
        for (Eigen::Index k = 0; k < count; ++k) copy[k] = from[k * x_stride];
        from = copy;
      }
      call_all_rows_times(a + block + r * row, row, here, from, count, block == 0 ? z + r : sums);
      if (block == 0) continue;
      for (Eigen::Index i = 0; i < here; ++i) z[r + i] = (One::of(z[r + i]) + One::of(sums[i])).data;
    }
  }
}

/// y = f(a x + bias), for a vector x.
template <typename Scalar>
EIGEN_DONT_INLINE void product_with_vector(Grid<Scalar> a, Eigen::Index rows, Eigen::Index terms, const Scalar* x,
                                           Eigen::Index x_stride, BiasOf<Scalar> bias, const Destination<Scalar>& y) {
  if (a.row_stride != 1 && a.col_stride != 1) {
    product<Scalar>(a, {x, x_stride, 0}, rows, 1, terms, bias, {nullptr, 0}, y);
    return;
  }
  constexpr int width = loop_width<Scalar>;
  using V = Lanes<Scalar, width>;
  constexpr Eigen::Index size = 8192 / sizeof(Scalar);
  alignas(sizeof(Scalar) * width) Scalar sums[size], biases[size];
  for (Eigen::Index row = 0; row < rows; row += size) {
    const Eigen::Index count = rows - row < size ? rows - row : size;
    const bool by_columns = a.row_stride == 1 && !(rows == 1 && a.col_stride == 1);
    const bool into_y =
        y.apply == nullptr && y.row_stride == 1 && bias.data == nullptr && (!by_columns || count % width == 0);
    Scalar* const z = into_y ? y.at(row, 0) : sums;
    if (by_columns) {
      sum_columns(a.at(row, 0), a.col_stride, count, terms, x, x_stride, z);
    } else {
      sum_rows_of(a.at(row, 0), a.row_stride, count, terms, x, x_stride, z);
    }
    if (bias.data != nullptr) {
      // What lies behind the last sum is added to, and could raise an exception.
      for (Eigen::Index i = count; i % width != 0; ++i) z[i] = Scalar(0);
      bias.copy(row, count, biases);
      for (Eigen::Index i = 0; i < count; i += width) (V::load(z + i) + V::load(biases + i)).store(z + i);
    }
    if (!into_y) y.write(row, count, 0, 1, z, count);
  }
}

/// y = a b^T, column by column: sums of one term each. Rows, or Eigen::Dynamic.
template <int Rows, typename Scalar>
HILLOCK_INLINE void outer_product(const Scalar* a, Eigen::Index rows, const Scalar* b, Eigen::Index b_stride,
                                  Eigen::Index columns, Scalar* y, Eigen::Index y_stride) {
  constexpr int width = assign_width<Scalar, Rows>();
  using V = Lanes<Scalar, width>;
  using Part = Partial<Scalar, width>;
  const V zero(0.0);
  // Zero is added as the empty chains are, so that no sum is -0.
  const auto times = [&](V left, V right) { return madd(left, right, zero) + zero; };
  const Eigen::Index rest = Rows == Eigen::Dynamic ? rows % width : Rows % width, whole = rows - rest;
  const V last = rest > 0 ? Part::load(a + whole, rest) : zero;
  for (Eigen::Index j = 0; j < columns; ++j) {
    const V factor = V::of(Broadcast<Scalar, width>::of(b[j * b_stride]));
    Scalar* const to = y + j * y_stride;
    for (Eigen::Index i = 0; i < whole; i += width) times(V::load(a + i), factor).store(to + i);
    if (rest > 0) Part::store(times(last, factor), to + whole, rest);
  }
}
template <typename Scalar>
EIGEN_DONT_INLINE void call_outer_product(const Scalar* a, Eigen::Index rows, const Scalar* b, Eigen::Index b_stride,
                                          Eigen::Index columns, Scalar* y, Eigen::Index y_stride) {
  outer_product<Eigen::Dynamic>(a, rows, b, b_stride, columns, y, y_stride);
}

/// y = f(W x + b): rows x terms times terms x columns, with one bias for each row.
template <typename Scalar>
EIGEN_DONT_INLINE void weighted_sums(Grid<Scalar> w, Grid<Scalar> x, Eigen::Index rows, Eigen::Index columns,
                                     Eigen::Index terms, BiasOf<Scalar> bias, Destination<Scalar> y) {
  // So few columns (or rows) are summed one by one where the others would have to be copied for them.
  constexpr Eigen::Index few = 4;
  if (columns == 1 || (columns <= few && w.col_stride == 1)) {
    for (Eigen::Index j = 0; j < columns; ++j) {
      Destination<Scalar> column = y;
      column.data = y.at(0, j);
      product_with_vector(w, rows, terms, x.at(0, j), x.row_stride, bias, column);
    }
  } else if (rows == 1 || (rows <= few && x.row_stride == 1)) {
    for (Eigen::Index i = 0; i < rows; ++i) {
      Destination<Scalar> row = y.transposed();
      row.data = y.at(i, 0);
      const BiasOf<Scalar> same{bias.data == nullptr ? nullptr : bias.data + i * bias.stride, 0};
      product_with_vector(x.transposed(), columns, terms, w.at(i, 0), w.col_stride, same, row);
    }
  } else if (y.row_stride == 1 || y.col_stride != 1 || columns <= 6) {
    // (So few columns would fill part of a tile's rows only, which costs more than results that lie apart.)
    product(w, x, rows, columns, terms, bias, BiasOf<Scalar>{nullptr, 0}, y);
  } else {
    product(x.transposed(), w.transposed(), columns, rows, terms, BiasOf<Scalar>{nullptr, 0}, bias, y.transposed());
  }
}

/// y = f(W x + b). (A function of its own: f stays where it is as long as nothing asks for its address.)
template <typename W, typename B, typename X, typename Y, typename Functor>
EIGEN_DONT_INLINE void apply_to_any(const W& w, const B& b, const X& x, Y& y, const Functor functor) {
  using Scalar = typename Y::Scalar;
  weighted_sums(grid(w), grid(x), w.rows(), x.cols(), w.cols(), BiasOf<Scalar>{b.data(), b.innerStride()},
                destination(y, functor));
}

/// w.x + bias; of Size elements, or Eigen::Dynamic.
template <int Size, typename Scalar>
EIGEN_ALWAYS_INLINE Scalar weighted_sum(const Scalar* w, Eigen::Index w_stride, const Scalar* x, Eigen::Index x_stride,
                                        Eigen::Index n, const Scalar& bias) {
  Scalar z;
  if (w_stride == 1 && x_stride == 1 && n <= terms_per_block) {
    rows_times<Size, 1>(w, 0, x, n, &z);
    return (Lanes<Scalar, 1>::of(z) + Lanes<Scalar, 1>::of(bias)).data;
  }
  product_with_vector<Scalar>({w, 1, w_stride}, 1, n, x, x_stride, {&bias, 0}, {&z, 1, 1, nullptr, nullptr});
  return z;
}

/// c = a b for a column and a row: where the column, or else the row, lies as c does.
template <typename A, typename B, typename C>
EIGEN_ALWAYS_INLINE bool multiply_column_by_row(const A& a, const B& b, C& c) {
  const auto multiply_by = [](const auto& column, const auto& row, auto& y) {
    using Column = std::decay_t<decltype(column)>;
    constexpr int rows = Column::SizeAtCompileTime;
    if (column.innerStride() != 1) return false;
    if constexpr (rows != Eigen::Dynamic && std::decay_t<decltype(row)>::SizeAtCompileTime != Eigen::Dynamic) {
      outer_product<rows>(column.data(), rows, row.data(), row.innerStride(), row.size(), y.data(), y.outerStride());
    } else {
      call_outer_product(column.data(), column.size(), row.data(), row.innerStride(), row.size(), y.data(),
                         y.outerStride());
    }
    return true;
  };
  if (c.innerStride() != 1) return false;
  if constexpr (C::IsRowMajor) {
    return multiply_by(b, a, c);
  } else {
    return multiply_by(a, b, c);
  }
}

/// c = a b for a vector b and rows of a that lie side by side.
template <typename A, typename B, typename C>
EIGEN_ALWAYS_INLINE bool multiply_by_vector(const A& a, const B& b, C& c) {
  if (a.innerStride() != 1 || b.innerStride() != 1 || c.innerStride() != 1 || a.cols() > terms_per_block) return false;
  if constexpr (A::SizeAtCompileTime != Eigen::Dynamic) {
    all_rows_times<A::ColsAtCompileTime>(a.data(), a.outerStride(), a.rows(), b.data(), a.cols(), c.data());
  } else {
    call_all_rows_times(a.data(), a.outerStride(), a.rows(), b.data(), a.cols(), c.data());
  }
  return true;
}

/// c = a b for matrices in memory; c may be something else.
template <typename A, typename B, typename C>
void multiply(const A& a, const B& b, C& c) {
  if constexpr (in_memory<C> && A::ColsAtCompileTime == 1) {
    if (multiply_column_by_row(a, b, c)) return;
  } else if constexpr (in_memory<C> && B::ColsAtCompileTime == 1 && A::IsRowMajor) {
    if (multiply_by_vector(a, b, c)) return;
  }
  if constexpr (in_memory<C>) {
    weighted_sums(grid(a), grid(b), a.rows(), b.cols(), a.cols(), BiasOf<typename C::Scalar>{nullptr, 0},
                  destination(c, Unchanged()));
  } else {
    typename C::PlainObject result(c.rows(), c.cols());
    multiply(a, b, result);
    c = result;
  }
}

}  // namespace detail
HILLOCK_NAMESPACE_END

// Gated linear units: one half of a vector decides how much of the other half passes.
#ifndef HILLOCK_GATING_HPP
#define HILLOCK_GATING_HPP

#include <type_traits>
#include <utility>

#include <hillock/activations/gelu.hpp>
#include <hillock/activations/relu.hpp>
#include <hillock/activations/sigmoid.hpp>
#include <hillock/activations/silu.hpp>
#include <hillock/vector_function.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

// Free functions, because MSVC takes no private one in a generic lambda within another.
template <typename X>
auto first_half(const X& x, Eigen::Index half, Columnwise) {
  return x.topRows(half);
}
template <typename X>
auto first_half(const X& x, Eigen::Index half, Rowwise) {
  return x.leftCols(half);
}
template <typename X>
auto second_half(const X& x, Eigen::Index half, Columnwise) {
  return x.bottomRows(half);
}
template <typename X>
auto second_half(const X& x, Eigen::Index half, Rowwise) {
  return x.rightCols(half);
}

// The functor of two arguments multiplies f of the first by the second.
template <typename Activation, typename X, typename Axis>
auto of_halves(const Activation& gate, const X& x, Eigen::Index half, Axis axis) {
  return second_half(x, half, axis).binaryExpr(first_half(x, half, axis), gate.template functor<Forward>());
}

template <typename Activation, typename X, typename DY, typename DX, typename Axis>
void gated_backward(const Activation& gate, const X& x, const DY& dy, DX& dx, Axis axis, Eigen::Index half) {
  using Scalar = typename Activation::Scalar;
  using Part = Block<Computed<Scalar>>;
  const auto value_of_gate = gate.template functor<Forward>();
  const auto slope_of_gate = gate.template functor<Derivative>();
  // The gradients of n values and of their gates.
  const auto pass = [&](auto values, auto gates, auto outer, auto of_values, auto of_gates, Eigen::Index n) {
    for (Eigen::Index i = 0; i < n; i += block_size) {
      const Part a = Part::load(values, i, n - i, Computed<Scalar>(0));
      const Part b = Part::load(gates, i, n - i, Computed<Scalar>(0));
      const Part d = Part::load(outer, i, n - i, Computed<Scalar>(0));
      Part da, db;
      HILLOCK_UNROLL
      for (int k = 0; k < Part::size; ++k) {
        da.part[k] = d.part[k] * value_of_gate.evaluate(b.part[k]);
        db.part[k] = d.part[k] * a.part[k] * slope_of_gate.evaluate(b.part[k]);
      }
      da.store(of_values, i, n - i);
      db.store(of_gates, i, n - i);
    }
  };
  const Eigen::Index lines = line_count(x, axis);
  if (lines > 1 && are_side_by_side(x, axis) && are_side_by_side(dy, axis) && are_side_by_side(dx, axis)) {
    // In the order of memory: each value of all lines.
    using Across = std::conditional_t<std::is_same<Axis, Columnwise>::value, Rowwise, Columnwise>;
    const Across across{};
    for (Eigen::Index i = 0; i < half; ++i) {
      pass(line(x, i, across), line(x, half + i, across), line(dy, i, across), line(dx, i, across),
           line(dx, half + i, across), lines);
    }
    return;
  }
  const auto after = [half](auto line) { return decltype(line){line.data + half * line.stride, line.stride}; };
  for (Eigen::Index j = 0; j < lines; ++j) {
    const auto values = line(x, j, axis);
    const auto to = line(dx, j, axis);
    pass(values, after(values), line(dy, j, axis), to, after(to), half);
  }
}

/// Half the length of x along the axis, which must be even.
template <typename X, typename Axis>
Eigen::Index half_length(const char* name, const X& x, Axis axis) {
  const Eigen::Index length = line_length(x, axis);
  if (length % 2 != 0) fail_parameter(name, "the length along the axis", length, "even");
  return length / 2;
}
/// The shape of what a gate makes of x, whose halves have this length.
template <typename X>
std::pair<Eigen::Index, Eigen::Index> gated_shape(const X& x, Eigen::Index half, Columnwise) {
  return {half, x.cols()};
}
template <typename X>
std::pair<Eigen::Index, Eigen::Index> gated_shape(const X& x, Eigen::Index half, Rowwise) {
  return {x.rows(), half};
}
/// Throws unless the gradient with respect to it has that shape.
template <typename DY>
void require_gated_shape(const char* name, std::pair<Eigen::Index, Eigen::Index> shape, const DY& dy) {
  if (dy.rows() != shape.first || dy.cols() != shape.second) {
    fail_shapes(name, "the result", shape.first, shape.second, "dy", dy.rows(), dy.cols());
  }
}

}  // namespace detail

/// gated(x) = a .* gate(b): a is the first half of x along the axis, the value; b the second half, the gate (as in
/// PyTorch and Keras). The gate is any activation with its parameters, in any tier:
///
///   hillock::Gated bilinear{hillock::LeakyReLU<float>(0.2f)};
///   y = bilinear(x);                                      // half the rows of x, or half its elements
///   y = bilinear(x, hillock::rowwise);                    // half its columns
///   dx = bilinear.backward(x, dy);                        // both halves: dy .* gate(b), dy .* a .* gate'(b)
///
/// The usual ones have names below. Forward is a lazy element-wise expression, vectorised, and allocates nothing
/// (unless x is computed when it is assigned, as products and softmax are: that is evaluated once, into a temporary);
/// it may be assigned to either half of x or to anything apart from x, but not to x itself, which it would resize (that
/// throws std::invalid_argument). Backward may replace x; where it overlaps x or dy in another way, a temporary keeps
/// it right. The gate is rounded before it is multiplied, in every tier: in ULP of the result its error counts at most
/// twice, and the product adds 1/2 (with a gate within 2 ULP 4.5 at most, in the precise tier 2.5); in backward that of
/// gate' likewise, and the two products add 3/2. Where the gate is subnormal, its error of a few of the smallest
/// numbers is multiplied by a. half and bfloat16 are computed so in float, and rounded once. Special values are those
/// of the gate and of the product (inf times 0 is NaN). An empty vector stays empty. Throws std::invalid_argument for
/// an odd length and for different shapes.
template <typename Activation>
class Gated {
 public:
  using Scalar = typename Activation::Scalar;

  /// `name` stands in messages.
  explicit Gated(const Activation& gate, const char* name = "Gated") : gate_(gate), name_(name) {}

  /// For layers: the result has half the length of the argument.
  static constexpr bool halves_its_argument = true;
  /// Backward reads the argument.
  static constexpr GradientNeeds gradient_needs = GradientNeeds::input;

  const Activation& gate() const { return gate_; }

  /// a .* gate(b), half as long as x along the axis; lazy.
  template <typename X, typename Axis = detail::DefaultAxis<X>>
  auto operator()(const Eigen::DenseBase<X>& x, Axis axis = {}) const {
    check_scalar<X>();
    const Eigen::Index half = detail::half_length(name_, x.derived(), axis);
    constexpr bool has_blocks = detail::in_memory<X> || (X::Flags & Eigen::DirectAccessBit) == 0;
    if constexpr ((X::Flags & Eigen::EvalBeforeNestingBit) != 0 || !has_blocks) {
      // Each half would evaluate all of it, or is not to be had.
      using Result = typename decltype(detail::of_halves(gate_, std::declval<const detail::Temporary<X>&>(), half,
                                                         axis))::PlainObject;
      const auto [rows, cols] = detail::gated_shape(x, half, axis);
      return detail::defer<Result>(rows, cols, name_, [x_ = detail::hold(x), axis, half, gate = gate_](auto& y) {
        const detail::Temporary<X> value = x_.value;
        y = detail::of_halves(gate, value, half, axis);
      });
    } else {
      return detail::of_halves(gate_, x.derived(), half, axis);
    }
  }

  /// The vector-Jacobian product, of the shape of x.
  template <typename X, typename DY, typename Axis = detail::DefaultAxis<X>>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Axis axis = {}) const {
    check_scalar<X>();
    check_scalar<DY>();
    const Eigen::Index half = detail::half_length(name_, x.derived(), axis);
    detail::require_gated_shape(name_, detail::gated_shape(x, half, axis), dy);
    return detail::defer<typename X::PlainObject>(
        x.rows(), x.cols(), name_, [x_ = detail::hold(x), dy_ = detail::hold(dy), axis, half, gate = gate_](auto& dx) {
          const detail::Readable<DY> gradient(dy_.value);
          // The gradient may lie in the half of dx that it is read for, unless x is an expression: dx holds it then.
          const bool in_half = detail::same_place(gradient, detail::first_half(dx, half, axis)) ||
                               detail::same_place(gradient, detail::second_half(dx, half, axis));
          const bool safe = !detail::overlap(gradient, dx) || (detail::in_memory<X> && in_half);
          detail::use_or_copy(safe, gradient, [&](const auto& from_gradient) {
            detail::use_or_assign(x_.value, dx, [&](const auto& from) {
              detail::gated_backward(gate, from, from_gradient, dx, axis, half);
            });
          });
        });
  }

 private:
  template <typename X>
  static constexpr void check_scalar() {
    static_assert(std::is_same<typename X::Scalar, Scalar>::value,
                  "hillock: the functor and the expression have different scalar types");
  }

  Activation gate_;
  const char* name_;
};

/// A gated linear unit for every scalar type: Unit has a `name` and a `Gate`, a hillock::Function.
template <typename Unit>
struct GatedFunction {
  /// The functor for elements of type Scalar.
  template <typename Scalar>
  using For = Gated<typename Unit::Gate::template For<Scalar>>;

  /// An object of it.
  template <typename Scalar>
  static For<Scalar> functor() {
    static_assert(detail::Register<detail::Computed<Scalar>, 1>::exists,
                  "hillock: the elements must be float or double, or half or bfloat16");
    return For<Scalar>(Unit::Gate::template functor<Scalar>(), Unit::name);
  }

  /// a .* gate(b).
  template <typename X, typename Axis = detail::DefaultAxis<X>>
  auto operator()(const Eigen::DenseBase<X>& x, Axis axis = {}) const {
    return functor<typename X::Scalar>()(x, axis);
  }

  /// The gradient of both halves.
  template <typename X, typename DY, typename Axis = detail::DefaultAxis<X>>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Axis axis = {}) const {
    return functor<typename X::Scalar>().backward(x, dy, axis);
  }
};

/// a .* sigma(b).
///
/// Source: Y. N. Dauphin, A. Fan, M. Auli, D. Grangier, "Language modeling with gated convolutional networks", ICML
/// 2017.
template <typename Tier>
struct GluUnit {
  static constexpr const char* name = "glu";
  using Gate = Function<definition::Sigmoid, Tier>;
};
/// a .* SiLU(b).
///
/// Source: N. Shazeer, "GLU variants improve transformer", arXiv:2002.05202, 2020.
template <typename Tier>
struct SwiGluUnit {
  static constexpr const char* name = "swiglu";
  using Gate = Function<definition::SiLU, Tier>;
};
/// a .* GELU(b).
///
/// Source: N. Shazeer, "GLU variants improve transformer", arXiv:2002.05202, 2020.
template <typename Tier>
struct GeGluUnit {
  static constexpr const char* name = "geglu";
  using Gate = Function<definition::GELU, Tier>;
};
/// a .* max(b, 0).
///
/// Source: N. Shazeer, "GLU variants improve transformer", arXiv:2002.05202, 2020.
template <typename Tier>
struct ReGluUnit {
  static constexpr const char* name = "reglu";
  using Gate = Function<definition::ReLU, Tier>;
};

inline constexpr GatedFunction<GluUnit<tier::Default>> glu{};
inline constexpr GatedFunction<SwiGluUnit<tier::Default>> swiglu{};
inline constexpr GatedFunction<GeGluUnit<tier::Default>> geglu{};
inline constexpr GatedFunction<ReGluUnit<tier::Default>> reglu{};
namespace precise {
inline constexpr GatedFunction<GluUnit<tier::Precise>> glu{};
inline constexpr GatedFunction<SwiGluUnit<tier::Precise>> swiglu{};
inline constexpr GatedFunction<GeGluUnit<tier::Precise>> geglu{};
inline constexpr GatedFunction<ReGluUnit<tier::Precise>> reglu{};
}  // namespace precise
namespace fast {
inline constexpr GatedFunction<GluUnit<tier::Fast>> glu{};
inline constexpr GatedFunction<SwiGluUnit<tier::Fast>> swiglu{};
inline constexpr GatedFunction<GeGluUnit<tier::Fast>> geglu{};
using hillock::reglu;
}  // namespace fast

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_GATING_HPP

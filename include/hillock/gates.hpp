// Gates of any two functions: of two inputs, or of the halves of one.
#ifndef HILLOCK_GATES_HPP
#define HILLOCK_GATES_HPP

#include <type_traits>

#include <hillock/activations/swish.hpp>
#include <hillock/check/destination.hpp>
#include <hillock/gating.hpp>
#include <hillock/loop/runs.hpp>

HILLOCK_NAMESPACE_BEGIN

/// The second half of a vector is the value and the first one the gate, as in the checkpoints of language models; by
/// default it is the other way round, as in torch.nn.functional.glu.
struct GateFirst {};
inline constexpr GateFirst gate_first{};

/// What backward of a gate of two inputs returns.
template <typename Values, typename Gates = Values>
struct GateGradient {
  /// With respect to the values and to the gates.
  Values values;
  Gates gates;
};

namespace detail {

/// A function and its derivative, of the lanes of a block.
template <typename Activation>
class GateSide {
 public:
  using Scalar = typename Activation::Scalar;

  explicit GateSide(const Activation& activation)
      : forward_(activation.template functor<Forward>()), derivative_(activation.template functor<Derivative>()) {}

  template <typename V>
  HILLOCK_INLINE V value(V x) const {
    return forward_.evaluate(x);
  }
  template <typename V>
  HILLOCK_INLINE V slope(V x) const {
    return derivative_.evaluate(x);
  }

 private:
  decltype(std::declval<const Activation&>().template functor<Forward>()) forward_;
  decltype(std::declval<const Activation&>().template functor<Derivative>()) derivative_;
};

/// 1 + x with x held within [-limit, limit].
template <typename Scalar_>
struct ClippedPlusOne {
  using Scalar = Scalar_;
  Scalar limit;

  template <typename V>
  HILLOCK_INLINE V value(V x) const {
    return clamp(x, -limit, limit) + V(1.0);
  }
  template <typename V>
  HILLOCK_INLINE V slope(V x) const {
    return select(abs(x) > V(limit), V(0.0), V(1.0));
  }
};
/// A function of x held below a limit.
template <typename Activation>
struct ClippedAbove {
  using Scalar = typename Activation::Scalar;
  GateSide<Activation> side;
  Scalar limit;

  template <typename V>
  HILLOCK_INLINE V value(V x) const {
    return side.value(clamp_above(x, limit));
  }
  template <typename V>
  HILLOCK_INLINE V slope(V x) const {
    return select(x > V(limit), V(0.0), side.slope(clamp_above(x, limit)));
  }
};

template <typename Option>
inline constexpr bool is_gate_order = std::is_same<Option, GateFirst>::value;

/// Both halves of x along an axis, values first: use(values, gates). (Of an x that may be written to, such halves.)
template <bool is_gate_first, typename First, typename Use>
void use_in_order(First first, First second, const Use& use) {
  if constexpr (is_gate_first) {
    use(second, first);
  } else {
    use(first, second);
  }
}
template <bool is_gate_first, typename X, typename Use>
void use_halves(X& x, Columnwise, const Use& use) {
  const Eigen::Index half = x.rows() / 2;
  use_in_order<is_gate_first>(x.topRows(half), x.bottomRows(half), use);
}
template <bool is_gate_first, typename X, typename Use>
void use_halves(X& x, Rowwise, const Use& use) {
  const Eigen::Index half = x.cols() / 2;
  use_in_order<is_gate_first>(x.leftCols(half), x.rightCols(half), use);
}

/// What gates are made of: two sides, the value's and the gate's.
template <typename ValueSide, typename Side>
class TwoSides {
 public:
  using Scalar = typename Side::Scalar;
  static_assert(std::is_same<typename ValueSide::Scalar, Scalar>::value,
                "hillock: the functions of a gate have different scalar types");
  static_assert(std::is_same<Scalar, float>::value || std::is_same<Scalar, double>::value,
                "hillock: the elements must be float or double");

  TwoSides(const ValueSide& value, const Side& gate, const char* name) : value_(value), gate_(gate), name_(name) {}

  /// f(values) .* g(gates), of two expressions of one shape; lazy.
  template <typename A, typename B, std::enable_if_t<is_eigen_expression<B>, int> = 0>
  auto operator()(const Eigen::DenseBase<A>& values, const B& gates) const {
    check_scalars<A, B>();
    require_same_shape(name_, "values", values, "gates", gates);
    return defer<typename A::PlainObject>(
        values.rows(), values.cols(), name_,
        [a_ = hold(values), b_ = hold(static_cast<const Eigen::DenseBase<B>&>(gates)), self = *this](auto& y) {
          const Readable<std::decay_t<decltype(a_.value)>> a(a_.value);
          const Readable<std::decay_t<decltype(b_.value)>> b(b_.value);
          self.multiply(a, b, y);
        });
  }
  /// Of the halves of x along the axis; options are the axis and gate_first. Lazy.
  template <typename X, typename... Options, std::enable_if_t<!(is_eigen_expression<Options> || ...), int> = 0>
  auto operator()(const Eigen::DenseBase<X>& x, Options... options) const {
    check_scalars<X>();
    check_options(options...);
    using Axis = detail::AxisOf<X, Options...>;
    const Eigen::Index half = half_length(name_, x.derived(), Axis());
    const auto [rows, cols] = gated_shape(x, half, Axis());
    return defer<decltype(first_half(std::declval<const Temporary<X>&>(), half, Axis()).eval())>(
        rows, cols, name_, [x_ = hold(x), self = *this](auto& y) {
          const Readable<std::decay_t<decltype(x_.value)>> from(x_.value);
          use_halves<(is_gate_order<Options> || ...)>(from, Axis(),
                                                      [&](const auto& a, const auto& b) { self.multiply(a, b, y); });
        });
  }

  /// dy .* f'(values) .* g(gates) and dy .* f(values) .* g'(gates).
  template <typename A, typename B, typename DY>
  auto backward(const Eigen::DenseBase<A>& values, const Eigen::DenseBase<B>& gates,
                const Eigen::DenseBase<DY>& dy) const {
    GateGradient<typename A::PlainObject, typename B::PlainObject> g;
    backward(values, gates, dy, g);
    return g;
  }
  /// Into g, whose members get the right sizes if they do not have them, and may be any of the arguments.
  template <typename A, typename B, typename DY, typename DA, typename DB>
  void backward(const Eigen::DenseBase<A>& values, const Eigen::DenseBase<B>& gates, const Eigen::DenseBase<DY>& dy,
                GateGradient<DA, DB>& g) const {
    check_scalars<A, B, DY, DA, DB>();
    require_same_shape(name_, "values", values, "gates", gates);
    require_same_shape(name_, "values", values, "dy", dy);
    const Readable<A> a(values.derived());
    const Readable<B> b(gates.derived());
    const Readable<DY> d(dy.derived());
    const auto may_be = [&](const auto& to) {
      require_same_place_or_apart(name_, to, "the values", a);
      require_same_place_or_apart(name_, to, "the gates", b);
      require_same_place_or_apart(name_, to, "dy", d);
    };
    may_be(g.values);
    may_be(g.gates);
    require_apart(name_, g.values, "the gradient of the gates", g.gates);
    require_can_have_size(name_, g.gates, b.rows(), b.cols());
    require_destination(name_, g.values, a.rows(), a.cols());
    require_destination(name_, g.gates, b.rows(), b.cols());
    multiply_backward(a, b, d, g.values, g.gates);
  }
  /// Of the halves of x, of the shape of x; lazy.
  template <typename X, typename DY, typename... Options,
            std::enable_if_t<!(is_eigen_expression<Options> || ...), int> = 0>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Options... options) const {
    check_scalars<X, DY>();
    check_options(options...);
    using Axis = detail::AxisOf<X, Options...>;
    require_gated_shape(name_, gated_shape(x, half_length(name_, x.derived(), Axis()), Axis()), dy);
    return defer<typename X::PlainObject>(
        x.rows(), x.cols(), name_, [x_ = hold(x), dy_ = hold(dy), self = *this](auto& dx) {
          const Readable<std::decay_t<decltype(dy_.value)>> gradient(dy_.value);
          use_or_copy(!overlap(gradient, dx), gradient, [&](const auto& d) {
            use_or_assign(x_.value, dx, [&](const auto& from) {
              use_halves<(is_gate_order<Options> || ...)>(from, Axis(), [&](const auto& a, const auto& b) {
                use_halves<(is_gate_order<Options> || ...)>(
                    dx, Axis(), [&](auto& da, auto& db) { self.multiply_backward(a, b, d, da, db); });
              });
            });
          });
        });
  }

 private:
  template <typename A, typename B, typename Y>
  void multiply(const A& values, const B& gates, Y& y) const {
    use_or_copy(same_place_or_apart(values, y), values, [&](const auto& from) {
      use_or_copy(same_place_or_apart(gates, y), gates, [&](const auto& from_gates) {
        const auto run = [&](Eigen::Index n, auto to, auto a, auto b) {
          for (Eigen::Index i = 0; i < n; i += block_size) {
            using Part = Block<Scalar>;
            Part part = Part::load(a, i, n - i, Scalar(0));
            const Part gate = Part::load(b, i, n - i, Scalar(0));
            for (int k = 0; k < Part::size; ++k) part.part[k] = value_.value(part.part[k]) * gate_.value(gate.part[k]);
            part.store(to, i, n - i);
          }
        };
        for_each_run(run, y, from, from_gates);
      });
    });
  }

  template <typename A, typename B, typename D, typename DA, typename DB>
  void multiply_backward(const A& values, const B& gates, const D& dy, DA& da, DB& db) const {
    const auto run = [&](Eigen::Index n, auto a, auto b, auto d, auto to_a, auto to_b) {
      for (Eigen::Index i = 0; i < n; i += block_size) {
        using Part = Block<Scalar>;
        Part value = Part::load(a, i, n - i, Scalar(0)), gate = Part::load(b, i, n - i, Scalar(0));
        const Part outer = Part::load(d, i, n - i, Scalar(0));
        for (int k = 0; k < Part::size; ++k) {
          const auto x = value.part[k], z = gate.part[k], by = outer.part[k];
          value.part[k] = by * value_.slope(x) * gate_.value(z);
          gate.part[k] = by * value_.value(x) * gate_.slope(z);
        }
        value.store(to_a, i, n - i);
        gate.store(to_b, i, n - i);
      }
    };
    for_each_run(run, values, gates, dy, da, db);
  }

  template <typename... X>
  static constexpr void check_scalars() {
    static_assert((std::is_same<typename X::Scalar, Scalar>::value && ...),
                  "hillock: the functor and the expression have different scalar types");
  }
  template <typename... Options>
  static constexpr void check_options(const Options&...) {
    static_assert(((is_axis<Options> || is_gate_order<Options>)&&...),
                  "hillock: a gate's options are the axis and hillock::gate_first");
  }

  ValueSide value_;
  Side gate_;
  const char* name_;
};

}  // namespace detail

/// f(a) .* g(b) for any two activations with their parameters, in any tier: a is the value, b the gate.
///
///   const hillock::Gate wave{hillock::Tanh<float>{}, hillock::Sigmoid<float>{}};
///   y = wave(a, b);                                 // two expressions of one shape
///   y = wave(x);                                    // the halves of x: its rows, or those of a vector
///   y = wave(x, hillock::rowwise, hillock::gate_first);     // its columns, of which the first ones are the gate
///   auto g = wave.backward(a, b, dy);               // g.values: dy f'(a) g(b); g.gates: dy f(a) g'(b)
///   wave.backward(a, b, dy, g);                     // into g: allocates nothing once it has its sizes
///   dx = wave.backward(x, dy);                      // of both halves
///
/// Each function is rounded before they are multiplied: in ULP of the result their errors count at most twice, and each
/// product adds 1/2 (of two functions within 2 ULP 8.5 at most, in the precise tier 4.5). Special values are those of
/// the functions and of the product (inf times 0 is NaN). The bits of an element do not depend on where it is. Results
/// may be assigned to anything; g.values and g.gates may be any of the arguments, but not one and the same. Throws
/// std::invalid_argument for different shapes and for an odd length.
///
/// Source: A. van den Oord et al., "WaveNet: A Generative Model for Raw Audio", arXiv:1609.03499, 2016 (tanh and
/// sigmoid).
template <typename Value, typename Activation>
class Gate : public detail::TwoSides<detail::GateSide<Value>, detail::GateSide<Activation>> {
  using Base = detail::TwoSides<detail::GateSide<Value>, detail::GateSide<Activation>>;

 public:
  /// `name` stands in messages.
  explicit Gate(const Value& value, const Activation& gate, const char* name = "Gate")
      : Base(detail::GateSide<Value>(value), detail::GateSide<Activation>(gate), name) {}
};

/// (a + 1) .* b sigma(alpha b) with a held within [-limit, limit] and b below limit: the SwiGLU of gpt-oss, by default
/// with its alpha = 1.702 and limit = 7. Calls, gradients and errors are those of Gate; where an input is beyond a
/// limit its gradient is 0. alpha is finite and limit positive and finite, else std::invalid_argument.
///
///   y = hillock::ClippedSwiGLU<float>()(a, b);              // or of one x, whose second half is the gate
///   y = hillock::ClippedSwiGLU<float>(1.702f, 7.0f)(x, hillock::gate_first);
///
/// Source: OpenAI, "gpt-oss-120b & gpt-oss-20b Model Card", arXiv:2508.10925, 2025.
template <typename Scalar, typename Tier = tier::Default>
class ClippedSwiGLU
    : public detail::TwoSides<detail::ClippedPlusOne<Scalar>, detail::ClippedAbove<Swish<Scalar, Tier>>> {
  using Swishes = detail::ClippedAbove<Swish<Scalar, Tier>>;
  using Base = detail::TwoSides<detail::ClippedPlusOne<Scalar>, Swishes>;

 public:
  static constexpr const char* name = "ClippedSwiGLU";

  explicit ClippedSwiGLU(Scalar alpha = Scalar(1.702), Scalar limit = Scalar(7))
      : Base({limit}, Swishes{detail::GateSide<Swish<Scalar, Tier>>(Swish<Scalar, Tier>(alpha)), limit}, name) {
    if (!(limit > 0) || !detail::is_finite(limit)) {
      detail::fail_parameter(name, "limit", limit, "positive and finite");
    }
  }
};

namespace precise {
template <typename Scalar>
using ClippedSwiGLU = hillock::ClippedSwiGLU<Scalar, tier::Precise>;
}  // namespace precise
namespace fast {
template <typename Scalar>
using ClippedSwiGLU = hillock::ClippedSwiGLU<Scalar, tier::Fast>;
}  // namespace fast

HILLOCK_NAMESPACE_END

#endif  // HILLOCK_GATES_HPP

// What gates have in common: a formula of two inputs, the values and their gates, and its gradient with respect to
// both; of two expressions, or of the halves of one.
#pragma once

#include <type_traits>
#include <utility>

#include <hillock/activation.hpp>
#include <hillock/check/errors.hpp>
#include <hillock/loop/alternating.hpp>
#include <hillock/loop/lines.hpp>
#include <hillock/vector/deferred.hpp>

HILLOCK_NAMESPACE_BEGIN

/// The gate comes before the value, as in the checkpoints of language models; by default it is the other way round, as
/// in torch.nn.functional.glu.
struct GateFirst {};
inline constexpr GateFirst gate_first{};
/// Values and gates take turns, as in the checkpoints of gpt-oss: a0 b0 a1 b1 ...; by default all values come before
/// all gates.
struct Interleaved {};
inline constexpr Interleaved interleaved{};

/// What backward of a gate of two inputs returns.
template <typename Values, typename Gates = Values>
struct GateGradient {
  /// With respect to the values and to the gates.
  Values values;
  Gates gates;
};

namespace detail {

template <typename Option>
inline constexpr bool is_gate_first = std::is_same<Option, GateFirst>::value;
template <typename Option>
inline constexpr bool is_interleaved = std::is_same<Option, Interleaved>::value;

/// Rows, or rowwise columns, of x. (Free functions, because MSVC takes no private one in a generic lambda within
/// another.)
template <typename X>
auto some_of(X& x, Eigen::Index first, Eigen::Index count, Columnwise) {
  return x.middleRows(first, count);
}
template <typename X>
auto some_of(X& x, Eigen::Index first, Eigen::Index count, Rowwise) {
  return x.middleCols(first, count);
}
/// Every second row or column of an x in memory, from number `first`.
template <typename X, typename Axis>
auto every_second(X& x, Eigen::Index half, Eigen::Index first, Axis) {
  constexpr bool by_rows = is_columnwise<Axis>;
  using Plain = Eigen::Array<typename X::Scalar, Eigen::Dynamic, Eigen::Dynamic,
                             X::IsRowMajor ? Eigen::RowMajor : Eigen::ColMajor>;
  constexpr bool is_constant = std::is_const<std::remove_pointer_t<decltype(x.data())>>::value;
  using View =
      Eigen::Map<std::conditional_t<is_constant, const Plain, Plain>, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>>;
  const Eigen::Index down = x.rowStride() * (by_rows ? 2 : 1), across = x.colStride() * (by_rows ? 1 : 2);
  const Eigen::Index to_first = first * (by_rows ? x.rowStride() : x.colStride());
  return View(x.data() + to_first, by_rows ? half : x.rows(), by_rows ? x.cols() : half,
              X::IsRowMajor ? Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>(down, across)
                            : Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>(across, down));
}

/// use(values, gates) of an x in memory, as the options say where they lie. (Of an x that may be written to, such
/// halves.)
template <typename... Options, typename X, typename Axis, typename Use>
void use_halves(X& x, Eigen::Index half, Axis axis, const Use& use) {
  const auto in_order = [&](auto first, auto second) {
    if constexpr ((is_gate_first<Options> || ...)) {
      use(second, first);
    } else {
      use(first, second);
    }
  };
  if constexpr ((is_interleaved<Options> || ...)) {
    in_order(every_second(x, half, 0, axis), every_second(x, half, 1, axis));
  } else {
    in_order(some_of(x, 0, half, axis), some_of(x, half, half, axis));
  }
}

/// Half the length of x along the axis, which must be even.
template <typename X, typename Axis>
Eigen::Index half_length(const char* name, const X& x, Axis axis) {
  const Eigen::Index length = line_length(x, axis);
  if (length % 2 != 0) fail_parameter(name, "the length along the axis", length, "even");
  return length / 2;
}

/// The loop over n elements: of lines only, so that it is compiled once for all types of arguments and results.
template <typename Formula>
struct GateOfRun {
  Formula formula;

  template <typename Y, typename A, typename B>
  void operator()(Eigen::Index n, Y y, A a, B b) const {
    using Number = Computed<typename Formula::Scalar>;
    using Part = Block<Number>;
    const Formula f = formula;
    for (Eigen::Index i = 0; i < n; i += block_size) {
      Part part = load_block<Part>(a, i, n - i, Number(0));
      const Part gate = load_block<Part>(b, i, n - i, Number(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Part::size; ++k) part.part[k] = f.value(part.part[k], gate.part[k]);
      part.store(y, i, n - i);
    }
  }
};
/// The same for both gradients.
template <typename Formula>
struct GateGradientOfRun {
  Formula formula;

  template <typename A, typename B, typename D, typename DA, typename DB>
  void operator()(Eigen::Index n, A a, B b, D dy, DA da, DB db) const {
    using Number = Computed<typename Formula::Scalar>;
    using Part = Block<Number>;
    const Formula f = formula;
    for (Eigen::Index i = 0; i < n; i += block_size) {
      Part value = load_block<Part>(a, i, n - i, Number(0)), gate = load_block<Part>(b, i, n - i, Number(0));
      const Part outer = load_block<Part>(dy, i, n - i, Number(0));
      HILLOCK_UNROLL
      for (int k = 0; k < Part::size; ++k) {
        const auto both = f.backward(value.part[k], gate.part[k], outer.part[k]);
        value.part[k] = both.values;
        gate.part[k] = both.gates;
      }
      store_blocks(value, da, gate, db, i, n - i);
    }
  }
};

/// A gate. Formula has `Scalar`, value(x, z) of values x and gates z, and backward(x, z, by), which returns `by` times
/// the derivatives with respect to both, a GateGradient; of lanes.
template <typename Formula>
class TwoInputs {
 public:
  using Scalar = typename Formula::Scalar;
  static_assert(Register<Computed<Scalar>, 1>::exists,
                "hillock: the elements must be float or double, or half or bfloat16");

  /// For layers: the result has half the length of the argument.
  static constexpr bool halves_its_argument = true;
  /// Backward reads the argument.
  static constexpr GradientNeeds gradient_needs = GradientNeeds::input;

  /// `name` stands in messages.
  TwoInputs(const Formula& formula, const char* name) : name_(name), formula_(formula) {}

  /// Of values and gates, two expressions of one shape; lazy.
  template <typename A, typename B, std::enable_if_t<is_eigen_expression<B>, int> = 0>
  auto operator()(const Eigen::DenseBase<A>& values, const B& gates) const {
    have_scalar_of_functor<Scalar, A, B>();
    require_same_shape(name_, "values", values, "gates", gates);
    return defer<typename A::PlainObject>(
        values.rows(), values.cols(), name_,
        [](auto& y, const auto& a, const auto& b, const TwoInputs& self) {
          self.evaluate(read_first(a), read_first(b), y);
        },
        hold(values), hold(static_cast<const Eigen::DenseBase<B>&>(gates)), *this);
  }
  /// Of the halves of x along the axis; options are the axis, gate_first and interleaved. Lazy.
  template <typename X, typename... Options, std::enable_if_t<!(is_eigen_expression<Options> || ...), int> = 0>
  auto operator()(const Eigen::DenseBase<X>& x, Options... options) const {
    have_scalar_of_functor<Scalar, X>();
    check_options(options...);
    using Axis = detail::AxisOf<X, Options...>;
    const Eigen::Index half = half_length(name_, x.derived(), Axis());
    const Size size = size_of_lines(half, line_count(x, Axis()), Axis());
    return defer<decltype(some_of(std::declval<const Temporary<X>&>(), 0, half, Axis()).eval())>(
        size.rows, size.cols, name_,
        [](auto& y, const auto& argument, Eigen::Index length, const TwoInputs& self) {
          const auto& from = read_first(argument);
          use_halves<Options...>(from, length, Axis(), [&](const auto& a, const auto& b) { self.evaluate(a, b, y); });
        },
        hold(x), half, *this);
  }

  /// The gradients with respect to the values and to the gates.
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
    have_scalar_of_functor<Scalar, A, B, DY, DA, DB>();
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
    evaluate_backward(a, b, d, g.values, g.gates);
  }
  /// Of the halves of x, of the shape of x; lazy.
  template <typename X, typename DY, typename... Options,
            std::enable_if_t<!(is_eigen_expression<Options> || ...), int> = 0>
  auto backward(const Eigen::DenseBase<X>& x, const Eigen::DenseBase<DY>& dy, Options... options) const {
    have_scalar_of_functor<Scalar, X, DY>();
    check_options(options...);
    using Axis = detail::AxisOf<X, Options...>;
    const Eigen::Index half = half_length(name_, x.derived(), Axis());
    const Size size = size_of_lines(half, line_count(x, Axis()), Axis());
    require_shape(name_, "the result", size.rows, size.cols, "dy", dy);
    return defer<typename X::PlainObject>(
        x.rows(), x.cols(), name_,
        [](auto& dx, const auto& argument, const auto& dy_argument, Eigen::Index length, const TwoInputs& self) {
          const auto& gradient = read_first(dy_argument);
          use_halves<Options...>(dx, length, Axis(), [&](auto& da, auto& db) {
            // The gradient may lie in the half of dx that it is read for, unless x is an expression: dx holds it then.
            const bool in_half = same_place(gradient, da) || same_place(gradient, db);
            const bool safe = !overlap(gradient, dx) || (in_memory<std::decay_t<decltype(argument)>> && in_half);
            const auto write = [&](const auto& from, const auto& d) {
              use_halves<Options...>(from, length, Axis(),
                                     [&](const auto& a, const auto& b) { self.evaluate_backward(a, b, d, da, db); });
            };
            use_or_assign(argument, dx, safe, write, gradient);
          });
        },
        hold(x), hold(dy), half, *this);
  }

 protected:
  template <typename... Options>
  static constexpr void check_options(const Options&...) {
    static_assert(((is_axis<Options> || is_gate_first<Options> || is_interleaved<Options>)&&...),
                  "hillock: a gate's options are the axis, hillock::gate_first and hillock::interleaved");
  }

  const char* name_;

 private:
  template <typename A, typename B, typename Y>
  void evaluate(const A& values, const B& gates, Y& y) const {
    const auto write = [&](const auto& from, const auto& from_gates) {
      for_each_run(GateOfRun<Formula>{formula_}, y, from, from_gates);
    };
    use_or_copy(same_place_or_apart(values, y) && same_place_or_apart(gates, y), write, values, gates);
  }

  template <typename A, typename B, typename D, typename DA, typename DB>
  void evaluate_backward(const A& values, const B& gates, const D& dy, DA& da, DB& db) const {
    for_each_run(GateGradientOfRun<Formula>{formula_}, values, gates, dy, da, db);
  }

  Formula formula_;
};

}  // namespace detail
HILLOCK_NAMESPACE_END

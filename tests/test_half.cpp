// half and bfloat16: computed in float and rounded once. Every one of the 65,536 inputs, in every function and tier.
#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "every.hpp"
#include "reference.hpp"
#include "short_numbers.hpp"

namespace {

using Eigen::bfloat16;
using Eigen::half;
using short_numbers::input;
using short_numbers::same_bits;

/// Binary digits of the significand and the exponents of the smallest normal number and of what is infinite.
template <typename Scalar>
struct Format;
template <>
struct Format<half> {
  static constexpr int digits = 11, lowest = -14, infinite = 16;
};
template <>
struct Format<bfloat16> {
  static constexpr int digits = 8, lowest = -126, infinite = 128;
};

/// |computed - exact| in units in the last place of the exact value; the infinite counts as the first number beyond the
/// largest.
template <typename Scalar>
double ulp_error(Scalar computed_, double exact) {
  using F = Format<Scalar>;
  const double computed = static_cast<double>(static_cast<float>(computed_));
  if (std::isnan(computed) || std::isnan(exact)) return std::isnan(computed) && std::isnan(exact) ? 0 : 1e9;
  const double beyond = std::ldexp(1.0, F::infinite);
  const auto cut = [beyond](double value) { return std::fmax(-beyond, std::fmin(value, beyond)); };
  const double magnitude = std::fabs(cut(exact));
  const int exponent = magnitude == 0 ? F::lowest : std::max(std::ilogb(magnitude), F::lowest);
  const int last_place = std::min(exponent, F::infinite - 1) - (F::digits - 1);
  return std::ldexp(std::fabs(cut(computed) - cut(exact)), -last_place);
}

/// The largest error over all inputs, and the input where. Through pointers: one loop serves every function.
template <typename Scalar>
std::pair<double, float> worst(Scalar (*computed)(Scalar), double (*exact)(double)) {
  std::pair<double, float> result{0, 0.0f};
  for (int i = 0; i < 65536; ++i) {
    const Scalar x = input<Scalar>(i);
    const double error = ulp_error(computed(x), exact(static_cast<double>(static_cast<float>(x))));
    if (error > result.first) result = {error, static_cast<float>(x)};
  }
  return result;
}

template <typename Scalar>
using Column = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

template <typename Scalar>
Column<Scalar> all_inputs() {
  Column<Scalar> x(65536);
  for (int i = 0; i < 65536; ++i) x[i] = input<Scalar>(i);
  return x;
}

template <typename Scalar>
struct CheckErrors {
  template <template <typename> class Definition>
  void operator()(hillock::Function<Definition>) const {
    // Every function in half; what another type or tier has besides is one text for all.
    if constexpr (every::stands_for_types<Scalar> || every::stands_for_its_kind<Definition>) {
      check<Definition>(hillock::Activation<Definition<Scalar>, hillock::tier::Default>{});
    }
    if constexpr (every::stands_for_its_kind<Definition>) {
      check<Definition>(hillock::Activation<Definition<Scalar>, hillock::tier::Precise>{});
    }
  }

  template <template <typename> class Definition, typename Tier>
  static void check(const hillock::Activation<Definition<Scalar>, Tier>& act) {
    using Act = hillock::Activation<Definition<Scalar>, Tier>;
    using Reference = reference::Reference<Definition>;
    const hillock::ErrorBound bound = act.bounds.of(Tier{});
    // A unit in the last place of float, measured in those of Scalar.
    const double unit = std::ldexp(1.0, Format<Scalar>::digits - 24);
    CAPTURE(act.name, Tier::name);
    const auto check_bound = [](std::pair<double, float> found, double allowed) {
      CAPTURE(found.second);
      CHECK(found.first <= allowed);
    };
    check_bound(worst<Scalar>([](Scalar x) { return Act{}(x); }, [](double x) { return Reference::forward(Act{}, x); }),
                0.5 + unit * bound.forward);
    check_bound(worst<Scalar>([](Scalar x) { return Act{}.derivative(x); },
                              [](double x) { return Reference::derivative(Act{}, x); }),
                0.5 + unit * bound.derivative);
    // The product with dy is not rounded to Scalar in between.
    check_bound(worst<Scalar>([](Scalar x) { return Act{}.backward(x, Scalar(-1.75f)); },
                              [](double x) { return -1.75 * Reference::derivative(Act{}, x); }),
                0.5 + unit * (2 * bound.derivative + 1));
  }
};

}  // namespace

TEMPLATE_TEST_CASE("half and bfloat16 are within 0.5 ULP plus the error in float, for every input", "[half]", half,
                   bfloat16) {
  hillock::Activations::for_each(CheckErrors<TestType>{});
}

namespace {

// What one activation computes of an x and a dy: of single values, and of vectors by the library's loop. Through
// pointers, so that the places below are compiled once.
template <typename Scalar>
struct BothWays {
  Scalar (*single)(Scalar x, Scalar dy);
  void (*loop)(const Scalar* x, const Scalar* dy, Scalar* y, Eigen::Index n);
};
template <typename Scalar, typename Act, typename Of>
BothWays<Scalar> both_ways() {
  return {[](Scalar x, Scalar dy) { return Scalar(Of{}(Act{}, x, dy)); },
          [](const Scalar* x, const Scalar* dy, Scalar* y, Eigen::Index n) {
            using Vector = Column<Scalar>;
            const Eigen::Map<const Vector> from(x, n), gradient(dy, n);
            Eigen::Map<Vector>(y, n) = Of{}(Act{}, from, gradient);
          }};
}
struct OfForward {
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x, const X&) const {
    return act(x);
  }
};
struct OfDerivative {
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x, const X&) const {
    return act.derivative(x);
  }
};
struct OfBackward {
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& x, const X& dy) const {
    return act.backward(x, dy);
  }
};
struct OfOutput {
  template <typename Act, typename X>
  auto operator()(const Act& act, const X& y, const X& dy) const {
    return act.backward_from_output(y, dy);
  }
};

/// How many bits patterns of a loop are not those of single values: of every input, and in every place.
template <typename Scalar>
std::pair<int, int> differences(const BothWays<Scalar>& f) {
  using Eigen::Index;
  static const Column<Scalar> x = all_inputs<Scalar>();
  // Another gradient for each input: an odd step through all of them.
  static const Column<Scalar> dy = [] {
    Column<Scalar> values(65536);
    for (int i = 0; i < 65536; ++i) values[i] = input<Scalar>((i * 25173 + 13849) & 65535);
    return values;
  }();
  std::pair<int, int> result{0, 0};
  Column<Scalar> expected(65536), y(65536);
  for (Index i = 0; i < 65536; ++i) expected[i] = f.single(x[i], dy[i]);
  f.loop(x.data(), dy.data(), y.data(), 65536);
  for (Index i = 0; i < 65536; ++i) result.first += !same_bits(y[i], expected[i]);

  // Lengths, and addresses of argument and result that are aligned otherwise; what lies around stays; and in place.
  const Scalar untouched = input<Scalar>(0x1234);
  for (Index n = 1; n <= 40; ++n) {
    const Index from = (n * 9973) % 60000 + n % 5, to = 8 + (n * 3) % 7;
    y.setConstant(untouched);
    f.loop(x.data() + from, dy.data() + from, y.data() + to, n);
    for (Index i = 0; i < 100; ++i) {
      const bool inside = i >= to && i < to + n;
      result.second += !same_bits(y[i], inside ? expected[from + i - to] : untouched);
    }
    y.segment(to, n) = x.segment(from, n);
    f.loop(y.data() + to, dy.data() + from, y.data() + to, n);
    for (Index i = 0; i < n; ++i) result.second += !same_bits(y[to + i], expected[from + i]);
    y.segment(to, n) = dy.segment(from, n);
    f.loop(x.data() + from, y.data() + to, y.data() + to, n);
    for (Index i = 0; i < n; ++i) result.second += !same_bits(y[to + i], expected[from + i]);
  }
  return result;
}

template <typename Scalar>
struct CheckLoops {
  template <typename Act>
  void operator()(const Act& in_float) const {
    using Short = decltype(every::rebind<Scalar>(in_float));
    CAPTURE(Act::name, Act::Tier::name);
    CHECK(differences(both_ways<Scalar, Short, OfForward>()) == std::make_pair(0, 0));
    CHECK(differences(both_ways<Scalar, Short, OfDerivative>()) == std::make_pair(0, 0));
    CHECK(differences(both_ways<Scalar, Short, OfBackward>()) == std::make_pair(0, 0));
    if constexpr (Act::gradient_needs == hillock::GradientNeeds::output) {
      CHECK(differences(both_ways<Scalar, Short, OfOutput>()) == std::make_pair(0, 0));
    }
  }
};

}  // namespace

TEMPLATE_TEST_CASE("Vectors of half and bfloat16 have the bits of single values: every input, function and tier",
                   "[half]", half, bfloat16) {
  every::general_kind<float>(CheckLoops<TestType>{});
}

TEMPLATE_TEST_CASE("Expressions of half and bfloat16 give the bits of single values", "[half]", EVERY_SHORT_TYPE) {
  using Scalar = TestType;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Rows = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Column<Scalar> x = all_inputs<Scalar>();
  const auto differences = [](const auto& y, const auto& from, Scalar (*f)(Scalar)) {
    int count = 0;
    for (Eigen::Index j = 0; j < y.cols(); ++j) {
      for (Eigen::Index i = 0; i < y.rows(); ++i) count += !same_bits(Scalar(y(i, j)), f(Scalar(from(i, j))));
    }
    return count;
  };
  const hillock::Tanh<Scalar, hillock::tier::Precise> act;
  const auto precise_tanh = [](Scalar v) { return hillock::precise::tanh(v); };
  Column<Scalar> y = act(x);
  CHECK(differences(y, x, precise_tanh) == 0);
  y = x.unaryExpr(act);
  CHECK(differences(y, x, precise_tanh) == 0);
  y = act(x.reverse());
  CHECK(differences(y, x.reverse().eval(), precise_tanh) == 0);
  y = act(act(x));
  CHECK(differences(y, x, [](Scalar v) { return hillock::precise::tanh(hillock::precise::tanh(v)); }) == 0);
  // (Not x + x: GCC 12 warns of Eigen's own sums of bfloat16 with AVX-512.)
  const auto twice = [](Scalar v) { return Scalar(v + v); };
  y = act(x.unaryExpr(twice));
  CHECK(differences(y, x, [](Scalar v) { return hillock::precise::tanh(Scalar(v + v)); }) == 0);
  y = act(x).cwiseProduct(x);
  CHECK(differences(y, x, [](Scalar v) { return Scalar(hillock::precise::tanh(v) * v); }) == 0);
  y = x;
  y = act(y.unaryExpr(twice));
  CHECK(differences(y, x, [](Scalar v) { return hillock::precise::tanh(Scalar(v + v)); }) == 0);

  const Eigen::Map<const Matrix> of_columns(x.data(), 251, 261);
  Matrix z = act(of_columns);
  CHECK(differences(z, of_columns, precise_tanh) == 0);
  Rows of_rows = act(of_columns);
  CHECK(differences(of_rows, of_columns, precise_tanh) == 0);
  z.setZero();
  z.block(3, 5, 100, 90) = act(of_rows.block(1, 2, 100, 90));
  CHECK(differences(z.block(3, 5, 100, 90), of_rows.block(1, 2, 100, 90), precise_tanh) == 0);
  z.row(7) = act(of_columns.row(9));
  CHECK(differences(z.row(7), of_columns.row(9), precise_tanh) == 0);
  const Eigen::Map<const Column<Scalar>, 0, Eigen::InnerStride<3>> third(x.data(), 65536 / 3);
  y = act(third);
  CHECK(differences(y, third, precise_tanh) == 0);
  y = act.backward(third, third);
  CHECK(differences(y, third, [](Scalar v) { return hillock::precise::tanh.backward(v, v); }) == 0);
  Column<Scalar> memory(65536);
  Eigen::Map<Column<Scalar>, 0, Eigen::InnerStride<3>> to_third(memory.data(), 65536 / 3);
  to_third = act(third);
  CHECK(differences(to_third, third, precise_tanh) == 0);
  const Eigen::Matrix<Scalar, 5, 1> five = x.template segment<5>(0x3b00);
  const Eigen::Matrix<Scalar, 5, 1> of_five = act(five);
  CHECK(differences(of_five, five, precise_tanh) == 0);
}

TEMPLATE_TEST_CASE("The gradient from the output is that of float, rounded once", "[half]", half, bfloat16) {
  using Scalar = TestType;
  every::general_kind<float>([](const auto& act) {
    using Act = std::decay_t<decltype(act)>;
    if constexpr (Act::gradient_needs == hillock::GradientNeeds::output) {
      CAPTURE(act.name, Act::Tier::name);
      int differences = 0;
      const auto in_half = every::rebind<Scalar>(act);
      for (int i = 0; i < 65536; ++i) {
        const Scalar y = input<Scalar>(i);
        const float in_float = act.derivative_from_output(static_cast<float>(y));
        differences += !same_bits(in_half.derivative_from_output(y), static_cast<Scalar>(in_float));
      }
      CHECK(differences == 0);
    }
  });
}

TEMPLATE_TEST_CASE("Parameters of half and bfloat16 functions are floats", "[half]", half, bfloat16) {
  using Scalar = TestType;
  const Scalar x(-3.0f);
  // 0.2 as a Scalar would be off by up to 2^-9 of its value.
  CHECK(same_bits(hillock::leaky_relu(x, 0.2), static_cast<Scalar>(-3.0f * 0.2f)));
  CHECK(hillock::LeakyReLU<Scalar>(0.2f).negative_slope() == 0.2f);
  CHECK_THROWS_AS(hillock::LeakyReLU<Scalar>(std::numeric_limits<float>::infinity()), std::invalid_argument);
}

TEMPLATE_TEST_CASE("Matrices, blocks and layers of half and bfloat16", "[half]", EVERY_SHORT_TYPE) {
  using Scalar = TestType;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  const Matrix x = Eigen::MatrixXf::Random(5, 7).cast<Scalar>();
  Matrix y = x;
  y.block(1, 2, 3, 4) = hillock::tanh(y.block(1, 2, 3, 4));
  CHECK(same_bits(y(2, 3), hillock::tanh(x(2, 3))));
  CHECK(same_bits(y(0, 0), x(0, 0)));
}

TEMPLATE_TEST_CASE("Gates of half and bfloat16 are those of floats, rounded once", "[half]", half, bfloat16) {
  using Scalar = TestType;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Rows = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto differences = [](const auto& computed, const Eigen::MatrixXf& in_float) {
    REQUIRE((computed.rows() == in_float.rows() && computed.cols() == in_float.cols()));
    int count = 0;
    for (Eigen::Index j = 0; j < in_float.cols(); ++j) {
      for (Eigen::Index i = 0; i < in_float.rows(); ++i) {
        count += !same_bits(Scalar(computed(i, j)), static_cast<Scalar>(in_float(i, j)));
      }
    }
    return count;
  };
  const auto check = [&](const auto& gate, Eigen::Index half_length, Eigen::Index count) {
    CAPTURE(half_length, count);
    const Matrix x = (4 * Eigen::MatrixXf::Random(2 * half_length, count)).template cast<Scalar>();
    const Matrix dy = Eigen::MatrixXf::Random(half_length, count).template cast<Scalar>();
    const Eigen::MatrixXf wide_x = x.template cast<float>(), wide_dy = dy.template cast<float>();
    const Eigen::MatrixXf wide_y = gate(wide_x), wide_dx = gate.backward(wide_x, wide_dy);
    Matrix y = gate(x), dx = gate.backward(x, dy);
    CHECK((differences(y, wide_y) == 0 && differences(dx, wide_dx) == 0));
    const Rows row_x = x, row_dy = dy;
    Rows row_y = gate(row_x), row_dx = gate.backward(row_x, row_dy);
    CHECK((differences(row_y, wide_y) == 0 && differences(row_dx, wide_dx) == 0));
    const Matrix turned_x = x.transpose(), turned_dy = dy.transpose();
    y = gate(turned_x, hillock::rowwise);
    dx = gate.backward(turned_x, turned_dy, hillock::rowwise);
    CHECK((differences(y, wide_y.transpose()) == 0 && differences(dx, wide_dx.transpose()) == 0));
    dx = x;
    dx = gate.backward(dx, dy);
    CHECK(differences(dx, wide_dx) == 0);
  };
  for (const Eigen::Index count : {1, 3, 17}) {
    for (const Eigen::Index half_length : {0, 1, 7, 16, 37}) {
      check(hillock::swiglu, half_length, count);
      if constexpr (every::stands_for_types<Scalar>) check(hillock::reglu, half_length, count);
      if constexpr (every::full) {
        check(hillock::glu, half_length, count);
        check(hillock::precise::geglu, half_length, count);
      }
    }
  }
}

TEMPLATE_TEST_CASE("softmax and its kin of half and bfloat16 are those of floats, rounded once", "[half]", half,
                   bfloat16) {
  using Scalar = TestType;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Rows = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto same = [](const auto& computed, const Eigen::MatrixXf& in_float) {
    if (computed.rows() != in_float.rows() || computed.cols() != in_float.cols()) return false;
    for (Eigen::Index j = 0; j < in_float.cols(); ++j) {
      for (Eigen::Index i = 0; i < in_float.rows(); ++i) {
        if (!same_bits(Scalar(computed(i, j)), static_cast<Scalar>(in_float(i, j)))) return false;
      }
    }
    return true;
  };
  const auto check = [&](const auto& function, Eigen::Index length, Eigen::Index count, auto... options) {
    CAPTURE(length, count);
    const Matrix x = (9 * Eigen::MatrixXf::Random(length, count)).template cast<Scalar>();
    const Matrix dy = Eigen::MatrixXf::Random(length, count).template cast<Scalar>();
    const Eigen::MatrixXf wide_x = x.template cast<float>(), wide_dy = dy.template cast<float>();
    const Eigen::MatrixXf wide_y = function(wide_x, hillock::columnwise, options...);
    const Matrix y = function(x, hillock::columnwise, options...);
    CHECK(same(y, wide_y));
    const Rows of_rows = function(Rows(x), hillock::columnwise, options...);
    CHECK(same(of_rows, wide_y));
    Matrix z = x.transpose();
    z = function(z, hillock::rowwise, options...);  // in place
    CHECK(same(z, wide_y.transpose()));
    z = function(x.unaryExpr([](Scalar v) { return Scalar(-v); }), hillock::columnwise, options...);
    CHECK(same(z, function(Eigen::MatrixXf(-wide_x), hillock::columnwise, options...)));
    const Eigen::MatrixXf wide_dx = function.backward(wide_x, wide_dy, hillock::columnwise, options...);
    z = function.backward(x, dy, hillock::columnwise, options...);
    CHECK(same(z, wide_dx));
    z = x;
    z = function.backward(z, dy, hillock::columnwise, options...);
    CHECK(same(z, wide_dx));
    z = dy;
    z = function.backward(x, z, hillock::columnwise, options...);
    CHECK(same(z, wide_dx));
    const Eigen::MatrixXf rounded_y = y.template cast<float>();
    z = function.backward_from_output(y, dy, hillock::columnwise, options...);
    CHECK(same(z, function.backward_from_output(rounded_y, wide_dy, hillock::columnwise, options...)));
  };
  for (const Eigen::Index length : {1, 10, 37, 5000}) {
    for (const Eigen::Index count : {1, 3}) {
      check(hillock::softmax, length, count, 0.3);
      if constexpr (every::stands_for_types<Scalar>) check(hillock::softmax, length, count);
      if constexpr (every::full || !every::stands_for_types<Scalar>) check(hillock::log_softmax, length, count);
      if constexpr (every::stands_for_types<Scalar>) check(hillock::sparsemax, length, count);
    }
  }
  // -inf as a mask, a whole line of it, and what half cannot hold before it is divided.
  Matrix x = Matrix::Constant(3, 2, Scalar(65000.0f));
  x.col(1).setConstant(-std::numeric_limits<Scalar>::infinity());
  x(2, 0) = -std::numeric_limits<Scalar>::infinity();
  const Matrix y = hillock::softmax(x, hillock::columnwise, hillock::masked);
  CHECK(same(y, hillock::softmax(Eigen::MatrixXf(x.template cast<float>()), hillock::columnwise, hillock::masked)));
  CHECK(static_cast<float>(y(0, 0)) == 0.5f);
  Matrix none(0, 3);
  none = hillock::softmax(Matrix(0, 3), hillock::columnwise);
  CHECK(none.size() == 0);
}

namespace {

/// Whether what was computed short is what was computed in float, rounded once.
template <typename Computed, typename InFloat>
bool is_rounded(const Eigen::DenseBase<Computed>& computed, const Eigen::DenseBase<InFloat>& in_float) {
  if (computed.rows() != in_float.rows() || computed.cols() != in_float.cols()) return false;
  for (Eigen::Index j = 0; j < computed.cols(); ++j) {
    for (Eigen::Index i = 0; i < computed.rows(); ++i) {
      const auto expected = static_cast<typename Computed::Scalar>(in_float.derived().coeff(i, j));
      if (!same_bits(computed.derived().coeff(i, j), expected)) return false;
    }
  }
  return true;
}

}  // namespace

// One type for each function: what differs between the two is how they are loaded and stored, and that is shared.
TEST_CASE("logsumexp and losses of half and bfloat16 are those of floats, with gradients rounded once", "[half]") {
  using Matrix = Eigen::Matrix<half, Eigen::Dynamic, Eigen::Dynamic>;
  using Brain = Eigen::Matrix<bfloat16, Eigen::Dynamic, Eigen::Dynamic>;
  for (const Eigen::Index classes : {1, 10, 37, 5000}) {
    for (const Eigen::Index samples : {1, 3}) {
      CAPTURE(classes, samples);
      Eigen::MatrixXf x = 9 * Eigen::MatrixXf::Random(classes, samples);
      if (classes > 1) x(1, 0) = -std::numeric_limits<float>::infinity();
      if (classes > 30) x(3, samples - 1) = 60000;
      const Matrix short_x = x.cast<half>();
      const Brain brain_x = x.cast<bfloat16>();
      const Eigen::MatrixXf half_x = short_x.cast<float>(), wide_x = brain_x.cast<float>();

      const Eigen::RowVectorXf log_sums = hillock::logsumexp(wide_x, hillock::columnwise);
      Eigen::Matrix<bfloat16, 1, Eigen::Dynamic> short_sums = hillock::logsumexp(brain_x, hillock::columnwise);
      CHECK(is_rounded(short_sums, log_sums));
      std::mt19937 engine(5), same_engine(5);
      CHECK(is_rounded(hillock::gumbel_softmax(brain_x, engine, 0.7, hillock::columnwise).eval(),
                       hillock::gumbel_softmax(wide_x, same_engine, 0.7, hillock::columnwise).eval()));
      const Brain turned = brain_x.transpose();
      CHECK(is_rounded(hillock::logsumexp(turned, hillock::rowwise).eval(), log_sums.transpose()));
      CHECK(same_bits(hillock::logsumexp(brain_x.col(0)), static_cast<bfloat16>(log_sums[0])));
      CHECK(is_rounded(hillock::logmeanexp(turned, hillock::rowwise).eval(),
                       hillock::logmeanexp(wide_x, hillock::columnwise).eval().transpose()));
      CHECK(is_rounded(
          hillock::softmax_with_sink.sink_gradient(turned, Brain::Ones(samples, classes), 0.5f, hillock::rowwise)
              .eval(),
          hillock::softmax_with_sink.sink_gradient(wide_x, Eigen::MatrixXf::Ones(classes, samples), 0.5f)
              .eval()
              .transpose()));
      Brain dx = brain_x;
      dx = hillock::logsumexp.backward(dx, short_sums, hillock::columnwise);
      const Eigen::RowVectorXf wide_sums = short_sums.cast<float>();
      CHECK(is_rounded(dx, hillock::logsumexp.backward(wide_x, wide_sums, hillock::columnwise).eval()));

      const std::vector<int> labels{static_cast<int>(classes / 2), 0, static_cast<int>(classes - 1)};
      const Eigen::Map<const Eigen::VectorXi> targets(labels.data(), samples);
      const auto of_floats = hillock::softmax_cross_entropy(half_x, targets);
      const auto of_half = hillock::softmax_cross_entropy(short_x, targets);
      CHECK((of_half.losses == of_floats.losses && of_half.mean() == of_floats.mean()));
      CHECK(is_rounded(of_half.gradient, of_floats.gradient));
      const Matrix turned_half = short_x.transpose();
      const auto of_rows = hillock::softmax_cross_entropy(turned_half, targets, hillock::rowwise);
      CHECK((of_rows.losses == of_floats.losses && of_rows.gradient == of_half.gradient.transpose()));

      // The weights of the losses are in the gradient before it is rounded; distributions are short, or floats.
      hillock::CrossEntropyLoss<float> float_loss;
      hillock::CrossEntropyLoss<bfloat16> loss;
      float_loss.weights = loss.weights = Eigen::VectorXf::LinSpaced(classes, 0.3f, 1.7f);
      float_loss.ignore_index = loss.ignore_index = 0;
      for (const double smoothing : {0.0, 0.1}) {
        float_loss.label_smoothing = loss.label_smoothing = smoothing;
        const auto expected = float_loss(wide_x, targets);
        const auto computed = loss(brain_x, targets);
        CHECK((computed.losses == expected.losses && (computed.value == expected.value || std::isnan(expected.value))));
        CHECK(is_rounded(computed.gradient, expected.gradient));
      }
      const Brain distributions = Eigen::MatrixXf::Random(classes, samples).cwiseAbs().cast<bfloat16>();
      const Eigen::MatrixXf wide = distributions.cast<float>();
      const auto with_wide = hillock::softmax_cross_entropy(brain_x, wide);
      const auto expected = hillock::softmax_cross_entropy(wide_x, wide);
      CHECK((with_wide.losses == expected.losses && is_rounded(with_wide.gradient, expected.gradient)));
      CHECK(hillock::softmax_cross_entropy(brain_x, distributions).gradient == with_wide.gradient);
    }
  }
}

TEST_CASE("Losses by element and norms of half and bfloat16 are those of floats, rounded once", "[half]") {
  using Matrix = Eigen::Matrix<half, Eigen::Dynamic, Eigen::Dynamic>;
  using Brain = Eigen::Matrix<bfloat16, Eigen::Dynamic, Eigen::Dynamic>;
  for (const Eigen::Index n : {1, 7, 16, 37}) {
    CAPTURE(n);
    const Matrix z = (20 * Eigen::MatrixXf::Random(n, 3)).cast<half>();
    const Matrix t = Eigen::MatrixXf::Random(n, 3).cwiseAbs().cast<half>();
    const Eigen::MatrixXf wide_z = z.cast<float>(), wide_t = t.cast<float>();
    const auto expected = hillock::binary_cross_entropy_with_logits(wide_z, wide_t, 3.0);
    const auto computed = hillock::binary_cross_entropy_with_logits(z, t, 3.0);
    CHECK((computed.losses == expected.losses && computed.sum() == expected.sum()));
    CHECK(is_rounded(computed.gradient, expected.gradient));
    CHECK_THROWS_AS(hillock::binary_cross_entropy_with_logits(z, Matrix::Constant(n, 3, half(3.0f))),
                    std::invalid_argument);

    const auto check = [](const auto& norm, const auto& x, const auto& dy, const auto&... parameters) {
      const Eigen::MatrixXf wide_x = x.template cast<float>(), wide_dy = dy.template cast<float>();
      const Eigen::MatrixXf wide_y = norm(wide_x, hillock::columnwise, parameters.template cast<float>().eval()...);
      Brain y = x;
      y = norm(y, hillock::columnwise, parameters...);
      CHECK(is_rounded(y, wide_y));
      const Brain turned = x.transpose();
      CHECK(is_rounded(norm(turned, hillock::rowwise, parameters...).eval(), wide_y.transpose()));
      const auto g = norm.backward(x, dy, hillock::columnwise, parameters...);
      const auto wide =
          norm.backward(wide_x, wide_dy, hillock::columnwise, parameters.template cast<float>().eval()...);
      CHECK((is_rounded(g.input, wide.input) && is_rounded(g.gain, wide.gain) && is_rounded(g.bias, wide.bias)));
    };
    Brain x = Eigen::MatrixXf::Random(n, 3).cast<bfloat16>();
    const Brain dy = Eigen::MatrixXf::Random(n, 3).cast<bfloat16>();
    const Column<bfloat16> gain = Eigen::VectorXf::Random(n).cast<bfloat16>(), bias = gain.reverse();
    check(hillock::layer_norm, x, dy, gain, bias);
    x(0, 1) = std::numeric_limits<bfloat16>::infinity();
    check(hillock::rms_norm, x, dy, gain);
  }
}

TEMPLATE_TEST_CASE("Layers of half and bfloat16 with softmax or a gate apply it to what is rounded", "[half][dense]",
                   EVERY_SHORT_TYPE) {
  using Scalar = TestType;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  for (const Eigen::Index n : {1, 2, 19}) {
    const Matrix w = Eigen::MatrixXf::Random(10, 7).cast<Scalar>(), x = Eigen::MatrixXf::Random(7, n).cast<Scalar>();
    const Column<Scalar> b = Eigen::VectorXf::Random(10).cast<Scalar>();
    const hillock::Linear linear{w, b};
    const Matrix z = linear(x);
    const auto check = [&](const auto& function, auto gradient_of) {
      const hillock::Dense layer{w, b, function};
      const Matrix y = layer(x), expected = function(z, hillock::columnwise);
      CHECK(y == expected);
      CHECK(Column<Scalar>(layer(x.col(0))) == expected.col(0));
      const Matrix dy = Eigen::MatrixXf::Random(y.rows(), n).template cast<Scalar>(), dz = gradient_of(y, dy);
      const auto g = layer.backward(x, y, dy);
      const auto of_linear = linear.backward(x, dz);
      CHECK((g.input == of_linear.input && g.weights == of_linear.weights && g.bias == of_linear.bias));
    };
    check(hillock::softmax, [](const Matrix& y, const Matrix& dy) {
      return Matrix(hillock::softmax.backward_from_output(y, dy, hillock::columnwise));
    });
    check(hillock::swiglu, [&z](const Matrix&, const Matrix& dy) {
      return Matrix(hillock::swiglu.backward(z, dy, hillock::columnwise));
    });
  }
}

TEMPLATE_TEST_CASE("A layer of half and bfloat16 is that of floats, rounded once", "[half][dense][linear]",
                   EVERY_SHORT_TYPE) {
  using Scalar = TestType;
  using Matrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
  using Rows = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto rounded = [](const auto& computed, const auto& in_float) {
    const Matrix expected = in_float.template cast<Scalar>();
    if (computed.rows() != expected.rows() || computed.cols() != expected.cols()) return false;
    for (Eigen::Index j = 0; j < expected.cols(); ++j) {
      for (Eigen::Index i = 0; i < expected.rows(); ++i) {
        if (!same_bits(Scalar(computed(i, j)), expected(i, j))) return false;
      }
    }
    return true;
  };
  for (const Eigen::Index in : {0, 1, 3, 40, 600}) {
    for (const Eigen::Index out : {1, 5, 16, 33}) {
      for (const Eigen::Index n : {1, 2, 33}) {
        const Matrix w = Eigen::MatrixXf::Random(out, in).cast<Scalar>(),
                     x = Eigen::MatrixXf::Random(in, n).cast<Scalar>();
        const Matrix dy = Eigen::MatrixXf::Random(out, n).cast<Scalar>();
        const Column<Scalar> b = Eigen::VectorXf::Random(out).cast<Scalar>();
        const Eigen::MatrixXf wide_w = w.template cast<float>(), wide_x = x.template cast<float>();
        const Eigen::MatrixXf wide_dy = dy.template cast<float>();
        const Eigen::VectorXf wide_b = b.template cast<float>();
        const Rows row_w = w, row_x = x.transpose();
        const hillock::Linear linear{w, b};
        const hillock::Linear of_rows{row_w, b};
        const hillock::Linear wide{wide_w, wide_b};
        CAPTURE(in, out, n);
        const Eigen::MatrixXf z = wide(wide_x);
        CHECK((rounded(linear(x), z) && rounded(linear(x.col(0)), z.col(0)) && rounded(of_rows(x), z)));
        CHECK(rounded(linear(row_x, hillock::rowwise), z.transpose()));
        const hillock::Dense dense{w, b, hillock::precise::gelu};
        CHECK(rounded(dense(x), hillock::precise::gelu(z)));
        const hillock::Dense leaky{w, b, hillock::LeakyReLU<Scalar>(0.2f)};
        CHECK(rounded(leaky(x), hillock::leaky_relu(z, 0.2f)));
        const auto g = linear.backward(x, dy);
        const auto wide_g = wide.backward(wide_x, wide_dy);
        CHECK((rounded(g.input, wide_g.input) && rounded(g.weights, wide_g.weights) && rounded(g.bias, wide_g.bias)));
      }
    }
  }
  const Column<Scalar> w = Eigen::VectorXf::Random(9).cast<Scalar>(), x = Eigen::VectorXf::Random(9).cast<Scalar>();
  const hillock::Neuron neuron{w, Scalar(0.5f)};
  const Eigen::VectorXf wide_w = w.template cast<float>(), wide_x = x.template cast<float>();
  CHECK(same_bits(neuron(x), Scalar(hillock::Neuron{wide_w, 0.5f}(wide_x))));
}
